import Foundation

/// A text file of the project.
struct ProjectFile: Sendable, CustomStringConvertible {
  /// Where it is, from the root.
  let path: String
  let text: String

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  /// The folders above it, outermost first.
  var folders: [String] { path.split(separator: "/").dropLast().map(String.init) }
  var description: String { path }
}

/// The project as files.
enum ProjectFiles {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The Swift files of the sources, in order of their paths.
  static let sources = files(in: "Sources", ending: ".swift")
  /// The Swift files of the tests.
  static let tests = files(in: "Tests", ending: ".swift")
  /// The programs of the samples.
  static let programs = files(in: "Samples", ending: ".adg")
  /// What people read: the README files and the guide.
  static let documents =
    [file("README.md"), file("Sources/README.md"), file("Grammar/README.md")] + files(in: "Samples", ending: ".md")
    + files(in: "Sources/AutodiffGen/AutodiffGen.docc", ending: ".md")

  /// Reads one file; a missing one is empty, which no test takes for right.
  static func file(_ path: String) -> ProjectFile {
    let text = try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    return ProjectFile(path: path, text: text ?? "")
  }

  private static func files(in folder: String, ending suffix: String) -> [ProjectFile] {
    let paths = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)?.compactMap {
      $0 as? String
    }
    return (paths ?? []).filter { $0.hasSuffix(suffix) }.sorted().map { file("\(folder)/\($0)") }
  }
}
