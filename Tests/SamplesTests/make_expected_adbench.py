"""Writes the expected*.json files of the samples that ADBench's objectives are.

They are written down here a second time, after the definitions of the benchmark and not after the programs, in the
same arithmetic as the other samples. Run it from the project's folder: python3 Tests/SamplesTests/make_expected_adbench.py
"""

import json
from pathlib import Path

from make_expected import dot, exact, gradient, matmul, rounded, sigmoid, squares, write
from mpmath import cos, exp, log, loggamma, mpf, sin, sqrt, tanh

PI = mpf(3.14159265359)  # as the benchmark has it
PARENTS = [-1, 0, 1, 2, 3, 0, 5, 6, 7, 0, 9, 10, 11, 0, 13, 14, 15, 0, 17, 18, 19, 0]


def log_sum_exp(values):
    return log(sum(exp(value) for value in values))


def gmm(x, alpha, mu, icf, wishart_gamma, wishart_m):
    n, d, K = len(x), len(x[0]), len(alpha)

    def lower(row):
        L = [[mpf(0)] * d for _ in range(d)]
        packed = iter(row[d:])
        for i in range(d):
            L[i][i] = exp(row[i])
            for j in range(i + 1, d):
                L[j][i] = next(packed)
        return L

    factors = [lower(row) for row in icf]
    logs = [sum(row[:d]) for row in icf]

    def term(point, k):
        z = [dot(row, [p - c for p, c in zip(point, mu[k])]) for row in factors[k]]
        return alpha[k] + logs[k] - squares(z) / 2

    N = d + wishart_m + 1
    multivariate = d * (d - 1) / mpf(4) * log(PI) + sum(loggamma((N + 1 - j) / mpf(2)) for j in range(1, d + 1))
    C = N * d * (log(wishart_gamma) - log(mpf(2)) / 2) - multivariate
    prior = sum(wishart_gamma**2 / 2 * squares(L) - wishart_m * q for L, q in zip(factors, logs)) - K * C
    likelihood = sum(log_sum_exp([term(point, k) for k in range(K)]) for point in x) - n * log_sum_exp(alpha)
    return {"value": likelihood - n * d * log(2 * PI) / 2 + prior}


def cross(a, b):
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]


def turned(r, y):
    angle = sqrt(squares(r))
    if angle == 0:
        return [p + q for p, q in zip(y, cross(r, y))]
    axis = [component / angle for component in r]
    along = dot(axis, y) * (1 - cos(angle))
    return [p * cos(angle) + q * sin(angle) + a * along for p, q, a in zip(y, cross(axis, y), axis)]


def bundle_adjustment(camera, point, weight, camera_of, point_of, feature):
    def residual(o):
        view = camera[camera_of[o]]
        z = turned(view[:3], [p - c for p, c in zip(point[point_of[o]], view[3:6])])
        seen = [z[0] / z[2], z[1] / z[2]]
        rho = squares(seen)
        distortion = 1 + view[9] * rho + view[10] * rho**2
        return [weight[o] * (view[6] * distortion * s + c - f) for s, c, f in zip(seen, view[7:9], feature[o])]

    reprojection = [residual(o) for o in range(len(weight))]
    weighting = [1 - w**2 for w in weight]
    return {
        "squares": squares(reprojection) + squares(weighting),
        "reprojection": reprojection,
        "weighting": weighting,
    }


