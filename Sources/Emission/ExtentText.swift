import FlatProgram

/// Integer expressions over dims as people write them, for comments.
package enum ExtentText {
  /// Returns `N*D + 2`; atoms that are no dims are written as `?`.
  package static func text(_ expression: IndexExpression, dims: [String]) -> String {
    var text = ""
    for term in expression.terms {
      let magnitude = "\(term.coefficient.magnitude)"
      var words = term.factors.map { factor -> String in
        if case .dim(let dim) = factor { return dims[Int(dim.raw)] }
        return "?"
      }
      if magnitude != "1" || words.isEmpty { words.insert(magnitude, at: 0) }
      let sign = term.coefficient < 0 ? "-" : "+"
      text += text.isEmpty ? (sign == "-" ? "-" : "") : " \(sign) "
      text += words.joined(separator: "*")
    }
    if text.isEmpty { return "0" }
    guard expression.divisor != 1 else { return text }
    return expression.terms.count == 1 ? "\(text)/\(expression.divisor)" : "(\(text))/\(expression.divisor)"
  }

  /// Returns ` [N][D]`, or nothing for a scalar.
  static func shape(of array: ArrayID, in program: Program, dims: [String]) -> String {
    let extents = program[array].shape.map { "[\(text(program[$0], dims: dims))]" }
    return extents.isEmpty ? "" : " " + extents.joined()
  }
}
