import Foundation

/// One run of the executable, from the project's folder.
struct ToolRun {
  let status: Int32
  let output: String
  let complaints: String

  /// The project's folder.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The executable, which is built beside the bundle of the tests.
  static let executable: URL? = {
    let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? ""
    var place = URL(fileURLWithPath: bundle)
    while place.pathComponents.count > 1, place.pathExtension != "xctest" { place.deleteLastPathComponent() }
    let executable = place.deletingLastPathComponent().appendingPathComponent("autodiff-gen")
    return FileManager.default.isExecutableFile(atPath: executable.path) ? executable : nil
  }()

  struct NoExecutable: Error {}

  /// Runs `autodiff-gen` with the arguments, and a text on standard input that fits a pipe.
  init(_ arguments: [String], input: String = "") throws {
    guard let executable = Self.executable else { throw NoExecutable() }
    let process = Process()
    let (standardInput, output, complaints) = (Pipe(), Pipe(), Pipe())
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = Self.root
    process.standardInput = standardInput
    process.standardOutput = output
    process.standardError = complaints
    try process.run()
    try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try standardInput.fileHandleForWriting.close()
    self.output = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    self.complaints = String(decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }

  /// Runs a line as it is typed in a shell, `autodiff-gen` its first word.
  init(line: some StringProtocol) throws {
    try self.init(Array(Self.words(line).dropFirst()))
  }

  /// Returns the words of a line, as a shell takes them where no more than single quotes are used.
  static func words(_ line: some StringProtocol) -> [String] {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    for character in line {
      if character == "'" {
        isQuoted.toggle()
        word = word ?? ""
      } else if character == " ", !isQuoted {
        if let finished = word { words.append(finished) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    return words + [word].compactMap { $0 }
  }
}
