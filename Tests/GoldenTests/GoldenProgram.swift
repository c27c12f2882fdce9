import AutodiffGen
import Foundation

/// A program with values that others have published.
struct GoldenProgram: Sendable, CustomStringConvertible {
  let name: String
  /// What the oracle finds, by the names of the points.
  let references: [String: Reference]
  private let folder: String

  var description: String { name }

  /// What the oracle finds at one point, in 60-digit arithmetic.
  struct Reference: Decodable, Sendable {
    let value: Double
    let gradient: [Double]
    /// For every entry of the gradient the sum of the sizes of its terms.
    let magnitude: [Double]
    /// Where the parameters are rounded, how far the gradient may be from 0.
    let slack: [Double]?
    let point: [Double]?
    /// The least value, as it is printed.
    let least: Double?
  }

  /// Returns the programs of a folder that have references, by name.
  static func all(in folder: String) -> [GoldenProgram] {
    let file = root.appendingPathComponent("\(folder)/references.json")
    let references = (try? Data(contentsOf: file)).flatMap {
      try? JSONDecoder().decode([String: [String: Reference]].self, from: $0)
    }
    return (references ?? [:]).sorted { $0.key < $1.key }
      .map { GoldenProgram(name: $0.key, references: $0.value, folder: folder) }
  }

  /// Reads the program and compiles its gradient.
  func evaluator() throws -> Evaluator {
    try Model(text(of: "adg"), name: "\(name).adg").gradientEvaluator()
  }

  /// Reads the file of its name with another ending.
  func text(of ending: String) throws -> String {
    try String(contentsOf: Self.root.appendingPathComponent("\(folder)/\(name).\(ending)"), encoding: .utf8)
  }

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
}
