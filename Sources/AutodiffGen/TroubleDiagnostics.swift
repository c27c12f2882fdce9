import Diagnostics
import FlatProgram
import Operations

/// What is said of steps whose results are not finite.
extension Diagnostic {
  /// Names the step, what it was made of, and what to write instead.
  static func notFinite(_ find: TroubleSearch.Find, in program: Program, _ source: SourceText) -> Diagnostic {
    let texts = ExpressionTexts(program, source)
    let isForward = find.assignment.pass == .forward
    let span = program.expressionSpan(find.node)
    var what = isForward ? texts.text(of: find.node) : texts.printed(find.node)
    if find.operation == nil { what = "the sum of \(what)" }
    if !isForward, let written = find.written { what += " in the derivative of \(texts.text(of: written))" }
    what += "\(place(of: find, in: program)), \(text(find.value)), in the \(isForward ? "forward" : "backward") pass"
    var notes: [Note] = []
    if !find.operands.isEmpty {
      let values = find.operands.map { node, value in "\(texts.text(of: node)) = \(text(value))" }
      notes.append(Note("there \(values.joined(separator: " and "))"))
    }
    notes += advice(find, texts)
    if let span, let own = find.assignment.span,
      source.line(at: Int(span.start)) != source.line(at: Int(own.start))
    {
      notes.append(Note("it is a part of this", at: own))
    }
    return Diagnostic(
      "not-finite", "the first step that is not finite is \(what)", at: span ?? find.assignment.span, notes: notes)
  }

  /// Words which element it is: by the subscripts of an array with a name, else by what the axes are.
  private static func place(of find: TroubleSearch.Find, in program: Program) -> String {
    if program[find.assignment.target].isNamed {
      return find.element.isEmpty ? "" : " at [\(find.element.map(String.init).joined(separator: ", "))]"
    }
    return find.places.isEmpty ? "" : " at \(find.places.map { "\($0.name) = \($0.value)" }.joined(separator: ", "))"
  }

  private static func advice(_ find: TroubleSearch.Find, _ texts: ExpressionTexts) -> [Note] {
    guard find.operation != nil, let written = find.written,
      case .operation(let operation, let a, let b, _) = texts.program[written]
    else { return [Note(generalAdvice(find))] }
    let row = operation.row
    let isForward = find.assignment.pass == .forward
    // Far from every edge it is no edge that matters.
    let isLarge = find.value.isInfinite && find.operands.contains { abs($0.value) >= 100 }
    if isLarge || row.domain == "all reals" && (isForward || row.edges.isEmpty) { return [Note(generalAdvice(find))] }
    var notes: [Note] = []
    if row.domain != "all reals" { notes.append(Note("'\(row.symbol)' is defined for \(row.domain)")) }
    let whole = texts.text(of: written)
    guard let edge = row.edges.first, edge.second == nil || !isForward || find.operands.count == 1 else {
      return notes + [Note("keep the edge out with 'if ... then \(whole) else ...': the other branch gives nothing")]
    }
    let operand = texts.text(of: edge.operand == 0 ? a : b)
    let inner = whole.contains(operand) ? operand : "..."
    let condition =
      row.edges.count > 1 && edge.place == -1
      ? "abs(\(inner)) < 1" : "\(inner) \(edge.operand == 1 ? "!=" : ">") \(text(edge.place))"
    return notes + [
      Note("write 'if \(condition) then \(whole) else ...': the branch that is not taken gives nothing")
    ]
  }

  private static func generalAdvice(_ find: TroubleSearch.Find) -> String {
    if find.value.isNaN { return "an infinite or undefined operand meets 0 or another; mend where it comes from" }
    return "no double is so large: scale the operands, or calculate with logarithms as 'logsumexp' does"
  }

  private static func text(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    return value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
