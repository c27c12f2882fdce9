#!/usr/bin/env python3
"""Throws points of extreme size at formulas and random expressions, and compares the tool with arithmetic of 1600 digits.

python3 search_extremes.py path/to/autodiff-gen [COUNT [SEED]] prints the worst finds as points, in the form of
hard_points.txt; extreme_points.txt is what it printed with the seeds 6 and 7. An error counts where the formula is well conditioned: in units in the last place of the larger of the true number
and what moving every variable by one unit in its last place would change it by.
"""
import json
import random
import subprocess
import sys

from truth import *

UNARY = [
    "exp", "log", "log1p", "expm1", "sqrt", "tanh", "sigmoid", "softplus", "atan", "square", "recip", "sin", "cos",
    "abs", "erfc", "asinh", "logsigmoid", "cosh", "sinh", "normcdf",
]
FORMULAS = [
    "1/(1 + exp(-x))", "y/(1 + exp(-x))", "exp(x)/(exp(x) + exp(y))", "(exp(x) - exp(-x))/(exp(x) + exp(-x))",
    "1 - sigmoid(x)", "2/(1 + exp(-x)) - 1", "1 - tanh(x)", "1 - tanh(x)^2", "sigmoid(x) - sigmoid(y)",
    "tanh(x) - tanh(y)", "log(1 + exp(x))", "log(exp(x) + exp(y))", "log(exp(x) + exp(2*x))", "log(2 + exp(x)*3)",
    "log(exp(x)*exp(y))", "log(1 - exp(-x))", "log(exp(x) - 1)", "log(exp(x) - exp(y))", "log(cosh(x))", "log(1 + x)",
    "log((1 + x)/(1 - x))", "log(x + sqrt(x^2 + 1))", "log(x + sqrt(x^2 - 1))", "x*log(x)", "x*log(x/y)",
    "exp(x) - 1", "1 - cos(x)", "cosh(x) - 1", "1 - cos(x)^2", "1 - sin(x)^2", "1 - erf(x)", "1 - normcdf(x)",
    "x^2 - y^2", "1 - x^2", "sqrt(x^2)", "sqrt(x^2 + y^2)", "sqrt(1 + x^2)", "x/abs(x)", "x/sqrt(x^2 + y^2)",
    "x*1e200*1e-200", "x*1e-200/1e-200", "exp(x)*exp(y)", "exp(x)/exp(y)", "sin(x)/x", "x/sin(x)", "tan(x)/x",
    "sinh(x)/x", "tanh(x)/x", "(exp(x) - 1)/x", "x/(exp(x) - 1)", "log(1 + x)/x", "x/log(1 + x)",
    "(1 - cos(x))/x^2", "(1 - cos(x))/x", "exp(x)/(1 + exp(x))^2", "log(exp(x) + exp(y) + exp(-x))", "atan2(y, x)",
    "hypot(x, y)", "x^3", "x^(-2)", "logaddexp(x, y)", "x/y", "x*y",
    "log(x*y)", "log(x/y)", "log(x^2)", "log(x^3)", "log(x*x*y)", "log(x/(y*y))", "log(x^2 + y^2)", "log(sqrt(x)*y)", "log(3/x)",
    "log2(x*y)", "softplus(x) - y*x", "softplus(x) - x", "x*sigmoid(x) - x", "1/(exp(x) - 1)", "exp(x)/(exp(x) - 1)",
    "y/cosh(x)", "1/cosh(x)^2", "sinh(x)/cosh(x)", "exp(x)*sigmoid(y)", "exp(x)/(1 + exp(y))", "exp(x)*y/(1 + exp(x))",
    "exp(x)/(exp(x) + exp(y) + exp(-x))", "(exp(x) - exp(y))/(exp(x) + exp(y))", "1/(exp(x) + exp(y))", "(x^2 + y^2)^0.5",
]


def expression(depth):
    kind = random.random()
    if depth == 0 or kind < 0.15:
        return random.choice(["x", "y", "1", "2", "0.5"])
    if kind < 0.6:
        return f"{random.choice(UNARY)}({expression(depth - 1)})"
    return f"({expression(depth - 1)} {random.choice('+-*/')} {expression(depth - 1)})"


def size():
    kind = random.random()
    if kind < 0.4:
        number = 10 ** random.uniform(-300, 300)
    elif kind < 0.7:
        number = 10 ** random.uniform(-20, 3)
    else:
        number = random.uniform(0, 50)
    return random.choice((-1, 1)) * number


def run(tool, text, points, *options):
    """Returns value and gradient at every point, by one run over arrays."""
    count = len(points)
    program = f"param x: [{count}], y: [{count}]\nfn f(x, y) = {text}\nv[i] = f(x[i], y[i])\ns = sum(i: v[i])\noutput s"
    values = [f"x={[p[0] for p in points]}", f"y={[p[1] for p in points]}"]
    gradient = subprocess.run(
        [tool, "grad", "-", "--of", "s", "--wrt", "x,y", "--json", *options, *values], input=program, capture_output=True,
        text=True)
    value = subprocess.run(
        [tool, "eval", "-", "--json", *options, *values], input=program.replace("output s", "output v"), capture_output=True,
        text=True)
    if gradient.returncode or value.returncode:
        raise RuntimeError(f"{text}: {gradient.stderr}{value.stderr}")
    return json.loads(value.stdout), json.loads(gradient.stdout)


