import AutodiffGen

/// How faults are printed: for people, as compilers do, or one JSON object a line.
struct FaultReport {
  /// What stands behind `--diagnostics`.
  private var form = "text"
  private var isColoured: Bool

  /// Finds out from arguments that may themselves be wrong.
  init(_ arguments: [String], isColoured: Bool) {
    let option = Option.diagnostics.spelling
    for (position, argument) in arguments.enumerated() {
      if argument.hasPrefix(option + "=") { form = String(argument.dropFirst(option.count + 1)) }
      if argument == option, position + 1 < arguments.count { form = arguments[position + 1] }
    }
    self.isColoured = isColoured && !arguments.contains(Option.noColor.spelling)
  }

  /// Returns the text for standard error.
  func text(of failure: Failure) -> String {
    switch form {
    case "json": failure.jsonLines()
    case "gcc": failure.renderedAsByCompilers()
    default: failure.rendered(inColour: isColoured)
    }
  }
}

extension FaultReport {
  /// Prints the warnings of a program.
  func warn(of model: Model, on console: Console) {
    if let warnings = model.warningReport { console.complain(text(of: warnings)) }
  }

  /// Prints the warnings of a program, and of a gradient that is asked for.
  func warn(
    of model: Model, gradientOf output: String?, withRespectTo variables: [String]?, on console: Console
  ) {
    warn(of: model, on: console)
    warnOfPoints(of: model, withSlopes: true, on: console)
    if let zeros = model.zeroDerivatives(of: output, withRespectTo: variables) { console.complain(text(of: zeros)) }
  }

  /// Prints where a formula, or where derivatives will be taken its derivative, gets to be infinite.
  func warnOfPoints(of model: Model, withSlopes: Bool, on console: Console) {
    if let points = model.singularPoints(withSlopes: withSlopes) { console.complain(text(of: points)) }
  }
}
