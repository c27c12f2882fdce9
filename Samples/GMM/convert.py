"""Turns a file of ADBench's data/gmm into values for gmm.adg.

python3 Samples/GMM/convert.py gmm_d2_K5.txt > values.json
python3 Samples/GMM/convert.py gmm_d2_K5.txt --points 20 > values.json    the first 20 points only
"""

import argparse
import json
import sys


def main():
    parser = argparse.ArgumentParser(description="ADBench's Gaussian mixtures as JSON")
    parser.add_argument("file")
    parser.add_argument("--points", type=int, help="how many of the points to take")
    arguments = parser.parse_args()
    with open(arguments.file) as file:
        words = iter(file.read().split())
    d, K, n = (int(next(words)) for _ in range(3))

    def take(*shape):
        return [take(*shape[1:]) for _ in range(shape[0])] if shape else float(next(words))

    values = {"alpha": take(K), "mu": take(K, d), "icf": take(K, d * (d + 1) // 2)}
    values["x"] = take(n, d)[: arguments.points]
    values["wishart_gamma"], values["wishart_m"] = take(), take()
    json.dump(values, sys.stdout)


if __name__ == "__main__":
    main()
