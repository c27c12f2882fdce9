/// Programs that between them have everything that loop nests may hold.
package enum ProgramCatalogue {
  package static let all: [TestProgram] =
    long + scalars + arrays + sums + longSums + choices + recurrences + hygiene + strips + DerivativeCatalogue.all
    + [KinkCatalogue.program]

  /// A program that Swift has in several functions: straight code with loops in between.
  static let long: [TestProgram] = {
    var lines = ["dim N", "input k: Int[N] in N", "param x: [N], a, b"]
    var names = ["a", "b"]
    for number in 0..<160 {
      let (first, second) = (names[number * 7 % names.count], names[number * 13 % names.count])
      switch number % 40 {
      case 5: lines.append("y\(number) = sum(i: x[i] * \(first) + x[k[i]])")
      case 15: lines.append("y\(number) = if \(first) < \(second) then \(first) else cos(\(second))")
      case 25: lines.append("z\(number)[i] = x[i] * \(first)\ny\(number) = sum(i: z\(number)[i] * x[i]) * \(second)")
      default: lines.append("y\(number) = sin(\(first) * \(second) + 0.25)")
      }
      names.append("y\(number)")
    }
    lines += [
      "best = argmax(i: x[i])", "f = \(names.suffix(90).joined(separator: " + ")) + x[best]", "output f, y40, best",
    ]
    return [TestProgram("long", lines.joined(separator: "\n"), dims: [5])]
  }()

  static let scalars = [
    TestProgram("product", "q = x + y\nf = q * z"),
    TestProgram("neuron", "L = sigmoid(w0*x0 + w1*x1 + w2)"),
    TestProgram("written_out", "L = 1 / (1 + exp(-(w0*x0 + w1*x1 + w2)))"),
    TestProgram("two_outputs", "f1 = x1*x2 + sin(x1) + cos(x3)\nf2 = cos(x2)\noutput f1, f2"),
    TestProgram("brackets", "f = a - (b - c) / (d * (a / b)) - -a * -(b + -c) + 2^-a - (a + (b + c))"),
    TestProgram("constant", "param x\nconst c = -0.5, big = 1e300\nf = c * x + big * 1e-300 - (-2.5e-7)"),
    TestProgram("infinities", "f = (if x < 5 then x else inf) + (if x < 5 then 1 else -nan)"),
    TestProgram("itself", "param x, y\noutput x, y"),
    TestProgram(
      "copies", "dim N\nparam x: [N], y\ninput k: Int[N] in 3\nz = 2*x\nf = sum(z * x) + y\noutput x, z, f, k",
      dims: [4]),
    TestProgram("unused", "param x, y, z: [3]\nf = x^2\noutput f"),
  ]

  static let arrays = [
    TestProgram(
      "softmax_regression",
      """
      dim N, D, C
      input X: [N, D]
      input label: Int[N] in C
      param W: [D, C], b: [C]
      const lambda = 1e-3
      z[n, c] = sum(d: X[n,d] * W[d,c]) + b[c]
      ce = mean(n: logsumexp(c: z[n,c]) - z[n, label[n]])
      loss = ce + lambda * sum(d, c: W[d,c]^2)
      output loss
      """, dims: [7, 5, 3]),
    TestProgram(
      "network",
      """
      dim N, D, H, C = 3
      input X: [N, D], label: Int[N] in C
      param W1: [D, H], b1: [H], W2: [H, C], b2: [C]
      h = relu(X @ W1 + b1)
      z = h @ W2 + b2
      loss = mean(n: logsumexp(c: z[n,c]) - z[n, label[n]]) + 1e-3 * (sum(W1^2) + sum(W2^2))
      output loss
      """, dims: [9, 11, 10]),
    TestProgram(
      "rosenbrock", "dim N\nparam x: [N]\nf = sum(i in 0..<N-1: 100*(x[i+1] - x[i]^2)^2 + (1 - x[i])^2)", dims: [37]),
    TestProgram(
      "rosenbrock_one", "dim N\nparam x: [N]\nf = sum(i in 0..<N-1: 100*(x[i+1] - x[i]^2)^2 + (1 - x[i])^2)", dims: [1]),
    TestProgram("rosenbrock_none", "dim N\nparam x: [N]\nf = sum(i in 0..<N-2: x[i+2] - x[i]^2) + 1", dims: [0]),
    TestProgram(
      "matrix",
      "dim N, D, M\nparam X: [N, D], W: [D, M]\ninput up: [N, M]\nY = X @ W\nloss = sum(up * Y)\noutput Y, loss",
      dims: [2, 3, 4]),
    TestProgram(
      "triangle",
      "dim N\nparam A: [N, N], x: [N]\nf = sum(i: x[i] * sum(j in 0...i: A[i,j] * x[j])) + sum(i, j in i+1..<N: A[i,j]^2)",
      dims: [6]),
    TestProgram(
      "convolution",
      "dim N, K\nparam x: [N], k: [K]\ny[i in 0..<N-K+1] = sum(j: x[i+j] * k[j])\nf = sum(i in 0..<N-K+1: y[i]^2)",
      dims: [12, 3]),
    TestProgram(
      "slices", "dim N\nparam A: [N, 4]\nf = sum(A[2..<N, 1]) * sum(A[:, 3]) + A[0, 2] + sum(A.T @ A)", dims: [5]),
    TestProgram(
      "gather",
      "dim N, E\ninput from: Int[E] in N, to: Int[E] in N\nparam x: [N], w: [E]\nf = sum(e: w[e] * (x[from[e]] - x[to[e]])^2)",
      dims: [6, 11]),
    TestProgram(
      "gather_twice",
      "dim N, E\ninput a: Int[E] in E, b: Int[E] in N\nparam x: [N, N]\nf = sum(e: x[b[a[e]], b[e]]^2 * e)",
      dims: [5, 9]),
    TestProgram(
      "index_values", "dim N\nparam x: [N]\nf = sum(i: (i + 1) * x[i]) + sum(i, j: (i - j) * x[i] * x[j]^2) / N",
      dims: [5]),
    TestProgram(
      "fixed",
      "dim R = 3, C = 12\nparam A: [R, C], t: [R]\nB = [[1, 2, 3], [4, 5, 6.5], [-7, 8e-3, 9]]\nf = sum(r, c: A[r,c] * t[r]) + sum(r: (sum(s: B[r,s]*t[s]))^2)"
    ),
    TestProgram(
      "integers_out",
      "dim N, C\nparam z: [N, C]\nbest[n] = argmax(c: z[n, c])\nfirst = argmin(n: z[n, 0])\nloss = sum(n: z[n, best[n]])\noutput best, first, loss",
      dims: [4, 5]),
    TestProgram(
      "all_axes", "dim A, B, C\nparam x: [A, B, C]\ny = sum(x, axis: 1)\nf = sum(y^2) + mean(x) + max(x) - min(x)",
      dims: [3, 4, 2]),
    TestProgram(
      "statistics",
      "dim N\nparam x: [N]\naverage = mean(x)\nvariance = var(x)\nlength = norm(x)\noutput average, variance, length",
      dims: [13]),
    TestProgram(
      "svm",
      "dim N, D, C\ninput X: [N, D], y: Int[N] in C\nparam W: [D, C]\ns = X @ W\nf = mean(i: sum(j: if j == y[i] then 0 else max(0, s[i,j] - s[i,y[i]] + 1)))",
      dims: [6, 4, 3]),
  ]

  /// Sums over enough values that they go in blocks, or keep what rounding loses.
  static let longSums = [
    TestProgram(
      "long_columns",
      """
      dim N, D
      input X: [N, D]
      param w: [D], s
      c[j] = sum(i: X[i,j])
      m[i] = max(j: X[i,j])
      f = sum(i, j: (w[j] - X[i,j])^2) + sum(j: c[j]*w[j]) + s * sum(i: m[i])
      output f, c
      """, dims: [203, 3]),
    TestProgram(
      "long_product",
      """
      dim N, D, C
      input X: [N, D]
      param W: [D, C], b: [C]
      h[n, c] = tanh(sum(d: X[n,d] * W[d,c]) + b[c])
      f = sum(n, c: h[n,c]^2) + sum(d, c: W[d,c]^2)
      output f, h
      """, dims: [134, 141, 5]),
    TestProgram(
      "long_scatter",
      """
      dim N, K, D
      input X: [N, D], k: Int[N] in K
      param v: [K], M: [K, D], u: [K]
      f = sum(i, j: v[k[i]] * X[i,j]^2) + sum(i, j: M[k[i],j] * X[i,j]) + sum(i: u[mod(i, K)] * X[i,0])
      g = sum(i in 1..<N, j: u[k[i-1]] * X[i-1,j])
      h = f + g
      output h
      """, dims: [150, 4, 3]),
    TestProgram(
      "scatter_before",
      """
      dim N, K, D
      input X: [N, D], k: Int[N] in K
      param v: [K], u: [K]
      g = sum(i in 0..<N, j: if i > 0 then u[k[i-1]] * X[i-1,j] else 0)
      f = g + sum(i, j: v[k[i]] * X[i,j]^2)
      output f, g
      """, dims: [150, 4, 3]),
    TestProgram(
      "scatter_masked",
      """
      dim N, K
      input k: Int[N] in K
      param x: [N]
      h[j in 0..<K] = 0
      h[k[i-1]] += if i > 0 then x[i]^2 else 0 for i in 0..<N
      h[k[i]] += if i > 0 and x[i] > 0 then x[i-1] else 0 for i in 0..<N
      f = sum(j: h[j]^2)
      output f, h
      """, dims: [20, 4]),
    TestProgram(
      "guarded_else",
      """
      dim N
      param x: [N], y: [N]
      a[i in 0..<N] = if i < N - 1 then (if x[i+1] > 0.5 then x[i] else sin(y[i+1])) else y[i]
      b[i in 0..<N] = if i < N - 1 then (if x[i+1] > 0.5 then y[i] else cos(y[i+1])) else x[i]
      f = sum(i: a[i]*b[i])
      output f, a, b
      """, dims: [7]),
    TestProgram(
      "long_triangle",
      """
      dim N, M
      param A: [N, N], x: [N], y: [M]
      c[j] = sum(i in j..<N: A[i,j] * x[i])
      e[i in 0..<N-M+1] = sum(j: x[i+j] * y[j])
      f = sum(j: c[j]^2) + sum(i in 0..<N, j in 0..<3: A[i,j] * x[i]) + sum(i in 0..<N-M+1, j: e[i] * y[j])
      output f, e
      """, dims: [140, 7]),
    TestProgram(
      "long_recurrence",
      """
      dim T, D
      input X: [T, D]
      param a, w: [D], W: [D, D]
      s[0, i in 0..<D] = 0
      s[t in 1..<T, i] = tanh(sum(j: W[i,j] * s[t-1,j]) + a * X[t,i] + w[i])
      f = sum(t, i: s[t,i]^2)
      output f
      """, dims: [150, 3]),
    TestProgram(
      "long_rows",
      """
      dim N, D
      input X: [N, D]
      param b: [D]
      p[i] = sum(j, k in 0..<3: X[i,j] * b[j] * k)
      f = sum(i: p[i]) + sum(i in 0..<N-1, j: X[i,j] * X[i+1,j] * b[j])
      output f
      """, dims: [130, 2]),
  ]

  static let sums =
    [3, 1024, 1030, 5000].map { count in
      TestProgram(
        "sum_\(count)", "dim N\nparam x: [N]\nf = sum(i: x[i]^2) + mean(i: exp(x[i])) * sum(i in 1..<N: x[i] * x[i-1])",
        dims: [count])
    } + [
      TestProgram("sum_fixed", "dim N = 1100\nparam x: [N]\nf = sum(i: x[i]^2)"),
      TestProgram("sum_five", "dim N = 5\nparam x: [N]\nf = sum(i: x[i]^2) * sum(x)"),
      TestProgram("sum_eight", "dim N = 8\nparam x: [N]\nf = sum(i: x[i]^2) * sum(x)"),
      TestProgram("sum_nineteen", "dim N = 19\nparam x: [N]\nf = sum(i: x[i]^2) * sum(x)"),
      TestProgram("sum_none", "dim N = 0\nparam x: [N], y\nf = sum(i: x[i]^2) + prod(x) + y"),
    ]

  static let choices = [
    TestProgram("branch", "f = if x < 0 and not (y > 1 or x == y) then sqrt(y) * x else log(x) + y"),
    TestProgram(
      "guarded",
      "dim N\nparam x: [N]\nf = sum(i: (if i > 0 then x[i-1] else 0) * x[i] * (if i + 1 < N then x[i+1]^2 else 1))",
      dims: [5]),
    TestProgram(
      "clamped", "f = clamp(x, -0.5, 0.5) + max(x, y) * min(x, y) + abs(x - y) + relu(x) + sign(y) + step(x)"),
    TestProgram(
      "logic", "dim N\nparam x: [N]\nf = sum(i: if any(j: x[j] > x[i] + 1) and all(j: x[j] < 3) then x[i] else x[i]^2)",
      dims: [6]),
    TestProgram("products", "dim N\nparam x: [N]\nf = prod(i: x[i]) + prod(i in 0..<2: x[i] - x[i])", dims: [4]),
  ]

  /// Values that only some steps, or some elements, want.
  private static let guardedSteps = """
    dim N, K
    param x: [N, K], y: [N]
    s[0, k] = x[0,k]
    r[t in 0..<N, k] = sqrt(s[t,k] - 0.25)
    s[t in 1..<N, k] = if s[t-1,k] > 0.25 then r[t-1,k] + tanh(x[t,k]) else x[t,k]
    l[i] = log(y[i])
    f = sum(k: s[N-1,k]^2) + sum(i in 1..<N: if y[i-1] > 0 then l[i-1] * y[i] else y[i]) + sum(i in 0..<2: l[i])
    output f
    """
  private static let guardedValues: [String: [Double]] = ["y": [0.5, 2, -1, 0, 0.25, 1, -0.5, 0, 3]]

  /// Two arrays that recur together, one of them two steps back.
  private static let oscillators = """
    dim T, N
    input x: [T, N]
    param W: [N, N], a: [N]
    p[0, i] = a[i]
    p[1, i] = 2 * a[i]
    q[0, i] = a[i]^2
    q[1, i] = 1 - a[i]
    p[t in 2..<T, i] = tanh(sum(j: W[i, j] * q[t-1, j]) + p[t-2, i])
    q[t in 2..<T, i] = q[t-1, i] * cos(p[t, i]) + x[t, i]
    f = sum(t, i: p[t, i] * q[t, i])
    output f
    """

  static let recurrences = [
    TestProgram(
      "recurrent",
      """
      dim T, H, I
      input x: [T, I]
      param U: [H, H], V: [H, I], h0: [H]
      h[0, k] = h0[k]
      h[t in 1...T, k] = tanh(sum(j: U[k,j] * h[t-1, j]) + sum(i: V[k,i] * x[t-1, i]))
      f = sum(k: h[T, k]^2)
      output f
      """, dims: [5, 3, 2]),
    TestProgram(
      "powers", "dim N\nparam x, a: [N]\np[0] = 1\np[n in 1..<N] = p[n-1] * x\nf = sum(n: a[n] * p[n])", dims: [6]),
    TestProgram(
      "backwards", "dim N\nparam a: [N], x\nb[N-1] = a[N-1]\nb[n in 0..<N-1] = a[n] + x * b[n+1]\nf = b[0]", dims: [6]),
    TestProgram("guarded_steps", guardedSteps, dims: [9, 3], values: guardedValues),
    TestProgram("guarded_checkpoints", guardedSteps, dims: [9, 3], levels: 1, values: guardedValues),
    TestProgram("checkpoints", oscillators, dims: [23, 3], levels: 1),
    TestProgram("nested_checkpoints", oscillators, dims: [23, 3], levels: 2),
    TestProgram(
      "backward_checkpoints",
      "dim N\nparam a: [N], x\nb[N-1] = a[N-1]\nb[n in 0..<N-1] = sin(a[n] + x * b[n+1])\nf = b[0]", dims: [30],
      levels: 1),
  ]

  static let hygiene = [
    TestProgram("greek", "θ = α*β + Δ\nf = θ^2 + é"),
    TestProgram(
      "keywords",
      "param int, class, static, exp10, y1, NULL, work, LANES, guard, self, u, U\nf = int*class + static*exp10 - y1*NULL + work/LANES + guard*self + u*U"
    ),
    TestProgram("double", "param double_, d\nf = double_ * d"),
    TestProgram(
      "comments",
      "# a comment that ends */ here, // and /* there ??/\n# and ends with a backslash \\\nparam x  # trailing */ \\\nf = x^2  # } ??/\n"
    ),
  ]

  /// Loops that compilers get in strips and in parts, with counts that leave something over and counts that are too small.
  static let strips = [
    TestProgram("two_layers", layers, dims: [9, 10, 5, 3]),
    TestProgram("two_small_layers", layers, dims: [3, 2, 1, 2]),
    TestProgram(
      "fixed_layers",
      layers.replacing("dim B, D, H, C", with: "dim B = 8, D = 12, H = 9, C = 3")),
    TestProgram("neighbours", neighbours, dims: [40]),
    TestProgram("two_neighbours", neighbours, dims: [2]),
    TestProgram("one_neighbour", neighbours, dims: [1]),
    TestProgram("many_fixed_neighbours", neighbours.replacing("dim N", with: "dim N = 1300")),
    TestProgram(
      "further_neighbours",
      "dim N\nparam x: [N]\nf = sum(i in 2..<N-2: (x[i+2] - 4*x[i+1] + 6*x[i] - 4*x[i-1] + x[i-2])^2)", dims: [23]),
    TestProgram(
      "negated_zeros",
      "dim N = 21\nparam x: [N]\ny[i] = -((x[i] * 1e-200)^2)\nf = sum(i: y[i] + x[i])\noutput f, y"),
    TestProgram(
      "filter",
      """
      dim N = 27, K = 3
      input w: [K], c: [N]
      param x: [N]
      y[i in 0..<N-K+1] = sum(k: x[i+k] * w[k])
      f = sum(i in 0..<N-K+1: y[i] * c[i])
      output f, y
      """),
    TestProgram("fixed_blocks", blocks.replacing("dim B, D, C", with: "dim B = 8, D = 12, C = 11")),
    TestProgram("blocks", blocks, dims: [9, 7, 12]),
  ]

  private static let blocks = """
    dim B, D, C
    input X: [B, D], Y: [B, C]
    param W: [D, C], b: [C]
    Z[i, c] = sum(d: X[i,d]*W[d,c]) + b[c]
    f = sum(i, c: (Z[i,c] - Y[i,c])^2) / 2
    output f, Z
    """

  private static let layers = """
    dim B, D, H, C
    input X: [B, D], label: Int[B] in C
    param W1: [D, H], b1: [H], W2: [H, C], b2: [C]
    A[i, h] = relu(sum(d: X[i,d]*W1[d,h]) + b1[h])
    Z[i, c] = sum(h: A[i,h]*W2[h,c]) + b2[c]
    f = mean(i: logsumexp(c: Z[i,c]) - Z[i,label[i]]) + 0.01 * sum(d, h: W1[d,h]^2)
    """

  private static let neighbours = """
    dim N
    param x: [N]
    f = sum(i in 0..<N-1: 100*(x[i+1] - x[i]^2)^2 + (1 - x[i])^2)
    """
}
