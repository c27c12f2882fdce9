#!/usr/bin/env python3
"""Writes hard_points.txt: programs with points where the formula as it stands overflows, vanishes, cancels or has a kink.

Run it in this folder, with mpmath: python3 make_hard_points.py > hard_points.txt
A point is a line 'program | name=value ... | value | gradient ... | tolerance in units in the last place'; lines of the
program are parted by ';;'. Values and gradients are computed in 1600 digits from the formula as it is written; where a
branch or a convention decides, they are given here.
"""
from truth import *

POINTS = []


def add(text, value=None, tolerance=8, slopes=None, **values):
    """Adds one point. 'value' is a function of duals; without it the text is a formula. 'slopes' are given at kinks."""
    truth = (value or formula(text))(**variables(values))
    if not isinstance(truth, Dual):
        count = sum(len(v) if isinstance(v, list) else 1 for v in values.values())
        truth = Dual(truth, [mpf(0)] * count)
    gradient = truth.slopes if slopes is None else [mpf(s) for s in slopes]
    POINTS.append((text, values, truth.value, gradient, tolerance))


def many(text, *points, tolerance=8, **more):
    for point in points:
        point = point if isinstance(point, tuple) else (point,)
        add(text, tolerance=tolerance, **dict(zip(("x", "y", "z"), point)), **more)


# Sigmoids and their relatives.
for text in ("1/(1 + exp(-x))", "exp(x)/(1 + exp(x))", "1/(exp(-x) + 1)", "(1 + exp(-x))^(-1)", "recip(1 + exp(-x))"):
    many(text, -800.0, 800.0, -40.0, 36.5)
many("1/(1 + exp(x))", -800.0, 800.0, 40.0)
many("3/(1 + exp(-2*x))", -800.0, 800.0, 0.25)
many("exp(x)/(1 + exp(x))^2", -800.0, 800.0, 300.0, 1.5)
many("exp(x)/(exp(x) + exp(y))", (1000.0, 1001.0), (-1000.0, -1001.0), (700.0, 720.0))
many("(exp(x) - exp(-x))/(exp(x) + exp(-x))", 800.0, -800.0, 1e-20, 0.5)
many("(exp(x) - 1)/(exp(x) + 1)", 800.0, -800.0, 1e-20)
many("(1 - exp(-x))/(1 + exp(-x))", 800.0, -800.0, 1e-20)
many("2/(1 + exp(-x)) - 1", 1e-20, 800.0, -800.0)
many("1 - sigmoid(x)", 40.0, 800.0, -800.0)
many("sigmoid(x) - 1", 40.0, 800.0)
many("1 - tanh(x)", 20.0, 300.0, -20.0)
many("1 + tanh(x)", -20.0, -300.0)
many("tanh(x) - 1", 20.0, 300.0)
many("1 - tanh(x)^2", 20.0, 300.0, -20.0, 1e-9)
many("1 - tanh(x)*tanh(x)", 20.0)
many("sigmoid(x) - sigmoid(y)", (40.0, 41.0), (-800.0, 800.0), (1.0, 1.0 + 2.0**-40))
many("tanh(x) - tanh(y)", (20.0, 21.0), (0.5, 0.5 + 2.0**-40))

