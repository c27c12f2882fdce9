"""What the references of the golden programs have in common: 60-digit arithmetic, and differences instead of rules.

A problem is a function that takes parameters to residuals; its loss is the sum of their squares. A central difference with a
step of 1e-20 is right to some 40 digits. Needs mpmath.
"""

import json

from mpmath import mp, mpf

mp.dps = 60
STEP = mpf(10) ** -20


def moved(point, steps):
    return [p + steps.get(i, 0) for i, p in enumerate(point)]


def step(p):
    return STEP * max(abs(p), mpf(10) ** -5)


def jacobian(residuals, point):
    """The derivative of every residual, one list for each parameter."""
    columns = []
    for j, p in enumerate(point):
        h = step(p)
        pairs = zip(residuals(moved(point, {j: h})), residuals(moved(point, {j: -h})))
        columns.append([(up - down) / (2 * h) for up, down in pairs])
    return columns


def loss(residuals, point):
    return sum(r**2 for r in residuals(point))


def reference(residuals, point):
    """Value and gradient, and for every entry of the gradient the sum of the sizes of its terms, to measure errors by."""
    r = residuals(point)
    columns = jacobian(residuals, point)
    return {
        "value": float(sum(a**2 for a in r)),
        "gradient": [float(2 * sum(a * d for a, d in zip(r, column))) for column in columns],
        "magnitude": [float(2 * sum(abs(a * d) for a, d in zip(r, column))) for column in columns],
    }


def write(path, references):
    def lines(members, indent):
        pad = " " * indent
        return ",\n".join(f"{pad}{json.dumps(k)}: {v}" for k, v in members.items())

    problems = {n: "{\n" + lines({k: json.dumps(v) for k, v in p.items()}, 4) + "\n  }" for n, p in references.items()}
    path.write_text("{\n" + lines(problems, 2) + "\n}\n")
