import Diagnostics
import FlatProgram
import Operations

/// What is said of steps whose results are not finite.
extension Diagnostic {
  /// Names the step, what it was made of, and what to write instead.
  static func notFinite(_ find: TroubleSearch.Find, in program: Program) -> Diagnostic {
    let body = ProgramPrinter.text(of: find.assignment.body, in: program)
    let pass = find.assignment.pass == .forward ? "forward" : "backward"
    let place = find.element.isEmpty ? "" : " at [\(find.element.map(String.init).joined(separator: ", "))]"
    var notes: [Note] = []
    if !find.operands.isEmpty {
      let values = find.operands.map { read, value in
        "\(ProgramPrinter.text(of: read, in: program)) = \(text(value))"
      }
      notes.append(Note("there \(values.joined(separator: " and "))"))
    }
    let row = find.operation.row
    if row.domain != "all reals" { notes.append(Note("'\(row.symbol)' is defined for \(row.domain)")) }
    notes.append(Note(advice(find)))
    return Diagnostic(
      "not-finite", "the first step that is not finite is \(body)\(place), \(text(find.value)), in the \(pass) pass",
      at: find.assignment.span, notes: notes)
  }

  private static func advice(_ find: TroubleSearch.Find) -> String {
    if find.operation.row.domain != "all reals" {
      return "keep the edge out with 'if ... then ... else ...': the branch that is not taken gives nothing"
    }
    if find.value.isNaN { return "an infinite or undefined operand meets 0 or another; mend where it comes from" }
    return "no double is so large: scale the operands, or calculate with logarithms as 'logsumexp' does"
  }

  private static func text(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    return value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
