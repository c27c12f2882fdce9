import AutodiffGen
import Foundation
import Testing

/// What the guide shows is what comes out.
@Suite("Guide") struct GuideTests {
  @Test(
    "The commands of a page, run one after the other in a folder of their own, print what is shown",
    arguments: Document.guide)
  func shownOutput(page: Document) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("adg-guide-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for session in page.blocks(of: "console").flatMap(ReadmeTests.sessions) {
      // Where a file is shown that is not there yet, the reader is to write it.
      let name = session.command.wholeMatch(of: #/cat ([\w.]+)/#).map { String($0.1) }
      if let name, !FileManager.default.fileExists(atPath: folder.path + "/" + name) {
        let text = session.output.joined(separator: "\n") + "\n"
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        continue
      }
      let needsCompiler = session.command.hasPrefix("cc ") || session.command.hasPrefix("./")
      let hasCompiler = try run("command -v cc", in: folder) != []
      guard !needsCompiler || hasCompiler else { continue }
      #expect(try run(session.command, in: folder) == session.output, "\(session.command)")
    }
  }

  @Test("The guide has its pages, and each begins with a title and what it is about")
  func pages() {
    #expect(Document.guide.count >= 7)
    for page in Document.guide {
      let lines = page.text.split(separator: "\n")
      #expect(lines.count > 20 && lines[0].hasPrefix("# ") && lines[1].hasSuffix("."), "\(page)")
      for link in page.text.matches(of: #/<doc:(\w+)>/#) {
        #expect(Document.guide.contains { $0.path.hasSuffix("/\(link.1).md") }, "\(page): \(link.0)")
      }
    }
  }

  @Test("The example of the first page does what the page says")
  func example() throws {
    let model = try Model("f = (x + y) * z")
    let result = try model.gradient(at: ["x": NumericArray(-2), "y": NumericArray(5), "z": NumericArray(-4)])
    #expect(result["f"]?.scalar == -12 && result.gradient(of: "z")?.scalar == 3)
    // These are its lines: what stands here is compiled.
    let own = try String(contentsOfFile: #filePath, encoding: .utf8)
    let shown = Document.guide.flatMap { $0.blocks(of: "swift") }.flatMap { $0 }.filter { $0.hasPrefix("let ") }
    #expect(shown.count == 2)
    for line in shown { #expect(own.contains(line)) }
  }

  /// Returns the lines that a shell prints, those that are not blank.
  private func run(_ command: String, in folder: URL) throws -> [String] {
    let executable = try #require(ToolRun.executable)
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = executable.deletingLastPathComponent().path + ":" + (environment["PATH"] ?? "")
    process.environment = environment
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.split(separator: "\n").map(String.init)
  }
}
