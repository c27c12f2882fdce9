import AutodiffGen
import Foundation

/// A command of a sample's README, and the file of what must come out.
struct SampleCommand: Sendable, CustomStringConvertible {
  let line: String
  /// Where the expected values are, from the root.
  let expectation: String

  var description: String { line }

  /// The commands of all samples, in the order of the alphabet and of each README.
  static let all: [SampleCommand] = Document.samples.flatMap { document in
    document.blocks(of: "sh").joined().map { SampleCommand(line: $0, in: document) }
  }

  /// Those that print a gradient.
  static let gradients = all.filter(\.isGradient)

  /// Whether it prints a gradient; else it prints values.
  var isGradient: Bool { ToolRun.words(line)[1] == "grad" }

  /// The program's file.
  var program: String { ToolRun.words(line)[2] }

  /// What follows the file: options and values.
  var arguments: [String] { Array(ToolRun.words(line).dropFirst(3)) }

  /// The arguments without a bound on memory, which is one on the gradient and not on what is made of it.
  var withoutBounds: [String] {
    guard let bound = arguments.firstIndex(of: "--max-workspace") else { return arguments }
    return Array(arguments[..<bound] + arguments[(bound + 2)...])
  }

  /// The name after `--of`.
  var output: String? { arguments.firstIndex(of: "--of").map { arguments[$0 + 1] } }

  /// The values that it gives to the program, files by their whole paths.
  var values: ValueSources {
    func files(after option: String) -> [String] {
      zip(arguments, arguments.dropFirst()).filter { $0.0 == option }
        .map { ToolRun.root.appendingPathComponent($0.1).path }
    }
    return ValueSources(
      arguments: arguments.filter { $0.contains("=") }, valueFiles: files(after: "--values"),
      dataFiles: files(after: "--data"))
  }

  /// `grad --of f1` has its values in `expected-f1.json`, without `--of` in `expected.json`; where a folder has several
  /// programs, `expected-PROGRAM-f1.json`.
  private init(line: String, in document: Document) {
    self.line = line
    let words = ToolRun.words(line)
    let folder = ToolRun.root.appendingPathComponent(document.path).deletingLastPathComponent()
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let isOnlyProgram = files.count { $0.hasSuffix(".adg") } == 1
    let program = URL(fileURLWithPath: words[2]).deletingPathExtension().lastPathComponent
    let output = words.firstIndex(of: "--of").map { words[$0 + 1] }
    let names = ["expected", isOnlyProgram ? nil : program, output].compactMap { $0 }
    expectation = document.path.replacing("README.md", with: names.joined(separator: "-") + ".json")
  }
}
