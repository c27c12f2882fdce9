import Foundation
import Testing

/// Every sample does what its README says.
@Suite("Samples") struct SampleTests {
  @Test("There are samples")
  func thereAreSamples() {
    #expect(Document.samples.count >= 17)
    #expect(SampleCommand.all.count >= Document.samples.count)
  }

  @Test("A command of a README prints the expected values", arguments: SampleCommand.all)
  func command(_ command: SampleCommand) throws {
    let run = try ToolRun(line: command.line + " --json")
    #expect(run.status == 0, "\(run.complaints)")
    let found = try NumbersByPath(run.output).entries
    let expected = try NumbersByPath(Document(command.expectation).text).entries
    try #require(found.map(\.path) == expected.map(\.path))
    for (found, expected) in zip(found, expected) {
      let tolerance = 1e-12 * abs(expected.number)
      #expect(
        abs(found.number - expected.number) <= tolerance, "\(found.path): \(found.number), not \(expected.number)")
    }
  }

  @Test("A command prints the same bytes every time")
  func repetition() throws {
    let line = try #require(SampleCommand.all.first { $0.line.contains("Iris") }).line
    let first = try ToolRun(line: line)
    #expect(first.status == 0)
    for _ in 0..<3 { #expect(try ToolRun(line: line).output == first.output) }
  }

  @Test("Every program of the samples is in canonical layout", arguments: SampleCommand.all)
  func layout(_ command: SampleCommand) throws {
    let run = try ToolRun(["fmt", "--check", command.program])
    #expect(run.status == 0, "\(run.complaints)")
  }

  @Test(
    "What 'derive' prints is a program, and its values are the gradient", arguments: SampleCommand.gradients,
    ["", "--plain"])
  func derivation(_ command: SampleCommand, style: String) throws {
    let output = command.output.map { ["--of", $0] } ?? []
    let derived = try ToolRun(["derive", command.program] + output + (style.isEmpty ? [] : [style]))
    try #require(derived.status == 0, "\(derived.complaints)")
    let values = command.withoutBounds.filter { !output.contains($0) }
    let run = try ToolRun(["eval", "-", "--json"] + values, input: derived.output)
    try #require(run.status == 0, "\(run.complaints)")
    let expected = try NumbersByPath(Document(command.expectation).text).entries
    let found = try NumbersByPath(run.output).entries
    try #require(found.count == expected.count)
    for (path, number) in expected {
      let path = path.replacing("gradient.", with: "value.grad_")
      let result = try #require(found.first { $0.path == path }, "\(path)")
      #expect(abs(result.number - number) <= 1e-12 * abs(number), "\(path): \(result.number), not \(number)")
    }
  }
}
