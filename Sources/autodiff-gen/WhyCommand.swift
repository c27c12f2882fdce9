import AutodiffGen

/// `why`: finds where a value or a gradient stops being finite.
struct WhyCommand {
  private let arguments: Arguments
  private let report: FaultReport

  /// Takes the command line.
  init(_ arguments: Arguments, _ report: FaultReport) {
    (self.arguments, self.report) = (arguments, report)
  }

  /// Prints the first step that is not finite and returns 1, or says that there is none.
  func run(on console: inout Console) throws(Failure) -> Int32 {
    let variables = try arguments.names(.wrt)
    var model = try Model(source: arguments.source().read())
    model.isStabilised = !arguments.has(.noStabilise)
    report.warn(of: model, on: console)
    let values = try model.read(
      ValueSources(
        arguments: arguments.values, valueFiles: arguments.all(.values), dataFiles: arguments.all(.data)))
    guard let trouble = try model.firstTrouble(of: arguments.first(.of), withRespectTo: variables, at: values) else {
      console.print("every step is finite\n")
      return 0
    }
    console.complain(report.text(of: trouble))
    return 1
  }
}
