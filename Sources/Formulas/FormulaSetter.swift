import FlatProgram
import Operations

/// A part of a line of a formula.
protocol FormulaPiece {
  static func text(_ string: String) -> Self
}

/// What sets formulas in some notation: sums are set alike in all.
protocol FormulaSetter {
  associatedtype Piece: FormulaPiece

  /// Returns a product with how tightly it binds.
  mutating func term(_ coefficient: Coefficient, _ factor: FormulaID) -> (level: Int, pieces: [Piece])
  /// Returns pieces in brackets where these are wanted.
  func enclosed(_ pieces: [Piece], _ isEnclosed: Bool) -> [Piece]
}

extension FormulaSetter {
  /// Returns a sum that begins with what is not subtracted, where there is such a term.
  mutating func sum(_ terms: [Formula.Term]) -> (level: Int, pieces: [Piece]) {
    guard let first = terms.firstIndex(where: { !$0.coefficient.isNegative }) ?? terms.indices.first else {
      return (Level.primary, [.text("0")])
    }
    var terms = terms
    terms.insert(terms.remove(at: first), at: 0)
    if terms.count == 1 {
      let (level, pieces) = term(terms[0].coefficient.magnitude, terms[0].factor)
      guard terms[0].coefficient.isNegative else { return (level, pieces) }
      return (Level.unary, [.text("-")] + enclosed(pieces, level < Level.product))
    }
    var pieces: [Piece] = []
    for (position, part) in terms.enumerated() {
      let (level, own) = term(part.coefficient.magnitude, part.factor)
      let sign = part.coefficient.isNegative ? "-" : "+"
      pieces.append(.text(position > 0 ? " \(sign) " : part.coefficient.isNegative ? "-" : ""))
      pieces += enclosed(own, level < Level.product)
    }
    return (Level.sum, pieces)
  }
}

extension FormulaMaker {
  /// Whether the text of a formula begins with a minus sign.
  func startsWithSign(_ id: FormulaID) -> Bool {
    switch self[id] {
    case .sum(let terms): terms.count == 1 && terms[0].coefficient.isNegative
    case .call(let operation, _): ProgramPrinter.level(of: operation) == Level.unary
    case .index(let index): (program[index].terms.first?.coefficient ?? 0) < 0
    case .number, .element, .product, .reduction, .logsumexp, .softmax: false
    }
  }

  /// Returns the condition without which a product is 0, and what it is under that; nil where it is no other than its factor.
  mutating func unlessZero(
    _ coefficient: Coefficient, _ powers: [Formula.Power]
  ) -> (condition: FormulaID, value: FormulaID)? {
    var condition: FormulaID?
    var rest: [Formula.Power] = []
    for power in powers {
      guard case .call(let operation, let operands) = self[power.base], operation.row.notation == .conditional,
        power.exponent == 1, isZero(operands[2])
      else {
        rest.append(power)
        continue
      }
      condition = condition.map { apply(.and, [$0, operands[0]]) } ?? operands[0]
      rest.append(.init(base: operands[1], exponent: 1))
    }
    guard let condition, !(coefficient.isOne && powers.count == 1) else { return nil }
    return (condition, product(coefficient, rest))
  }

  /// Returns factors in the order of their ranks; those of the same rank as they stood.
  func sorted(_ powers: [Formula.Power], by rank: (FormulaID) -> (Int, Int32)) -> [Formula.Power] {
    powers.enumerated().sorted { a, b in
      let (first, second) = (rank(a.element.base), rank(b.element.base))
      return first == second ? a.offset < b.offset : first < second
    }.map(\.element)
  }

  /// Returns where an array's element stands in a product: by what it is, then in the order of the program.
  func rank(of array: ArrayID, adjoint: Int) -> (Int, Int32) {
    switch program[array].role {
    case .constant: (0, array.raw)
    case .input: (2, array.raw)
    case .parameter: (3, array.raw)
    case .local: (4, array.raw)
    case .adjoint, .tangent: (adjoint, array.raw)
    }
  }
}