def lstm(letter, hidden, cell, main, extra):
    hidden, cell = list(hidden), list(cell)
    loss = mpf(0)
    for now, following in zip(letter, letter[1:]):
        u = [x * w for x, w in zip(now, extra[0])]
        for k, (weights, biases) in enumerate(main):
            forget = [sigmoid(x * w + b) for x, w, b in zip(u, weights[0], biases[0])]
            ingate = [sigmoid(x * w + b) for x, w, b in zip(hidden[k], weights[1], biases[1])]
            outgate = [sigmoid(x * w + b) for x, w, b in zip(u, weights[2], biases[2])]
            change = [tanh(x * w + b) for x, w, b in zip(hidden[k], weights[3], biases[3])]
            cell[k] = [s * f + i * a for s, f, i, a in zip(cell[k], forget, ingate, change)]
            hidden[k] = u = [o * tanh(s) for o, s in zip(outgate, cell[k])]
        y = [x * w + b for x, w, b in zip(u, extra[1], extra[2])]
        normal = log(2 + sum(exp(v) for v in y))
        loss += sum(x * (normal - v) for x, v in zip(following, y))
    return {"loss": loss / ((len(letter) - 1) * len(letter[0]))}


def about_z_and_x(x, z):
    about_x = [[1, 0, 0, 0], [0, cos(x), -sin(x), 0], [0, sin(x), cos(x), 0], [0, 0, 0, 1]]
    about_z = [[cos(z), -sin(z), 0, 0], [sin(z), cos(z), 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    return matmul(about_z, about_x)


def vertices(base, unpose, rest, bone, skin, rotation, translation, finger):
    angles = {}
    for f, q in enumerate(finger):
        angles |= {2 + 4 * f: (q[0], q[1]), 3 + 4 * f: (q[2], mpf(0)), 4 + 4 * f: (q[3], mpf(0))}
    poses = []
    for b, parent in enumerate(PARENTS):
        local = matmul(base[b], about_z_and_x(*angles[b])) if b in angles else base[b]
        poses.append(matmul(poses[parent], local) if parent >= 0 else local)
    transforms = [matmul(pose, back) for pose, back in zip(poses, unpose)]
    found = []
    for v, bones, weights in zip(rest, bone, skin):
        moved = [[dot(row, [*v, 1]) for row in transforms[b][:3]] for b in bones]
        place = [sum(w * p[j] for w, p in zip(weights, moved)) for j in range(3)]
        found.append([p + t for p, t in zip(turned(rotation, place), translation)])
    return found


def hand_simple(point, vertex, **values):
    P = vertices(**values)
    residual = [[a - b for a, b in zip(p, P[v])] for p, v in zip(point, vertex)]
    return {"squares": squares(residual), "residual": residual}


def hand_complicated(point, facet, triangle, u, **values):
    P = vertices(**values)

    def residual(p, place, u):
        corners = [P[vertex] for vertex in triangle[place]]
        shares = [u[0], u[1], 1 - u[0] - u[1]]
        return [a - dot(shares, column) for a, column in zip(p, zip(*corners))]

    found = [residual(*each) for each in zip(point, facet, u)]
    return {"squares": squares(found), "residual": found}


# The objective, the file of its values, its parameters, what goes behind "expected".
SAMPLES = [
    (gmm, "GMM/values.json", "alpha mu icf", ""),
    (bundle_adjustment, "BundleAdjustment/values.json", "camera point weight", ""),
    (lstm, "LSTM/values.json", "main extra", ""),
    (hand_simple, "HandTracking/simple.json", "rotation translation finger", "-hand_simple"),
    (hand_complicated, "HandTracking/complicated.json", "u rotation translation finger", "-hand_complicated"),
]


def main():
    for function, file, parameters, suffix in SAMPLES:
        path = Path("Samples") / file
        values = {name: exact(value) for name, value in json.loads(path.read_text()).items()}
        outputs = function(**values)
        of = next(iter(outputs))
        gradients = {name: gradient(function, values, name, of) for name in parameters.split()}
        if len(outputs) > 1:
            members = {name: rounded(value) for name, value in outputs.items()}
            (path.parent / f"expected{suffix}.json").write_text(json.dumps({"value": members}) + "\n")
            suffix += f"-{of}"
        write(path.parent / f"expected{suffix}.json", {of: rounded(outputs[of])}, gradients)


if __name__ == "__main__":
    main()
