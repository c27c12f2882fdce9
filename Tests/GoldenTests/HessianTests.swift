import AutodiffGen
import Foundation
import Testing

/// The second derivatives of the functions of Moré, Garbow and Hillstrom, at the standard starting points.
@Suite("Hessians") struct HessianTests {
  /// What the oracle finds, in 60-digit arithmetic.
  struct Reference: Decodable, Sendable {
    let hessian: [[Double]]
    /// For every entry the sum of the sizes of its terms.
    let magnitude: [[Double]]
  }

  private static let references: [String: Reference] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("MGH/hessians.json")
    return (try? JSONDecoder().decode([String: Reference].self, from: Data(contentsOf: file))) ?? [:]
  }()

  @Test("The Hessian and its products are right at the start", arguments: TestFunctionTests.programs)
  func hessian(_ program: GoldenProgram) throws {
    let reference = try #require(Self.references[program.name])
    let point = try #require(program.references["start"]?.point)
    let lines = try program.text(of: "adg").split(separator: "\n").filter { !$0.hasPrefix("output") }
    let text =
      lines.joined(separator: "\n") + "\nH_f = hessian(f, x)\nx_0 = 1*x\nH_x = hvp(f, x, x_0)\noutput H_f, H_x\n"
    let result = try Model(text, name: program.name).evaluate(["x": NumericArray(point)])
    let found = try #require(result["H_f"])
    let along = try #require(result["H_x"]).values
    let n = point.count
    try #require(found.shape == [n, n])
    for i in 0..<n {
      for j in 0..<i { #expect(found.values[i * n + j] == found.values[j * n + i], "[\(i), \(j)] is not symmetric") }
      for j in 0..<n {
        let (entry, expected) = (found.values[i * n + j], reference.hessian[i][j])
        let tolerance = 1e-11 * reference.magnitude[i][j] + 1e-11
        #expect(abs(entry - expected) <= tolerance, "[\(i), \(j)]: \(entry), not \(expected)")
      }
      let expected = zip(reference.hessian[i], point).reduce(0) { $0 + $1.0 * $1.1 }
      let size = zip(reference.magnitude[i], point).reduce(0) { $0 + abs($1.0 * $1.1) }
      #expect(abs(along[i] - expected) <= 1e-11 * size + 1e-11, "\(i): \(along[i]), not \(expected)")
    }
  }

  @Test("The Hessian in entries is that in rows", arguments: TestFunctionTests.programs)
  func entries(_ program: GoldenProgram) throws {
    let reference = try #require(Self.references[program.name])
    let point = try #require(program.references["start"]?.point)
    let model = try Model(program.text(of: "adg"), name: program.name)
    let matrix = try #require(
      try model.sparseHessian().run(["x": NumericArray(point)]).matrix(of: "x", by: "x"))
    var found = [[Double]](repeating: Array(repeating: 0, count: point.count), count: point.count)
    for (value, place) in zip(matrix.values, zip(matrix.rows, matrix.columns)) { found[place.0][place.1] += value }
    for i in point.indices {
      for j in point.indices {
        let (entry, expected) = (found[i][j], reference.hessian[i][j])
        let tolerance = 1e-11 * reference.magnitude[i][j] + 1e-11
        #expect(abs(entry - expected) <= tolerance, "[\(i), \(j)]: \(entry), not \(expected)")
      }
    }
  }
}
