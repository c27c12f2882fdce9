import AutodiffGen
import Foundation
import Testing

/// What the documents show is so.
@Suite("Documentation") struct DocumentationTests {
  @Test("Every program in a document compiles")
  func programsCompile() {
    var count = 0
    for document in ProjectFiles.documents {
      for block in document.blocks(of: "adg") {
        count += 1
        #expect(throws: Never.self, "\(document), line \(block.line)") {
          _ = try Model(block.text, name: document.path)
        }
      }
    }
    #expect(count > 0)
  }

  @Test("README shows one command that runs the main job and one that runs the tests")
  func twoCommands() throws {
    let readme = ProjectFiles.file("README.md")
    let block = try #require(readme.blocks(of: "sh").first)
    let commands = block.text.split(separator: "\n")
    try #require(commands.count == 2)
    #expect(commands[0].hasPrefix("swift run -c release autodiff-gen grad Samples/"))
    #expect(commands[1] == "swift test")
  }

  @Test("The continuous integration runs README's test command")
  func testCommand() {
    let lines = ProjectFiles.file(".ci/run").lines
    #expect(lines.contains("swift test"))
  }

  @Test("The map of the sources names every room")
  func mapIsComplete() {
    let map = ProjectFiles.file("Sources/README.md").text
    let manifest = PackageManifest()
    for name in manifest.rooms.map(\.name) + manifest.plugins { #expect(map.contains("`\(name)`"), "\(name)") }
  }

  @Test("The colours of editors know every function and constant of the language, and no other")
  func editorGrammar() throws {
    let grammar = ProjectFiles.file("Grammar/adg.tmLanguage.json").text
    func words(_ scope: String) throws -> [String] {
      let line = try #require(grammar.split(separator: "\n").drop { !$0.contains("\"\(scope)\"") }.dropFirst().first)
      let list = try #require(line.firstMatch(of: #/\(\?:([\w|]+)\)/#))
      return list.1.split(separator: "|").map(String.init)
    }
    let derivatives = ["grad", "hessian", "jacobian", "jvp", "vjp", "hvp"]
    let integers = FunctionTable.integerFunctions.map(\.name)
    let functions = FunctionTable.entries.map(\.name) + FunctionTable.reductions + derivatives + integers
    #expect(try words("support.function.adg") == Set(functions).sorted())
    #expect(try words("constant.language.adg") == FunctionTable.constants.map(\.name))
  }

  @Test("Every sample has a program, expected values and a README that says how to run it")
  func samplesAreComplete() throws {
    // The projects that build with programs of their own have a suite that runs them.
    let projects = "Consumers"
    let folders = Set(ProjectFiles.programs.map { $0.folders[1] }).subtracting([projects]).sorted()
    let samples = ProjectFiles.root.appendingPathComponent("Samples")
    let found = try FileManager.default.contentsOfDirectory(atPath: samples.path).filter { !$0.hasPrefix(".") }.sorted()
    #expect(found.filter { $0 != "README.md" && $0 != projects } == folders)
    for folder in folders {
      let readme = ProjectFiles.file("Samples/\(folder)/README.md")
      #expect(readme.text.contains("autodiff-gen grad Samples/\(folder)/"), "\(folder)")
      #expect(readme.text.contains("What must come out"), "\(folder)")
      let files = try FileManager.default.contentsOfDirectory(atPath: samples.appendingPathComponent(folder).path)
      #expect(files.contains { $0.hasPrefix("expected") && $0.hasSuffix(".json") }, "\(folder)")
    }
  }
}

extension ProjectFile {
  /// Returns the fenced blocks of a Markdown text that are marked as being in a language.
  func blocks(of language: String) -> [(line: Int, text: String)] {
    var found: [(line: Int, text: String)] = []
    var open: (language: Substring, line: Int, lines: [Substring])?
    for (position, line) in lines.enumerated() {
      if let block = open {
        if line == "```" {
          if block.language == language { found.append((block.line, block.lines.joined(separator: "\n"))) }
          open = nil
        } else {
          open?.lines.append(line)
        }
      } else if line.hasPrefix("```") {
        open = (line.dropFirst(3), position + 2, [])
      }
    }
    return found
  }
}
