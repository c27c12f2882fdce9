import AutodiffGen

/// `repl`: a conversation on the standard streams.
struct ReplCommand {
  private let arguments: Arguments
  private let report: FaultReport

  /// Takes the command line.
  init(_ arguments: Arguments, _ report: FaultReport) {
    (self.arguments, self.report) = (arguments, report)
  }

  /// Talks until the input ends; 1 where an input that nobody typed was wrong.
  func run(on console: inout Console) throws(Failure) -> Int32 {
    let file = try arguments.name()
    let lines = console.lines()
    let isInteractive = lines?.isInteractive ?? true
    var repl = isInteractive && lines != nil ? Repl(report, isolate: Interrupt.run) : Repl(report)
    if isInteractive { console.print("autodiff-gen \(Version.text). ':help' lists the commands, ':quit' ends.\n") }
    if let file { repl.load(file, on: &console) }
    guard let lines else { return 0 }
    var input = ""
    while true {
      let prompt = input.isEmpty ? Repl.prompts.first : Repl.prompts.further
      switch lines.next(prompt: prompt, completing: repl.words) {
      case .text(let line):
        // An empty line gives up waiting for a bracket, and so does a command.
        let isGivenUp = !input.isEmpty && line.allSatisfy(\.isWhitespace)
        if !input.isEmpty, Repl.isCommand(line) {
          _ = repl.take(input, on: &console)
          input = ""
        }
        input += (input.isEmpty ? "" : "\n") + line
        if Repl.isOpen(input), !isGivenUp { continue }
        lines.remember(Self.onOneLine(input))
        let goesOn = repl.take(input, on: &console)
        input = ""
        if !goesOn { return isInteractive || !repl.hasFailed ? 0 : 1 }
      case .interrupted: input = ""
      case .end:
        if !input.isEmpty { _ = repl.take(input, on: &console) }
        return isInteractive || !repl.hasFailed ? 0 : 1
      }
    }
  }

  /// Returns an input as one line, which means the same inside brackets.
  private static func onOneLine(_ input: String) -> String {
    guard input.contains("\n") else { return input }
    return input.split(separator: "\n").map { $0.prefix { $0 != "#" } }.joined(separator: " ")
  }
}