def error(found, true, slack):
    """Errors in units in the last place of the larger of the true number and its slack."""
    if mp.isnan(true) or not mp.isfinite(true):
        return 0
    limit = mpf("1.7976931348623157e308")
    if abs(true) > limit:
        return 0 if abs(found) > 1e308 else float("inf")
    if found != found or abs(found) == float("inf"):
        return float("inf") if abs(true) < limit / 1024 else 0
    unit = max(abs(true), slack, mpf(2) ** -1022) * mpf(2) ** -52
    return float(max(abs(mpf(found) - true) - 8 * mpf(2) ** -1074, 0) / unit)


def found_at(value, gradient, i):
    """The value and the two slopes that the tool found at one point."""
    found = [value["value"]["v"][i], gradient["gradient"]["x"][i], gradient["gradient"]["y"][i]]
    return [float(f) for f in found]


def errors_of(value, gradient, i, true, slack):
    """The errors of the value and the two slopes at one point; an infinite value has no slope."""
    truth = [true.value] + true.slopes
    errors = [error(f, t, s) for f, t, s in zip(found_at(value, gradient, i), truth, slack)]
    return errors if abs(true.value) < mpf(10) ** 308 else errors[:1]


def main():
    tool, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100
    random.seed(int(sys.argv[3]) if len(sys.argv) > 3 else 6)
    finds = []
    for number in range(count):
        text = FORMULAS[number] if number < len(FORMULAS) else expression(3)
        points, truths = [], []
        function = formula(text)
        while len(points) < 24 and len(truths) + len(points) < 400:
            point = (size(), size())
            truths.append(point)
            try:
                # Exponentials of exponentials have no end in any number of digits.
                true = function(**variables({"x": point[0], "y": point[1]}))
                if not isinstance(true, Dual) or not mp.isfinite(true.value) or isinstance(true.value, mp.mpc):
                    continue
                if any(isinstance(s, mp.mpc) or not mp.isfinite(s) for s in true.slopes):
                    continue
                # What moves by moving the variables a little is not the formula's fault.
                moved = [
                    function(**variables({"x": point[0] * (1 + mpf(2) ** -52 * a), "y": point[1] * (1 + mpf(2) ** -52 * b)}))
                    for a, b in ((1, 0), (0, 1))]
            except (ValueError, ZeroDivisionError, OverflowError, TypeError, mp.NoConvergence):
                continue
            points.append((point, true, moved))
        if not points:
            continue
        try:
            value, gradient = run(tool, text, [p[0] for p in points])
            plain_value, plain_gradient = run(tool, text, [p[0] for p in points], "--no-stabilise")
        except RuntimeError as failure:
            print(failure, file=sys.stderr)
            continue
        for i, (point, true, moved) in enumerate(points):
            changes = [[m.value - true.value] + [a - b for a, b in zip(m.slopes, true.slopes)] for m in moved]
            slack = [sum(abs(c[k]) for c in changes) * mpf(2) ** 52 for k in range(3)]
            errors = errors_of(value, gradient, i, true, slack)
            worst = max(errors)
            found = found_at(value, gradient, i)
            units = [
                abs(mpf(f) - t) / max(abs(t) * mpf(2) ** -52, mpf(2) ** -1074) if f == f and abs(f) < 1e309 and abs(t) < 1e308
                else 0 for f, t in zip(found, [true.value] + true.slopes)]
            finds.append((worst, text, point, true, max(units)))
            as_written = errors_of(plain_value, plain_gradient, i, true, slack)
            # Infinite where the formula as written is right: a rewrite has done harm.
            if any(e > 32 and e > 8 * w for e, w in zip(errors, as_written)):
                print(f"# worse than as written: {text} at {point}: {errors}, not {as_written}", file=sys.stderr)
    finds.sort(key=lambda f: -f[0])
    shown = set()
    bad = sum(f[0] > 64 for f in finds)
    print(f"# {len(finds)} points of {count} formulas, {bad} off by more than 64 units", file=sys.stderr)
    for worst, text, point, true, units in finds:
        # The very worst are told, and not kept: their steps overflow in doubles however they are taken.
        if text in shown or len(shown) >= 120:
            continue
        shown.add(text)
        given = f"x={point[0]!r} y={point[1]!r}"
        if worst > 256:
            print(f"# off by {worst:.3g}: {text} at {given}", file=sys.stderr)
        else:
            print(f"{text} | {given} | {number_of(true)} | {int(2 * units) + 8}")


def number_of(true):
    return f"{number(true.value)} | {' '.join(map(number, true.slopes))}"


if __name__ == "__main__":
    main()
