import FlatProgram
import Operations

/// What is known of the values of an expression from its form alone.
struct TermKind: OptionSet, Sendable {
  let rawValue: UInt16

  /// Never below 0.
  static let nonNegative = TermKind(rawValue: 1)
  /// A number above 0 that no data changes.
  static let positiveConstant = TermKind(rawValue: 2)
  /// Products, quotients and sums of exponentials and positive constants.
  static let exponential = TermKind(rawValue: 4)
  /// A sum of squares, positive constants among them, but not of constants alone.
  static let squares = TermKind(rawValue: 8)
  /// A number that no data changes.
  static let fixed = TermKind(rawValue: 16)
  /// A product, quotient or power that may overflow or vanish where what it is made of does not.
  static let wide = TermKind(rawValue: 32)

  /// An exponential that may overflow, or what is made of one.
  static let overflowing = TermKind(rawValue: 64)
  /// Made of a sum over an axis.
  static let summed = TermKind(rawValue: 128)

  /// Returns whether the product of two terms is wide.
  static func areWide(_ a: TermKind, _ b: TermKind) -> Bool {
    a.contains(.wide) || b.contains(.wide) || !a.contains(.fixed) && !b.contains(.fixed)
  }

  /// Returns whether two terms are exponentials and positive constants, not two constants.
  static func areExponential(_ a: TermKind, _ b: TermKind) -> Bool {
    let both = a.union(b)
    return a.isExponentialOrConstant && b.isExponentialOrConstant && both.contains(.exponential)
  }

  private var isExponentialOrConstant: Bool { contains(.exponential) || contains(.positiveConstant) }

  private var isSquaresOrConstant: Bool { contains(.squares) || contains(.positiveConstant) }

  /// Returns what an operation makes of operands of these kinds; `areSame` says that the first two are one expression,
  /// `areFixed` that no data changes any of them.
  static func result(
    of operation: Operation, _ a: TermKind, _ b: TermKind, _ c: TermKind, areSame: Bool, areFixed: Bool
  ) -> TermKind {
    var kind: TermKind = []
    if let range = operation.row.facts.range, range.lowerBound >= 0 { kind.insert(.nonNegative) }
    if areFixed { kind.insert(.fixed) }
    let areNonNegative = a.contains(.nonNegative) && b.contains(.nonNegative)
    switch operation {
    case .exp: kind.formUnion([.exponential, .overflowing])
    case .sigmoid: kind.insert(.exponential)
    case .multiply, .divide:
      if areNonNegative || areSame { kind.insert(.nonNegative) }
      if areSame, operation == .multiply { kind.insert(.squares) }
      if areWide(a, b) { kind.insert(.wide) }
      if areExponential(a, b) { kind.insert(.exponential) }
      if a.contains(.positiveConstant), b.contains(.positiveConstant) { kind.insert(.positiveConstant) }
      if b.contains(.positiveConstant), a.contains(.squares) { kind.insert(.squares) }
    case .add:
      if areNonNegative { kind.insert(.nonNegative) }
      if areExponential(a, b) { kind.insert(.exponential) }
      let areSquares = a.isSquaresOrConstant && b.isSquaresOrConstant
      if areSquares, a.union(b).contains(.squares) { kind.insert(.squares) }
    case .sqrt:
      if a.contains(.exponential) { kind.insert(.exponential) }
      kind.formUnion(a.intersection(.wide))
    case .abs, .negate: kind.formUnion(a.intersection(.wide))
    case .max: if a.contains(.nonNegative) || b.contains(.nonNegative) { kind.insert(.nonNegative) }
    case .min: if areNonNegative { kind.insert(.nonNegative) }
    case .select:
      if b.contains(.nonNegative) && c.contains(.nonNegative) { kind.insert(.nonNegative) }
      if areExponential(b, c) { kind.insert(.exponential) }
    case .square: kind.formUnion(areFixed ? .squares : [.squares, .wide])
    case .recip: if !areFixed { kind.insert(.wide) }
    case .stop: kind = a.intersection([.nonNegative, .fixed, .wide])
    default: break
    }
    if kind.contains(.exponential), operation != .exp, operation != .sigmoid {
      kind.formUnion(a.union(b).union(c).intersection([.overflowing, .summed]))
    }
    return kind
  }
}
