import Testing

@testable import autodiff_gen

/// What `help` and `--help` say.
@Suite struct HelpTests {
  @Test(arguments: Command.allCases.filter { $0 != .help }) func theHelpOfACommandBeginsWithAnExample(command: Command)
  {
    let run = Run(command.rawValue, "--help")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix(command.examples[0].line + "\n"))
    #expect(run.output == Run("help", command.rawValue).output)
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test(arguments: Command.allCases.flatMap(\.examples)) func theExamplesOfHelpTextsRun(example: Example) {
    let run = Run(example.arguments)
    #expect(run.status == 0, "\(run.complaints)")
    #expect(!run.output.isEmpty)
    #expect(run.complaints == "")
  }

  @Test func withoutACommandTheOverviewIsPrinted() {
    let run = Run()
    #expect(run.status == 0)
    #expect(run.output == Run("--help").output)
    for command in Command.allCases { #expect(run.output.contains("\n  \(command.rawValue) ")) }
  }

  @Test func aHelpOptionAmongOthersIsHeard() {
    #expect(Run("derive", "-e", "x", "--plain", "-h").output == Run("help", "derive").output)
  }

  @Test func theVersionIsPrinted() {
    #expect(Run("version").output == "autodiff-gen 0.1.0\n")
    #expect(Run("--version").output == "autodiff-gen 0.1.0\n")
  }
}
