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

  @Test func bracesAreBalanced() {
    for program in [
      "f = if x > 0 then sqrt(x)/y else -x^2", "f = max(x, y) * abs(x - y)^3 + 1e-9", "f = log(1 + exp(x*y))/(x + 2)",
      "dim T; param a, start; h[0] = start; h[t in 1...T] = tanh(a*h[t-1]); f = h[T]^2",
      "dim N, C; param z: [N, C]; input label: Int[N] in C; f = mean(n: logsumexp(c: z[n,c]) - z[n, label[n]])",
    ] {
      for style in [["--latex"], ["--latex", "--plain"]] {
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
