import Testing

@testable import autodiff_gen

/// `derive --latex`.
@Suite struct LatexTests {
  @Test func aNeuronIsWhatALecturerWrites() {
    let run = Run("derive", "-e", "L = sigmoid(w0*x0 + w1)", "--plain", "--latex")
    #expect(
      run.output == #"""
        % needs \usepackage{amsmath}
        \begin{align*}
          % forward
          s_{0} &= w_{0} \, x_{0} \\
          s_{1} &= s_{0} + w_{1} \\
          L &= \sigma\left(s_{1}\right) \\
          % backward
          \frac{\partial L}{\partial L} &= 1 \\
          \frac{\partial L}{\partial s_{1}} &= \frac{\partial L}{\partial L} \, \left(1 - L\right) \, L \\
          \frac{\partial L}{\partial w_{1}} &= \frac{\partial L}{\partial s_{1}} \\
          \frac{\partial L}{\partial s_{0}} &= \frac{\partial L}{\partial s_{1}} \\
          \frac{\partial L}{\partial w_{0}} &= \frac{\partial L}{\partial s_{0}} \, x_{0} \\
          \frac{\partial L}{\partial x_{0}} &= \frac{\partial L}{\partial s_{0}} \, w_{0}
        \end{align*}

        """#, "\(run.output)")
  }

  @Test func sumsHaveTheirBoundsAndArraysTheirSubscripts() {
    let run = Run(
      "derive", "-e", "dim N, D; input X: [N, D]; param theta: [D]; f = sum(n: sum(d: X[n,d]*theta[d])^2)", "--latex")
    #expect(run.status == 0)
    for part in [
      #"\sum_{d=0}^{D - 1} X_{n, d} \, \theta_{d}"#, #"\frac{\partial f}{\partial \theta_{d}}"#, #"\sum_{n=0}^{N - 1}"#,
    ] { #expect(run.output.contains(part), "\(run.output)") }
  }

  @Test func aNumberInANameStandsAboveSubscripts() {
    let run = Run("derive", "-e", "dim N; param W1: [N], b1; f = sum(n: W1[n]^2) + b1^2", "--latex")
    for part in [#"\left(W^{(1)}_{n}\right)^{2}"#, #"b_{1}^{2}"#, #"\frac{\partial f}{\partial W^{(1)}_{n}}"#] {
      #expect(run.output.contains(part), "\(run.output)")
    }
  }

  @Test func roundedQuotientsAreFractionsInBrackets() {
    let run = Run(
      "derive", "-e",
      "dim N, K, stride; param x: [N]; f = sum(i in 0..<div(N + 2*K - 1, stride): x[i*stride]) + sum(i in 0..<K: x[i*i])",
      "--latex")
    for part in [
      #"\left\lfloor \frac{N + 2 K - 1}{\mathrm{stride}} \right\rfloor - 1"#, #"x_{\mathrm{stride} \, i}"#, "x_{i^{2}}",
    ] { #expect(run.output.contains(part), "\(run.output)") }
  }

  @Test func signsAndFactorsStandBeforeSumsAndDerivatives() {
    let run = Run("derive", "-e", "dim N; input x: [N]; param w; f = sum(n: x[n] - w*x[n]) / N", "--latex")
    for part in [#"&= -\sum_{n=0}^{N - 1} "#, #"\frac{1}{N} \, \frac{\partial f}{\partial f}"#] {
      #expect(run.output.contains(part), "\(run.output)")
    }
  }

  @Test func longDerivationsSayHowToBreakThem() {
    #expect(!Run("derive", "-e", "f = x*y", "--latex").output.contains("allowdisplaybreaks"))
    let chain = "a0 = x; " + (1...30).map { "a\($0) = a\($0 - 1) * sin(x)" }.joined(separator: "; ")
    #expect(Run("derive", "-e", chain, "--latex").output.contains("% \\allowdisplaybreaks before it"))
  }

  /// The derivatives of textbooks: least squares, and the sum of a softmax's logarithm.
  @Test func formulasAreWhatABookHas() {
    func formula(_ program: String, _ more: String...) -> [Substring] {
      let run = Run(["derive", "--formula", "--latex", "-e", program] + more)
      #expect(run.status == 0, "\(run.complaints)")
      return run.output.split(separator: "\n").map { $0.drop { $0 == " " } }
    }
    let squares = formula(
      "dim N, K; input X: [N, K], y: [N]; param w: [K]; r[i] = y[i] - sum(k: w[k]*X[i,k]); L = sum(i: r[i]^2)")
    #expect(
      squares == [
        #"% needs \usepackage{amsmath}"#, #"\begin{align*}"#, "% forward",
        #"r_{i} &= y_{i} - \sum_{k=0}^{K - 1} w_{k} \, X_{i, k} \\"#, #"L &= \sum_{i=0}^{N - 1} r_{i}^{2} \\"#,
        "% derivative",
        #"\frac{\partial L}{\partial w_{k}} &= -2 \, \sum_{i=0}^{N - 1} X_{i, k} \, r_{i}"#, #"\end{align*}"#,
      ], "\(squares)")
    let mean = formula("dim N; param x: [N]; f = sum(i: x[i]^3) / N")
    #expect(mean.contains(#"\frac{\partial f}{\partial x_{i}} &= \frac{3 \, x_{i}^{2}}{N}"#), "\(mean)")
    let second = formula("f = x^2 * sin(y)", "--hessian")
    #expect(second.contains { $0.contains(#"\cos\left(y\right)"#) }, "\(second)")
  }

  @Test func recurrencesHaveNoFormula() {
    let run = Run(
      "derive", "--formula", "--latex", "-e", "dim T; param a; h[0] = 1; h[t in 1...T] = sin(a*h[t-1]); f = h[T]")
    #expect(run.status == 2 && run.complaints.contains("leave '--formula' out"), "\(run.complaints)")
    let product = Run("derive", "--latex", "--hvp", "x", "-e", "f = x^3")
    #expect(product.status == 2 && product.complaints.contains("with '--formula' it writes all derivatives"))
  }

  @Test func bracesAreBalanced() {
    for program in [
      "f = if x > 0 then sqrt(x)/y else -x^2", "f = max(x, y) * abs(x - y)^3 + 1e-9", "f = log(1 + exp(x*y))/(x + 2)",
      "dim T; param a, start; h[0] = start; h[t in 1...T] = tanh(a*h[t-1]); f = h[T]^2",
      "dim N, C; param z: [N, C]; input label: Int[N] in C; f = mean(n: logsumexp(c: z[n,c]) - z[n, label[n]])",
    ] {
      for style in [["--latex"], ["--latex", "--plain"], ["--latex", "--formula"]] {
        if style.contains("--formula"), program.contains("h[t") { continue }
        let text = Run(["derive", "-e", program] + style).output
        #expect(text.hasSuffix("\\end{align*}\n"))
        var depth = 0
        for character in text {
          if character == "{" { depth += 1 }
          if character == "}" { depth -= 1 }
          #expect(depth >= 0)
        }
        #expect(depth == 0)
        #expect(text.components(of: "\\left(") == text.components(of: "\\right)"))
      }
    }
  }
}

extension String {
  /// Returns how often a part occurs.
  fileprivate func components(of part: String) -> Int { split(separator: part, omittingEmptySubsequences: false).count }
}
