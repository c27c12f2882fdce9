import FlatProgram
import Operations

/// What is known of the values of an expression from its form alone.
struct TermKind: OptionSet, Sendable {
  let rawValue: UInt8

  /// Never below 0.
  static let nonNegative = TermKind(rawValue: 1)
  /// A number above 0 that no data changes.
  static let positiveConstant = TermKind(rawValue: 2)
  /// Products, quotients and sums of exponentials and positive constants.
  static let exponential = TermKind(rawValue: 4)
  /// A sum of squares, positive constants among them, but not of constants alone.
  static let squares = TermKind(rawValue: 8)

  /// Returns whether two terms are exponentials and positive constants, not two constants.
  static func areExponential(_ a: TermKind, _ b: TermKind) -> Bool {
    let both = a.union(b)
    return a.isExponentialOrConstant && b.isExponentialOrConstant && both.contains(.exponential)
  }

  private var isExponentialOrConstant: Bool { contains(.exponential) || contains(.positiveConstant) }

  private var isSquaresOrConstant: Bool { contains(.squares) || contains(.positiveConstant) }

  /// Returns what an operation makes of operands of these kinds; `areSame` says that the first two are one expression.
  static func result(of operation: Operation, _ a: TermKind, _ b: TermKind, _ c: TermKind, areSame: Bool) -> TermKind {
    var kind: TermKind = []
    if let range = operation.row.facts.range, range.lowerBound >= 0 { kind.insert(.nonNegative) }
    let areNonNegative = a.contains(.nonNegative) && b.contains(.nonNegative)
    switch operation {
    case .exp, .sigmoid: kind.insert(.exponential)
    case .multiply, .divide:
      if areNonNegative || areSame { kind.insert(.nonNegative) }
      if areSame, operation == .multiply { kind.insert(.squares) }
      if areExponential(a, b) { kind.insert(.exponential) }
      if a.contains(.positiveConstant), b.contains(.positiveConstant) { kind.insert(.positiveConstant) }
      if b.contains(.positiveConstant), a.contains(.squares) { kind.insert(.squares) }
    case .add:
      if areNonNegative { kind.insert(.nonNegative) }
      if areExponential(a, b) { kind.insert(.exponential) }
      let areSquares = a.isSquaresOrConstant && b.isSquaresOrConstant
      if areSquares, a.union(b).contains(.squares) { kind.insert(.squares) }
    case .sqrt: if a.contains(.exponential) { kind.insert(.exponential) }
    case .max: if a.contains(.nonNegative) || b.contains(.nonNegative) { kind.insert(.nonNegative) }
    case .min: if areNonNegative { kind.insert(.nonNegative) }
    case .select:
      if b.contains(.nonNegative) && c.contains(.nonNegative) { kind.insert(.nonNegative) }
      if areExponential(b, c) { kind.insert(.exponential) }
    case .square: kind.insert(.squares)
    case .stop: kind = a.intersection(.nonNegative)
    default: break
    }
    return kind
  }
}
