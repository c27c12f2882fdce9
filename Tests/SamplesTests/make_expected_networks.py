"""Writes the expected*.json files of the samples that are parts of networks.

They are written down here a second time, after the formulas of textbooks and not after the programs, in the same
arithmetic as the other samples. Run it from the project's folder: python3 Tests/SamplesTests/make_expected_networks.py
"""

from pathlib import Path

from make_expected import cross_entropy, dot, exact, gradient, matmul, mean, read, relu, rounded, sigmoid, squares, write
from mpmath import exp, mpf, sqrt, tanh


def softmax(values):
    total = sum(exp(value) for value in values)
    return [exp(value) / total for value in values]


def mean_square(A, B):
    return mean([(a - b) ** 2 for row, other in zip(A, B) for a, b in zip(row, other)])


def plus(a, b):
    return [p + q for p, q in zip(a, b)]


def convolution(x, target, kernel, shift):
    padded = [[mpf(0)] * len(x[0])] + x + [[mpf(0)] * len(x[0])]
    y = []
    for start in range(0, len(x), 2):
        window = padded[start : start + 3]
        y.append([s + sum(dot(k, [row[c] for row in window]) for c, k in enumerate(rows)) for rows, s in zip(kernel, shift)])
    return {"loss": mean_square(y, target)}


def filtered(image, kernel, shift):
    rows, columns = len(image), len(image[0])

    def pixel(i, j):
        return image[i][j] if 0 <= i < rows and 0 <= j < columns else mpf(0)

    return [
        [relu(shift + sum(kernel[p][q] * pixel(i + p - 1, j + q - 1) for p in range(3) for q in range(3))) for j in range(columns)]
        for i in range(rows)
    ]


def pooled(a):
    return [
        [max(a[i][j], a[i][j + 1], a[i + 1][j], a[i + 1][j + 1]) for j in range(0, len(a[0]), 2)] for i in range(0, len(a), 2)
    ]


def convolutional_network(image, label, kernel, shift, V, b):
    losses = []
    for picture, k in zip(image, label):
        maps = [pooled(filtered(picture, *filter)) for filter in zip(kernel, shift)]
        scores = list(b)
        for a, weights in zip(maps, V):
            for row, weight_row in zip(a, weights):
                for value, weight in zip(row, weight_row):
                    scores = plus(scores, [value * w for w in weight])
        losses.append(cross_entropy(scores, k))
    return {"loss": mean(losses)}


def attention(x, target, Q, K, V, O):
    y = [list(row) for row in x]
    for q, k, v, o in zip(Q, K, V, O):
        queries, keys, values = matmul(x, q), matmul(x, k), matmul(x, v)
        for t, query in enumerate(queries):
            weights = softmax([dot(query, key) / sqrt(mpf(len(query))) for key in keys[: t + 1]])
            read = [dot(weights, column) for column in zip(*values[: t + 1])]
            y[t] = plus(y[t], matmul([read], o)[0])
    return {"loss": mean_square(y, target)}


def layer_normalization(x, upstream, scale, shift):
    loss = 0
    for row, up in zip(x, upstream):
        m = mean(row)
        deviation = sqrt(mean([(a - m) ** 2 for a in row]) + mpf(1e-5))
        loss += sum(u * (s * (a - m) / deviation + h) for u, s, a, h in zip(up, scale, row, shift))
    return {"loss": loss}


def batched_products(X, Y):
    return {"f": mean([sqrt(squares(matmul(x, y))) for x, y in zip(X, Y)])}


def content_memory(x, target, start, K, sharpness, gate):
    memory, reads = start, []
    for row in x:
        key = matmul([row], K)[0]
        likeness = [dot(key, m) / (sqrt(squares(key)) * sqrt(squares(m)) + mpf(1e-6)) for m in memory]
        weights = softmax([sharpness * value for value in likeness])
        reads.append([dot(weights, column) for column in zip(*memory)])
        memory = [[m + sigmoid(gate) * w * (a - m) for m, a in zip(line, row)] for line, w in zip(memory, weights)]
    return {"loss": mean_square(reads, target)}


def cumulative_sums(wanted, step):
    return {"loss": sum((sum(step[: n + 1]) - w) ** 2 for n, w in enumerate(wanted))}


def recurrent_network(x, label, U, V, b, W, c):
    h = [mpf(0)] * len(b)
    for row in x:
        h = [tanh(p + q + r) for p, q, r in zip(b, matmul([row], U)[0], matmul([h], V)[0])]
    return {"loss": cross_entropy(plus(c, matmul([h], W)[0]), label)}


SAMPLES = {
    "Convolution": (convolution, "kernel shift"),
    "ConvolutionalNetwork": (convolutional_network, "kernel shift V b"),
    "Attention": (attention, "Q K V O"),
    "LayerNormalization": (layer_normalization, "x scale shift"),
    "BatchedProducts": (batched_products, "X Y"),
    "ContentMemory": (content_memory, "start K sharpness gate"),
    "CumulativeSums": (cumulative_sums, "step"),
    "RecurrentNetwork": (recurrent_network, "U V b W c"),
}


def main():
    for sample, (function, parameters) in SAMPLES.items():
        folder = Path("Samples") / sample
        values = {name: exact(value) for name, value in read(folder).items()}
        ((of, value),) = function(**values).items()
        gradients = {name: gradient(function, values, name, of) for name in parameters.split()}
        write(folder / "expected.json", {of: rounded(value)}, gradients)


if __name__ == "__main__":
    main()
