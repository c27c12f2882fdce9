import Evaluating
import Foundation
import Testing

@testable import Emission

/// Programs that were not written for these tests.
enum Corpus {
  /// The programs of the folder Samples, with extents that differ from each other.
  static func samples() throws -> [TestProgram] {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let samples = package.appendingPathComponent("Samples")
    var programs: [TestProgram] = []
    for folder in try FileManager.default.contentsOfDirectory(atPath: samples.path).sorted() {
      let folder = samples.appendingPathComponent(folder)
      guard let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else { continue }
      for file in files.sorted() where file.hasSuffix(".adg") {
        let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        programs.append(TestProgram("sample_" + file.dropLast(4), text, dims: [5, 4, 3, 6, 2]))
      }
    }
    try #require(programs.count >= 15)
    return programs
  }

  /// Random programs, the same ones every time, made ready once for all tests.
  private static let prepared = Result {
    try (0..<300).map { seed in
      try PreparedTest(TestProgram("random_\(seed)", RandomProgram.text(seed: 1000 + seed), dims: [3, 2]))
    }
  }

  /// Random programs full of conditions, with reads out of range and functions outside of their domains behind them.
  static func guarded(_ count: Int, options: EmissionOptions = EmissionOptions()) throws -> [PreparedTest] {
    try (0..<count).map { seed in
      let program = GuardedProgram(seed: 5000 + seed)
      let (x, y) = (program.values.prefix(GuardedProgram.count), program.values.suffix(GuardedProgram.count))
      let values = ["x": Array(x), "y": Array(y), "k": program.positions.map(Double.init)]
      return try PreparedTest(
        TestProgram("guarded_\(seed)", program.text, dims: [GuardedProgram.count], values: values), options: options)
    }
  }

  /// Returns the first of 300 random programs.
  static func random(_ count: Int = 300, options: EmissionOptions = EmissionOptions()) throws -> [PreparedTest] {
    try prepared.get().prefix(count).map { test in
      var test = test
      test.request.options = options
      return test
    }
  }
}
