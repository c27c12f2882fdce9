import Testing

@testable import autodiff_gen

/// Files that are no programs: a sentence and status 1, never a trap.
@Suite struct BadInputTests {
  @Test func whatCannotBeReadIsNamed() throws {
    let folder = try Folder()
    for (path, sentence) in [
      (folder.path + "/none.adg", "there is no file \(folder.path)/none.adg"),
      (folder.path, "\(folder.path) is a directory, not a file"),
      ("", "the name of a file is empty"),
    ] {
      let run = Run("derive", path)
      #expect(run.status == 1)
      #expect(run.complaints == "error[inaccessible-file]: \(sentence)\n")
    }
  }

  @Test(
    arguments: [
      ("empty", [], "empty-program"), ("blank", Array("\n\n".utf8), "empty-program"),
      ("nul", [0x78, 0, 0x79], "nul-byte"), ("latin", [0x78, 0xE9, 0x79], "invalid-utf8"),
      ("truncated", [0x78, 0xE2, 0x82], "invalid-utf8"),
    ] as [(String, [UInt8], String)])
  func bytesThatAreNoProgramHaveACode(name: String, bytes: [UInt8], code: String) throws {
    let folder = try Folder()
    for command in ["derive", "fmt"] where command == "derive" || code != "empty-program" {
      let run = Run(command, try folder.file(name + ".adg", bytes))
      #expect(run.status == 1)
      #expect(run.complaints.contains("error[\(code)]"), "\(run.complaints)")
    }
  }

  @Test func faultsArePrintedAsJSONWithPlacesFromOne() {
    let run = Run("derive", "-e", "x +\n  é(1) +", "--diagnostics", "json")
    #expect(run.status == 1)
    let lines = run.complaints.split(separator: "\n")
    #expect(lines.count == 1)
    #expect(
      lines.first?.hasPrefix(
        "{\"code\": \"expected-expression\", \"severity\": \"error\", \"message\": \"expected an expression after '+'; "
          + "found the end of the text\", \"file\": \"<expression>\", \"line\": 2, \"column\": 9, ") == true,
      "\(run.complaints)")
  }

  @Test func aWrongCommandLineIsJSONToo() {
    #expect(
      Run("derive", "--diagnostics=json", "--nonsense").complaints.hasPrefix(
        "{\"code\": \"command-line\", \"severity\": \"error\", "))
  }

  @Test func coloursAreForTerminals() {
    #expect(Run(["derive", "-e", "x +"], isColoured: true).complaints.contains("\u{1B}["))
    #expect(!Run(["derive", "-e", "x +", "--no-color"], isColoured: true).complaints.contains("\u{1B}["))
    #expect(!Run("derive", "-e", "x +").complaints.contains("\u{1B}["))
  }
}