# Logarithms of sums of exponentials.
many("log(1 + exp(x))", 800.0, -800.0, -40.0, 0.0)
many("log1p(exp(x))", 800.0, -800.0)
many("log(exp(x))", 800.0, -800.0)
many("log(exp2(x))", 1100.0, -1200.0)
many("log(exp(x) + exp(2*x))", 800.0, -800.0)
many("log(exp(x) + exp(y))", (1000.0, 1000.0), (-1000.0, -1001.0), (800.0, -800.0))
many("log(exp(x) + exp(y) + exp(z))", (1000.0, 1001.0, 1002.0), (-900.0, -901.0, -902.0))
many("log(exp(x) + exp(y) + exp(z) + exp(x + y))", (500.0, 501.0, 1002.0), (-900.0, -901.0, -902.0))
many("log(2 + exp(x) + exp(y))", (800.0, 799.0), (-800.0, -799.0))
many("log(2*exp(x) + exp(y)/3)", (800.0, 799.0), (-800.0, -799.0))
many("log(exp(x)*exp(y))", (800.0, 100.0), (-800.0, -100.0))
many("log(exp(x)/exp(y))", (800.0, 100.0), (800.0, 900.0))
many("log(sqrt(exp(x)))", 1500.0, -1500.0)
many("log(exp(x)^3)", 400.0, -400.0)
many("log(sigmoid(x))", -800.0, 800.0, 40.0)
many("log(1 - sigmoid(x))", 800.0, -40.0)
many("log(1/(1 + exp(-x)))", -800.0, 40.0)
many("log(1 - tanh(x)^2)", 400.0, 20.0)
many("log(1 - exp(x))", -1e-20, -40.0, -800.0)
many("log(exp(x) - 1)", 800.0, 1e-20)
many("log(exp(x) - exp(y))", (1000.0, 999.0), (-1000.0, -1001.0))
many("log(cosh(x))", 800.0, 1e-10, -800.0)
many("log(1 + x)", 1e-20, -1e-20, 1e300)
many("log(1 - x)", 1e-20)
many("log((1 + x)/(1 - x))", 1e-20, -0.9)
many("log(x + sqrt(x^2 + 1))", -1e10, 1e-20, 1e200)
many("log(x + sqrt(x^2 - 1))", 1e200, 1.5)
add("x*log(x)", lambda x: x * 0, slopes=["-inf"], x=0.0)
many("x*log(x)", 1e-300, 1e300)
add("x*log(x/y)", lambda x, y: x * 0, slopes=["-inf", 0], x=0.0, y=2.0)
many("x/sqrt(x^2 + y^2)", (4.19, -7e-10), (1e-9, 3.0), (3e200, 4e190), (-2.0, 1.5))
many("y/hypot(x, y)", (1e-12, 5.0))
many("x*log(x/y)", (1e200, 1e-200), (1e-200, 1e200), (1e-10, 1e-200), (-1e250, -1e-150), (2.0, 2.0 + 2.0**-40), (3.0, 0.7))


def softmax(x):
    exponentials = [exp(v) for v in x]
    return [e / sum(exponentials[1:], exponentials[0]) for e in exponentials]


def total(x):
    return sum(x[1:], x[0])


for x in ([1000.0, 1001.0, 1002.0], [-1000.0, -1001.0, -1002.0], [0.0, 800.0, -800.0], [1.0, 2.0, 3.0]):
    add("param x: [3];;f = log(sum(i: exp(x[i])))", lambda x: log(total([exp(v) for v in x])), x=x)
    add("param x: [3];;f = log(2 + sum(i: exp(x[i])))", lambda x: log(2 + total([exp(v) for v in x])), x=x)
    add("param x: [3];;f = log(mean(i: exp(x[i])))", lambda x: log(total([exp(v) for v in x]) / 3), x=x)
    add("param x: [3];;e = exp(x);;s = sum(e);;f = log(s)", lambda x: log(total([exp(v) for v in x])), x=x)
    add("param x: [3];;e = exp(x);;p = e / sum(e);;f = -log(p[1])", lambda x: -log(softmax(x)[1]), tolerance=12, x=x)
    add("param x: [3];;f = logsumexp(i: x[i])", lambda x: log(total([exp(v) for v in x])), x=x)
    add(
        "param x: [3];;f = sum(i: exp(x[i])*i) / sum(i: exp(x[i]))",
        lambda x: (exp(x[1]) + exp(x[2]) * 2) / total([exp(v) for v in x]), tolerance=12, x=x)
    add("param x: [3];;p = softmax(x);;f = -log(p[0])", lambda x: -log(softmax(x)[0]), tolerance=12, x=x)

