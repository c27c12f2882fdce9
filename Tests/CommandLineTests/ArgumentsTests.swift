import AutodiffGen
import Testing

@testable import autodiff_gen

/// How command lines are taken apart.
@Suite struct ArgumentsTests {
  @Test func optionsStandAnywhereAndHaveTheirValueBehindThemOrBehindAnEqualsSign() throws {
    for line in [["--plain", "--of", "L", "a.adg"], ["a.adg", "--of=L", "--plain"], ["--of=L", "a.adg", "--plain"]] {
      let arguments = try Arguments(.derive, line)
      #expect(arguments.files == ["a.adg"])
      #expect(arguments.first(.of) == "L")
      #expect(arguments.has(.plain))
      #expect(!arguments.has(.wrt))
    }
  }

  @Test func lettersStandForOptions() throws {
    #expect(try Arguments(.derive, ["-e", "x"]).all(.expression) == ["x"])
    #expect(try Arguments(.derive, ["-ex + 1"]).all(.expression) == ["x + 1"])
    #expect(try Arguments(.fmt, ["-i", "a.adg"]).has(.inPlace))
  }

  @Test func namesAreSeparatedByCommas() throws {
    #expect(try Arguments(.derive, ["--wrt", "x,W, b", "--wrt=y"]).names(.wrt) == ["x", "W", "b", "y"])
    #expect(throws: Failure.self) { try Arguments(.derive, ["--wrt", "x,,y"]).names(.wrt) }
  }

  @Test func behindTwoDashesNothingIsAnOption() throws {
    #expect(try Arguments(.fmt, ["--", "--check"]).files == ["--check"])
  }

  @Test func aValueHasANameBeforeItsEqualsSign() throws {
    let arguments = try Arguments(.eval, ["./a=b.adg", "x=-2", "w=@dir/w.npy", "-"])
    #expect(arguments.files == ["./a=b.adg", "-"])
    #expect(arguments.values == ["x=-2", "w=@dir/w.npy"])
  }

  @Test func aLoneDashIsStandardInput() throws {
    #expect(try Arguments(.derive, ["-"]).source() == .standardInput)
  }

  @Test func linesBehindSeveralExpressionOptionsAreOneProgram() throws {
    #expect(try Arguments(.derive, ["-e", "s = x", "-e", "L = s"]).source() == .expressions(["s = x", "L = s"]))
  }

  /// A command line that is wrong, with what is said of it.
  struct Wrong: Sendable {
    var line: [String]
    var message: String
    var hint: String

    init(_ line: [String], _ message: String, _ hint: String = "") {
      (self.line, self.message, self.hint) = (line, message, hint)
    }
  }

  private static let wrong: [Wrong] = [
    Wrong(["derive", "--wtr", "x"], "there is no option '--wtr'", "did you mean '--wrt'?"),
    Wrong(
      ["derive", "--json", "x"], "'derive' has no option '--json'", "'autodiff-gen derive --help' lists its options"),
    Wrong(
      ["derive", "--format", "coo", "x"], "'derive' has no option '--format'", "'--format' belongs to 'grad', 'emit'"),
    Wrong(["derive", "x", "--of"], "'--of' needs NAME behind it"),
    Wrong(["derive", "x", "--plain=yes"], "'--plain' takes no value"),
    Wrong(["derive", "x", "--of", "a", "--of", "b"], "'--of' is given twice"),
    Wrong(
      ["derive", "x", "--diagnostics", "jsn"], "'--diagnostics' is one of text, gcc, json; found 'jsn'",
      "did you mean 'json'?"
    ),
    Wrong(["derive", "a.adg", "x=1"], "'derive' takes no values; found 'x=1'"),
    Wrong(["derive"], "'derive' needs a FILE, '-' for standard input, or -e 'EXPR'"),
    Wrong(["derive", "a", "b"], "'derive' takes one FILE; found 'a' and 'b'"),
    Wrong(["derive", "a", "-e", "x"], "'-e' stands for a file; found 'a' beside it"),
    Wrong(["dervie"], "there is no command 'dervie'", "did you mean 'derive'?"),
    Wrong(["--plain", "derive"], "a command comes first, as in 'autodiff-gen eval'; found '--plain'"),
    Wrong(["functions", "sinn"], "no function is called 'sinn'", "did you mean 'sin'?"),
    Wrong(
      ["explain", "shape-mismatsh"], "there is no error and no function called 'shape-mismatsh'",
      "did you mean 'shape-mismatch'?"
    ),
    Wrong(["version", "x"], "'version' takes no arguments; found 'x'"),
    Wrong(["help", "dervie"], "there is no command 'dervie'", "did you mean 'derive'?"),
    Wrong(["fmt", "-e", "x", "--in-place"], "'--in-place' needs a FILE to write back to"),
  ]

  @Test(arguments: wrong) func aWrongCommandLineHasStatus2(wrong: Wrong) {
    let run = Run(wrong.line)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.complaints.hasPrefix("error[command-line]: \(wrong.message)\n"), "\(run.complaints)")
    #expect(run.complaints.contains("  note: \(wrong.hint)"), "\(run.complaints)")
  }
}
