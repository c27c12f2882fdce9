"""The networks among the samples, written down a second time, in the loops of a person who has only lists."""

from mpmath import exp, inf, log, mpf, sqrt, tanh


def sigmoid(x):
    return 1 / (1 + exp(-x))


def dot(a, b):
    return sum((p * q for p, q in zip(a, b)), mpf(0))


def matmul(A, B):
    return [[dot(row, column) for column in zip(*B)] for row in A]


def flat(array):
    return [x for element in array for x in flat(element)] if isinstance(array, list) else [array]


def distance(a, b):
    return sum((p - q) ** 2 for p, q in zip(flat(a), flat(b)))


def softmax(x):
    total = sum(exp(a) for a in x)
    return [exp(a) / total for a in x]


def cross_entropy(scores, label):
    return log(sum(exp(s) for s in scores)) - scores[label]


def padded(image, by, filler=mpf(0)):
    rows = [[filler] * by + row + [filler] * by for row in image]
    border = [[filler] * len(rows[0]) for _ in range(by)]
    return border + rows + border


def windows(image, size, stride):
    """The windows of an image by place, each as the list of its numbers in the order of reading."""
    tops = range(0, len(image) - size + 1, stride)
    lefts = range(0, len(image[0]) - size + 1, stride)
    return [[[x for row in image[i : i + size] for x in row[j : j + size]] for j in lefts] for i in tops]


def convolution_1d(x, target, w, b):
    row = [mpf(0), *x, mpf(0)]
    y = [b + dot(w, row[i : i + len(w)]) for i in range(0, len(row) - len(w) + 1, 2)]
    return {"y": y, "loss": distance(y, target)}


def convolution(channels, filters, bias, stride):
    """Correlates an image of several channels with a filter that has as many."""
    places = [windows(channel, len(filters[0]), stride) for channel in channels]
    height, width = len(places[0]), len(places[0][0])
    return [
        [bias + sum(dot(flat(f), p[i][j]) for f, p in zip(filters, places)) for j in range(width)]
        for i in range(height)
    ]


def convolution_2d(image, target, kernel, bias):
    channels = [padded(channel, 1) for channel in image]
    y = [convolution(channels, filters, b, 2) for filters, b in zip(kernel, bias)]
    return {"y": y, "loss": distance(y, target)}


def max_pool(x, upstream):
    y = [[max(window) for window in row] for row in windows(padded(x, 1, -inf), 3, 2)]
    return {"y": y, "loss": dot(flat(upstream), flat(y))}


def convolutional_network(image, label, kernel, bias, weight, offset):
    def scores(picture):
        pooled = []
        for filter, b in zip(kernel, bias):
            hidden = [[max(mpf(0), a) for a in row] for row in convolution([picture], [filter], b, 1)]
            pooled += [max(window) for row in windows(hidden, 2, 2) for window in row]
        return [dot(flat(w), pooled) + o for w, o in zip(weight, offset)]

    losses = [cross_entropy(scores(picture), k) for picture, k in zip(image, label)]
    return {"loss": sum(losses) / len(losses)}


def attended(queries, keys, values, seen):
    """What every query finds, where query n sees the first seen(n) of the keys."""
    result = []
    for n, query in enumerate(queries):
        weights = softmax([dot(query, key) / sqrt(len(key)) for key in keys[: seen(n)]])
        result.append([dot(weights, column) for column in zip(*values)])
    return result


def attention(query, key, value, last, target):
    found = [attended(q, k, v, lambda n: m + 1) for q, k, v, m in zip(query, key, value, last)]
    return {"attended": found, "loss": distance(found, target)}


def multi_head_attention(x, Wq, Wk, Wv, Wo, target):
    y = [[mpf(0)] * len(row) for row in x]
    for q, k, v, o in zip(Wq, Wk, Wv, Wo):
        head = matmul(attended(matmul(x, q), matmul(x, k), matmul(x, v), lambda n: n + 1), o)
        y = [[a + b for a, b in zip(*rows)] for rows in zip(y, head)]
    return {"loss": distance(y, target)}


def layer_normalisation(x, scale, shift, upstream):
    y = []
    for row in x:
        mean = sum(row) / len(row)
        deviation = sqrt(sum((a - mean) ** 2 for a in row) / len(row) + mpf(1e-5))
        y.append([g * (a - mean) / deviation + b for a, g, b in zip(row, scale, shift)])
    return {"y": y, "loss": dot(flat(upstream), flat(y))}


def batched_matrix_product(X, Y, upstream):
    Z = [matmul(a, b) for a, b in zip(X, Y)]
    return {"Z": Z, "loss": dot(flat(upstream), flat(Z))}


def content_memory(key, target, start, strength, erase, add):
    def cosine(a, b):
        return dot(a, b) / sqrt(dot(a, a) * dot(b, b))

    memory, loss = start, mpf(0)
    for k, wanted, s, gone, new in zip(key, target, strength, erase, add):
        weights = softmax([s * cosine(k, row) for row in memory])
        loss += distance([dot(weights, column) for column in zip(*memory)], wanted)
        memory = [[m * (1 - w * sigmoid(e)) + w * a for m, e, a in zip(row, gone, new)] for row, w in zip(memory, weights)]
    return {"loss": loss}


def cumulative_sums(x, upstream):
    sums = [sum(x[:i], mpf(0)) for i in range(len(x) + 1)]
    loss = sum(u * s**2 for u, s in zip(upstream, sums[1:]))
    return {"before": sums, "through": sums[1:], "from": [sums[-1] - s for s in sums[:-1]], "loss": loss}


def recurrent_network(letter, next, start, Wx, Wh, bh, Wy, by):
    state, losses = start, []
    for read, wanted in zip(letter, next):
        state = [tanh(w[read] + dot(u, state) + b) for w, u, b in zip(Wx, Wh, bh)]
        losses.append(cross_entropy([dot(w, state) + b for w, b in zip(Wy, by)], wanted))
    return {"loss": sum(losses) / len(losses)}


NETWORKS = {
    "Convolution1D": (convolution_1d, "w b", {}),
    "Convolution2D": (convolution_2d, "image kernel bias", {}),
    "MaxPool": (max_pool, "x", {}),
    "ConvolutionalNetwork": (convolutional_network, "kernel bias weight offset", {}),
    "Attention": (attention, "query key value", {}),
    "MultiHeadAttention": (multi_head_attention, "x Wq Wk Wv Wo", {}),
    "LayerNormalisation": (layer_normalisation, "x scale shift", {}),
    "BatchedMatrixProduct": (batched_matrix_product, "X Y", {}),
    "ContentMemory": (content_memory, "start strength erase add", {}),
    "CumulativeSums": (cumulative_sums, "x", {}),
    "RecurrentNetwork": (recurrent_network, "start Wx Wh bh Wy by", {}),
}
