"""Turns ADBench's data/hand, a model and a file of points, into values for hand_simple.adg or hand_complicated.adg.

python3 Samples/HandTracking/convert.py model simple_small/hand1_t26_c100.txt > values.json
python3 Samples/HandTracking/convert.py model complicated_small/hand1_t26_c100.txt > values.json
python3 Samples/HandTracking/convert.py model simple_small/hand1_t26_c100.txt --points 8 > values.json
    the first 8 points only, and of the hand the vertices that belong to them
"""

import argparse
import json
import sys
from pathlib import Path


def rows(path, separator=None):
    return [line.split(separator) for line in Path(path).read_text().split("\n") if line.strip()]


def floats(words):
    return [float(word) for word in words]


def matrix(words):
    return [floats(words[4 * row : 4 * row + 4]) for row in range(4)]


def hand(model):
    """The bones, and the vertices with the bones that move them, filled up to one length with bones of no weight."""
    bones, vertices = rows(model / "bones.txt", ":"), rows(model / "vertices.txt", ":")
    movers = [[(int(b), float(w)) for b, w in zip(v[9::2], v[10::2])] for v in vertices]
    most = max(map(len, movers))
    movers = [own + [(0, 0.0)] * (most - len(own)) for own in movers]
    return {
        "base": [matrix(bone[2:18]) for bone in bones],
        "unpose": [matrix(bone[18:34]) for bone in bones],
        "rest": [floats(vertex[:3]) for vertex in vertices],
        "bone": [[bone for bone, _ in own] for own in movers],
        "skin": [[weight for _, weight in own] for own in movers],
    }


def points(path, model, limit):
    lines = rows(path)
    count = int(lines[0][0])
    found, rest = lines[1 : count + 1], lines[count + 1 :]
    values = {"point": [floats(line[1:]) for line in found][:limit]}
    places = [int(line[0]) for line in found][:limit]
    if len(rest[0]) == 2:
        triangles = [[int(vertex) for vertex in line] for line in rows(model / "triangles.txt", ":")]
        values |= {"facet": places, "triangle": triangles, "u": [floats(line) for line in rest[:count]][:limit]}
        rest = rest[count:]
    else:
        values["vertex"] = places
    theta = [float(word) for line in rest for word in line]
    finger = [theta[start : start + 4] for start in range(6, 26, 4)]
    return values | {"rotation": theta[:3], "translation": theta[3:6], "finger": finger}


def reduced(values):
    """The same with no triangle and no vertex but those of the points."""
    if "facet" in values:
        kept = sorted(set(values["facet"]))
        values["facet"] = [kept.index(place) for place in values["facet"]]
        triangles = [values["triangle"][place] for place in kept]
        kept = sorted({vertex for triangle in triangles for vertex in triangle})
        values["triangle"] = [[kept.index(vertex) for vertex in triangle] for triangle in triangles]
    else:
        kept = sorted(set(values["vertex"]))
        values["vertex"] = [kept.index(vertex) for vertex in values["vertex"]]
    return values | {name: [values[name][vertex] for vertex in kept] for name in ("rest", "bone", "skin")}


def main():
    parser = argparse.ArgumentParser(description="ADBench's hand tracking as JSON")
    parser.add_argument("model", type=Path)
    parser.add_argument("file")
    parser.add_argument("--points", type=int, help="how many of the points to take")
    arguments = parser.parse_args()
    values = hand(arguments.model) | points(arguments.file, arguments.model, arguments.points)
    json.dump(reduced(values) if arguments.points else values, sys.stdout)


if __name__ == "__main__":
    main()