for x, y in ((-800.0, 1.0), (800.0, 0.0), (40.0, 1.0), (-40.0, 0.0), (0.5, 1.0)):
    add(
        "param x;;const y = %r;;p = 1/(1 + exp(-x));;f = -(y*log(p) + (1 - y)*log(1 - p))" % y,
        lambda x, y=y: -(y * log(sigmoid(x)) + (1 - y) * log(1 - sigmoid(x))), x=x)

# Differences.
many("exp(x) - 1", 1e-20, -1e-300)
many("1 - exp(-x)", 1e-20)
many("1 - cos(x)", 1e-10, 1e-160, 3.0)
many("cos(x) - 1", 1e-10)
many("cosh(x) - 1", 1e-10)
many("1 - cos(x)^2", 1e-10)
many("1 - sin(x)^2", 1.5707963)
many("1 - erf(x)", 10.0, 25.0)
many("1 - normcdf(x)", 10.0, 35.0)
many("x^2 - y^2", (1e8 + 1, 1e8), (1e10, 1.0), (1e160, 1.0), (3.0, 3.0))
many("x*x - y*y", (1e8 + 1, 1e8))
many("1 - x^2", 1 - 2.0**-50, 1e-9)

# Roots of squares.
many("sqrt(x^2 + y^2)", (3e200, 4e200), (3e-200, -4e-200))
many("sqrt(x*x + y*y)", (3e200, 4e200))
many("sqrt(x^2 + y^2 + z^2)", (2e200, 3e200, 6e200), (2e-200, 3e-200, 6e-200))
many("sqrt(1 + x^2)", 1e200, 1e-200)
add("sqrt(x^2 + y^2)", lambda x, y: x * 0, slopes=[0, 0], x=0.0, y=0.0)
add("sqrt(x^2 + y^2 + z^2)", lambda x, y, z: x * 0, slopes=[0, 0, 0], x=0.0, y=0.0, z=0.0)
add("sqrt(x^2)", lambda x: x * 0, slopes=[0], x=0.0)
many("sqrt(x^2)", -1e200, 1e-200)
many("x/sqrt(x^2 + y^2)", (3e200, 4e200), (3e-200, 4e-200))
for x in ([3e200, 4e200], [3e-200, 4e-200], [3.0, 4.0]):
    add("param x: [2];;f = sqrt(sum(i: x[i]^2))", lambda x: sqrt(x[0] ** 2 + x[1] ** 2), x=x)
    add("param x: [2];;f = norm(i: x[i])", lambda x: sqrt(x[0] ** 2 + x[1] ** 2), x=x)
    add("param x: [2];;n = norm(x);;f = x[0]/n", lambda x: x[0] / sqrt(x[0] ** 2 + x[1] ** 2), x=x)
add("param x: [2];;f = sqrt(sum(i: x[i]^2))", lambda x: x[0] * 0, slopes=[0, 0], x=[0.0, 0.0])
add("param x: [2];;f = norm(i: x[i])", lambda x: x[0] * 0, slopes=[0, 0], x=[0.0, 0.0])
add("hypot(x, y)", lambda x, y: x * 0, slopes=[0, 0], x=0.0, y=0.0)

# Quotients with a limit.
for text, limit, slope in (
    ("sin(x)/x", 1, 0), ("(exp(x) - 1)/x", 1, "0.5"), ("log(1 + x)/x", 1, "-0.5"), ("(1 - cos(x))/x^2", "0.5", 0),
    ("(1 - cos(x))/x", 0, "0.5"), ("sinh(x)/x", 1, 0), ("tanh(x)/x", 1, 0), ("tan(x)/x", 1, 0), ("x/sin(x)", 1, 0),
    ("x/(exp(x) - 1)", 1, "-0.5"), ("x/log(1 + x)", 1, "0.5"), ("(1 - exp(-x))/x", 1, "-0.5"),
):
    add(text, lambda x, limit=limit: x.chain(mpf(limit), 0), slopes=[slope], x=0.0)
    many(text, 1e-8, 0.75, 1.25, -1e-5, tolerance=16)
