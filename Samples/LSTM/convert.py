"""Turns a file of ADBench's data/lstm into values for lstm.adg.

python3 Samples/LSTM/convert.py lstm_l2_c1024.txt > values.json
python3 Samples/LSTM/convert.py lstm_l2_c1024.txt --letters 8 > values.json    the first 8 letters only
"""

import argparse
import json
import sys


def main():
    parser = argparse.ArgumentParser(description="ADBench's LSTM as JSON")
    parser.add_argument("file")
    parser.add_argument("--letters", type=int, help="how many of the letters to take")
    arguments = parser.parse_args()
    with open(arguments.file) as file:
        words = iter(file.read().split())
    l, c, b = (int(next(words)) for _ in range(3))

    def take(*shape):
        return [take(*shape[1:]) for _ in range(shape[0])] if shape else float(next(words))

    values = {"main": take(l, 2, 4, b), "extra": take(3, b)}
    values["hidden"], values["cell"] = (list(state) for state in zip(*take(l, 2, b)))
    values["letter"] = take(c, b)[: arguments.letters]
    json.dump(values, sys.stdout)


if __name__ == "__main__":
    main()
