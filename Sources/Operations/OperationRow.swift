/// A small expression over the operands and the result of one operation: how a partial derivative, or a composed
/// function, is written down as data. It is built from operations only, so the table is closed under differentiation.
package indirect enum Rule: Hashable, Sendable {
  /// The operand with this number, from 0.
  case operand(Int)
  /// The value of the operation itself.
  case result
  case constant(Double)
  case apply(Operation, [Rule])
}

/// One row of the operation table.
package struct OperationRow: Sendable {
  /// How the language writes it.
  package enum Notation: Hashable, Sendable {
    case infix(String)
    case prefix(String)
    /// `name(x, y)`
    case function
    case conditional
  }

  /// Whether a value is a number or a condition.
  package enum Kind: Hashable, Sendable {
    case real, condition
  }

  /// What computes it.
  package enum Implementation: Sendable {
    /// One machine operation or one function of libm (or a helper body for each language).
    case primitive(Primitive)
    /// A combination of other operations: expanded before loop nests are made, so that parts are shared.
    case composed(Rule)
  }

  package var name: String
  package var notation: Notation
  package var operands: [Kind]
  package var result: Kind
  package var summary: String
  package var domain: String
  package var implementation: Implementation
  /// The partial derivative for each operand; `.constant(0)` where it is zero everywhere or by convention.
  package var partials: [Rule]
}

/// One machine operation or one function of libm.
package struct Primitive: Sendable {}
