import AutodiffGen
import Foundation

/// The benchmark's data beside the project, where they are there.
enum ADBenchFiles {
  static let folder = ToolRun.root.deletingLastPathComponent().appendingPathComponent("shared/data/adbench")

  /// What converts the files.
  private static let python: URL? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { URL(fileURLWithPath: "\($0)/python3") }.first { FileManager.default.isExecutableFile(atPath: $0.path) }

  static let areUsable =
    python != nil && FileManager.default.fileExists(atPath: folder.appendingPathComponent("golden").path)

  struct Unusable: Error { let reason: String }

  /// Converts a file by the script of a sample, and takes the values for the model.
  static func values(
    of files: [String], options: [String] = [], by sample: String, for model: Model
  ) throws -> [GivenValue] {
    guard let python else { throw Unusable(reason: "there is no python3") }
    let converted = FileManager.default.temporaryDirectory.appendingPathComponent("adbench-\(UUID().uuidString).json")
    try Data().write(to: converted)
    defer { try? FileManager.default.removeItem(at: converted) }
    let process = Process()
    process.executableURL = python
    process.arguments =
      [ToolRun.root.appendingPathComponent("Samples/\(sample)/convert.py").path]
      + files.map { folder.appendingPathComponent($0).path } + options
    let output = try FileHandle(forWritingTo: converted)
    process.standardOutput = output
    try process.run()
    process.waitUntilExit()
    try output.close()
    guard process.terminationStatus == 0 else { throw Unusable(reason: "the converter fails on \(files)") }
    return try model.read(ValueSources(valueFiles: [converted.path]))
  }

  /// Returns the numbers of a golden file, without its comments.
  static func golden(_ name: String) throws -> [Double] {
    let text = try String(contentsOf: folder.appendingPathComponent("golden/\(name).txt"), encoding: .utf8)
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    return lines.flatMap { $0.split(separator: " ") }.compactMap { Double($0) }
  }
}
