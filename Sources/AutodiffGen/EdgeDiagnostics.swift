import Diagnostics
import FlatProgram
import Operations

/// What is said of points at which a formula, or its derivative, is infinite.
extension Diagnostic {
  /// Names the point, and how to keep it out.
  static func singularPoint(_ reached: ReachedEdge, in program: Program, _ source: SourceText) -> Diagnostic {
    let texts = ExpressionTexts(program, source)
    let place = reached.edge.place
    let number = place == place.rounded() ? "\(Int(place))" : "\(place)"
    let operand = texts.text(of: reached.operand)
    let whole = texts.text(of: reached.node)
    let isUpper = reached.bounds.upper == place && reached.bounds.lower != place
    let limit =
      isUpper
      ? "min(\(operand), \(place == 0 ? "" : "\(number) ")- 1e-12)"
      : "max(\(operand), \(place == 0 ? "" : "\(number) + ")1e-12)"
    let verb = reached.bounds.number == nil ? "can be" : "is"
    let result = reached.edge.kind == .slope ? "has an infinite derivative" : "is not finite"
    return Diagnostic(
      "singular-point", severity: .warning,
      "'\(operand)' \(verb) \(number), where '\(whole)' \(result)",
      at: program.expressionSpan(reached.node) ?? reached.span,
      notes: [
        Note(
          "keep the point out: 'if \(whole.contains(operand) ? operand : "...") \(isUpper ? "<" : ">") \(number) then ... else ...', "
            + "whose branch that is not taken adds nothing, or '\(limit)' in its place")
      ])
  }
}

/// What expressions of a program look like in the text.
struct ExpressionTexts {
  let program: Program
  private let source: SourceText
  private static let longest = 48

  init(_ program: Program, _ source: SourceText) { (self.program, self.source) = (program, source) }

  /// Returns how the text writes an expression, where it is short; else how the program prints it.
  func text(of id: ExpressionID) -> String {
    if let span = program.expressionSpan(id) {
      let words = source.text(of: span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
      if words.count <= Self.longest { return words }
      return words.prefix(Self.longest - 3) + "..."
    }
    return printed(id)
  }

  /// Returns how the program prints an expression, cut where it is long.
  func printed(_ id: ExpressionID) -> String {
    let printed = ProgramPrinter.text(of: id, in: program)
    return printed.count <= Self.longest ? printed : printed.prefix(Self.longest - 3) + "..."
  }
}
