import Testing

@testable import autodiff_gen

/// `derive --formula`: each derivative as one expression, as a person would write it.
@Suite struct FormulaOptionTests {
  /// Returns the lines that define what begins with some word.
  private func lines(_ text: String, _ options: [String] = [], from prefix: String = "grad_") -> [String] {
    let run = Run(["derive", "--formula", "-e", text] + options)
    #expect(run.status == 0, "\(run.complaints)")
    return run.output.split(separator: "\n").map(String.init).filter { $0.hasPrefix(prefix) }
  }

  @Test func theWholeTextIsAProgram() {
    let run = Run("derive", "--formula", "-e", "f = (x + y)*z")
    #expect(
      run.output == """
        param x, y, z

        # forward
        f = (x + y)*z

        # derivative
        grad_x = z
        grad_y = z
        grad_z = x + y
        output f, grad_x, grad_y, grad_z

        """)
  }

  /// Formulas of one variable and of several, as tables of derivatives have them.
  static let scalars: [(text: String, formulas: [String])] = [
    ("f = x1*x2 + sin(x1)", ["grad_x1 = x2 + cos(x1)", "grad_x2 = x1"]),
    ("f = x*x*x + 2*x*y - 3", ["grad_x = 3*x^2 + 2*y", "grad_y = 2*x"]),
    ("L = sigmoid(w*x + b)", ["grad_w = x*L*(1 - L)", "grad_x = w*L*(1 - L)", "grad_b = L*(1 - L)"]),
    (
      "L = 1/(1 + exp(-(w*x + b)))",
      [
        "grad_w = x*exp(-w*x - b)/(1 + exp(-w*x - b))^2", "grad_x = w*exp(-w*x - b)/(1 + exp(-w*x - b))^2",
        "grad_b = exp(-w*x - b)/(1 + exp(-w*x - b))^2",
      ]
    ),
    ("f = log(x^2 + y^2)", ["grad_x = 2*x/(x^2 + y^2)", "grad_y = 2*y/(x^2 + y^2)"]),
    ("f = sqrt(x^2 + y^2)", ["grad_x = x/f", "grad_y = y/f"]),
    ("f = x*exp(-x^2)", ["grad_x = exp(-x^2)*(1 - 2*x^2)"]),
    ("f = a/b - b/a", ["grad_a = b/a^2 + 1/b", "grad_b = -a/b^2 - 1/a"]),
    ("f = x^y", ["grad_x = y*x^(y - 1)", "grad_y = if x != 0 then f*log(x) else 0"]),
    ("f = tan(x)^3", ["grad_x = 3*tan(x)^2*(1 + tan(x)^2)"]),
    ("f = relu(x)*y", ["grad_x = if x > 0 then y else 0", "grad_y = relu(x)"]),
    ("f = if x > y then x*y else x/y", ["grad_x = if x > y then y else 1/y", "grad_y = if x > y then x else -x/y^2"]),
    ("f = x/3 + x/6", ["grad_x = 0.5"]),
  ]

  @Test(arguments: scalars) func scalarsHaveOneExpressionEach(_ example: (text: String, formulas: [String])) {
    #expect(lines(example.text) == example.formulas)
  }

  /// Formulas in index notation, as lectures have them.
  static let arrays: [(text: String, formulas: [String])] = [
    // |W x|^2 has the gradients 2 (W x) x^T and 2 W^T W x.
    (
      "dim M, N; param W: [M, N], x: [N]; q = W @ x; f = sum(q^2)",
      ["grad_W[i, j] = 2*x[j]*q[i]", "grad_x[j] = 2*sum(i: W[i, j]*q[i])"]
    ),
    // X^T times the upstream gradient.
    (
      "dim N, D, M; input X: [N, D], up: [N, M]; param W: [D, M]; Y = X @ W; L = sum(up*Y)",
      ["grad_W[j, k] = sum(i: X[i, j]*up[i, k])"]
    ),
    (
      "dim N, K; input X: [N, K], y: [N]; param w: [K]; r[i] = y[i] - sum(k: w[k]*X[i, k]); L = sum(i: r[i]^2)",
      ["grad_w[k] = -2*sum(i: X[i, k]*r[i])"]
    ),
    ("dim N; param x: [N]; m = mean(x)", ["grad_x[i in 0..<N] = 1/N"]),
    // The mean of deviations from the mean vanishes.
    ("dim N; param x: [N]; v = var(x)", ["grad_x[i] = 2*(x[i] - s0/N)/N"]),
    // softmax - onehot
    (
      "dim N, C; param z: [N, C]; input y: Int[N] in C; L = sum(n: logsumexp(c: z[n, c]) - z[n, y[n]])",
      ["grad_z[n, c] = softmax(i: z[n, i])[c] - (if y[n] == c then 1 else 0)"]
    ),
    (
      "dim N, C; param z: [N, C]; input u: [N, C]; p[n, c] = softmax(j: z[n, j])[c]; L = sum(n, c: u[n, c]*p[n, c])",
      ["grad_z[n, j] = p[n, j]*(u[n, j] - sum(i: u[n, i]*p[n, i]))"]
    ),
    // What is read by a gather is summed over its readers.
    (
      "dim V, E, N; input k: Int[N] in V; param T: [V, E]; input u: [N, E]; f = sum(n, e: T[k[n], e]*u[n, e])",
      ["grad_T[i in 0..<V, e] = sum(n: if k[n] == i then u[n, e] else 0)"]
    ),
    (
      "dim N; param w: [N]; f = sum(d in 0..<N-1: (w[d+1] - w[d])^2)",
      [
        "grad_w[d] = 2*((if d >= 1 then w[d] - w[d - 1] else 0) - (if d < N - 1 then w[d + 1] - w[d] else 0))"
      ]
    ),
    (
      "dim D; param w: [D]; p = sum(i in 0..<D, j in 0..<i: w[i]*w[j])",
      ["grad_w[i in 0..<D] = sum(j: if i < j then w[j] else 0) + sum(j in 0..<i: w[j])"]
    ),
    // What would put one sum into another keeps a name.
    (
      "dim N, D, H; input X: [N, D], u: [N]; param W: [D, H], v: [H]; h[n, k] = sum(d: X[n, d]*W[d, k])^2; "
        + "f = sum(n: u[n]*sum(k: v[k]*h[n, k]))",
      [
        "grad_v[k] = sum(n: u[n]*h[n, k])",
        "grad_W[d, k] = 2*v[k]*sum(n: X[n, d]*u[n]*s0[n, k])",
      ]
    ),
  ]

  @Test(arguments: arrays) func arraysAreInIndexNotation(_ example: (text: String, formulas: [String])) {
    #expect(lines(example.text).sorted() == example.formulas.sorted())
  }

  @Test func secondDerivativesAreFormulasToo() {
    let found = lines("f = x^2*y", ["--hessian"], from: "hessian_x_x")
    #expect(found == ["hessian_x_x = 2*y"])
    #expect(
      lines("dim N; param x: [N]; f = sum(x^3)", ["--hessian"], from: "hessian")
        == ["hessian_x_x[i, j in 0..<N] = if i == j then 6*x[i] else 0"])
  }

  @Test func expandedFormulasNameNoDefinitions() {
    let text = "s = w*x + b; L = s^2"
    #expect(lines(text) == ["grad_w = 2*x*s", "grad_x = 2*w*s", "grad_b = 2*s"])
    #expect(
      lines(text, ["--expand"]) == ["grad_w = 2*x*(w*x + b)", "grad_x = 2*w*(w*x + b)", "grad_b = 2*(w*x + b)"])
  }

  @Test func aFormulaThatIsTooLongIsRefused() {
    let steps = (1..<12).map { "a\($0) = a\($0 - 1)*sin(a\($0 - 1)) + a\($0 - 1)" }
    let text = (["a0 = x^2"] + steps + ["a11^2"]).joined(separator: "; ")
    let run = Run("derive", "--expand", "-e", text)
    #expect(run.status == 1)
    #expect(run.complaints.contains("error[formula-too-long]: the formula of 'a"))
    #expect(run.complaints.contains("without '--expand', definitions keep their names"))
    let named = Run("derive", "--formula", "-e", text)
    #expect(named.status == 0)
    #expect(named.output.utf8.count < 10_000)
  }

  @Test func aRecurrenceStaysOne() {
    let run = Run("derive", "--formula", "-e", "dim T; param a; h[0] = 1; h[t in 1...T] = a*h[t-1]; f = h[T]^2")
    #expect(run.status == 0)
    #expect(run.complaints.contains("warning[no-closed-formula]: recurrences and the positions of extrema"))
    #expect(run.output.contains("for t in reversed 1..<T+1 {"))
    #expect(run.output.hasSuffix("output f, grad_a\n"))
  }

  @Test func twoWaysOfWritingAreNotOne() {
    #expect(Run("derive", "--formula", "--plain", "-e", "x^2").status == 2)
  }
}
