#!/usr/bin/env python3
"""Writes references.txt: true values and partial derivatives of the operations, from mpmath at 60 digits.

Run it in this folder: python3 make_references.py > references.txt
With 'second' for its argument it writes second_references.txt: at the same operands, the second derivatives by the first
operand twice, by the first and the second, and by the second twice.
A line is: name operands : value rest scale : partial rest scale : ...
The value has 30 digits; the rest is what the nearest double leaves; errors are counted in units in the last place of the
larger of value and scale, where the scale says how large the terms are of which a value near a zero is the difference.
"""
import random
import sys

from mpmath import cbrt, mp, mpf

mp.dps = 60
HALF = mpf(1) / 2
PI = mp.pi


def uniform(low, high, count):
    return [random.uniform(low, high) for _ in range(count)]


def log_uniform(low, high, count, sign=1):
    return [float(sign * 10 ** random.uniform(mp.log10(low), mp.log10(high))) for _ in range(count)]


def both(low, high, count):
    return log_uniform(low, high, count // 2) + log_uniform(low, high, count - count // 2, -1)


def sigma(x):
    return 1 / (1 + mp.exp(-x))


def phi(x):
    return mp.exp(-x * x / 2) / mp.sqrt(2 * PI)


def cumulative(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def softplus(x):
    return mp.log1p(mp.exp(x)) if x < 0 else x + mp.log1p(mp.exp(-x))


def poly(n, x):
    return mp.psi(int(n), x)


def log_abs_gamma(x):
    return mp.log(abs(mp.gamma(x))) if x < 0 else mp.loggamma(x)


def one(points):
    return [(float(p),) for p in points]


def pairs(first, second):
    random.shuffle(second)
    return [(float(a), float(b)) for a, b in zip(first, second)]


def digamma_scale(x):
    return max(abs(mp.log(abs(x) + 1)), mpf(1) / 4) if x < 3 else 0


def lgamma_scale(x):
    return 1 if x < 3 else 0


def polygamma_scale(n, x):
    return mp.factorial(n) * mp.zeta(n + 1, x - mp.floor(x)) if x < 0 else 0


def rows(n):
    """Name, operands, value, partials, scales: functions of the operands; n sets the number of points."""
    near = both(1e-300, 1, n)
    small = both(1e-12, 1, n)
    yield "exp", one(uniform(-745, 709.7, 2 * n) + near), mp.exp, [mp.exp]
    yield "exp2", one(uniform(-1070, 1023, 2 * n) + near), lambda x: mpf(2) ** x, [lambda x: mpf(2) ** x * mp.log(2)]
    yield "expm1", one(uniform(-50, 709, 2 * n) + near), mp.expm1, [mp.exp]
    positive = log_uniform(1e-307, 1e308, n) + uniform(0.5, 2, n) + [1 + s * 1e-3 for s in small]
    yield "log", one(positive), mp.log, [lambda x: 1 / x]
    yield "log2", one(positive), lambda x: mp.log(x) / mp.log(2), [lambda x: 1 / (x * mp.log(2))]
    yield "log10", one(positive), mp.log10, [lambda x: 1 / (x * mp.log(10))]
    yield "log1p", one(near + uniform(-0.999, 3, n) + log_uniform(1, 1e300, n)), mp.log1p, [lambda x: 1 / (1 + x)]
    yield "sqrt", one(positive), mp.sqrt, [lambda x: 1 / (2 * mp.sqrt(x))]
    yield "cbrt", one(positive), cbrt, [lambda x: 1 / (3 * cbrt(x) ** 2)]
    yield "square", one(both(1e-150, 1e150, n)), lambda x: x * x, [lambda x: 2 * x]
    yield "recip", one(both(1e-150, 1e150, n)), lambda x: 1 / x, [lambda x: -1 / (x * x)]
    angles = uniform(-10, 10, n) + both(1e-300, 1e300, n) + [float(k * PI / 2) for k in range(-8, 9)]
    yield "sin", one(angles), mp.sin, [mp.cos]
    yield "cos", one(angles), mp.cos, [lambda x: -mp.sin(x)]
    yield "tan", one(angles), mp.tan, [lambda x: 1 + mp.tan(x) ** 2]
    inside = uniform(-1, 1, n) + near + [s * (1 - t) for s in (-1, 1) for t in log_uniform(1e-16, 0.1, n // 2)]
    inside = [x for x in inside if abs(x) < 1]
    yield "asin", one(inside), mp.asin, [lambda x: 1 / mp.sqrt(1 - x * x)]
    yield "acos", one(inside), mp.acos, [lambda x: -1 / mp.sqrt(1 - x * x)]
    yield "atan", one(uniform(-5, 5, n) + both(1e-300, 1e150, n)), mp.atan, [lambda x: 1 / (1 + x * x)]
    yield "sinh", one(uniform(-710, 710, n) + uniform(-3, 3, n) + near), mp.sinh, [mp.cosh]
    yield "cosh", one(uniform(-710, 710, n) + uniform(-3, 3, n) + near), mp.cosh, [mp.sinh]
    yield "tanh", one(uniform(-5, 5, n) + uniform(-350, 350, n) + near), mp.tanh, [lambda x: mp.sech(x) ** 2]
    yield "asinh", one(uniform(-5, 5, n) + both(1e-300, 1e300, n)), asinh, [lambda x: 1 / mp.sqrt(1 + x * x)]
    yield (
        "acosh", one([1 + x for x in log_uniform(1e-15, 1e300, n)] + uniform(1, 3, n)), mp.acosh,
        [lambda x: 1 / mp.sqrt((x - 1) * (x + 1))])
    yield "atanh", one(inside), atanh, [lambda x: 1 / ((1 - x) * (1 + x))]
    wide = uniform(-20, 20, n) + uniform(-708, 708, n) + near
    yield "sigmoid", one(wide), sigma, [lambda x: sigma(x) * sigma(-x)]
    yield "softplus", one(wide), softplus, [sigma]
    yield "logsigmoid", one(wide), lambda x: -softplus(-x), [lambda x: sigma(-x)]
    yield "elu", one(wide), lambda x: x if x > 0 else mp.expm1(x), [lambda x: mpf(1) if x > 0 else mp.exp(x)]
    yield (
        "silu", one(wide), lambda x: x * sigma(x), [lambda x: sigma(x) * (1 + x * sigma(-x))],
        [lambda x: 0, lambda x: sigma(x) if x < 0 else 0])
    tails = uniform(-5, 5, n) + uniform(-38, 38, n) + near
    yield "normpdf", one(tails), phi, [lambda x: -x * phi(x)]
    yield "normcdf", one(tails), cumulative, [phi]
    yield (
        "gelu", one(tails), lambda x: x * cumulative(x), [lambda x: cumulative(x) + x * phi(x)],
        [lambda x: 0, lambda x: cumulative(x) if x < 0 else 0])
    tails = uniform(-5, 5, n) + uniform(-26.5, 26.5, n) + near
    bell = lambda x: 2 / mp.sqrt(PI) * mp.exp(-x * x)
    yield "expnegsq", one(tails), lambda x: mp.exp(-x * x), [lambda x: -2 * x * mp.exp(-x * x)]
    yield "erf", one(tails), mp.erf, [bell]
    yield "erfc", one(tails), mp.erfc, [lambda x: -bell(x)]
    negative = [-k + t for k in range(0, 9) for t in uniform(-0.99, -0.01, n // 8 + 1)] + uniform(-160, -8, n // 2)
    positive = uniform(0, 6, n) + uniform(0, 170, n) + log_uniform(1e-300, 1, n // 2)
    digamma_zero = [1.4616321449683622 * (1 + s * 1e-3) for s in small]
    close = [1 + s * 1e-2 for s in small] + [2 + s * 1e-2 for s in small]
    yield (
        "gamma", one(positive + negative + digamma_zero), mp.gamma, [lambda x: mp.gamma(x) * mp.digamma(x)],
        [lambda x: 0, lambda x: abs(mp.gamma(x)) * digamma_scale(x)])
    huge = log_uniform(100, 1e300, n)
    yield (
        "lgamma", one(positive + negative + close + huge), log_abs_gamma, [mp.digamma],
        [lgamma_scale, digamma_scale])
    yield (
        "digamma", one(positive + negative + digamma_zero + huge), mp.digamma, [lambda x: poly(1, x)],
        [digamma_scale, lambda x: 0])
    for order in (1, 2, 3, 5, 10):
        points = [(float(order), x) for x in positive + negative if abs(poly(order + 1, x)) < 1e300]
        yield (
            "polygamma", points, poly, [lambda k, x: mpf(0), lambda k, x: poly(k + 1, x)],
            [polygamma_scale, lambda k, x: 0, lambda k, x: polygamma_scale(k + 1, x)])
    plane = pairs(both(1e-300, 1e300, n) + uniform(-5, 5, n), both(1e-300, 1e300, n) + uniform(-5, 5, n))
    plane += [(a, a * b) for a, b in pairs(both(1e-150, 1e150, n), uniform(-3, 3, n))]
    yield "hypot", plane, mp.hypot, [lambda x, y: x / mp.hypot(x, y), lambda x, y: y / mp.hypot(x, y)]
    yield (
        "atan2", plane, mp.atan2,
        [lambda y, x: x / (x * x + y * y), lambda y, x: -y / (x * x + y * y)])
    powers = pairs(log_uniform(1e-300, 1e300, n), uniform(-1, 1, n)) + pairs(uniform(0, 5, n), uniform(-50, 50, n))
    powers += pairs(uniform(-5, -0.1, n), [float(k - n // 2) for k in range(n)])
    yield (
        "pow", powers, lambda x, y: x ** int(y) if x < 0 else x**y,
        [
            lambda x, y: y * x ** int(y - 1) if x < 0 else y * x ** (y - 1),
            lambda x, y: mp.nan if x < 0 else x**y * mp.log(x)])
    yield "xlogy", pairs(both(1e-10, 1e10, n), log_uniform(1e-100, 1e100, n)), lambda x, y: x * mp.log(y), [
        lambda x, y: mp.log(y), lambda x, y: x / y]
    yield (
        "logaddexp", pairs(uniform(-30, 30, n) + uniform(-800, 800, n), uniform(-30, 30, n) + uniform(-800, 800, n)),
        lambda x, y: max(x, y) + mp.log1p(mp.exp(-abs(x - y))),
        [lambda x, y: sigma(x - y), lambda x, y: sigma(y - x)],
        [lambda x, y: 1, lambda x, y: 0, lambda x, y: 0])


def asinh(x):
    return mp.sign(x) * mp.log1p(abs(x) + x * x / (1 + mp.sqrt(1 + x * x)))


def atanh(x):
    return mp.sign(x) * mp.log1p(2 * abs(x) / (1 - abs(x))) / 2


def group(value, scale):
    if mp.isnan(value):
        return "nan 0 0"
    text = mp.nstr(value, 30, strip_zeros=False, min_fixed=-5, max_fixed=5)
    nearest = float(text)
    if abs(nearest) == float("inf"):
        return f"{'-' if nearest < 0 else ''}inf 0 0"
    rest = float(value - mpf(nearest))
    return f"{text} {rest:.4g} {float(scale):.4g}"


def seconds():
    """The second derivatives, with the size of the terms of which those with zeros are the differences."""
    bell = lambda x: 2 / mp.sqrt(PI) * mp.exp(-x * x)
    slope = lambda x: sigma(x) * sigma(-x)
    zero = lambda *x: mpf(0)
    one_of = {
        "exp": mp.exp, "expm1": mp.exp, "exp2": lambda x: mpf(2) ** x * mp.log(2) ** 2,
        "log": lambda x: -1 / x**2, "log2": lambda x: -1 / (x**2 * mp.log(2)),
        "log10": lambda x: -1 / (x**2 * mp.log(10)), "log1p": lambda x: -1 / (1 + x) ** 2,
        "sqrt": lambda x: -1 / (4 * x * mp.sqrt(x)), "cbrt": lambda x: -2 / (9 * x * cbrt(x) ** 2),
        "square": lambda x: mpf(2), "recip": lambda x: 2 / x**3, "sin": lambda x: -mp.sin(x),
        "cos": lambda x: -mp.cos(x), "tan": lambda x: 2 * mp.tan(x) * (1 + mp.tan(x) ** 2),
        "asin": lambda x: x / ((1 - x) * (1 + x)) ** (3 * HALF),
        "acos": lambda x: -x / ((1 - x) * (1 + x)) ** (3 * HALF), "atan": lambda x: -2 * x / (1 + x * x) ** 2,
        "sinh": mp.sinh, "cosh": mp.cosh, "tanh": lambda x: -2 * mp.tanh(x) * mp.sech(x) ** 2,
        "asinh": lambda x: -x / (1 + x * x) ** (3 * HALF),
        "acosh": lambda x: -x / ((x - 1) * (x + 1)) ** (3 * HALF),
        "atanh": lambda x: 2 * x / ((1 - x) * (1 + x)) ** 2, "sigmoid": lambda x: -slope(x) * mp.tanh(x / 2),
        "softplus": slope, "logsigmoid": lambda x: -slope(x), "elu": lambda x: mpf(0) if x > 0 else mp.exp(x),
        "normcdf": lambda x: -x * phi(x), "erf": lambda x: -2 * x * bell(x), "erfc": lambda x: 2 * x * bell(x),
        "lgamma": lambda x: poly(1, x), "digamma": lambda x: poly(2, x),
        "silu": (lambda x: slope(x) * (2 - x * mp.tanh(x / 2)), lambda x: slope(x) * (2 + abs(x))),
        "gelu": (lambda x: phi(x) * (2 - x * x), lambda x: phi(x) * (2 + x * x)),
        "normpdf": (lambda x: phi(x) * (x * x - 1), lambda x: phi(x) * (x * x + 1)),
        "expnegsq": (lambda x: (4 * x * x - 2) * mp.exp(-x * x), lambda x: (4 * x * x + 2) * mp.exp(-x * x)),
        "gamma": (
            lambda x: mp.gamma(x) * (mp.digamma(x) ** 2 + poly(1, x)),
            lambda x: abs(mp.gamma(x)) * (mp.digamma(x) ** 2 + digamma_scale(x) ** 2 + poly(1, x))),
    }
    for name, functions in one_of.items():
        functions = functions if isinstance(functions, tuple) else (functions, zero)
        yield name, [functions]
    square = lambda x, y: x * x + y * y
    yield "hypot", [
        (lambda x, y: y * y / mp.hypot(x, y) ** 3, zero), (lambda x, y: -x * y / mp.hypot(x, y) ** 3, zero),
        (lambda x, y: x * x / mp.hypot(x, y) ** 3, zero)]
    yield "atan2", [
        (lambda y, x: -2 * x * y / square(x, y) ** 2, zero),
        (lambda y, x: (y - x) * (y + x) / square(x, y) ** 2, lambda y, x: 1 / square(x, y)),
        (lambda y, x: 2 * x * y / square(x, y) ** 2, zero)]
    yield "xlogy", [(zero, zero), (lambda x, y: 1 / y, zero), (lambda x, y: -x / y**2, zero)]
    yield "logaddexp", [
        (lambda x, y: slope(x - y), zero), (lambda x, y: -slope(x - y), zero), (lambda x, y: slope(x - y), zero)]
    yield "pow", [
        (lambda x, y: y * (y - 1) * x ** (y - 2) if x > 0 else mp.nan, zero),
        (
            lambda x, y: x ** (y - 1) * (1 + y * mp.log(x)) if x > 0 else mp.nan,
            lambda x, y: abs(x) ** (y - 1) * (1 + abs(y * mp.log(abs(x))))),
        (lambda x, y: x**y * mp.log(x) ** 2 if x > 0 else mp.nan, zero)]


def second_lines(n):
    functions = dict(seconds())
    for name, points, *_ in rows(n):
        if name not in functions:
            continue
        for point in points:
            exact = [mpf(p) for p in point]
            groups = [group(f(*exact), s(*exact)) for f, s in functions[name]]
            yield f"{name} {' '.join(map(repr, point))} : {' : '.join(groups)}"


def lines(n):
    for name, points, value, partials, *scales in rows(n):
        scales = scales[0] if scales else [lambda *x: 0] * (1 + len(partials))
        for point in points:
            exact = [mpf(p) for p in point]
            groups = [group(f(*exact), s(*exact)) for f, s in zip([value] + partials, scales)]
            yield f"{name} {' '.join(map(repr, point))} : {' : '.join(groups)}"


if __name__ == "__main__":
    random.seed(2024)
    if sys.argv[1:2] == ["second"]:
        print(*second_lines(int(sys.argv[2]) if len(sys.argv) > 2 else 10), sep="\n")
    else:
        print(*lines(int(sys.argv[1]) if len(sys.argv) > 1 else 24), sep="\n")
