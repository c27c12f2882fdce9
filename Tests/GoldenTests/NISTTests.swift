import AutodiffGen
import Testing

/// The nonlinear regressions of NIST, whose parameters are certified to eleven digits.
@Suite("NIST regressions") struct NISTTests {
  static let programs = GoldenProgram.all(in: "NIST")

  @Test("There are regressions of every level of difficulty")
  func thereAreRegressions() {
    #expect(Self.programs.count == 26)
  }

  @Test("The certified parameters give the certified sum of squares, and a gradient of 0", arguments: programs)
  func certified(_ program: GoldenProgram) throws {
    let data = try NISTDataset(program.text(of: "dat"))
    let reference = try #require(program.references["certified"])
    let (value, gradient) = try run(program, data, at: "certified")
    #expect(abs(value - data.certifiedSum) <= 1e-9 * data.certifiedSum, "\(value), not \(data.certifiedSum)")
    let slack = try #require(reference.slack)
    for (j, partial) in gradient.enumerated() {
      // Eleven digits of the parameters leave the gradient its slack, and 2^-53 leaves every term a rounding error.
      #expect(abs(partial) <= slack[j] + 1e-12 * reference.magnitude[j], "b\(j + 1): \(partial)")
    }
  }

  @Test(
    "Value and gradient are right far from the solution and near it", arguments: programs,
    ["start 1", "start 2", "certified"])
  func points(_ program: GoldenProgram, point: String) throws {
    let data = try NISTDataset(program.text(of: "dat"))
    let reference = try #require(program.references[point])
    let (value, gradient) = try run(program, data, at: point)
    #expect(abs(value - reference.value) <= 1e-12 * reference.value, "\(value), not \(reference.value)")
    try #require(gradient.count == reference.gradient.count)
    for (j, partial) in gradient.enumerated() {
      let error = abs(partial - reference.gradient[j])
      #expect(error <= 1e-12 * reference.magnitude[j], "b\(j + 1): \(partial), not \(reference.gradient[j])")
    }
  }

  private func run(_ program: GoldenProgram, _ data: NISTDataset, at point: String) throws -> (Double, [Double]) {
    let parameters = try #require(data.points[point])
    var evaluator = try program.evaluator()
    let result = try evaluator.run(data.values(at: parameters))
    let value = try #require(result["loss"]?.scalar)
    return (value, parameters.indices.compactMap { result.gradient(of: "b\($0 + 1)")?.scalar })
  }
}
