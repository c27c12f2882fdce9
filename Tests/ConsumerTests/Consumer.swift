import Foundation

/// A copy of a project under Samples/Consumers in a folder of its own, gone when the test is over.
final class Consumer {
  let folder: URL
  private let name: String

  /// The project's folder.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The folder of the executables that were built with the tests.
  static let tools: URL = {
    let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? ""
    var place = URL(fileURLWithPath: bundle)
    while place.pathComponents.count > 1, place.pathExtension != "xctest" { place.deleteLastPathComponent() }
    return place.deletingLastPathComponent()
  }()

  private static let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

  /// Tells whether the machine has all these programs.
  static func has(_ programs: String...) -> Bool {
    programs.allSatisfy { program in
      path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }
  }

  /// Makes a project of files by name.
  convenience init(files: [String: String]) throws {
    try self.init()
    for (name, text) in files {
      try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
  }

  /// Makes an empty folder.
  private init() throws {
    name = ""
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("consumer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// Copies what the project holds, without what somebody built there.
  init(_ name: String) throws {
    self.name = name
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("consumer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let original = Self.root.appendingPathComponent("Samples/Consumers/\(name)")
    for file in try FileManager.default.contentsOfDirectory(atPath: original.path)
    where !["build", ".build", "generated", "Package.resolved"].contains(file) {
      try FileManager.default.copyItem(
        at: original.appendingPathComponent(file), to: folder.appendingPathComponent(file))
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// What a command line left behind.
  struct Outcome {
    var status: Int32
    /// What it printed, results and complaints together.
    var output: String
    var lines: [Substring] { output.split(separator: "\n") }
  }

  /// Runs a line of a shell in the copy, the tool on its path; without that, on the system's path alone.
  func run(_ line: String, withTool hasTool: Bool = true) throws -> Outcome {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "exec 2>&1; " + line]
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["PATH": hasTool ? Self.tools.path + ":" + Self.path : Self.path]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(status: process.terminationStatus, output: String(decoding: bytes, as: UTF8.self))
  }

  /// Puts one text in the place of another in a file, which must hold it.
  func change(_ file: String, _ old: String, to new: String) throws {
    let place = folder.appendingPathComponent(file)
    let text = try String(contentsOf: place, encoding: .utf8)
    guard text.contains(old) else { throw NotThere(text: old, file: file) }
    try text.replacing(old, with: new).write(to: place, atomically: true, encoding: .utf8)
  }

  struct NotThere: Error { let text, file: String }

  func has(_ file: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(file).path)
  }

  /// Returns the lines of the README's blocks that are marked as being in a language, or not marked.
  func readme(_ language: String) throws -> [String] {
    let text = try String(contentsOf: folder.appendingPathComponent("README.md"), encoding: .utf8)
    var found: [String] = []
    var open: Substring?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        open = open == nil ? line.dropFirst(3) : nil
      } else if let block = open, block == language {
        found.append(String(line))
      }
    }
    return found
  }
}
