import Diagnostics

/// What is said of derivatives that a function states for itself.
extension Diagnostic {
  static func duplicateDerivative(
    _ parameter: String, of function: String, at span: SourceSpan, first: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      "duplicate-derivative", "'\(function)' states its derivative by '\(parameter)' already", at: span,
      notes: [Note("it is first stated here", at: first)])
  }

  static func unknownParameter(
    _ parameter: String, of function: String, at span: SourceSpan, near: String?
  ) -> Diagnostic {
    Diagnostic(
      "unknown-parameter", "'\(function)' has no parameter '\(parameter)' to be differentiated by", at: span,
      fixes: near.map { [Fix("did you mean '\($0)'?", replacing: span, with: $0)] } ?? [])
  }

  static func spareDerivative(
    _ derivative: String, of function: String, parameters: Int, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      "unknown-parameter",
      "'\(function)' has \(parameters) parameter\(parameters == 1 ? "" : "s"), and none for the derivative "
        + "'\(derivative)'", at: span)
  }

  static func externalParameter(_ parameter: String?, of function: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      "extern-parameter",
      "the parameters of '\(function)' must be numbers, at least one: it is a function in another language, such as "
        + "'double \(function)(double)'",
      at: span,
      notes: parameter.map { [Note("pass the elements of '\($0)' one by one")] } ?? [])
  }

  static func missingDerivative(
    _ parameter: String, of function: String, at span: SourceSpan, beside other: String, _ otherSpan: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      "missing-derivative",
      "'\(function)' states its derivative by '\(other)', and must state the one by '\(parameter)' too", at: span,
      notes: [
        Note("the first is stated here", at: otherSpan),
        Note("'derivative \(parameter) = 0' lets no gradient through"),
      ])
  }

  static func derivativeShape(
    of function: String, by parameter: String, expected: String, found: String, at span: SourceSpan,
    parameter parameterSpan: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      "derivative-shape",
      "the derivative of '\(function)' by '\(parameter)' is \(expected) here, the shape of the value, then that of the "
        + "parameter; found \(found)",
      at: span, notes: [Note("it is the derivative by this", at: parameterSpan)])
  }
}
