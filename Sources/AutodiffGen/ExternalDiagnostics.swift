import Diagnostics
import Differentiation
import FlatProgram

/// What is said of functions in another language, and of derivatives that stop at something.
extension Diagnostic {
  /// Words a call that only generated code can make.
  static func externalCall(_ function: ExternalFunction) -> Diagnostic {
    let list = function.parameters.joined(separator: ", ")
    return Diagnostic(
      "extern-call", "the interpreter cannot call '\(function.name)', which is a function in another language",
      at: function.span,
      notes: [
        Note("'extern fn \(function.name)(\(list)) = ...' says what the interpreter is to take for it"),
        Note("or have 'emit' write code, and link it with '\(function.name)'"),
      ])
  }

  /// Words a function that no text in C or Swift can name.
  static func externalKeyword(_ function: ExternalFunction) -> Diagnostic {
    Diagnostic(
      "extern-keyword", "'\(function.name)' is a keyword of C, C++ or Swift, so that no function can be called that",
      at: function.span)
  }

  /// Words a derivative through an extremum whose position is not kept, or through a call without a derivative.
  static func notDifferentiable(_ fault: NotDifferentiable) -> Diagnostic {
    guard let function = fault.function else {
      return Diagnostic(
        "not-yet", "the derivative through this extremum cannot be compiled yet", at: fault.assignment.span)
    }
    let list = function.parameters.joined(separator: ", ")
    let first = function.parameters.first ?? "x"
    return Diagnostic(
      "extern-derivative", "the derivative goes through '\(function.name)', which states no derivative",
      at: fault.assignment.span,
      notes: [
        Note("it is declared here", at: function.span),
        Note("'extern fn \(function.name)(\(list)) derivative NAME' or '... derivative \(first) = ...' states one"),
      ])
  }
}
