/// Recurrences of the common kinds.
package enum RecurrenceCatalogue {
  package static let all = [network, memory, oscillation, sums, product]

  /// A vector that is carried from step to step.
  package static let network = """
    dim T, N, M
    input x: [T, M], h0: [N]
    param U: [N, N], V: [N, M]
    h[0, k] = h0[k]
    h[t in 1...T, k] = tanh(sum(j: U[k, j] * h[t-1, j]) + sum(i: V[k, i] * x[t-1, i]))
    loss = sum(k: h[T, k]^2)
    output loss
    """

  /// Long short-term memory in layers, as in the benchmark ADBench.
  package static let memory = """
    dim L, T, B
    input x: [T+1, B], h0: [L, B], s0: [L, B]
    param W: [L, 4, B], b: [L, 4, B], iw: [B], ow: [B], ob: [B]
    u[t in 0..<T, 0, i] = x[t, i] * iw[i]
    u[t in 0..<T, k in 1...L, i] = h[t+1, k-1, i]
    h[0, k, i] = h0[k, i]
    s[0, k, i] = s0[k, i]
    fo[t in 0..<T, k in 0..<L, i] = sigmoid(u[t, k, i] * W[k, 0, i] + b[k, 0, i])
    ig[t in 0..<T, k in 0..<L, i] = sigmoid(h[t, k, i] * W[k, 1, i] + b[k, 1, i])
    og[t in 0..<T, k in 0..<L, i] = sigmoid(u[t, k, i] * W[k, 2, i] + b[k, 2, i])
    ch[t in 0..<T, k in 0..<L, i] = tanh(h[t, k, i] * W[k, 3, i] + b[k, 3, i])
    s[t in 1...T, k, i] = s[t-1, k, i] * fo[t-1, k, i] + ig[t-1, k, i] * ch[t-1, k, i]
    h[t in 1...T, k, i] = og[t-1, k, i] * tanh(s[t, k, i])
    y[t in 0..<T, i] = u[t, L, i] * ow[i] + ob[i]
    l[t in 0..<T] = log(2 + sum(j in 0..<B: exp(y[t, j])))
    loss = -sum(t in 0..<T, i in 0..<B: x[t+1, i] * (y[t, i] - l[t])) / (T * B)
    output loss
    """

  /// A number that is carried from step to step.
  package static let oscillation = """
    dim T
    param a, b
    h[0] = a
    h[t in 1...T] = sin(h[t-1]) * b
    loss = h[T]
    output loss
    """

  /// Cumulative sums, all of which count.
  package static let sums = """
    dim N
    param x: [N]
    c[0] = x[0]
    c[i in 1..<N] = c[i-1] + x[i]
    loss = sum(i: c[i]^2)
    output loss
    """

  /// A product of `T` factors `b`, begun at `a`.
  package static let product = """
    dim T
    param a, b
    h[0] = a
    h[t in 1...T] = b * h[t-1]
    loss = h[T]
    output loss
    """
}
