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
    let sessions = readme.blocks(of: "console").flatMap(Self.sessions)
    #expect(!sessions.isEmpty)
    for session in sessions {
      let run = try ToolRun(line: session.command)
      let printed = (run.output + run.complaints).split(separator: "\n").map(String.init)
      #expect(printed == session.output, "\(session.command)")
    }
  }

  /// Takes a block marked `console` apart: a command behind each `$`, then the lines that it prints; blank ones don't count.
  static func sessions(_ block: [String]) -> [(command: String, output: [String])] {
    var sessions: [(command: String, output: [String])] = []
    for line in block where !line.isEmpty {
      if line.hasPrefix("$ ") {
        sessions.append((String(line.dropFirst(2)), []))
      } else {
        sessions[sessions.count - 1].output.append(line)
      }
    }
    return sessions
  }
}
