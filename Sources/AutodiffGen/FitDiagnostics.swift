import Diagnostics

/// What is said of minimisations.
extension Diagnostic {
  /// Words a start at which the loss or its gradient is no number.
  static func notFiniteStart(_ name: String, _ value: Double, isMadeUp: Bool) -> Diagnostic {
    let what = value.isFinite ? "the gradient of '\(name)' is not finite" : "'\(name)' is \(value)"
    let hint =
      isMadeUp
      ? "some starting values were made up; give values at which it is finite" : "'why' finds the step that makes it so"
    return Diagnostic(
      "not-finite-start", "\(what) at the starting values, so there is no way down", at: nil, notes: [Note(hint)])
  }

  /// Words a parameter that is too large to be made up.
  static func tooManyElements(_ name: String) -> Diagnostic {
    Diagnostic("too-large", "'\(name)' would have more elements than this machine has room for", at: nil)
  }

  /// Words parameters that are definitions.
  static func fittedDefinition(_ name: String, at span: SourceSpan?) -> Diagnostic {
    Diagnostic(
      "fitted-definition", "'fit' moves inputs and parameters; '\(name)' is a definition", at: span,
      notes: [Note("fit what it is made of")])
  }

  /// Words rows that cannot be taken apart.
  static func notBatched(_ message: String, at span: SourceSpan?, hint: String) -> Diagnostic {
    Diagnostic("not-batched", message, at: span, notes: [Note(hint)])
  }

  /// Words a machine that cannot compile or load C.
  static func noCompiler(_ message: String) -> Diagnostic {
    Diagnostic(
      "no-compiler", message, at: nil, notes: [Note("leave '--engine native' out: the interpreter needs no compiler")])
  }

  /// Words data that the compiled code refuses.
  static func refusedData(_ message: String) -> Diagnostic {
    Diagnostic("subscript-out-of-range", "the data do not fit the program: \(message)", at: nil)
  }

  /// Words a file that cannot be written.
  static func unwritable(_ message: String) -> Diagnostic { Diagnostic("inaccessible-file", message, at: nil) }
}

extension Failure {
  /// Makes the fault of a machine that cannot compile or load C.
  package static func noCompiler(_ message: String) -> Failure {
    Failure(diagnostics: [.noCompiler(message)], source: nil)
  }
}
