import AutodiffGen
import Foundation
import Testing

/// The library does what the command line does.
@Suite("Library") struct LibraryTests {
  @Test("The first example, from Swift")
  func firstExample() throws {
    let model = try Model("f = (x + y) * z")
    let result = try model.gradient(at: ["x": NumericArray(-2), "y": NumericArray(5), "z": NumericArray(-4)])
    #expect(result["f"]?.scalar == -12)
    #expect(["x", "y", "z"].map { result.gradient(of: $0)?.scalar } == [-4, -4, 3])
  }

  @Test("A sample gives the expected values when the library runs it", arguments: SampleCommand.all)
  func sample(_ command: SampleCommand) throws {
    let model = try Model(Document(command.program).text, name: command.program)
    let values = try model.read(command.values)
    var evaluator = try command.isGradient ? model.gradientEvaluator(of: command.output) : model.evaluator()
    let found = try NumbersByPath(evaluator.run(values).json()).entries
    let expected = try NumbersByPath(Document(command.expectation).text).entries
    try #require(found.map(\.path) == expected.map(\.path))
    for (found, expected) in zip(found, expected) {
      #expect(abs(found.number - expected.number) <= 1e-13 * abs(expected.number), "\(found.path)")
    }
    #expect(try evaluator.run(values) == evaluator.run(values))
  }
}
