import AutodiffGen
import Testing

/// The test functions of Moré, Garbow and Hillstrom, at the standard starting points and at their minimisers.
@Suite("Test functions") struct TestFunctionTests {
  static let programs = GoldenProgram.all(in: "MGH")

  @Test("There are most of the collection's functions")
  func thereAreFunctions() {
    #expect(Self.programs.count == 34)
  }

  @Test("Value and gradient are right at the start and at the end", arguments: programs, ["start", "minimiser"])
  func points(_ program: GoldenProgram, point: String) throws {
    let reference = try #require(program.references[point])
    let (value, gradient) = try run(program, at: reference)
    #expect(abs(value - reference.value) <= 1e-12 * reference.value + 1e-24, "\(value), not \(reference.value)")
    try #require(gradient.count == reference.gradient.count)
    for (j, partial) in gradient.enumerated() {
      let error = abs(partial - reference.gradient[j])
      let tolerance = 1e-12 * reference.magnitude[j] + 1e-12
      #expect(error <= tolerance, "x[\(j)]: \(partial), not \(reference.gradient[j])")
    }
  }

  @Test("The minimisers have the least values that are published", arguments: programs)
  func least(_ program: GoldenProgram) throws {
    let reference = try #require(program.references["minimiser"])
    let least = try #require(reference.least)
    let (value, gradient) = try run(program, at: reference)
    #expect(abs(value - least) <= 5e-6 * least + 1e-24, "\(value), not \(least)")
    for (j, partial) in gradient.enumerated() {
      #expect(abs(partial) <= 1e-12 * reference.magnitude[j] + 1e-12, "x[\(j)]: \(partial)")
    }
  }

  private func run(_ program: GoldenProgram, at reference: GoldenProgram.Reference) throws -> (Double, [Double]) {
    var evaluator = try program.evaluator()
    let point = try #require(reference.point)
    let result = try evaluator.run(["x": NumericArray(point)])
    return (try #require(result["f"]?.scalar), try #require(result.gradient(of: "x")).values)
  }
}
