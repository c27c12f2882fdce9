import AutodiffGen

/// How faults are printed: for people, or one JSON object a line.
struct FaultReport {
  private var isJSON = false
  private var isColoured: Bool

  /// Finds out from arguments that may themselves be wrong.
  init(_ arguments: [String], isColoured: Bool) {
    let form = Option.diagnostics.spelling
    for (position, argument) in arguments.enumerated() {
      if argument == form + "=json" { isJSON = true }
      if argument == form, position + 1 < arguments.count, arguments[position + 1] == "json" { isJSON = true }
    }
    self.isColoured = isColoured && !arguments.contains(Option.noColor.spelling)
  }

  /// Returns the text for standard error.
  func text(of failure: Failure) -> String {
    isJSON ? failure.jsonLines() : failure.rendered(inColour: isColoured)
  }
}

extension FaultReport {
  /// Prints the warnings of a program.
  func warn(of model: Model, on console: Console) {
    if let warnings = model.warningReport { console.complain(text(of: warnings)) }
  }
}
