/// A finite operand at which an operation, or its derivative, is infinite.
package struct Edge: Hashable, Sendable {
  /// What is infinite there.
  package enum Kind: Hashable, Sendable {
    case value
    case slope
  }

  /// The number of the operand.
  package var operand: Int
  /// The number that it must not get to.
  package var place: Double
  package var kind: Kind
  /// What the second operand has to be for it; nil where there is none, or it does not matter.
  package var second: Range<Double>?

  /// Makes an edge of the first operand; without more being said, of the value.
  package init(_ place: Double, operand: Int = 0, _ kind: Kind = .value, second: Range<Double>? = nil) {
    (self.operand, self.place, self.kind, self.second) = (operand, place, kind, second)
  }
}
