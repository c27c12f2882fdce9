import AutodiffGen

/// `derive`: prints the forward and the backward program.
struct DeriveCommand {
  private let arguments: Arguments
  private let report: FaultReport

  /// Takes the command line.
  init(_ arguments: Arguments, _ report: FaultReport) {
    (self.arguments, self.report) = (arguments, report)
  }

  /// Prints the program, or the stage that is asked for.
  func run(on console: inout Console) throws(Failure) {
    let variables = try arguments.names(.wrt)
    let model = try Model(source: arguments.source().read())
    report.warn(of: model, on: console)
    let purpose = Purpose.gradient(of: arguments.first(.of), withRespectTo: variables)
    if try arguments.dumpStage(of: model, for: purpose, on: &console) { return }
    let style: DerivationStyle = arguments.has(.plain) ? .plain : .flat
    if arguments.has(.latex) {
      let text = try model.latexDerivation(of: arguments.first(.of), withRespectTo: variables, style: style)
      return console.print(text)
    }
    console.print(try model.derivation(of: arguments.first(.of), withRespectTo: variables, style: style))
  }
}
