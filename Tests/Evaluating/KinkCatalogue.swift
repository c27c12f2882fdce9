/// A function of three numbers at a point without a derivative, or beside one, and what the convention says there.
package struct KinkPoint: Sendable, CustomStringConvertible {
  /// Definitions over `w: [3]`, also called `x`, `y` and `z`; the last is `f`.
  package let text: String
  package let point: [Double]
  package let value: Double
  package let gradient: [Double]
  /// Row by row.
  package let hessian: [Double]
  /// Whether it is right only where formulas give way to accurate functions.
  package let needsStabilisation: Bool

  package var description: String { "\(text) at \(point)" }

  init(
    _ text: String, at point: [Double], _ value: Double, _ gradient: [Double],
    hessian: [(row: Int, column: Int, value: Double)] = [], needsStabilisation: Bool = false
  ) {
    func padded(_ numbers: [Double]) -> [Double] { numbers + Array(repeating: 0, count: 3 - numbers.count) }
    self.text = text.contains("f = ") ? text : "f = \(text)"
    (self.point, self.value, self.gradient) = (padded(point), value, padded(gradient))
    var entries = [Double](repeating: 0, count: 9)
    for (row, column, value) in hessian {
      entries[3 * row + column] = value
      entries[3 * column + row] = value
    }
    self.hessian = entries
    self.needsStabilisation = needsStabilisation
  }

  /// The lines of a program, or of a function's body, before its result `f`.
  fileprivate var lines: [String] {
    ["x = w[0]", "y = w[1]", "z = w[2]"] + text.split(separator: ";").map(String.init)
  }

  /// The program with the parameter `w` and the output `f`, and what is asked for beside.
  package func program(asking more: [String] = []) -> String {
    (["param w: [3]", "input v: [3]"] + lines + more + ["output f"]).joined(separator: "\n") + "\n"
  }
}

