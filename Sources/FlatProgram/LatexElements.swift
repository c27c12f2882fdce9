/// Names, numbers, integer expressions and elements of arrays as mathematics for a paper.
package struct LatexElements: Sendable {
  private let program: Program
  /// What axes are called, where that is not their own name.
  package var axisNames: [AxisID: String] = [:]

  /// A part of a text that is still to be written.
  private enum Piece {
    case text(String)
    case integer(IndexExpression)
    case atom(IndexAtom)
  }

  /// Takes the program that the names are of.
  package init(_ program: Program) { self.program = program }

  // MARK: Elements

  /// Returns `W^{(1)}_{d, c}`; for an adjoint `\frac{\partial L}{\partial W^{(1)}_{d, c}}`. Complexity: linear in the text.
  package func text(of array: ArrayID, _ subscripts: [IndexID], output: String) -> String {
    if case .adjoint(let primal) = program[array].role {
      return "\\frac{\\partial \(Self.name(output))}{\\partial " + written(plain(primal, subscripts)) + "}"
    }
    return written(plain(array, subscripts))
  }

  /// Returns `2 d + \mathrm{pad} - 1`. Complexity: linear in the text.
  package func text(of expression: IndexExpression) -> String { written([.integer(expression)]) }

  /// Returns what an axis is called.
  package func name(of axis: AxisID) -> String { Self.name(axisNames[axis] ?? program[axis].name) }

  /// Returns the sum sign of an axis with its bounds.
  package func sum(over axis: AxisID) -> String {
    let lower = text(of: program[program[axis].lower])
    return "\\sum_{\(name(of: axis))=\(lower)}^{\(text(of: lastValue(of: axis)))} "
  }

  /// Returns the last value that an axis takes.
  package func lastValue(of axis: AxisID) -> IndexExpression { program[program[axis].upper] - IndexExpression(1) }

  /// Tells whether something stands above an element's letters, so that a power needs brackets.
  package func isRaised(_ array: ArrayID, _ subscripts: [IndexID]) -> Bool {
    if case .adjoint = program[array].role { return true }
    return !subscripts.isEmpty && !Self.parts(of: program[array].name).digits.isEmpty
  }

  private func plain(_ array: ArrayID, _ list: [IndexID]) -> [Piece] {
    let (letters, digits) = Self.parts(of: program[array].name)
    guard !list.isEmpty else { return [.text(Self.name(program[array].name))] }
    // A number that belongs to the name stands above those that pick an element.
    var pieces: [Piece] = [.text(letters + (digits.isEmpty ? "" : "^{(\(digits))}") + "_{")]
    for (position, index) in list.enumerated() {
      pieces += (position > 0 ? [.text(", ")] : []) + [.integer(program[index])]
    }
    return pieces + [.text("}")]
  }

  private func written(_ pieces: [Piece]) -> String {
    var text = ""
    var pending = Array(pieces.reversed())
    while let piece = pending.popLast() {
      switch piece {
      case .text(let string): text += string
      case .integer(let expression): pending += parts(of: expression).reversed()
      case .atom(let atom): pending += parts(of: atom).reversed()
      }
    }
    return text
  }

  // MARK: Integers

  private func parts(of expression: IndexExpression) -> [Piece] {
    var terms = expression.terms
    guard !terms.isEmpty else { return [.text("0")] }
    if let lead = terms.firstIndex(where: { $0.coefficient > 0 }), lead > 0 {
      terms.insert(terms.remove(at: lead), at: 0)
    }
    var pieces: [Piece] = []
    for (position, term) in terms.enumerated() {
      let sign = term.coefficient < 0 ? "-" : position > 0 ? "+" : ""
      let magnitude = term.coefficient.magnitude
      let isShown = magnitude != 1 || term.factors.isEmpty
      pieces.append(.text((position > 0 ? " \(sign) " : sign) + (isShown ? "\(magnitude)" : "")))
      pieces += (isShown && !term.factors.isEmpty ? [.text(space(within: term))] : []) + product(of: term)
    }
    return expression.divisor == 1 ? pieces : [.text("\\frac{")] + pieces + [.text("}{\(expression.divisor)}")]
  }

  /// Returns the factors side by side, `N i^{2}`.
  private func product(of term: IndexExpression.Term) -> [Piece] {
    var pieces: [Piece] = []
    var rest = term.factors[...]
    while let factor = rest.first {
      let count = rest.prefix { $0 == factor }.count
      pieces += (pieces.isEmpty ? [] : [.text(space(within: term))]) + [.atom(factor)]
      if count > 1 { pieces.append(.text("^{\(count)}")) }
      rest = rest.dropFirst(count)
    }
    return pieces
  }

  /// Returns what stands between factors: letters need nothing, words a space.
  private func space(within term: IndexExpression.Term) -> String {
    let hasWord = term.factors.contains { factor in
      switch factor {
      case .dim(let dim): program[dim].name.count > 1
      case .axis(let axis): (axisNames[axis] ?? program[axis].name).count > 1
      case .element, .quotient, .remainder: true
      }
    }
    return hasWord ? " \\, " : " "
  }

  private func parts(of atom: IndexAtom) -> [Piece] {
    switch atom {
    case .dim(let dim): [.text(Self.name(program[dim].name))]
    case .axis(let axis): [.text(name(of: axis))]
    case .element(let array, let subscripts): plain(array, program[subscripts])
    case .quotient(let a, let b):
      [.text("\\left\\lfloor \\frac{"), .integer(program[a]), .text("}{"), .integer(program[b])]
        + [.text("} \\right\\rfloor")]
    case .remainder(let a, let b):
      [.text("\\left(")] + operand(program[a]) + [.text(" \\bmod ")] + operand(program[b]) + [.text("\\right)")]
    }
  }

  /// Returns an integer, in brackets where it is a sum.
  private func operand(_ expression: IndexExpression) -> [Piece] {
    guard expression.terms.count > 1, expression.divisor == 1 else { return [.integer(expression)] }
    return [.text("\\left("), .integer(expression), .text("\\right)")]
  }

  // MARK: Words

  private static let greek: Set<String> = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi",
    "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
  ]

  /// Returns a name: one letter as it is, a Greek one as that letter, others upright; digits at the end as a subscript.
  package static func name(_ name: String) -> String {
    let (letters, digits) = parts(of: name)
    return digits.isEmpty ? letters : "\(letters)_{\(digits)}"
  }

  /// Returns what a name begins with, and the digits that it ends with.
  private static func parts(of name: String) -> (letters: String, digits: String) {
    let digits = String(name.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
    var base = String(name.dropLast(digits.count))
    if base.hasSuffix("_"), base.count > 1, !digits.isEmpty { base.removeLast() }
    let letters: String
    if base.count == 1 && base != "_" {
      letters = base
    } else if greek.contains(base) {
      letters = "\\" + base
    } else {
      letters = "\\mathrm{\(base.map { $0 == "_" ? "\\_" : "\($0)" }.joined())}"
    }
    return (letters, digits)
  }

  /// Returns a number, as `1.5 \cdot 10^{9}` where it is written with an exponent.
  package static func number(_ number: Double) -> String {
    if number.isNaN { return "\\mathrm{NaN}" }
    if number.isInfinite { return number < 0 ? "-\\infty" : "\\infty" }
    let text = ProgramPrinter.text(of: number)
    guard let mark = text.firstIndex(of: "e") else { return text }
    let (mantissa, exponent) = (text[..<mark], text[text.index(after: mark)...])
    return (mantissa == "1" ? "" : "\(mantissa) \\cdot ") + "10^{\(exponent)}"
  }
}
