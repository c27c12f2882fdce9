/// Algebraic facts about one operation that hold in floating point, signs of zeros aside.
package struct Facts: Hashable, Sendable {
  /// What the function does to a change of sign.
  package enum Symmetry: Hashable, Sendable {
    /// `f(-x) = f(x)`
    case even
    /// `f(-x) = -f(x)`
    case odd
  }

  /// Which way a function of one operand goes over its whole domain, constant stretches allowed.
  package enum Direction: Hashable, Sendable {
    case increasing, decreasing
  }

  /// Whether the two operands may change places.
  package var isCommutative: Bool
  /// The second operand that gives back the first: 0 for addition, 1 for multiplication.
  package var identity: Double?
  /// What becomes of the result when every operand changes its sign; nil where nothing general is known.
  package var symmetry: Symmetry?
  /// Which way the function goes; nil where it turns, or has several operands.
  package var direction: Direction?
  /// Bounds that every result keeps, ends included.
  package var range: ClosedRange<Double>?

  /// States nothing, but for what is given.
  package init(
    isCommutative: Bool = false, identity: Double? = nil, symmetry: Symmetry? = nil, direction: Direction? = nil,
    range: ClosedRange<Double>? = nil
  ) {
    self.isCommutative = isCommutative
    self.identity = identity
    self.symmetry = symmetry
    self.direction = direction
    self.range = range
  }
}
