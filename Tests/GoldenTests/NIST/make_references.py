"""Writes references.json: values and gradients of the regressions at their starting values and certified parameters.

The models are written down here a second time. Run it from the project's folder: python3 Tests/GoldenTests/NIST/make_references.py
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))

from mpmath import atan, cos, exp, log, mpf, pi, sin  # noqa: E402
from oracle import jacobian, reference, write  # noqa: E402


def rational(x, top, bottom):
    return sum(b * x**k for k, b in enumerate(top)) / (1 + sum(b * x ** (k + 1) for k, b in enumerate(bottom)))


def gauss(x, a, b, c, d, e, f, g, h):
    return a * exp(-b * x) + c * exp(-((x - d) ** 2) / e**2) + f * exp(-((x - g) ** 2) / h**2)


def lanczos(x, a, b, c, d, e, f):
    return a * exp(-b * x) + c * exp(-d * x) + e * exp(-f * x)


def enso(x, a, b, c, d, e, f, g, h, i):
    def wave(period, p, q):
        return p * cos(2 * pi * x / period) + q * sin(2 * pi * x / period)

    return a + wave(12, b, c) + wave(d, e, f) + wave(g, h, i)


def chwirut(x, a, b, c):
    return exp(-a * x) / (b + c * x)


MODELS = {
    "Bennett5": lambda x, a, b, c: a * exp(-log(b + x) / c),
    "BoxBOD": lambda x, a, b: a - a * exp(-b * x),
    "Chwirut1": chwirut,
    "Chwirut2": chwirut,
    "DanWood": lambda x, a, b: a * exp(b * log(x)),
    "ENSO": enso,
    "Eckerle4": lambda x, a, b, c: a / b * exp(-((x - c) ** 2) / (2 * b**2)),
    "Gauss1": gauss,
    "Gauss2": gauss,
    "Gauss3": gauss,
    "Hahn1": lambda x, *b: rational(x, b[:4], b[4:]),
    "Kirby2": lambda x, *b: rational(x, b[:3], b[3:]),
    "Lanczos2": lanczos,
    "Lanczos3": lanczos,
    "MGH09": lambda x, a, b, c, d: a * x * (x + b) / (x * (x + c) + d),
    "MGH10": lambda x, a, b, c: a * exp(b / (x + c)),
    "MGH17": lambda x, a, b, c, d, e: a + b * exp(-d * x) + c * exp(-e * x),
    "Misra1a": lambda x, a, b: a - a * exp(-b * x),
    "Misra1b": lambda x, a, b: a - a / (1 + b * x / 2) ** 2,
    "Misra1c": lambda x, a, b: a - a / (1 + 2 * b * x) ** mpf(0.5),
    "Misra1d": lambda x, a, b: a * b * x / (1 + b * x),
    "Nelson": lambda x1, x2, a, b, c: a - b * x1 * exp(-c * x2),
    "Rat42": lambda x, a, b, c: a / (1 + exp(b - c * x)),
    "Rat43": lambda x, a, b, c, d: a * exp(-log(1 + exp(b - c * x)) / d),
    "Roszman1": lambda x, a, b, c, d: a - b * x - atan(c / (x - d)) / pi,
    "Thurber": lambda x, *b: rational(x, b[:4], b[4:]),
}


def read(name):
    """The rows of the data, and the starting values and certified parameters as they are printed."""
    lines = (HERE / f"{name}.dat").read_text().splitlines()
    parameters = [line.split("=")[1].split() for line in lines[40:60] if line.strip().startswith("b")]
    return [[mpf(float(cell)) for cell in line.split()] for line in lines[60:] if line.strip()], parameters


def half_unit(text):
    """Half a unit in the last of the digits that are printed."""
    digits, exponent = text.split("E")
    return mpf(10) ** (int(exponent) - len(digits.split(".")[1])) / 2


def problem(name, rows):
    observed = (lambda y: log(y)) if name == "Nelson" else (lambda y: y)
    return lambda b: [observed(y) - MODELS[name](*x, *b) for y, *x in rows]


def slack(residuals, point, printed):
    """How far the gradient may be from 0 where the parameters are rounded: the Hessian, as Gauss and Newton take it, times half units."""
    columns = jacobian(residuals, point)
    units = [half_unit(text) for text in printed]
    return [float(2 * sum(abs(sum(p * q for p, q in zip(a, b))) * u for b, u in zip(columns, units))) for a in columns]


def main():
    references = {}
    for name in MODELS:
        rows, parameters = read(name)
        residuals = problem(name, rows)
        points = {key: [mpf(float(p[k])) for p in parameters] for k, key in enumerate(["start 1", "start 2", "certified"])}
        references[name] = {key: reference(residuals, point) for key, point in points.items()}
        references[name]["certified"]["slack"] = slack(residuals, points["certified"], [p[2] for p in parameters])
    write(HERE / "references.json", references)


if __name__ == "__main__":
    main()
