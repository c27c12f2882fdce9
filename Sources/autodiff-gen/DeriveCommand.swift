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
    var model = try Model(source: arguments.source().read())
    model.isStabilised = !arguments.has(.noStabilise)
    report.warn(of: model, gradientOf: arguments.first(.of), withRespectTo: variables, on: console)
    let queries = try arguments.queries(takingValues: false)
    let output = arguments.first(.of)
    let purpose =
      queries.isEmpty
      ? Purpose.gradient(of: output, withRespectTo: variables)
      : Purpose.derivatives(queries, of: output, withRespectTo: variables)
    if try arguments.dumpStage(of: model, for: purpose, on: &console) { return }
    if arguments.has(.formula) || arguments.has(.expand) {
      return try printFormulas(queries, of: output, withRespectTo: variables, in: model, on: &console)
    }
    if !queries.isEmpty {
      if arguments.has(.plain) {
        throw .commandLine("'--plain' is for gradients", hint: "leave it out, or write the derivative into the program")
      }
      if arguments.has(.latex) {
        throw .commandLine("'--latex' alone is for gradients", hint: "with '--formula' it writes all derivatives")
      }
      return console.print(try model.derivation(of: queries, of: output, withRespectTo: variables))
    }
    let style: DerivationStyle = arguments.has(.plain) ? .plain : .flat
    if arguments.has(.latex) {
      let text = try model.latexDerivation(of: arguments.first(.of), withRespectTo: variables, style: style)
      return console.print(text)
    }
    console.print(try model.derivation(of: arguments.first(.of), withRespectTo: variables, style: style))
  }

  private func printFormulas(
    _ queries: [DerivativeQuery], of output: String?, withRespectTo variables: [String]?, in model: Model,
    on console: inout Console
  ) throws(Failure) {
    if arguments.has(.plain) {
      throw .commandLine("'--formula' and '--plain' are two ways to write a derivative", hint: "leave one of them out")
    }
    let isExpanded = arguments.has(.expand)
    let formulas =
      queries.isEmpty
      ? try model.formulas(of: output, withRespectTo: variables, isExpanded: isExpanded)
      : try model.formulas(of: queries, of: output, withRespectTo: variables, isExpanded: isExpanded)
    if arguments.has(.latex) {
      guard let latex = formulas.latex else {
        throw .commandLine(
          "something in the program has no closed formula, such as a recurrence",
          hint: "leave '--formula' out: '--latex' alone writes its steps")
      }
      return console.print(latex)
    }
    if let warnings = formulas.warnings { console.complain(report.text(of: warnings)) }
    console.print(formulas.text)
  }
}
