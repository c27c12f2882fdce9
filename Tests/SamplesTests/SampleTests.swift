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
    let file = ToolRun.words(command.line)[2]
    let run = try ToolRun(["fmt", "--check", file])
    #expect(run.status == 0, "\(run.complaints)")
  }
}
