import AutodiffGen

/// The tool: carries out one command line.
enum Tool {
  /// Carries out the arguments behind the tool's name; returns the exit status.
  ///
  /// 0 where all is done, 1 where the program or its input is wrong, 2 where the command line is wrong.
  static func run(_ arguments: [String], on console: inout Console) -> Int32 {
    let report = FaultReport(arguments, isColoured: console.isColoured)
    let parsed: Arguments
    do {
      parsed = try parse(arguments.isEmpty && console.isTerminal ? [Command.repl.rawValue] : arguments)
    } catch {
      console.complain(report.text(of: error))
      return 2
    }
    do {
      return try run(parsed, report, on: &console)
    } catch {
      console.complain(report.text(of: error))
      return error.codes == ["command-line"] ? 2 : 1
    }
  }

  /// Finds the command and takes the rest apart; what asks for help is the command `help`.
  private static func parse(_ arguments: [String]) throws(Failure) -> Arguments {
    guard let name = arguments.first else { return try Arguments(.help, []) }
    switch name {
    case "-h", "--help": return try Arguments(.help, arguments.dropFirst())
    case "--version": return try Arguments(.version, arguments.dropFirst())
    default: break
    }
    guard let command = Command(rawValue: name) else { throw unknown(name) }
    var parsed = try Arguments(command, arguments.dropFirst())
    if parsed.has(.help), command != .help {
      parsed = try Arguments(.help, [command.rawValue])
    }
    if let file = parsed.first(.options) {
      let more = try OptionArguments.read(file)
      do {
        parsed = try Arguments(command, more + arguments.dropFirst())
      } catch {
        throw error.located(in: file)
      }
    }
    return parsed
  }

  private static func unknown(_ name: String) -> Failure {
    let hint = "'autodiff-gen help' lists the commands"
    if name.hasPrefix("-") {
      return .commandLine("a command comes first, as in 'autodiff-gen eval'; found '\(name)'", hint: hint)
    }
    if name.hasSuffix(".adg") {
      return .commandLine(
        "a command comes first; found '\(name)'", hint: "as in 'autodiff-gen grad \(name)'")
    }
    return .commandLine(
      "there is no command '\(name)'", near: name, among: Command.allCases.map(\.rawValue), hint: hint)
  }

  private static func run(
    _ arguments: Arguments, _ report: FaultReport, on console: inout Console
  ) throws(Failure) -> Int32 {
    switch arguments.command {
    case .eval, .grad: try EvaluationCommand(arguments, report).run(on: &console)
    case .trace: try TraceCommand(arguments, report).run(on: &console)
    case .graph: try GraphCommand(arguments, report).run(on: &console)
    case .derive: try DeriveCommand(arguments, report).run(on: &console)
    case .emit: return try EmitCommand(arguments, report).run(on: &console)
    case .check: return try CheckCommand(arguments, report).run(on: &console)
    case .why: return try WhyCommand(arguments, report).run(on: &console)
    case .fit: return try FitCommand(arguments, report).run(on: &console)
    case .cost: try CostCommand(arguments, report).run(on: &console)
    case .repl: return try ReplCommand(arguments, report).run(on: &console)
    case .functions: try FunctionsCommand(arguments).run(on: &console)
    case .explain: try ExplainCommand(arguments).run(on: &console)
    case .fmt: return try FormatCommand(arguments).run(on: &console)
    case .cmake: try CMakeCommand(arguments).run(on: &console)
    case .completions: try completions(arguments, on: &console)
    case .man:
      try arguments.expectNoFiles()
      console.print(ManPage.text)
    case .version:
      try arguments.expectNoFiles()
      console.print("autodiff-gen \(Version.text)\n")
    case .help: try help(arguments, on: &console)
    }
    return 0
  }

  private static func completions(_ arguments: Arguments, on console: inout Console) throws(Failure) {
    let shells = CompletionScript.allCases.map(\.rawValue)
    let name = try arguments.name() ?? ""
    guard let script = CompletionScript(rawValue: name) else {
      throw .commandLine(
        "'completions' needs one of \(shells.joined(separator: ", "))" + (name.isEmpty ? "" : "; found '\(name)'"),
        near: name, among: shells, hint: "as in 'autodiff-gen completions bash'")
    }
    console.print(script.text)
  }

  private static func help(_ arguments: Arguments, on console: inout Console) throws(Failure) {
    guard let name = try arguments.name() else { return console.print(HelpText.overview()) }
    guard let command = Command(rawValue: name) else { throw unknown(name) }
    console.print(HelpText.text(of: command))
  }
}
