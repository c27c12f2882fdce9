import Foundation

/// The times of two pieces of code that do the same work, taken in turn so that a machine's moods fall on both.
struct Comparison {
  let name: String
  /// Seconds for each run.
  private(set) var measured: [Double] = []
  private(set) var reference: [Double] = []

  /// Times both, `rounds` times each after one run that does not count.
  init(_ name: String, rounds: Int, measured: () throws -> Void, reference: () throws -> Void) rethrows {
    self.name = name
    try measured()
    try reference()
    for _ in 0..<rounds {
      self.measured.append(try Self.seconds(of: measured))
      self.reference.append(try Self.seconds(of: reference))
    }
  }

  /// The median of the ratios, pair by pair.
  var ratio: Double { Self.median(zip(measured, reference).map { $0 / $1 }) }

  /// What stands above the rows of the report.
  static let heading = padded("benchmark") + "   interpreter     reference    ratio"

  /// One row of the report: name, both medians in milliseconds, their ratio.
  var row: String {
    Self.padded(name)
      + String(
        format: " %10.3f ms %10.3f ms %8.2f", Self.median(measured) * 1e3, Self.median(reference) * 1e3, ratio)
  }

  private static func padded(_ name: String) -> String {
    name + String(repeating: " ", count: max(0, 44 - name.count))
  }

  private static func seconds(of work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let time = try clock.measure(work)
    return Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted[sorted.count / 2]
  }
}
