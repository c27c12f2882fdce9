/// How an operation hands the gradient that reaches it on to its operands, where a lecture has a word for it.
package enum GradientPattern: String, Hashable, Sendable {
  /// Every operand takes the whole gradient, signs aside: a sum.
  case distributes
  /// Each of two operands takes the gradient times the other: a product.
  case swaps
  /// Each operand takes the whole gradient or none: a maximum.
  case routes
}

extension OperationRow {
  /// The operation's pattern, read off its partial derivatives; nil where it has none with a name.
  package var gradientPattern: GradientPattern? {
    let partials = textbook ?? partials
    let flowing = zip(operands, partials).filter { $0.0 == .real && $0.1 != .constant(0) }.map(\.1)
    guard result == .real, !flowing.isEmpty else { return nil }
    if flowing.count > 1, flowing.allSatisfy({ $0 == .constant(1) || $0 == .constant(-1) }) { return .distributes }
    if flowing == [.operand(1), .operand(0)] { return .swaps }
    return flowing.allSatisfy(\.isSwitch) ? .routes : nil
  }
}

extension Rule {
  /// Whether it is 1 or 0 as a condition holds or not. Recursion is as deep as the table's own text.
  fileprivate var isSwitch: Bool {
    guard case .apply(let operation, let arguments) = self else { return false }
    if case .composed(let rule) = operation.row.implementation { return rule.isSwitch }
    return arguments.count == 3 && arguments.dropFirst().allSatisfy { $0 == .constant(0) || $0 == .constant(1) }
  }
}
