/// How the elements of a Jacobian or a Hessian are laid out.
public enum MatrixFormat: String, CaseIterable, Sendable {
  /// All of them, shaped as what is differentiated and then as what it is differentiated by.
  case dense
  /// Those that may differ from 0, each with its row and its column.
  case coo
  /// The same row by row, with the place where each row begins.
  case csr
}

/// A derivative of a whole program, beside its values.
public struct DerivativeQuery: Hashable, Sendable {
  /// Which derivative it is; each is named as the operator of the language.
  public enum Kind: String, CaseIterable, Sendable {
    /// Of every output, by every variable.
    case jacobian
    /// Of one scalar, by every two variables.
    case hessian
    /// The Hessian times a direction, by every variable.
    case hvp
    /// The derivative of every output along a direction.
    case jvp
    /// Weights of the outputs times their derivatives, by every variable.
    case vjp
  }

  /// Which derivative is wanted.
  public var kind: Kind
  /// What has a direction: for `hvp` and `jvp` the variables that move, for `vjp` the outputs that are weighted. Each is a
  /// further input, `dot_x` for the variable `x`, `weight_y` for the output `y`.
  public var names: [String]

  /// How its matrices are laid out; for `jacobian` and `hessian` only.
  public var format = MatrixFormat.dense

  /// Makes a query; the names are for `hvp`, `jvp` and `vjp` only.
  public init(_ kind: Kind, along names: [String] = [], format: MatrixFormat = .dense) {
    (self.kind, self.names, self.format) = (kind, names, format)
  }

  /// Returns the name of the input that holds the direction of an array.
  public func direction(of name: String) -> String { (kind == .vjp ? "weight_" : "dot_") + name }
}

/// One part of a derivative, and what it belongs to.
public struct DerivativePart: Hashable, Sendable {
  /// Which derivative it is a part of.
  public let kind: DerivativeQuery.Kind
  /// The names that it belongs to: output and variable of a Jacobian, two variables of a Hessian, else one name.
  public let names: [String]
  /// The numbers.
  public let array: NumericArray
}
