import Foundation
import Operations
import Testing

/// Values and partials against 30 digits of the true ones, at ordinary and at extreme operands.
@Suite struct AccuracyTests {
  /// One true number: the nearest double, what that leaves, and the size of the terms whose difference it is.
  struct Reference {
    var nearest: Double
    var rest: Double
    var scale: Double

    init?(_ text: Substring) {
      let fields = text.split(separator: " ").map { Double($0) }
      guard fields.count == 3, let nearest = fields[0], let rest = fields[1], let scale = fields[2] else { return nil }
      (self.nearest, self.rest, self.scale) = (nearest, rest, scale)
    }

    /// The error in units in the last place, apart from what passing through subnormal numbers costs.
    func error(of found: Double) -> Double {
      if nearest.isNaN { return 0 }
      if nearest.isInfinite { return found == nearest ? 0 : .infinity }
      let error = abs((found - nearest) - rest) - 1000 * Double.leastNonzeroMagnitude
      return found.isNaN ? .infinity : error / max(abs(nearest), scale).ulp
    }
  }

  /// What an operation may be off by, in units in the last place of its value and of its partials.
  private func bounds(_ operation: Operation) -> (value: Double, partial: Double) {
    switch operation {
    case .gamma, .lgamma, .digamma: (10, 10)
    default: (4, 8)
    }
  }

  private static let lines = lines(of: "references.txt")

  private static func lines(of file: String) -> [Substring] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let text = try? String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    return text?.split(separator: "\n") ?? []
  }

  @Test func `every value and partial is within its bound of the truth`() throws {
    #expect(Self.lines.count > 1500)
    for line in Self.lines {
      let groups = line.components(separatedBy: " : ")
      let head = groups[0].split(separator: " ")
      let operation = try #require(Operation.named(String(head[0])))
      let operands = try head.dropFirst().map { try #require(Double($0)) }
      let bounds = bounds(operation)
      let found = [operation.evaluate(operands)] + operands.indices.map { operation.partial($0, at: operands) }
      try #require(groups.count == 1 + found.count)
      for (position, value) in found.enumerated() {
        let reference = try #require(Reference(groups[1 + position][...]))
        let error = reference.error(of: value)
        let bound = position == 0 ? bounds.value : bounds.partial
        #expect(error <= bound, "\(groups[0]) [\(position)]: \(value) is off by \(error)")
      }
    }
  }

  @Test func `every second derivative of a smooth function is as near to the truth as four partials may be`() throws {
    let lines = Self.lines(of: "second_references.txt")
    #expect(lines.count > 1200)
    var rules: [Operation: [Rule]] = [:]
    for line in lines {
      let groups = line.components(separatedBy: " : ")
      let head = groups[0].split(separator: " ")
      let operation = try #require(Operation.named(String(head[0])))
      let operands = try head.dropFirst().map { try #require(Double($0)) }
      let count = operands.count
      let seconds =
        rules[operation]
        ?? (0..<count).flatMap { first in
          (first..<count).map { operation.row.partials[first].derivative(for: $0, in: operation) }
        }
      rules[operation] = seconds
      try #require(groups.count == 1 + seconds.count)
      for (position, rule) in seconds.enumerated() {
        let reference = try #require(Reference(groups[1 + position][...]))
        // The steps on the way may leave the range of doubles where the end does not.
        guard reference.nearest.isFinite, abs(reference.nearest) > 1e-280 || reference.nearest == 0 else { continue }
        let found = rule.evaluate(at: operands, result: operation.evaluate(operands))
        let error = reference.error(of: found)
        #expect(
          error <= 4 * bounds(operation).partial,
          "\(groups[0]) [\(position)]: \(found), not \(reference.nearest), is off by \(error)")
      }
    }
  }

  @Test func `every smooth function of the language is measured`() {
    let measured = Set(Self.lines.map { $0.prefix { $0 != " " } })
    let exact: Set<Operation> = [
      .select, .stop, .attach, .relu, .leakyrelu, .abs, .sign, .step, .min, .max, .clamp, .floor, .ceil, .round, .trunc,
    ]
    for operation in Operation.allCases where operation.row.isCallable && !exact.contains(operation) {
      #expect(measured.contains(operation.row.name[...]), "\(operation)")
    }
  }

  @Test func `the root of digamma is a zero`() {
    // OEIS A030169; the slope there is 0.96767224544762, and the nearest double is 9.55e-17 below the root.
    #expect(abs(Operation.digamma.evaluate(1.4616321449683622) + 9.549995429965697e-17 * 0.96767224544762) < 1e-26)
  }
}
