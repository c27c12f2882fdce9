import FlatProgram

/// Writes integer expressions in the user's names, for messages.
struct IndexText {
  private let program: Program

  init(_ program: Program) { self.program = program }

  /// Returns an expression as text; what is nested deeper than messages need is left out.
  func text(_ index: IndexID) -> String { text(index, depth: 0) }

  /// Returns an expression as text, which the program need not hold.
  func text(_ expression: IndexExpression) -> String { text(expression, depth: 0) }

  private func text(_ index: IndexID, depth: Int) -> String { text(program[index], depth: depth) }

  private func text(_ expression: IndexExpression, depth: Int) -> String {
    var text = ""
    for (position, term) in expression.terms.enumerated() {
      let magnitude = abs(term.coefficient)
      if position == 0 {
        text += term.coefficient < 0 ? "-" : ""
      } else {
        text += term.coefficient < 0 ? " - " : " + "
      }
      var factors = term.factors.map { self.text($0, depth: depth) }
      if magnitude != 1 || factors.isEmpty { factors.insert(String(magnitude), at: 0) }
      text += factors.joined(separator: "*")
    }
    if text.isEmpty { text = "0" }
    if expression.divisor == 1 { return text }
    return (expression.terms.count > 1 ? "(\(text))" : text) + "/\(expression.divisor)"
  }

  private func text(_ atom: IndexAtom, depth: Int) -> String {
    switch atom {
    case .dim(let id): return program[id].name
    case .axis(let id): return program[id].name
    case .element(let array, let subscripts):
      if depth > 3 { return program[array].name + "[...]" }
      let list = program[subscripts].map { text($0, depth: depth + 1) }
      return program[array].name + (list.isEmpty ? "" : "[" + list.joined(separator: ", ") + "]")
    case .quotient(let a, let b), .remainder(let a, let b):
      let name = if case .quotient = atom { "div" } else { "mod" }
      if depth > 3 { return name + "(...)" }
      return "\(name)(\(text(a, depth: depth + 1)), \(text(b, depth: depth + 1)))"
    }
  }
}
