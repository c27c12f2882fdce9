import Diagnostics
import FlatProgram

/// What is said of derivatives that are asked for.
extension Diagnostic {
  /// Words the gradient of an array, with the scalars that there are instead.
  static func notScalar(_ name: String, shape: String, scalars: [String], at span: SourceSpan?) -> Diagnostic {
    let hint =
      scalars.isEmpty
      ? "make a scalar of it, such as 'sum(\(name))', or name a scalar definition with '--of NAME'"
      : "choose \(list(scalars)) with '--of NAME'"
    return Diagnostic(
      "not-scalar", "a gradient is that of a scalar; '\(name)' has the shape \(shape)", at: span, notes: [Note(hint)])
  }

  /// Words a gradient without a choice among several outputs.
  static func severalScalars(_ names: [String]) -> Diagnostic {
    Diagnostic(
      "not-scalar", "a gradient is that of one scalar; the program has the scalar outputs \(list(names))", at: nil,
      notes: [Note("choose one, as in '--of \(names[0])'")])
  }

  /// Words a scalar that the program does not define.
  static func unknownOutput(_ name: String, near: String?, outputs: [String]) -> Diagnostic {
    Diagnostic(
      "unknown-output", "the program defines nothing called '\(name)'", at: nil,
      notes: [Note(near.map { "did you mean '\($0)'?" } ?? "its outputs are \(list(outputs))")])
  }

  /// Words a variable that the program does not have.
  static func unknownVariable(_ name: String, near: String?, known: [String]) -> Diagnostic {
    let hint =
      if let near { "did you mean '\(near)'?" } else if known.isEmpty { "the program has no inputs" } else {
        "a derivative may be taken with respect to \(list(known))"
      }
    return Diagnostic("unknown-variable", "the program has nothing called '\(name)'", at: nil, notes: [Note(hint)])
  }

  /// Words a derivative with respect to integers.
  static func integerVariable(_ name: String, at span: SourceSpan?) -> Diagnostic {
    Diagnostic(
      "not-a-variable", "'\(name)' holds integers, so nothing has a derivative with respect to it", at: span)
  }

  /// Words a derivative with respect to a constant.
  static func constantVariable(_ name: String, at span: SourceSpan?) -> Diagnostic {
    Diagnostic(
      "not-a-variable", "'\(name)' is a constant of the file; declare it with 'param' to differentiate by it", at: span)
  }

  /// Words a check of a derivative by a definition, which cannot be moved on its own.
  static func uncheckedDefinition(_ name: String, at span: SourceSpan?) -> Diagnostic {
    Diagnostic(
      "unchecked-definition", "differences are taken by moving inputs and parameters; '\(name)' is a definition",
      at: span, notes: [Note("check the derivative by what it is made of")])
  }

  /// Words a gradient of a program without parameters.
  static func nothingToDifferentiate(inputs: [String]) -> Diagnostic {
    let hint =
      inputs.isEmpty
      ? "declare one with 'param'" : "declare one with 'param', or choose \(list(inputs)) with '--wrt NAME'"
    return Diagnostic(
      "no-parameters", "the program has no parameters to take a derivative with respect to", at: nil,
      notes: [Note(hint)])
  }

  /// Words a derivative of integers.
  static func derivativeOfIntegers(_ name: String, at span: SourceSpan?) -> Diagnostic {
    Diagnostic("derivative-of-integers", "'\(name)' is made of integers, which have no derivative", at: span)
  }

  /// Words a derivative of something that does not depend on the variable.
  static func zeroDerivative(_ request: RequestedDerivative) -> Diagnostic {
    Diagnostic(
      "zero-derivative", severity: .warning,
      "this is 0 everywhere: what '\(request.kind.rawValue)' differentiates does not depend on the variable",
      at: request.span)
  }

  /// Words a gradient by something that the scalar does not depend on.
  static func zeroDerivative(of output: String, by variable: String, at span: SourceSpan?) -> Diagnostic {
    Diagnostic(
      "zero-derivative", severity: .warning,
      "the derivative of '\(output)' by '\(variable)' is 0 everywhere: '\(output)' does not depend on it, or only in steps",
      at: span)
  }

  /// Words a derivative within a recurrence by an array that is made outside of the step.
  static func derivativeInRecurrence(_ request: RequestedDerivative) -> Diagnostic {
    Diagnostic(
      "derivative-in-recurrence",
      "within a recurrence, '\(request.kind.rawValue)' is taken by an array that the same step makes", at: request.span,
      notes: [Note("pass the state to a function, and take the derivative by the function's parameter")])
  }

  /// Words that a part of a derivative is no single expression.
  static func noClosedFormula() -> Diagnostic {
    Diagnostic(
      "no-closed-formula", severity: .warning,
      "recurrences and the positions of extrema have no closed formula; they are printed as statements", at: nil)
  }

  /// Words a formula that is too long to be written out.
  static func formulaTooLong(_ name: String, limit: Int) -> Diagnostic {
    Diagnostic(
      "formula-too-long", "the formula of '\(name)' would have more than \(limit) operations and operands", at: nil,
      notes: [Note("without '--expand', definitions keep their names")])
  }

  /// Words a bound of scratch memory that no plan keeps.
  static func workspaceTooSmall(_ bytes: Int, least: Int) -> Diagnostic {
    Diagnostic(
      "workspace-too-small", "the calculation needs at least \(least) bytes of workspace; the bound is \(bytes)",
      at: nil)
  }

  /// Lists names for a sentence: `'a', 'b' and 12 more`.
  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
  }
}