many("sin(x)/x", 1e-300, 1e300)
add("x/abs(x)", lambda x: x * 0, slopes=[0], x=0.0)
add("x/abs(x)", lambda x: x.chain(mpf(-1), 0), x=-1e-310)
add("abs(x)/x", lambda x: x.chain(mpf(1), 0), x=1e308)

# The tiny and the huge.
many("x*1e200*1e-200", 1e200, 1e-200)
many("x*1e-200/1e-200", 1e-200)
many("x/1e200/1e-200", 1e-200)
many("exp(x)*exp(y)", (800.0, -800.0), (-800.0, 801.5), (20.3, 15.1))
many("exp(x)/exp(y)", (800.0, 799.0), (20.3, 15.1))
many("x/y", (1e200, 1e200), (1e-200, 1e-200), (1e-300, 1e300))
many("x*y", (1e-300, 1e300))

# Kinks and edges.
for text, value, slope, x in (
    ("relu(x)", 0, 0, 0.0), ("abs(x)", 0, 0, 0.0), ("sign(x)", 0, 0, 0.0), ("step(x)", 0, 0, 0.0),
    ("max(x, 0)", 0, 1, 0.0), ("max(0, x)", 0, 0, 0.0), ("min(x, 0)", 0, 1, 0.0), ("clamp(x, 0, 1)", 0, 1, 0.0),
    ("leakyrelu(x)", 0, mpf(0.01), 0.0), ("elu(x)", 0, 1, 0.0), ("floor(x)", 2, 0, 2.0), ("round(x)", 3, 0, 2.5),
    ("x^0", 1, 0, 0.0), ("x^2", 0, 0, 0.0), ("x^1", 0, 1, 0.0), ("x^3", 0, 0, 0.0), ("0^x", 0, 0, 2.0),
    ("x^2.5", 0, 0, 0.0), ("sqrt(x)", 0, "inf", 0.0), ("cbrt(x)", 0, "inf", 0.0),
):
    add(text, lambda x, value=value: x.chain(mpf(value), 0), slopes=[slope], x=x)
many("x^3", -2.0, -1e-100)
many("x^(-3)", -2.0)
many("x^(-2)", -1e100)
many("x^7", -1.1)
many("atan2(y, x)", (2.0, 0.0), (-2.0, 0.0), (0.0, 2.0), (0.0, -2.0), (1e200, 1e200), (1e-200, 1e-200))
add("atan2(y, x)", lambda x, y: x * 0, slopes=[0, 0], x=0.0, y=0.0)
for x, slopes in (([0.0, 2.0, 3.0], [6, 0, 0]), ([0.0, 0.0, 3.0], [0, 0, 0]), ([2.0, 3.0, 4.0], [12, 8, 6])):
    product = mpf(x[0]) * x[1] * x[2]
    add("param x: [3];;f = prod(i: x[i])", lambda x, product=product: x[0].chain(product, 0), slopes=slopes, x=x)
    add("param x: [3];;f = x[0]*x[1]*x[2]", lambda x, product=product: x[0].chain(product, 0), slopes=slopes, x=x)
for x in ([1e-200] * 3, [1e200] * 3, [1e-200, 1e200, 3.0], [2.0, 3.0, 4.0]):
    add("param x: [3];;f = log(prod(i: x[i]))", lambda x: log(x[0] * x[1] * x[2]), x=x)

# Logarithms of products, quotients and powers that overflow or vanish.
def product(x):
    result = x[0]
    for factor in x[1:]:
        result = result * factor
    return result


def size(x):
    return x if plain(x) > 0 else -x


def squared(x):
    return total([v * v for v in x])


