"""Writes the expected*.json files of the samples.

Every program is written down here a second time, in 60-digit arithmetic, and its gradient is the central difference
with a step of 1e-20: right to some 40 digits, and without a rule of differentiation. Needs mpmath. Run it from the
project's folder: python3 Tests/SamplesTests/make_expected.py
"""

import csv
import json
from pathlib import Path

from mpmath import cos, exp, findroot, log, mp, mpf, sin
from networks import NETWORKS, cross_entropy, dot, matmul, sigmoid

mp.dps = 60
STEP = mpf(10) ** -20


def mean(values):
    return sum(values) / len(values)


def squares(array):
    return sum(squares(a) for a in array) if isinstance(array, list) else array**2


def relu(x):
    return max(mpf(0), x)


def variance(x):
    return mean([(a - mean(x)) ** 2 for a in x])


def softmax_loss(X, label, W, b, decay):
    scores = [[s + c for s, c in zip(row, b)] for row in matmul(X, W)]
    return mean([cross_entropy(s, k) for s, k in zip(scores, label)]) + mpf(decay) * squares(W)


def hinge_loss(X, y, W):
    scores = matmul(X, W)
    rows = [sum(relu(s - row[k] + 1) for j, s in enumerate(row) if j != k) for row, k in zip(scores, y)]
    return mean(rows) + mpf(0.1) * squares(W)


def network_loss(X, label, W1, b1, W2, b2):
    def scores(x):
        hidden = [relu(dot(w, x) + b) for w, b in zip(W1, b1)]
        return [dot(w, hidden) + b for w, b in zip(W2, b2)]

    data = mean([cross_entropy(scores(x), k) for x, k in zip(X, label)])
    return data + mpf(0.01) * (squares(W1) + squares(W2))


def neuron(w0, x0, w1, x1, w2):
    return {"L": sigmoid(w0 * x0 + w1 * x1 + w2)}


def linear_layer(X, W, upstream):
    Y = matmul(X, W)
    return {"Y": Y, "loss": sum(dot(u, y) for u, y in zip(upstream, Y))}


def moments(x, A, upstream):
    layer = dot(upstream, [dot(row, x) for row in A])
    return {"average": mean(x), "variance": variance(x), "squares": squares(x), "layer": layer}


def logistic(X, y, w, b):
    z = [dot(row, w) + b for row in X]
    return {"loss": mean([log(1 + exp(a)) - t * a for a, t in zip(z, y)])}


def iris(sepal_length, sepal_width, petal_length, petal_width, species, W, b):
    X = list(map(list, zip(sepal_length, sepal_width, petal_length, petal_width)))
    return {"loss": softmax_loss(X, species, W, b, 1e-3)}


def growth(T, goal, start, rate):
    size = start
    for _ in range(int(T)):
        size += rate / T * size * (1 - size)
    return {"miss": (size - goal) ** 2}


def kepler(t, r, a, e, M0):
    def distance(time):
        M = M0 + time / a ** mpf(1.5)
        return a * (1 - e * cos(findroot(lambda E: E - e * sin(E) - M, M)))

    return {"loss": sum((distance(x) - y) ** 2 for x, y in zip(t, r))}


