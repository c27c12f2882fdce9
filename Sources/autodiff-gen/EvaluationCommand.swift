import AutodiffGen

/// `eval` and `grad`: run a program on values.
struct EvaluationCommand {
  let arguments: Arguments
  private let report: FaultReport

  /// Takes the command line.
  init(_ arguments: Arguments, _ report: FaultReport) {
    (self.arguments, self.report) = (arguments, report)
  }

  /// Reads the program and its values, and prints what it comes to.
  func run(on console: inout Console) throws(Failure) {
    let isGradient = arguments.command == .grad
    let variables = try arguments.names(.wrt)
    var model = try Model(source: arguments.source().read())
    model.isStabilised = !arguments.has(.noStabilise)
    if isGradient {
      report.warn(of: model, gradientOf: arguments.first(.of), withRespectTo: variables, on: console)
    } else {
      report.warn(of: model, on: console)
      report.warnOfPoints(of: model, withSlopes: false, on: console)
    }
    let queries = try arguments.queries(takingValues: true)
    let purpose: Purpose =
      !queries.isEmpty
      ? .derivatives(queries, of: arguments.first(.of), withRespectTo: variables)
      : isGradient ? .gradient(of: arguments.first(.of), withRespectTo: variables) : .values
    let maxWorkspace = try arguments.bytes(.maxWorkspace)
    if maxWorkspace != nil, arguments.has(.dump) {
      throw .commandLine(
        "'--max-workspace' bounds a run, and '--dump' does not run anything", hint: "leave one of them out")
    }
    if try runSparse(model, queries, of: arguments.first(.of), withRespectTo: variables, on: &console) { return }
    if try arguments.dumpStage(of: model, for: purpose, on: &console) { return }
    var evaluator = try model.evaluator(for: purpose, maxWorkspace: maxWorkspace)
    let values = try evaluator.read(
      ValueSources(
        arguments: arguments.values + arguments.directions(of: queries), valueFiles: arguments.all(.values),
        dataFiles: arguments.all(.data)))
    let result = try evaluator.run(values)
    if arguments.has(.json) { return console.print(result.json() + "\n") }
    let isFull = arguments.has(.full)
    for value in result.values { console.print(ArrayText.text(value.name, value.array, isFull: isFull)) }
    for part in result.gradient {
      console.print(ArrayText.text("d\(result.values[0].name)/d\(part.name)", part.array, isFull: isFull))
    }
    for part in result.parts { console.print(ArrayText.text(title(of: part), part.array, isFull: isFull)) }
  }

  /// Returns what a part of a derivative is called: as the operator of the language that gives it.
  private func title(of part: DerivativePart) -> String {
    "\(part.kind.rawValue)(\(part.names.joined(separator: ", ")))"
  }
}
