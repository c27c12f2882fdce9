import AutodiffGen

/// `trace`: prints every step of a calculation with its value and its gradients.
struct TraceCommand {
  private let arguments: Arguments
  private let report: FaultReport

  /// Takes the command line.
  init(_ arguments: Arguments, _ report: FaultReport) {
    (self.arguments, self.report) = (arguments, report)
  }

  /// Reads the program and its values, and prints the steps as a table, as a lecture, or as JSON.
  func run(on console: inout Console) throws(Failure) {
    let variables = try arguments.names(.wrt)
    let model = try Model(source: arguments.source().read())
    report.warn(of: model, on: console)
    let values = try model.read(arguments.valueSources)
    let trace = try model.trace(of: arguments.first(.of), withRespectTo: variables, at: values)
    let isFull = arguments.has(.full)
    if arguments.has(.json) {
      console.print(trace.json() + "\n")
    } else if arguments.has(.steps) {
      if console.isTerminal { console.complain("Enter goes on, q ends.\n\n") }
      for step in TraceLecture(trace, isFull: isFull).pages {
        console.print(step)
        guard console.pause() else { return }
      }
    } else {
      console.print(TraceTable.text(of: trace, isFull: isFull))
    }
    if let step = trace.firstNotFinite {
      console.complain(
        "note: as it is written, the program is not finite at '\(step)'; 'grad' rewrites such formulas\n")
    }
  }
}
