import AutodiffGen
import Fitting

/// Logistic regression, value and gradient: the interpreter beside the same loops in C.
struct LogisticRegressionBenchmark {
  static let program = """
    dim N, D
    input X: [N, D], y: [N]
    param w: [D], b
    z[n] = sum(d: X[n, d] * w[d]) + b
    loss = mean(n: softplus(z[n]) - y[n] * z[n])
    """

  static let reference = """
    #include <math.h>
    #include <stddef.h>
    double logreg(size_t N, size_t D, const double *X, const double *y, const double *w, double b, double *gw, double *gb) {
      double loss = 0, sum = 0;
      for (size_t d = 0; d < D; ++d) gw[d] = 0;
      for (size_t n = 0; n < N; ++n) {
        double z = b;
        for (size_t d = 0; d < D; ++d) z += X[n * D + d] * w[d];
        const double e = exp(-fabs(z));
        loss += fmax(z, 0) + log1p(e) - y[n] * z;
        const double g = ((z >= 0 ? 1 : e) / (1 + e) - y[n]) / (double)N;
        sum += g;
        for (size_t d = 0; d < D; ++d) gw[d] += g * X[n * D + d];
      }
      *gb = sum;
      return loss / (double)N;
    }
    """

  private typealias Reference =
    @convention(c) (
      Int, Int, UnsafePointer<Double>, UnsafePointer<Double>, UnsafePointer<Double>, Double,
      UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>
    ) -> Double

  /// Runs both on made data with that many rows and columns, and checks that they agree.
  static func run(rows: Int, columns: Int, rounds: Int, in compiled: CReference) throws -> Comparison {
    var generator = SplitMix64(seed: 21)
    let data = (0..<rows * columns).map { _ in generator.number(in: -1..<1) }
    let y = (0..<rows).map { _ in generator.number(in: 0..<1) < 0.5 ? 1.0 : 0.0 }
    let w = (0..<columns).map { _ in generator.number(in: -0.5..<0.5) }
    let b = generator.number(in: -0.5..<0.5)
    let logreg = try compiled.function("logreg", as: Reference.self)
    var gradient = [Double](repeating: 0, count: columns)
    var slope = 0.0
    var value = 0.0
    let reference = {
      value = data.withUnsafeBufferPointer { data in
        y.withUnsafeBufferPointer { y in
          w.withUnsafeBufferPointer { w in
            gradient.withUnsafeMutableBufferPointer { gradient in
              guard let data = data.baseAddress, let y = y.baseAddress, let w = w.baseAddress,
                let out = gradient.baseAddress
              else { return 0 }
              return logreg(rows, columns, data, y, w, b, out, &slope)
            }
          }
        }
      }
    }
    let measured = try GradientRun(
      program,
      values: [
        GivenArray("X", [rows, columns], data), GivenArray("y", [rows], y), GivenArray("w", [columns], w),
        GivenArray("b", [], [b]),
      ])
    let comparison = try Comparison("logistic regression \(rows) x \(columns)", rounds: rounds) {
      try measured.run()
    } reference: {
      reference()
    }
    try measured.check("loss", [value])
    try measured.check("w", gradient)
    try measured.check("b", [slope])
    return comparison
  }
}