for x in ([1e-200] * 3, [1e200] * 3, [-1e-200, -1e-200, 3.0], [-1e200, -1e200, 1e200], [-2.0, -3.0, 4.0]):
    add("param x: [3];;f = log(prod(i: x[i]))", lambda x: log(product(x)), x=x)
    add("dim N;;param x: [N];;f = log(prod(i: x[i]))", lambda x: log(product(x)), x=x)
    add("dim N;;param x: [N];;f = log(prod(i: x[i])^2)", lambda x: 2 * log(size(product(x))), x=x)
    add("param x: [3];;f = log(x[0]*x[1]*x[2])", lambda x: log(product(x)), x=x)
    add("param x: [3];;p = x[0]*x[1];;q = p/x[2];;f = 3*log(q)", lambda x: 3 * log(x[0] * x[1] / x[2]), x=x)
    add("param x: [3];;f = log(sqrt(prod(i: x[i])))", lambda x: log(product(x)) * 0.5, x=x)
for x in ([1e-200] * 3, [1e200] * 3, [-1e-200, 1e-200, 3.0], [-1e200, -1e200, -1e200], [-2.0, 3.0, 4.0]):
    add("param x: [3];;f = log(prod(i: x[i])^2)", lambda x: 2 * log(size(product(x))), x=x)
    add("param x: [3];;d = prod(i: x[i]);;f = log(d*d)", lambda x: 2 * log(size(product(x))), x=x)
    add("param x: [3];;f = log(prod(i: x[i]^2))", lambda x: 2 * log(size(product(x))), x=x)
    add("param x: [3];;f = log(abs(prod(i: x[i])))", lambda x: log(size(product(x))), x=x)
    add("param x: [3];;f = log(abs(x[0]*x[1]/x[2]))", lambda x: log(size(x[0] * x[1] / x[2])), x=x)
    add("param x: [3];;f = sum(i: log(x[i]^2))", lambda x: 2 * log(size(product(x))), x=x)
    add("param x: [3];;f = log(8*prod(i: x[i])^2)", lambda x: log(8 * product(x) * product(x)), x=x)
    add("param x: [3];;f = log(1/sqrt(prod(i: x[i])^2))", lambda x: -log(size(product(x))), x=x)
for x in ([1e-200, 1e-200, 1e-200], [1e200, 2e200, 3e200], [2.0, 3.0, 4.0]):
    add(
        "param x: [3];;L[i in 0..<3, j in 0..<3] = if i >= j then x[i] else 0;;f = log(prod(i: L[i, i])^2)",
        lambda x: 2 * log(product(x)), x=x)
for text in ("log(x^2)", "log(x*x)", "log(square(x))", "log(x^4)", "log(x^(-2))", "log(1/x^2)"):
    many(text, 1e200, -1e200, 1e-200, 3.0)
for text in ("log(x^3)", "log(x^2.5)", "log(x^(-3))", "log(1/x)", "log(sqrt(x))", "log(sqrt(x)^3)", "log(5/x)"):
    many(text, 1e200, 1e-200, 3.0)
