import Foundation
import Testing

/// The compilers of this machine, and scratch folders to use them in.
enum Toolchain {
  /// A compiler of C that is on the path.
  struct Compiler: CustomTestStringConvertible, Sendable {
    var path: String
    var name: String

    var testDescription: String { name }
  }

  /// The warnings under which generated C must be clean.
  static let warnings = [
    "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wdouble-promotion", "-Wshadow", "-Wvla", "-Werror",
  ]
  static let onlyC = ["-Wstrict-prototypes", "-Wmissing-prototypes"]

  static let cCompilers = ["gcc", "clang"].compactMap { name in find(name).map { Compiler(path: $0, name: name) } }
  static let cppCompilers = ["g++", "clang++"].compactMap { name in find(name).map { Compiler(path: $0, name: name) } }
  static let swift = find("swiftc")

  private static func find(_ name: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// What a program left behind.
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Runs a program to its end.
  static func run(_ path: String, _ arguments: [String], in folder: URL) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // Files and not pipes, which would fill up and wait.
    let output = folder.appendingPathComponent("output-\(UUID().uuidString)")
    let errors = folder.appendingPathComponent("errors-\(UUID().uuidString)")
    try Data().write(to: output)
    try Data().write(to: errors)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }

  /// Calls `body` with a new folder that is removed afterwards.
  static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("emission-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
