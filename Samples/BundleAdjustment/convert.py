"""Turns a file of ADBench's data/ba into values for bundle_adjustment.adg.

A file holds one camera, one point, one weight and one measurement, which stand for all; observation i is that of
point i mod m by camera i mod n.

python3 Samples/BundleAdjustment/convert.py ba1_n49_m7776_p31843.txt > values.json
python3 Samples/BundleAdjustment/convert.py ba1_n49_m7776_p31843.txt --observations 100 > values.json    the first 100 only
"""

import argparse
import json
import sys


def main():
    parser = argparse.ArgumentParser(description="ADBench's bundle adjustment as JSON")
    parser.add_argument("file")
    parser.add_argument("--observations", type=int, help="how many of the observations to take")
    arguments = parser.parse_args()
    with open(arguments.file) as file:
        words = iter(file.read().split())
    n, m, p = (int(next(words)) for _ in range(3))
    p = min(p, arguments.observations or p)

    def take(count):
        return [float(next(words)) for _ in range(count)]

    values = {"camera": [take(11)] * n, "point": [take(3)] * m, "weight": take(1) * p, "feature": [take(2)] * p}
    values["camera_of"] = [i % n for i in range(p)]
    values["point_of"] = [i % m for i in range(p)]
    json.dump(values, sys.stdout)


if __name__ == "__main__":
    main()