many("log(x^500)", 7.0, 0.2, 1.0000001)
many("log(x*y)", (1e200, 1e200), (1e-200, 1e-200), (-1e200, -1e200), (3.0, 0.3))
many("log(x/y)", (1e200, 1e-200), (1e-200, 1e200), (-1e200, -1e-200), (-1e-200, -1e200), (3.0, 0.4))
many("log(x*y*z)", (1e200, 1e200, 1e-200), (-1e-200, 1e200, -1e-200), (1e308, 1e308, 1e308))
many("log(x/(y*z))", (1e200, 1e200, 1e200), (1e-200, 1e-200, 1e-200), (-1e200, 1e200, -3.0))
many("log2(x*y)", (1e200, 1e200), (1e-200, 1e-200), (4.0, 0.125))
many("log10(x*y)", (1e200, 1e200), (1e-200, 1e-200), (4.0, 25.0))
many("log(x^2*y^2)", (1e200, 1e200), (-1e-200, 1e-200))
many("log(x^2 + y^2)", (1e200, 1e200), (1e-200, 1e-200), (3.0, 2.0), (1e200, -3.0))
many("log(x^2 + y^2 + z^2)", (1e200, 1e200, 2e200), (1e-200, 1e-200, 3e-200))
add("log(x*y)", lambda x, y: x.chain(mpf("-inf"), 0), slopes=["inf", "0.5"], x=0.0, y=2.0)
add("param x: [3];;f = log(prod(i: x[i]))", lambda x: x[0].chain(mpf("-inf"), 0), slopes=["inf", "0.5", "0.25"], x=[0.0, 2.0, 4.0])
add("log(x*y)", lambda x, y: x.chain(mp.nan, 0), slopes=["-0.5", "0.25"], x=-2.0, y=4.0)
add("log(x^2)", lambda x: x.chain(mpf("-inf"), 0), slopes=["inf"], x=0.0)

# The logistic loss: the slope by x at y = 1 is -sigmoid(-x).
for x, y in ((40.0, 1.0), (800.0, 1.0), (3.0, 1.0), (3.0, 0.25), (-40.0, 0.0), (-800.0, 0.0), (0.0, 1.0), (1e-20, 0.25), (5.0, -7.0)):
    for text in (
        "softplus(x) - y*x", "log(1 + exp(x)) - x*y", "-(y*x - softplus(x))", "max(x, 0) - x*y + log(1 + exp(-abs(x)))",
        "-(y*log(sigmoid(x)) + (1 - y)*log(1 - sigmoid(x)))",
    ):
        if "log(sigmoid" not in text or 0 <= y <= 1 and abs(x) != 1e-20:
            add(text, lambda x, y: softplus(x) - y * x, x=x, y=y)
for x in (40.0, 800.0, 3.0):
    add("softplus(x) - x", lambda x: softplus(-x), x=x)
    add("x - softplus(x)", lambda x: -softplus(-x), x=x)
    add("max(x, 0) - x + log1p(exp(-abs(x)))", lambda x: softplus(-x), x=x)
    add("x*sigmoid(x) - x", lambda x: -(x * sigmoid(-x)), x=x)
many("softplus(-x) + x", -40.0, -800.0)

# Roots of means of squares.
many("(x^2 + y^2)^0.5", (1e200, 2e200), (1e-200, 3e-200), (3.0, 2.0))
for x in ([1e200, 2e200, 3e200], [1e-200, 2e-200, 3e-200], [1.0, 2.0, 3.0]):
    add("param x: [3];;f = sqrt(mean(i: x[i]^2))", lambda x: sqrt(squared(x) / 3), x=x)
    add("param x: [3];;f = sum(i: x[i]^2)^0.5", lambda x: sqrt(squared(x)), x=x)
    add("param x: [3];;f = 1/sqrt(sum(i: x[i]^2))", lambda x: 1 / sqrt(squared(x)), x=x)
    add("param x: [3];;v = mean(i: (x[i] - mean(x))^2);;f = sqrt(v)",
        lambda x: sqrt(squared([v - total(x) / 3 for v in x]) / 3), x=x)
    add("param x: [3];;f = log(norm(x))", lambda x: log(squared(x)) * 0.5, x=x)

# Quotients and products of exponentials.
for text in (
    "exp(x)/(exp(x) - 1)", "1/(exp(x) - 1)", "1/(1 - exp(-x))", "x^3/(exp(x) - 1)", "sinh(x)/cosh(x)", "1/cosh(x)", "1/cosh(x)^2",
    "2/(exp(x) + exp(-x))", "exp(x)*sigmoid(-x)", "exp(2*x)/(1 + exp(2*x))", "exp(x)*x/(exp(x) + 1)",
):
    many(text, 800.0, -800.0, 1.5)
