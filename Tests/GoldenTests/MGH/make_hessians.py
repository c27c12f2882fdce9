"""Writes hessians.json: second derivatives of the test functions at the standard starting points, in 60-digit arithmetic.

For every entry there is also the sum of the sizes of its terms, to measure errors by. The residuals are those of
make_references.py. Run it from the project's folder: python3 Tests/GoldenTests/MGH/make_hessians.py
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.append(str(HERE))
sys.path.append(str(HERE.parent))

from make_references import PROBLEMS, doubles  # noqa: E402
from mpmath import mpf  # noqa: E402
from oracle import jacobian, moved  # noqa: E402

STEP = mpf(10) ** -14


def hessian(residuals, point):
    """Entries and their magnitudes, from differences that are right to some 25 digits."""
    n = len(point)
    r = residuals(point)
    columns = jacobian(residuals, point)
    h = [STEP * max(abs(p), mpf(10) ** -3) for p in point]
    entries = [[0.0] * n for _ in range(n)]
    sizes = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            if i == j:
                up, down = residuals(moved(point, {i: h[i]})), residuals(moved(point, {i: -h[i]}))
                second = [(a - 2 * b + c) / h[i] ** 2 for a, b, c in zip(up, r, down)]
            else:
                corners = [
                    residuals(moved(point, {i: p * h[i], j: q * h[j]})) for p, q in [(1, 1), (1, -1), (-1, 1), (-1, -1)]
                ]
                second = [(a - b - c + d) / (4 * h[i] * h[j]) for a, b, c, d in zip(*corners)]
            terms = [(p * q, a * s) for p, q, a, s in zip(columns[i], columns[j], r, second)]
            value = float(2 * sum(a + b for a, b in terms))
            size = float(2 * sum(abs(a) + abs(b) for a, b in terms))
            entries[i][j] = entries[j][i] = value
            sizes[i][j] = sizes[j][i] = size
    return {"hessian": entries, "magnitude": sizes}


def main():
    lines = []
    for name, (residuals, start, _, _) in PROBLEMS.items():
        lines.append(f'  "{name}": {json.dumps(hessian(residuals, doubles(start)))}')
        print(name, flush=True)
    (HERE / "hessians.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