NEURON = {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3}
# Folder: the outputs as a function of the values, the parameters, and the values that are not in files.
SAMPLES = {
    "AddThenMultiply": (lambda x, y, z: {"f": (x + y) * z}, "x y z", {"x": -2, "y": 5, "z": -4}),
    "Neuron": (neuron, "w0 x0 w1 x1 w2", NEURON),
    "LongRecurrence": (growth, "start rate", {"T": 1000, "goal": 0.9, "start": 0.01, "rate": 6}),
    "KeplerOrbit": (
        kepler,
        "a e M0",
        {"t": [0, 1, 2, 3.5, 5], "r": [0.8, 1, 1.25, 1.375, 1.125], "a": 1.125, "e": 0.25, "M0": 0.5},
    ),
    "NeuronWrittenOut": (neuron, "w0 x0 w1 x1 w2", NEURON),
    "TwoOutputs": (
        lambda x1, x2, x3: {"f1": x1 * x2 + sin(x1) + cos(x3), "f2": cos(x2)},
        "x1 x2 x3",
        {"x1": 1.5, "x2": 0.5, "x3": 2},
    ),
    "Relu": (
        lambda x, upstream: {"y": [relu(a) for a in x], "loss": dot(upstream, [relu(a) for a in x])},
        "x",
        {"x": [1, -2, 3, -1], "upstream": [4, -1, 5, 9]},
    ),
    "LinearLayer": (linear_layer, "X W", {}),
    "SquaredNorm": (
        lambda W, x: {"f": squares([dot(row, x) for row in W])},
        "W x",
        {"W": [[0.1, 0.5], [-0.3, 0.8]], "x": [0.2, 0.4]},
    ),
    "Moments": (moments, "x", {}),
    "LinearRegression": (lambda X, y, w: {"loss": squares([t - dot(w, r) for r, t in zip(X, y)])}, "w", {}),
    "SigmoidPerceptron": (
        lambda X, y, w: {"loss": squares([t - sigmoid(dot(w, r)) for r, t in zip(X, y)])},
        "w",
        {},
    ),
    "LogisticRegression": (logistic, "w b", {}),
    "SoftmaxCrossEntropy": (
        lambda z, label: {"loss": sum(cross_entropy(s, k) for s, k in zip(z, label))},
        "z",
        {"z": [[3.2, 5.1, -1.7], [0.5, -1, 2]], "label": [0, 2]},
    ),
    "SoftmaxClassifier": (
        lambda X, label, W, b: {"loss": softmax_loss(X, label, W, b, 1e-3)},
        "W b",
        {},
    ),
    "MulticlassSVM": (lambda X, y, W: {"loss": hinge_loss(X, y, W)}, "W", {}),
    "TwoLayerNetwork": (lambda **values: {"loss": network_loss(**values)}, "W1 b1 W2 b2", {}),
    "Iris": (iris, "W b", {}),
    **NETWORKS,
}


def exact(value):
    """The double that a number in a file is, and an integer that can be a class."""
    if isinstance(value, list):
        return [exact(element) for element in value]
    return value if isinstance(value, int) else mpf(value)


def rounded(value):
    return [rounded(element) for element in value] if isinstance(value, list) else float(value)


def places(value, prefix=()):
    if isinstance(value, list):
        return [place for i, element in enumerate(value) for place in places(element, (*prefix, i))]
    return [prefix]


def changed(value, place, by):
    if not place:
        return mpf(value) + by
    return [changed(e, place[1:], by) if i == place[0] else e for i, e in enumerate(value)]


def nested(value, partials):
    return [nested(element, partials) for element in value] if isinstance(value, list) else next(partials)


def gradient(function, values, name, of):
    def moved(place, by):
        return function(**{**values, name: changed(values[name], place, by)})[of]

    partials = ((moved(p, STEP) - moved(p, -STEP)) / (2 * STEP) for p in places(values[name]))
    return rounded(nested(values[name], partials))


def read(folder):
    values = {}
    for file in sorted(folder.glob("[vp]a*.json")):
        values.update(json.loads(file.read_text()))
    for file in sorted(folder.glob("*.csv")):
        rows = list(csv.DictReader(file.open()))
        for name in rows[0]:
            cells = [row[name] for row in rows]
            values[name] = [int(c) if c.isdigit() else float(c) for c in cells]
    return values


def write(file, value, gradients):
    def body(members):
        return ",\n".join(f"    {json.dumps(k)}: {json.dumps(v)}" for k, v in members.items())

    file.write_text(f'{{\n  "value": {{\n{body(value)}\n  }},\n  "gradient": {{\n{body(gradients)}\n  }}\n}}\n')


def main():
    for sample, (function, parameters, given) in SAMPLES.items():
        folder = Path("Samples") / sample
        values = {name: exact(value) for name, value in {**read(folder), **given}.items()}
        outputs = function(**values)
        scalars = [name for name, value in outputs.items() if not isinstance(value, list)]
        for of in scalars:
            gradients = {name: gradient(function, values, name, of) for name in parameters.split()}
            suffix = f"-{of}" if len(outputs) > 1 else ""
            write(folder / f"expected{suffix}.json", {of: rounded(outputs[of])}, gradients)


if __name__ == "__main__":
    main()
