import Foundation

/// A Markdown file of the project.
struct Document: Sendable, CustomStringConvertible {
  let path: String
  let text: String

  var description: String { path }

  /// Reads one; a missing one is empty, which no test takes for right.
  init(_ path: String) {
    self.path = path
    text = (try? String(contentsOf: ToolRun.root.appendingPathComponent(path), encoding: .utf8)) ?? ""
  }

  /// The READMEs of the samples, in the order of the alphabet.
  static let samples: [Document] = {
    let folder = ToolRun.root.appendingPathComponent("Samples").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted().map { Document("Samples/\($0)/README.md") }
      .filter { !$0.text.isEmpty }
  }()

  /// The pages of the guide, in the order of the alphabet.
  static let guide: [Document] = {
    let folder = "Sources/AutodiffGen/AutodiffGen.docc"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: ToolRun.root.path + "/" + folder)) ?? []
    return names.filter { $0.hasSuffix(".md") }.sorted().map { Document("\(folder)/\($0)") }
  }()

  /// Returns the lines of the fenced blocks that are marked as being in a language, block by block.
  func blocks(of language: String) -> [[String]] {
    var found: [[String]] = []
    var open: (language: Substring, lines: [String])?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let block = open, line == "```" {
        if block.language == language { found.append(block.lines) }
        open = nil
      } else if open != nil {
        open?.lines.append(String(line))
      } else if line.hasPrefix("```") {
        open = (line.dropFirst(3), [])
      }
    }
    return found
  }
}
