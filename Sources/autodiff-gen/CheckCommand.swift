import AutodiffGen

/// `check`: compares a gradient by reverse mode with forward mode and differences, and compiled code with the interpreter.
struct CheckCommand {
  private let arguments: Arguments
  private let report: FaultReport

  /// Takes the command line.
  init(_ arguments: Arguments, _ report: FaultReport) {
    (self.arguments, self.report) = (arguments, report)
  }

  /// Prints what agrees; returns 1 where something does not.
  func run(on console: inout Console) throws(Failure) -> Int32 {
    let variables = try arguments.names(.wrt)
    let options = try arguments.checkOptions()
    let model = try Model(source: arguments.source().read())
    report.warn(of: model, gradientOf: arguments.first(.of), withRespectTo: variables, on: console)
    let values = try model.read(arguments.valueSources)
    let check = try model.check(of: arguments.first(.of), withRespectTo: variables, at: values, options)
    let text = CheckText(check, options, isFull: arguments.has(.full)).text
    console.print(arguments.has(.json) ? check.json() + "\n" : text)
    var agrees = check.agrees
    if arguments.has(.compiled), let function = model.externalFunctions.first {
      let text = "nothing was compiled: '\(function)' is yours to link\n"
      if arguments.has(.json) { console.complain(text) } else { console.print(text) }
    } else if arguments.has(.compiled) {
      var code = CodeOptions()
      code.name = "model"
      code.derivative = .gradient(of: arguments.first(.of), withRespectTo: variables)
      code.hasSelfTest = true
      code.generator = "autodiff-gen \(Version.text)"
      let outcomes = try CompiledCheck().run { language throws(Failure) in try model.code(in: language, code) }
      for outcome in outcomes {
        // JSON is one object on standard output, so that the rest goes where messages go.
        if arguments.has(.json) { console.complain(outcome.text) } else { console.print(outcome.text) }
      }
      agrees = agrees && outcomes.allSatisfy(\.isRight)
    }
    return agrees ? 0 : 1
  }
}
