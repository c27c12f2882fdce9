"""Writes references.json: values and gradients of the test functions at the standard starting points and at minimisers.

Source: J. J. Moré, B. S. Garbow and K. E. Hillstrom, Testing unconstrained optimization software, ACM Transactions on
Mathematical Software 7 (1981), 17-41: residuals, starting points, minimisers and least values. The residuals are written down
here a second time. A minimiser whose digits the paper does not give is found from the starting point by steps of
Levenberg and Marquardt, then of Newton; the least value there must have the digits of the paper. Run it from the project's
folder: python3 Tests/GoldenTests/MGH/make_references.py
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))

from math import prod  # noqa: E402

from mpmath import atan, chebyt, cos, exp, fabs, log, matrix, mp, mpf, pi, sin, sqrt  # noqa: E402
from oracle import jacobian, loss, reference, write  # noqa: E402


def numbers(text):
    return [mpf(float(word)) for word in text.split()]


def nist(name):
    lines = (HERE.parent / "NIST" / f"{name}.dat").read_text().splitlines()
    return numbers(" ".join(line.split()[0] for line in lines[60:] if line.strip()))


BARD = numbers("0.14 0.18 0.22 0.25 0.29 0.32 0.35 0.39 0.37 0.58 0.73 0.96 1.34 2.10 4.39")
GAUSSIAN = numbers("0.0009 0.0044 0.0175 0.0540 0.1295 0.2420 0.3521 0.3989")
KOWALIK_U = numbers("4 2 1 0.5 0.25 0.167 0.125 0.1 0.0833 0.0714 0.0625")
KOWALIK_Y = numbers("0.1957 0.1947 0.1735 0.16 0.0844 0.0627 0.0456 0.0342 0.0323 0.0235 0.0246")
OSBORNE_2 = numbers(
    "1.366 1.191 1.112 1.013 0.991 0.885 0.831 0.847 0.786 0.725 0.746 0.679 0.608 0.655 0.616 0.606 0.602 0.626 0.651 "
    "0.724 0.649 0.649 0.694 0.644 0.624 0.661 0.612 0.558 0.533 0.495 0.5 0.423 0.395 0.375 0.372 0.391 0.396 0.405 0.428 "
    "0.429 0.523 0.562 0.607 0.653 0.672 0.708 0.633 0.668 0.645 0.632 0.591 0.559 0.597 0.625 0.739 0.71 0.729 0.72 0.636 "
    "0.581 0.428 0.292 0.162 0.098 0.054"
)


def rosenbrock(x):
    return [r for a, b in zip(x[::2], x[1::2]) for r in (10 * (b - a**2), 1 - a)]


def powell_singular(x):
    quads = [x[i : i + 4] for i in range(0, len(x), 4)]
    return [
        r
        for a, b, c, d in quads
        for r in (a + 10 * b, sqrt(5) * (c - d), (b - 2 * c) ** 2, sqrt(10) * (a - d) ** 2)
    ]


def helical_valley(x):
    angle = atan(x[1] / x[0]) / (2 * pi) + (0 if x[0] > 0 else mpf(1) / 2)
    return [10 * (x[2] - 10 * angle), 10 * (sqrt(x[0] ** 2 + x[1] ** 2) - 1), x[2]]


def bard(x):
    return [y - (x[0] + i / ((16 - i) * x[1] + min(i, 16 - i) * x[2])) for i, y in enumerate(BARD, 1)]


def gaussian(x):
    ys = GAUSSIAN + GAUSSIAN[-2::-1]
    return [x[0] * exp(-x[1] * (mpf(8 - i) / 2 - x[2]) ** 2 / 2) - y for i, y in enumerate(ys, 1)]


def meyer(x):
    return [x[0] * exp(x[1] / (45 + 5 * i + x[2])) - y for i, y in enumerate(nist("MGH10"), 1)]


def gulf(x):
    def residual(t):
        y = 25 + exp(log(-50 * log(t)) * 2 / 3)
        return exp(-(fabs(y - x[1]) ** x[2]) / x[0]) - t

    return [residual(mpf(i) / 100) for i in range(1, 100)]


def box(x):
    ts = [mpf(i) / 10 for i in range(1, 11)]
    return [exp(-t * x[0]) - exp(-t * x[1]) - x[2] * (exp(-t) - exp(-10 * t)) for t in ts]


def wood(x):
    a, b, c, d = x
    flat = [sqrt(10) * (b + d - 2), (b - d) / sqrt(10)]
    return [10 * (b - a**2), 1 - a, sqrt(90) * (d - c**2), 1 - c, *flat]


def kowalik_osborne(x):
    return [y - x[0] * u * (u + x[1]) / (u * (u + x[2]) + x[3]) for u, y in zip(KOWALIK_U, KOWALIK_Y)]


def brown_dennis(x):
    ts = [mpf(i) / 5 for i in range(1, 21)]
    return [(x[0] + t * x[1] - exp(t)) ** 2 + (x[2] + x[3] * sin(t) - cos(t)) ** 2 for t in ts]


def osborne_1(x):
    return [y - (x[0] + x[1] * exp(-10 * i * x[3]) + x[2] * exp(-10 * i * x[4])) for i, y in enumerate(nist("MGH17"))]


def biggs(x):
    def residual(t):
        y = exp(-t) - 5 * exp(-10 * t) + 3 * exp(-4 * t)
        return x[2] * exp(-t * x[0]) - x[3] * exp(-t * x[1]) + x[5] * exp(-t * x[4]) - y

    return [residual(mpf(i) / 10) for i in range(1, 14)]


def osborne_2(x):
    def model(t):
        bumps = sum(x[k] * exp(-((t - x[k + 7]) ** 2) * x[k + 4]) for k in (1, 2, 3))
        return x[0] * exp(-t * x[4]) + bumps

    return [y - model(mpf(i) / 10) for i, y in enumerate(OSBORNE_2)]


def watson(x):
    def residual(t):
        slope = sum(j * a * t ** (j - 1) for j, a in enumerate(x) if j)
        return slope - sum(a * t**j for j, a in enumerate(x)) ** 2 - 1

    return [residual(mpf(i) / 29) for i in range(1, 30)] + [x[0], x[1] - x[0] ** 2 - 1]


def penalty_1(x):
    return [sqrt(mpf(1e-5)) * (a - 1) for a in x] + [sum(a**2 for a in x) - mpf(1) / 4]


def penalty_2(x):
    n, small = len(x), sqrt(mpf(1e-5))
    y = [exp(mpf(i) / 10) + exp(mpf(i - 1) / 10) for i in range(1, n + 1)]
    pairs = [small * (exp(x[i] / 10) + exp(x[i - 1] / 10) - y[i]) for i in range(1, n)]
    singles = [small * (exp(a / 10) - exp(-mpf(1) / 10)) for a in x[1:]]
    return [x[0] - mpf(0.2), *pairs, *singles, sum((n - j) * a**2 for j, a in enumerate(x)) - 1]


def variably_dimensioned(x):
    weighted = sum(j * (a - 1) for j, a in enumerate(x, 1))
    return [a - 1 for a in x] + [weighted, weighted**2]


def trigonometric(x):
    total = len(x) - sum(cos(a) for a in x)
    return [total + i * (1 - cos(a)) - sin(a) for i, a in enumerate(x, 1)]


def brown_almost_linear(x):
    return [a + sum(x) - (len(x) + 1) for a in x[:-1]] + [prod(x) - 1]


def neighbours(x):
    return zip([mpf(0), *x[:-1]], x, [*x[1:], mpf(0)])


def discrete_boundary_value(x):
    h = mpf(1) / (len(x) + 1)
    return [2 * b - a - c + h**2 * (b + i * h + 1) ** 3 / 2 for i, (a, b, c) in enumerate(neighbours(x), 1)]


def discrete_integral_equation(x):
    h = mpf(1) / (len(x) + 1)
    ts = [i * h for i in range(1, len(x) + 1)]

    def kernel(s, t):
        return (1 - t) * s if s <= t else t * (1 - s)

    return [a + h / 2 * sum(kernel(s, t) * (b + s + 1) ** 3 for b, s in zip(x, ts)) for a, t in zip(x, ts)]


def broyden_tridiagonal(x):
    return [(3 - 2 * b) * b - a - 2 * c + 1 for a, b, c in neighbours(x)]


def broyden_banded(x):
    def band(i):
        return [x[j] for j in range(max(0, i - 5), min(len(x), i + 2)) if j != i]

    return [a * (2 + 5 * a**2) + 1 - sum(b * (1 + b) for b in band(i)) for i, a in enumerate(x)]


def rank_one(x):
    return [i * sum(j * a for j, a in enumerate(x, 1)) - 1 for i in range(1, len(x) + 1)]


def chebyquad(x):
    def integral(i):
        return mpf(-1) / (i**2 - 1) if i % 2 == 0 else 0

    return [sum(chebyt(i, 2 * a - 1) for a in x) / len(x) - integral(i) for i in range(1, len(x) + 1)]


def grid(n, value):
    return [value(mpf(j) / (n + 1)) for j in range(1, n + 1)]


FREUDENSTEIN = lambda x: [-13 + x[0] + ((5 - x[1]) * x[1] - 2) * x[1], -29 + x[0] + ((x[1] + 1) * x[1] - 14) * x[1]]  # noqa: E731
BADLY_SCALED = lambda x: [10**4 * x[0] * x[1] - 1, exp(-x[0]) + exp(-x[1]) - mpf(1.0001)]  # noqa: E731
BROWN = lambda x: [x[0] - 10**6, x[1] - mpf(2e-6), x[0] * x[1] - 2]  # noqa: E731
BEALE = lambda x: [y - x[0] * (1 - x[1] ** i) for i, y in enumerate([mpf(1.5), mpf(2.25), mpf(2.625)], 1)]  # noqa: E731
JENNRICH = lambda x: [2 + 2 * i - (exp(i * x[0]) + exp(i * x[1])) for i in range(1, 11)]  # noqa: E731
FULL_RANK = lambda x: [a - 2 * sum(x) / len(x) - 1 for a in x]  # noqa: E731

# Residuals, the starting point, the least value as it is printed, and the minimiser where it is printed exactly.
PROBLEMS = {
    "rosenbrock": (rosenbrock, [-1.2, 1], 0, [1, 1]),
    "freudenstein_roth": (FREUDENSTEIN, [0.5, -2], "48.9842", None),
    "powell_badly_scaled": (BADLY_SCALED, [0, 1], 0, None),
    "brown_badly_scaled": (BROWN, [1, 1], 0, [1e6, 2e-6]),
    "beale": (BEALE, [1, 1], 0, [3, 0.5]),
    "jennrich_sampson": (JENNRICH, [0.3, 0.4], "124.362", None),
    "helical_valley": (helical_valley, [-1, 0, 0], 0, [1, 0, 0]),
    "bard": (bard, [1, 1, 1], "8.21487e-3", None),
    "gaussian": (gaussian, [0.4, 1, 0], "1.12793e-8", None),
    "meyer": (meyer, [0.02, 4000, 250], "87.9458", None),
    "gulf": (gulf, [5, 2.5, 0.15], 0, [50, 25, 1.5]),
    "box_three_dimensional": (box, [0, 10, 20], 0, [1, 10, 1]),
    "powell_singular": (powell_singular, [3, -1, 0, 1], 0, [0, 0, 0, 0]),
    "wood": (wood, [-3, -1, -3, -1], 0, [1, 1, 1, 1]),
    "kowalik_osborne": (kowalik_osborne, [0.25, 0.39, 0.415, 0.39], "3.07505e-4", None),
    "brown_dennis": (brown_dennis, [25, 5, -5, -1], "85822.2", None),
    "osborne_1": (osborne_1, [0.5, 1.5, -1, 0.01, 0.02], "5.46489e-5", None),
    "biggs_exp6": (biggs, [1, 2, 1, 1, 1, 1], 0, [1, 10, 1, 5, 4, 3]),
    "osborne_2": (osborne_2, [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5], "4.01377e-2", None),
    "watson": (watson, [0] * 6, "2.28767e-3", None),
    "extended_rosenbrock": (rosenbrock, [-1.2, 1] * 5, 0, [1] * 10),
    "extended_powell": (powell_singular, [3, -1, 0, 1] * 3, 0, [0] * 12),
    "penalty_1": (penalty_1, [1, 2, 3, 4], "2.24997e-5", None),
    "penalty_2": (penalty_2, [0.5] * 4, "9.37629e-6", None),
    "variably_dimensioned": (variably_dimensioned, [1 - mpf(j) / 10 for j in range(1, 11)], 0, [1] * 10),
    "trigonometric": (trigonometric, [mpf(1) / 10] * 10, 0, [0] * 10),
    "brown_almost_linear": (brown_almost_linear, [0.5] * 10, 0, [1] * 10),
    "discrete_boundary_value": (discrete_boundary_value, grid(10, lambda t: t * (t - 1)), 0, None),
    "discrete_integral_equation": (discrete_integral_equation, grid(10, lambda t: t * (t - 1)), 0, None),
    "broyden_tridiagonal": (broyden_tridiagonal, [-1] * 10, 0, None),
    "broyden_banded": (broyden_banded, [-1] * 10, 0, None),
    "linear_full_rank": (FULL_RANK, [1] * 10, 0, [-1] * 10),
    "linear_rank_one": (rank_one, [1] * 10, "2.142857", [mpf(3) / 21 / 55] * 10),
    "chebyquad": (chebyquad, grid(8, lambda t: t), "3.51687e-3", None),
}


def minimiser(residuals, start):
    """Takes damped steps of Gauss and Newton until they are short, then Newton's own to the zero of the gradient."""
    point, damping = start, mpf(1) / 1000
    for _ in range(1000):
        columns, r = jacobian(residuals, point), residuals(point)
        normal = matrix([[sum(p * q for p, q in zip(a, b)) for b in columns] for a in columns])
        slope = matrix([sum(p * q for p, q in zip(a, r)) for a in columns])
        damped = normal + damping * mp.diag([normal[i, i] for i in range(len(point))])
        there = [p - s for p, s in zip(point, mp.lu_solve(damped, slope))]
        if loss(residuals, there) >= loss(residuals, point):
            damping *= 4
            continue
        moved = max(fabs(a - b) / max(fabs(a), mpf(10) ** -10) for a, b in zip(there, point))
        point, damping = there, damping / 8
        if moved < mpf(10) ** -3:
            break

    def gradient(*x):
        r = residuals(list(x))
        return [sum(a * d for a, d in zip(r, column)) for column in jacobian(residuals, list(x))]

    return list(mp.findroot(gradient, point, tol=mpf(10) ** -50, verify=False))


def doubles(point):
    return [mpf(float(p)) for p in point]


def main():
    references = {}
    for name, (residuals, start, least, known) in PROBLEMS.items():
        start = doubles(start)
        end = doubles(known if known else minimiser(residuals, start))
        references[name] = {
            "start": {"point": [float(p) for p in start], **reference(residuals, start)},
            "minimiser": {"point": [float(p) for p in end], "least": float(least), **reference(residuals, end)},
        }
        print(name, references[name]["start"]["value"], references[name]["minimiser"]["value"], least, flush=True)
    write(HERE / "references.json", references)


if __name__ == "__main__":
    main()
