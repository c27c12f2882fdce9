import FlatProgram

/// Integer expressions over dims as people write them, for comments.
package enum ExtentText {
  /// Returns `N*D + 2`, or `div(N, 2)` where the program is there to look parts up; other atoms are written as `?`.
  ///
  /// Quotients nest at most as deep as the language lets them.
  package static func text(_ expression: IndexExpression, dims: [String], in program: Program? = nil) -> String {
    var text = ""
    for term in expression.terms {
      let magnitude = "\(term.coefficient.magnitude)"
      var words = term.factors.map { word(for: $0, dims, program) }
      if magnitude != "1" || words.isEmpty { words.insert(magnitude, at: 0) }
      let sign = term.coefficient < 0 ? "-" : "+"
      text += text.isEmpty ? (sign == "-" ? "-" : "") : " \(sign) "
      text += words.joined(separator: "*")
    }
    if text.isEmpty { return "0" }
    guard expression.divisor != 1 else { return text }
    return expression.terms.count == 1 ? "\(text)/\(expression.divisor)" : "(\(text))/\(expression.divisor)"
  }

  private static func word(for atom: IndexAtom, _ dims: [String], _ program: Program?) -> String {
    func call(_ name: String, _ a: IndexID, _ b: IndexID) -> String {
      guard let program else { return "?" }
      let operands = [a, b].map { text(program[$0], dims: dims, in: program) }
      return "\(name)(\(operands.joined(separator: ", ")))"
    }
    return switch atom {
    case .dim(let dim): dims[Int(dim.raw)]
    case .quotient(let a, let b): call("div", a, b)
    case .remainder(let a, let b): call("mod", a, b)
    case .axis, .element: "?"
    }
  }

  /// Returns ` [N][D]`, or nothing for a scalar.
  static func shape(of array: ArrayID, in program: Program, dims: [String]) -> String {
    let extents = program[array].shape.map { "[\(text(program[$0], dims: dims, in: program))]" }
    return extents.isEmpty ? "" : " " + extents.joined()
  }
}
