/// The rows of comparisons, of logic, and of the choice between two values.
///
/// In the interpreter a condition is 0 or 1. A comparison with NaN is false, except `!=`.
enum ConditionRows {
  /// The row of `less`.
  static let less = comparison("less", "<", " < ", "x is less than y") { $0 < $1 }
  /// The row of `lessOrEqual`.
  static let lessOrEqual = comparison("lessOrEqual", "<=", " \\le ", "x is at most y") { $0 <= $1 }
  /// The row of `greater`.
  static let greater = comparison("greater", ">", " > ", "x is greater than y") { $0 > $1 }
  /// The row of `greaterOrEqual`.
  static let greaterOrEqual = comparison("greaterOrEqual", ">=", " \\ge ", "x is at least y") { $0 >= $1 }
  /// The row of `equal`.
  static let equal = comparison("equal", "==", " = ", "x equals y", isCommutative: true) { $0 == $1 }
  /// The row of `notEqual`.
  static let notEqual = comparison("notEqual", "!=", " \\ne ", "x differs from y", isCommutative: true) { $0 != $1 }

  /// The row of `and`.
  static let conjunction = logic("and", "&&", " \\land ", "both hold", identity: 1) { $0 != 0 && $1 != 0 }
  /// The row of `or`.
  static let disjunction = logic("or", "||", " \\lor ", "at least one holds", identity: 0) { $0 != 0 || $1 != 0 }

  /// The row of `not`.
  static let complement = OperationRow(
    "not", ["x"], "does not hold", domain: "conditions",
    notation: .prefix("not"), operands: [.condition], result: .condition,
    .primitive(.unary(.prefix("!"), single: .prefix("!"), cost: 1) { $0 == 0 ? 1 : 0 }),
    partials: [0],
    latex: .prefix("\\lnot "),
    samples: [[0...0], [1...1]])

  /// The row of `where`.
  static let selection = OperationRow(
    "where", ["c", "a", "b"], "a where c holds, otherwise b", domain: "c a condition",
    notation: .conditional, operands: [.condition, .real, .real],
    .primitive(.ternary(.conditional, cost: 1) { $0 != 0 ? $1 : $2 }),
    partials: [0, .select(.x, 1, 0), .select(.x, 0, 1)],
    bounds: { _, a, b in a.union(b) },
    latex: .cases,
    samples: [[0...0, -3...3, -3...3], [1...1, -3...3, -3...3]])

  @inline(__always)
  private static func comparison(
    _ name: String, _ symbol: String, _ latex: String, _ summary: String, isCommutative: Bool = false,
    _ holds: @escaping @Sendable (Double, Double) -> Bool
  ) -> OperationRow {
    OperationRow(
      name, ["x", "y"], summary, notation: .infix(symbol), result: .condition,
      .infix(symbol) { holds($0, $1) ? 1 : 0 },
      partials: [0, 0],
      kinks: "0 everywhere",
      facts: Facts(isCommutative: isCommutative, range: 0...1),
      latex: .infix(latex),
      samples: [[-1...0, 1...2], [1...2, -1...0]])
  }

  @inline(__always)
  private static func logic(
    _ name: String, _ symbol: String, _ latex: String, _ summary: String, identity: Double,
    _ holds: @escaping @Sendable (Double, Double) -> Bool
  ) -> OperationRow {
    OperationRow(
      name, ["x", "y"], summary, domain: "conditions",
      notation: .infix(name), operands: [.condition, .condition], result: .condition,
      .primitive(.binary(.infix(symbol), single: .infix(symbol), cost: 1) { holds($0, $1) ? 1 : 0 }),
      partials: [0, 0],
      facts: Facts(isCommutative: true, identity: identity, range: 0...1),
      latex: .infix(latex),
      samples: [[0...0, 0...0], [0...0, 1...1], [1...1, 0...0], [1...1, 1...1]])
  }
}
