import Foundation
import Testing

/// What README.md shows is what comes out.
@Suite("README") struct ReadmeTests {
  let readme = Document("README.md")

  @Test("The command that runs the main job runs")
  func mainJob() throws {
    let line = try #require(readme.blocks(of: "sh").first?.first)
    let prefix = "swift run -c release "
    try #require(line.hasPrefix(prefix))
    let run = try ToolRun(line: line.dropFirst(prefix.count))
    #expect(run.status == 0, "\(run.complaints)")
  }

  @Test("A command that is shown prints what is shown below it")
  func shownOutput() throws {
    #expect(readme.blocks(of: "console").count > 3)
    try PageRun(readme).compare()
  }

  @Test("It is read in five minutes")
  func length() {
    #expect(readme.text.split { $0.isWhitespace }.count < 1600)
  }
}
