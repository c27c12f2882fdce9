import Testing

/// The programs by which the language is described.
@Suite struct LanguageTests {
  private static let programs = [
    "(x + y) * z",
    """
    s = w0*x0 + w1*x1 + w2
    L = sigmoid(s)
    """,
    """
    # Softmax regression with L2 regularisation.
    dim N, D, C                       # extents
    input X: [N, D]                   # data
    input label: Int[N] in C          # integer data
    param W: [D, C], b: [C]           # what is differentiated by default
    const lambda = 1e-3

    z[n, c]  = sum(d: X[n,d] * W[d,c]) + b[c]
    ce       = mean(n: logsumexp(c: z[n,c]) - z[n, label[n]])
    loss     = ce + lambda * sum(d, c: W[d,c]^2)

    output loss
    """,
    """
    y[i in 0..<N-2] = x[i] - 2*x[i+1] + x[i+2]
    t = sum(i: sum(j in 0..<i: A[i, j]))
    k = [i, j: if i == j then 1 else 0]
    r = A[0] + A[label[n], k] + A[2..<5, :]
    """,
    """
    y = X @ W + b
    z = relu(h) + sum(h) + mean(h, axis: 0) + A.T + [1, 2, 3] + [[1, 2], [3, 4]]
    p[n] = softmax(j: z[n,j])
    q[n, c] = softmax(j: z[n,j])[c]
    """,
    """
    h[0, k]          = h0[k]
    h[t in 1...T, k] = tanh(sum(j: U[k,j] * h[t-1, j]) + sum(i: V[k,i] * x[t-1, i]))
    """,
    """
    fn sqnorm(v: [K]) = sum(k: v[k]^2)

    fn project(p: [3], f) {
      u = p[0] / p[2]
      v = p[1] / p[2]
      return [f*u, f*v]
    }

    fn smoothabs(x) = sqrt(x^2 + 1e-12)
      derivative x = x / smoothabs(x)

    extern fn drag(v) derivative drag_dv
    """,
    """
    R = sum(i: grad(L, x)[i]^2)
    W1_next[i,j] = W1[i,j] - eta * grad(loss, W1)[i,j]
    """,
    """
    s0[n]  += X[n,d] * w[d]
    z[n]    = s0[n] + b
    s1     += softplus(z[n]) - y[n]*z[n]
    loss    = s1 / N
    grad_loss = 1
    grad_z[n] = grad_s1 * (sigmoid(z[n]) - y[n])
    grad_w[d] += grad_z[n] * X[n,d]
    g[n, label[n]] += body for n in 0..<N, k
    """,
    "sum(j: if j == y[i] then 0 else max(0, s[i,j] - s[i,y[i]] + 1))",
  ]

  @Test(arguments: programs) func everyProgramParsesAndSurvivesFormatting(program: String) {
    _ = format(program)
  }

  @Test func theWholeFileIsFormattedAsItIsShown() {
    #expect(
      format(Self.programs[2]) == """
        # Softmax regression with L2 regularisation.
        dim N, D, C               # extents
        input X: [N, D]           # data
        input label: Int[N] in C  # integer data
        param W: [D, C], b: [C]   # what is differentiated by default
        const lambda = 1e-3

        z[n, c] = sum(d: X[n, d] * W[d, c]) + b[c]
        ce = mean(n: logsumexp(c: z[n, c]) - z[n, label[n]])
        loss = ce + lambda * sum(d, c: W[d, c]^2)

        output loss

        """)
  }
}
