import Foundation
import Testing

/// The commands that a page shows, run one after the other in a folder of their own.
struct PageRun {
  private let page: Document
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("adg-page-" + UUID().uuidString)

  init(_ page: Document) { self.page = page }

  /// Runs them, and compares what is printed with what is shown.
  func compare() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for session in page.blocks(of: "console").flatMap(Self.sessions) {
      // Where a file is shown that is not there yet, the reader is to write it.
      let name = session.command.wholeMatch(of: #/cat ([\w.]+)/#).map { String($0.1) }
      if let name, !FileManager.default.fileExists(atPath: folder.path + "/" + name) {
        let text = session.output.joined(separator: "\n") + "\n"
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        continue
      }
      let needsCompiler = session.command.hasPrefix("cc ") || session.command.firstMatch(of: #/^[\w.]+\//#) != nil
      let hasCompiler = try run("command -v cc") != []
      guard !needsCompiler || hasCompiler else { continue }
      #expect(try run(session.command) == session.output, "\(session.command)")
    }
  }

  /// Takes a block marked `console` apart: a command behind each `$`, then the lines that it prints; blank ones don't count.
  private static func sessions(_ block: [String]) -> [(command: String, output: [String])] {
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

  /// Returns the lines that a shell prints, those that are not blank.
  private func run(_ command: String) throws -> [String] {
    let executable = try #require(ToolRun.executable)
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = executable.deletingLastPathComponent().path + ":" + (environment["PATH"] ?? "")
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.split(separator: "\n").map(String.init)
  }
}
