import Foundation
import Testing

@testable import autodiff_gen

/// `completions` and `man`.
@Suite struct CompletionTests {
  @Test(arguments: CompletionScript.allCases) func everyCommandAndOptionIsThere(script: CompletionScript) {
    let run = Run("completions", script.rawValue)
    #expect(run.status == 0 && run.complaints == "")
    for command in Command.allCases { #expect(run.output.contains(command.rawValue)) }
    for option in Option.allCases {
      #expect(run.output.contains(script == .fish ? "-l \(option.rawValue) " : option.spelling), "\(option)")
    }
  }

  @Test func anotherShellIsAFault() {
    let run = Run("completions", "bsh")
    #expect(run.status == 2)
    #expect(run.complaints.contains("'completions' needs one of bash, zsh, fish; found 'bsh'"))
    #expect(run.complaints.contains("did you mean 'bash'?"))
  }

  /// What bash offers for a line whose last word is being typed.
  private func offered(_ words: [String]) throws -> [String]? {
    let folder = try Folder()
    let list = words.map { "'\($0)'" }.joined(separator: " ")
    let script = try folder.file(
      "try.bash",
      CompletionScript.bash.text
        + "COMP_WORDS=(\(list)); COMP_CWORD=\(words.count - 1); _autodiff_gen; echo \"${COMPREPLY[*]}\"\n")
    return ChildProcess.run(["bash", script], in: folder.path)
      .map { $0.output.split(whereSeparator: \.isWhitespace).map(String.init) }
  }

  @Test func bashCompletesCommandsOptionsAndChoices() throws {
    guard let commands = try offered(["autodiff-gen", "tr"]) else { return print("no bash: not tested") }
    #expect(commands == ["trace"])
    #expect(try offered(["autodiff-gen", "trace", "--st"]) == ["--steps"])
    #expect(try offered(["autodiff-gen", "emit", "sw"]) == ["swift"])
    #expect(try offered(["autodiff-gen", "emit", ""]) == ["c", "swift"])
    #expect(try offered(["autodiff-gen", "explain", "value-sh"]) == ["value-shape"])
    #expect(try offered(["autodiff-gen", "functions", "softp"]) == ["softplus"])
    #expect(try offered(["autodiff-gen", "emit", "c", "tr"]) == ["try.bash"])
    #expect(try offered(["autodiff-gen", "version", "tr"]) == [])
    #expect(try offered(["autodiff-gen", "eval", "--dump", "fl"]) == ["flat"])
  }

  @Test func theManPageHasEveryCommandAndOption() {
    let page = Run("man").output
    #expect(page.hasPrefix(".TH AUTODIFF-GEN 1"))
    for command in Command.allCases { #expect(page.contains(".SS \"\(command.rawValue)")) }
    let options = page.split(separator: "\n").filter { $0.hasPrefix("Options:") }
    #expect(!options.isEmpty && options.allSatisfy { $0.utf8.count <= 80 })
    for option in Option.allCases {
      let spelling = option.spelling.map { $0 == "-" ? "\\-" : "\($0)" }.joined()
      #expect(page.contains(spelling), "\(option)")
    }
  }
}
