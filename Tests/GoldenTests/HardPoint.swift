import AutodiffGen
import Foundation

/// A program at a point where the formula as it stands overflows, vanishes, cancels or has a kink.
struct HardPoint: Sendable, CustomStringConvertible {
  /// The program.
  let text: String
  /// What its parameters are, in the order of the gradient.
  let values: [(name: String, numbers: [Double])]
  /// The true value, and the true derivative by every number of the parameters.
  let truth: [TrueNumber]
  /// What the value may be off by, in units in the last place; a derivative by twice as much.
  let tolerance: Double

  var description: String {
    "\(text) at \(values.map { "\($0.name)=\($0.numbers)" }.joined(separator: " "))"
  }

  /// Reads one line of a file of points.
  init?(_ line: Substring) {
    let fields = line.components(separatedBy: " | ")
    guard fields.count == 5, let tolerance = Double(fields[4].trimmingCharacters(in: .whitespaces)) else { return nil }
    let values = fields[1].split(separator: " ").map { part -> (String, [Double]) in
      let pair = part.split(separator: "=")
      return (String(pair[0]), pair[1].split { "[],".contains($0) }.compactMap { Double($0) })
    }
    let lines = fields[0].components(separatedBy: ";;")
    let isList = fields[1].contains("[")
    let header =
      lines[0].hasPrefix("param") || isList ? [] : ["param \(values.map(\.0).joined(separator: ", "))"]
    let body = lines.count == 1 ? ["f = \(lines[0])"] : lines
    text = (header + body + ["output f"]).joined(separator: "\n")
    self.values = values
    self.tolerance = tolerance
    truth = ([fields[2]] + fields[3].split(separator: " ").map(String.init)).compactMap(TrueNumber.init)
    guard truth.count == 1 + values.reduce(0, { $0 + $1.1.count }) else { return nil }
  }

  /// Reads a file of points.
  static func all(in file: String) -> [HardPoint] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("HardPoints")
    let text = try? String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    return (text ?? "").split(separator: "\n").compactMap(HardPoint.init)
  }

  /// Runs the program; returns its value and the derivatives, in the order of the truth.
  func found() throws -> [Double] {
    let model = try Model(text)
    var given: [String: NumericArray] = [:]
    for (name, numbers) in values {
      let isScalar = numbers.count == 1 && !text.contains("\(name): [")
      given[name] = isScalar ? NumericArray(numbers[0]) : NumericArray(numbers)
    }
    let result = try model.gradient(withRespectTo: values.map(\.name), at: given)
    return (result["f"]?.values ?? []) + values.flatMap { result.gradient(of: $0.name)?.values ?? [] }
  }
}

/// A true number, to half a unit in the last place.
struct TrueNumber: Sendable {
  /// The nearest double.
  let nearest: Double

  /// Reads a decimal number, `inf` or `nan`.
  init?(_ text: String) {
    guard let nearest = Double(text) else { return nil }
    self.nearest = nearest
  }

  /// Returns the error in units in the last place, apart from what passing through subnormal numbers costs.
  func error(of found: Double) -> Double {
    if nearest.isNaN { return found.isNaN ? 0 : .infinity }
    if nearest.isInfinite { return found == nearest ? 0 : .infinity }
    guard found.isFinite else { return .infinity }
    return max(abs(found - nearest) - 16 * Double.leastNonzeroMagnitude, 0) / nearest.ulp
  }
}
