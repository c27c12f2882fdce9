import AutodiffGen

/// `why`: tells what a derivative is made of, or where a value or a gradient stops being finite.
struct WhyCommand {
  private let arguments: Arguments
  private let report: FaultReport

  /// Takes the command line.
  init(_ arguments: Arguments, _ report: FaultReport) {
    (self.arguments, self.report) = (arguments, report)
  }

  /// Prints the first step that is not finite and returns 1; else the paths to the variable that is asked about, or that all
  /// is finite.
  func run(on console: inout Console) throws(Failure) -> Int32 {
    var arguments = arguments
    let variable = try arguments.takeName()
    let variables = try arguments.names(.wrt) ?? variable.map { [String($0.prefix { $0 != "[" })] }
    var model = try Model(source: arguments.source().read())
    model.isStabilised = !arguments.has(.noStabilise)
    report.warn(of: model, on: console)
    let values = try model.read(arguments.valueSources)
    guard let trouble = try model.firstTrouble(of: arguments.first(.of), withRespectTo: variables, at: values) else {
      if let variable {
        let paths = try model.paths(of: arguments.first(.of), by: variable, at: values)
        console.print(arguments.has(.json) ? paths.json() + "\n" : PathText.text(of: paths))
      } else {
        console.print(arguments.has(.json) ? "{\"finite\": true}\n" : "every step is finite\n")
      }
      return 0
    }
    console.complain(report.text(of: trouble))
    return 1
  }
}