/// The convention at kinks, point by point.
package enum KinkCatalogue {
  /// One program of all points that are right as written: its gradient by `w0`, `w1`, ... is that of each.
  package static let program: TestProgram = {
    let points = KinkCatalogue.points.filter { !$0.needsStabilisation }
    var lines = points.indices.map { "param w\($0): [3]" }
    for (number, point) in points.enumerated() {
      lines.append("fn k\(number)(w: [3]) {\n  \(point.lines.joined(separator: "\n  "))\n  return f\n}")
    }
    lines.append("f = " + points.indices.map { "k\($0)(w\($0))" }.joined(separator: " + "))
    return TestProgram(
      "kinks", lines.joined(separator: "\n") + "\noutput f\n",
      values: Dictionary(uniqueKeysWithValues: points.enumerated().map { ("w\($0)", $1.point) }))
  }()

  package static let points = choices + extrema + powers + products

  private static let choices = [
    KinkPoint("relu(x)", at: [0], 0, [0]),
    KinkPoint("relu(x - y) + relu(y - x)", at: [2, 2], 0, [0, 0]),
    KinkPoint("relu(x)^2", at: [0], 0, [0]),
    KinkPoint("abs(x)", at: [0], 0, [0]),
    KinkPoint("abs(x - y)", at: [3, 3], 0, [0, 0]),
    KinkPoint("x*abs(x)", at: [0], 0, [0]),
    KinkPoint("sum(i: abs(w[i]))", at: [0, 1, -2], 3, [0, 1, -1]),
    KinkPoint("sign(x)*(x + 1)", at: [0], 0, [0]),
    KinkPoint("sign(x)*x^2", at: [-2], -4, [4], hessian: [(0, 0, -2)]),
    KinkPoint("step(x) + x", at: [0], 0, [1]),
    KinkPoint("floor(x) + x", at: [2], 4, [1]),
    KinkPoint("ceil(x)*x", at: [2], 4, [2]),
    KinkPoint("round(x) + trunc(x) + x", at: [2.5], 7.5, [1]),
    KinkPoint("leakyrelu(x)", at: [0], 0, [0.01]),
    KinkPoint("elu(x)", at: [0], 0, [1], hessian: [(0, 0, 1)]),
    KinkPoint("if x > 0 then sqrt(x) else 0", at: [0], 0, [0]),
    KinkPoint("if x > 0 then sqrt(x) else 0", at: [-1], 0, [0]),
    KinkPoint("s = sqrt(x);f = if x > 0 then s else 0", at: [0], 0, [0]),
    KinkPoint("l = log(x);f = if x > 0 then l*y else y^2", at: [-1, 3], 9, [0, 6], hessian: [(1, 1, 2)]),
    KinkPoint("if x >= 0 then x^2 else 0", at: [0], 0, [0], hessian: [(0, 0, 2)]),
    KinkPoint("if x == 0 then 1 else sin(x)/x", at: [0], 1, [0]),
    KinkPoint("where(x > 0, x, 2*x)", at: [0], 0, [2]),
    KinkPoint("stop(x)*x", at: [3], 9, [3]),
    KinkPoint("q = x/y;f = if y != 0 then q else x^2", at: [2, 0], 4, [4], hessian: [(0, 0, 2)]),
  ]

  private static let extrema = [
    KinkPoint("max(x, y)", at: [1, 1], 1, [1, 0]),
    KinkPoint("min(x, y)", at: [1, 1], 1, [1, 0]),
    KinkPoint("max(y, x)", at: [1, 1], 1, [0, 1]),
    KinkPoint("max(x, x)", at: [1], 1, [1]),
    KinkPoint("max(x, 2*x)", at: [0], 0, [1]),
    KinkPoint("max(x^2, y^2)", at: [1, 1], 1, [2, 0], hessian: [(0, 0, 2)]),
    KinkPoint("max(0, 1 - x*y)", at: [1, 1], 0, [0, 0]),
    KinkPoint("max(1 - x*y, 0)", at: [1, 1], 0, [-1, -1], hessian: [(0, 1, -1)]),
    KinkPoint("max(i: w[i])", at: [1, 3, 3], 3, [0, 1, 0]),
    KinkPoint("min(i: w[i])", at: [3, 1, 1], 1, [0, 1, 0]),
    KinkPoint("max(w)", at: [2, 2, 2], 2, [1, 0, 0]),
    KinkPoint("min(w)", at: [-0.0, 0, 0], 0, [1, 0, 0]),
    KinkPoint("max(i: w[i]^2)", at: [-2, 2, 1], 4, [-4, 0, 0], hessian: [(0, 0, 2)]),
    KinkPoint("max(i: abs(w[i]))", at: [0, 0, 0], 0, [0, 0, 0]),
    KinkPoint("max(i: max(j: w[i]*w[j]))", at: [1, 1, 1], 1, [2, 0, 0], hessian: [(0, 0, 2)]),
    KinkPoint("k = argmax(i: w[i]);f = w[k]^2", at: [3, 3, 1], 9, [6, 0, 0], hessian: [(0, 0, 2)]),
    KinkPoint("k = argmin(i: w[i]);f = w[k]*w[2]", at: [5, 1, 1], 1, [0, 1, 1], hessian: [(1, 2, 1)]),
    KinkPoint("clamp(x, 0, 1)", at: [0], 0, [1]),
    KinkPoint("clamp(x, 0, 1)", at: [1], 1, [1]),
    KinkPoint("clamp(x, y, z)", at: [0, 0, 1], 0, [1, 0, 0]),
    KinkPoint("clamp(x, y, z)", at: [1, 0, 1], 1, [1, 0, 0]),
    KinkPoint("clamp(x, y, z)", at: [-1, 0, 0], 0, [0, 1, 0]),
    KinkPoint("min(max(x, 0), 1)", at: [0], 0, [1]),
    KinkPoint("h[0] = w[0];h[t in 1..<3] = max(h[t-1], w[t]);f = h[2]", at: [1, 1, 1], 1, [1, 0, 0]),
    KinkPoint("h[0] = w[0];h[t in 1..<3] = relu(h[t-1] - w[t]);f = h[2]", at: [1, 1, 0], 0, [0, 0, 0]),
    KinkPoint(
      "logaddexp(x, y)", at: [0, 0], 0.6931471805599453, [0.5, 0.5],
      hessian: [
        (0, 0, 0.25), (0, 1, -0.25), (1, 1, 0.25),
      ]),
  ]

  private static let powers = [
    KinkPoint("x^0", at: [0], 1, [0]),
    KinkPoint("x^1", at: [0], 0, [1]),
    KinkPoint("x^2", at: [0], 0, [0], hessian: [(0, 0, 2)]),
    KinkPoint("x^3", at: [-2], -8, [12], hessian: [(0, 0, -12)]),
    KinkPoint("x^(-1)", at: [-2], -0.5, [-0.25], hessian: [(0, 0, -0.25)]),
    KinkPoint("x^y", at: [0, 2], 0, [0, 0], hessian: [(0, 0, 2)]),
    KinkPoint("x^y", at: [0, 3], 0, [0, 0]),
    KinkPoint("0^x", at: [2], 0, [0]),
    KinkPoint("0^x", at: [0], 1, [0]),
    KinkPoint("1^x", at: [-3], 1, [0]),
    KinkPoint("if x > 0 then x^0.5 else 0", at: [0], 0, [0]),
    KinkPoint("hypot(x, y)", at: [0, 0], 0, [0, 0]),
    KinkPoint("hypot(x, y)", at: [0, -2], 2, [0, -1], hessian: [(0, 0, 0.5)]),
    KinkPoint("norm(w)", at: [0, 0, 0], 0, [0, 0, 0]),
    KinkPoint("norm(i: w[i] - w[0])", at: [1, 1, 1], 0, [0, 0, 0]),
    KinkPoint(
      "r = norm(w);u[i] = w[i]/r;f = if r > 0 then u[0] else x^2 + y", at: [0, 0, 0], 0, [0, 1, 0],
      hessian: [
        (0, 0, 2)
      ]),
    KinkPoint("sqrt(x^2 + y^2)", at: [0, 0], 0, [0, 0], needsStabilisation: true),
    KinkPoint("sqrt(sum(i: w[i]^2))", at: [0, 0, 0], 0, [0, 0, 0], needsStabilisation: true),
    KinkPoint("atan2(x, y)", at: [0, 1], 0, [1, 0], hessian: [(0, 1, -1)]),
    KinkPoint("atan2(x, y)", at: [0, -1], .pi, [-1, 0], hessian: [(0, 1, -1)]),
    KinkPoint("atan2(x, y)", at: [1, 0], .pi / 2, [0, -1], hessian: [(0, 1, 1)]),
    KinkPoint("atan2(x, y)", at: [-1, 0], -.pi / 2, [0, 1], hessian: [(0, 1, 1)]),
    KinkPoint("atan2(x, y)", at: [0, 0], 0, [0, 0]),
    KinkPoint("if x > 0 then xlogy(x, y) else 0", at: [0, 0], 0, [0, 0]),
    KinkPoint("xlogy(y, x)", at: [2, 0], 0, [0, 0.6931471805599453], hessian: [(0, 1, 0.5)]),
  ]

  private static let products = [
    KinkPoint("x*y*z", at: [2, 0, 3], 0, [0, 6, 0], hessian: [(0, 1, 3), (1, 2, 2)]),
    KinkPoint("x*y*z", at: [0, 0, 3], 0, [0, 0, 0], hessian: [(0, 1, 3)]),
    KinkPoint("prod(i: w[i])", at: [2, 0, 3], 0, [0, 6, 0], hessian: [(0, 1, 3), (1, 2, 2)]),
    KinkPoint("prod(w)", at: [0, 0, 3], 0, [0, 0, 0], hessian: [(0, 1, 3)]),
    KinkPoint("prod(w)", at: [0, 0, 0], 0, [0, 0, 0]),
    KinkPoint("prod(i: w[i]^2)", at: [2, 0, 3], 0, [0, 0, 0], hessian: [(1, 1, 72)]),
    KinkPoint(
      "prod(i: if w[i] > 0 then sqrt(w[i]) else 1)", at: [0, 4, -1], 2, [0, 0.25, 0], hessian: [(1, 1, -1.0 / 32)]),
  ]
}