for text in (
    "exp(x)*exp(-y)", "exp(x)/(1 + exp(y))", "(exp(x) - exp(y))/(exp(x) + exp(y))", "exp(x)^2/exp(y)^2", "exp(-x^2)/exp(-y^2)",
    "exp(x)/(exp(x) + exp(y) + exp(2*y - x))", "exp(x)/(exp(y) + exp(2*y - x) + exp(x))", "exp(x)/(exp(x) + exp(y))",
):
    many(text, (800.0, 799.5), (1.0, 2.0), (-30.0, -29.0))
many("1/(exp(x) + exp(y))", (800.0, 799.0), (-300.0, -301.0), (1.0, 2.0))

# Branches that are not taken: they give nothing, whatever stands in them, also before the 'if'.
masked = lambda x: x * 0
for x in (-1.0, 0.0):
    add("if x > 0 then sqrt(x) else 0", masked, x=x)
    add("s = sqrt(x);;f = if x > 0 then s else 0", masked, x=x)
    add("s = sqrt(x);;t = 2*s;;f = if x > 0 then t*s else 0", masked, x=x)
    add("l = log(x);;f = if x > 0 then l*l else 0", masked, x=x)
    add("if x > 0 then x^0.5 else 0", masked, x=x)
    add("where(x > 0, log(x), 0)", masked, x=x)
    add("max(if x > 0 then sqrt(x) else 0, 0)", masked, x=x)
add("if x == 0 then 1 else sin(x)/x", lambda x: x * 0 + 1, x=0.0)
add("q = x/x;;f = if x == 0 then 0 else q", masked, x=0.0)
add("e = exp(x);;f = if x > 700 then x else e", lambda x: x, x=1000.0)
add("e = exp(x^2);;f = if abs(x) > 20 then x else log(e)", lambda x: x, x=1e200)
add(
    "param r: [2];;n = [i in 0..<2: r[i] / norm(r)];;f = if norm(r) > 0 then n[0] else 0",
    lambda r: r[0] * 0, r=[0.0, 0.0])
add(
    "param r: [2];;s = sum(i: r[i]^2);;a = sqrt(s);;n = r / a;;f = if s > 0 then n[0] + n[1] else r[0]",
    lambda r: r[0], r=[0.0, 0.0])
add(
    "param r: [2];;a = sqrt(sum(i: r[i]^4));;t = sum(i: r[i]/a);;f = if a != 0 then t else r[1]",
    lambda r: r[1], r=[0.0, 0.0])
add(
    "param r: [3];;l = log(r);;f = sum(i: if r[i] > 0 then r[i]*l[i] else 0)",
    lambda r: r[1] * log(r[1]) + r[2] * log(r[2]), r=[0.0, 2.0, 1e-300])
add(
    "param r: [3];;q[i] = 1/r[i];;f = sum(i: if r[i] != 0 then q[i] else 0)",
    lambda r: 1 / r[1] + 1 / r[2], r=[0.0, 2.0, 1e-100])
add(
    "param x;;fn unit(t) {;;  a = abs(t)^0.5;;  u = t / a;;  return if t != 0 then u else 0;;};;f = unit(x) + x",
    lambda x: x, x=0.0)
add(
    "param a, x;;h[0] = x;;q[0] = x;;q[t in 1...2] = sqrt(h[t-1] - 1)"
    ";;h[t in 1...2] = if h[t-1] > 1 then q[t] else a*h[t-1]"
    ";;f = h[2]", lambda a, x: a * (a * x), a=0.5, x=1.0)


def text_of(value):
    return repr(value).replace(" ", "")


if __name__ == "__main__":
    for text, values, value, gradient, tolerance in POINTS:
        given = " ".join(f"{name}={text_of(v)}" for name, v in values.items())
        print(f"{text} | {given} | {number(value)} | {' '.join(map(number, gradient))} | {tolerance}")
