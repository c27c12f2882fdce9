/// How mathematicians set an operation.
package enum LatexForm: Hashable, Sendable {
  /// Between its operands, as tightly as in the language.
  case infix(String)
  /// Before its operand.
  case prefix(String)
  /// One operand above the other.
  case fraction
  /// The second operand raised.
  case power
  /// Around its operand.
  case around(String, String)
  /// Raised behind its operand.
  case raised(String)
  /// Before its operands in parentheses.
  case call(String)
  /// A brace with a line for each branch.
  case cases
}
