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
      // Eleven digits of the parameters leave the gradient its slack, and rounding the residuals leaves every term an error.
      #expect(abs(partial) <= slack[j] + 1e-9 * reference.magnitude[j], "b\(j + 1): \(partial)")
    }
  }

  @Test(
    "Value and gradient are right far from the solution and near it", arguments: programs,
    ["start 1", "start 2", "certified"])
  func points(_ program: GoldenProgram, point: String) throws {
    let data = try NISTDataset(program.text(of: "dat"))
    let reference = try #require(program.references[point])
    let (value, gradient) = try run(program, data, at: point)
    #expect(abs(value - reference.value) <= 1e-9 * reference.value, "\(value), not \(reference.value)")
    try #require(gradient.count == reference.gradient.count)
    for (j, partial) in gradient.enumerated() {
      let error = abs(partial - reference.gradient[j])
      #expect(error <= 1e-9 * reference.magnitude[j], "b\(j + 1): \(partial), not \(reference.gradient[j])")
    }
  }

  /// Those that take few steps over few observations, so that the test is quick; 'fit' finds the others too.
  private static let quick = [
    "BoxBOD", "Chwirut2", "DanWood", "Eckerle4", "Kirby2", "MGH09", "MGH17", "Misra1a", "Misra1b", "Misra1c", "Misra1d",
    "Nelson", "Rat42", "Rat43", "Roszman1", "Thurber",
  ]

  @Test("L-BFGS finds the certified parameters from the second starting point", arguments: quick)
  func fit(name: String) throws {
    let program = try #require(Self.programs.first { $0.name == name })
    let data = try NISTDataset(program.text(of: "dat"))
    let start = try #require(data.points["start 2"])
    let certified = try #require(data.points["certified"])
    let fit = try Model(program.text(of: "adg")).fit(at: data.values(at: start))
    for (j, wanted) in certified.enumerated() {
      let found = fit["b\(j + 1)"]?.scalar ?? .nan
      #expect(abs(found / wanted - 1) < 1e-9, "b\(j + 1): \(found), not \(wanted)")
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
