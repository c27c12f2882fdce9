import Operations

extension StabiliseRows {
  /// Beyond this, a logarithm is that of a number that may have lost digits or overflowed, or vanished.
  static let largestLogarithm = 660.0

  /// Logarithms of products, quotients and powers, which overflow and vanish where their factors do not.
  ///
  /// An ordinary product keeps its one logarithm; the slopes are those of the factors' logarithms.
  static let monomials: [Rewrite] = [
    Rewrite(.log(.power(.x, 2)), 2 * .log(.abs(.x)), because: "squares overflow at 1e154 and vanish at 1e-162"),
    Rewrite(
      .log(.power(.x, .y)), .y * .log(.abs(.x)), where: .isEven(1), because: "powers overflow and vanish"),
    Rewrite(.log(1 / .x), -.log(.x), because: "the slope of the quotient overflows where x is tiny"),
    Rewrite(.log(.power(.x, .y)), .y * .log(.x), where: .isExponent(1), because: "powers overflow and vanish"),
    Rewrite(
      .log(.power(.x, .y)), .apply(.xlogy, [.y, .x]), where: .isNonNegative(0), because: "powers overflow and vanish"),
    Rewrite(.log(.abs(.x)), .log(.x), where: .isNonNegative(0), because: "the slope at 0 is 0 times infinity"),
    Rewrite(
      .log(.abs(.power(.x, .y))), .y * .log(.abs(.x)), where: .isWhole(1), because: "powers overflow and vanish"),
    Rewrite(.log(.abs(-.x)), .log(.abs(.x)), because: "a product may be behind the sign"),
    Rewrite(.log(.abs(.x * .y)), sum(.log(.abs(.x)) + .log(.abs(.y))), where: .areFactors(0, 1), because: leaves),
    Rewrite(.log(.abs(.x / .y)), sum(.log(.abs(.x)) - .log(.abs(.y))), where: .areFactors(0, 1), because: leaves),
    Rewrite(
      .log(.abs(.x / .y)), .attach(.result, .log(.abs(.y)), -1), where: .isFixed(0, other: 1),
      because: "the slope of the quotient overflows where y is tiny"),
    Rewrite(.log(.abs(.x)), .attach(.result, .x, 1 / .x), because: "the slope at 0 is 0 times infinity"),
    Rewrite(
      .log(.x * .y), signed(.x * .y, .log(.abs(.x)) + .log(.abs(.y))), where: .areFactors(0, 1), because: leaves),
    Rewrite(
      .log(.x / .y), signed(.x / .y, .log(.abs(.x)) - .log(.abs(.y))), where: .areFactors(0, 1), because: leaves),
    Rewrite(
      .log(.x / .y), .attach(.result, .log(.abs(.y)), -1), where: .isFixed(0, other: 1),
      because: "the slope of the quotient overflows where y is tiny"),
    Rewrite(
      .log(.power(.x, 2) + .power(.y, 2)),
      .select(isOrdinary, .result, 2 * .log(.hypot(.x, .y))), because: "squares overflow at 1e154 and vanish at 1e-162"),
    Rewrite(
      .log(.power(.x, 2) + .y),
      .select(isOrdinary, .result, 2 * .log(.hypot(.x, .sqrt(.y)))), where: .isSumOfSquares(1),
      because: "squares overflow at 1e154 and vanish at 1e-162"),
    toBase(.log2, 2, largest: 950),
    toBase(.log10, 10, largest: 285),
  ]

  private static let leaves = "a product or quotient may overflow or vanish where its parts do not"

  private static let isOrdinary: Rule = .abs(.result) < .constant(largestLogarithm)

  /// The logarithm as it was where it is ordinary, otherwise this sum, whose slopes it always has.
  private static func sum(_ logarithms: Rule) -> Rule {
    .attach(.select(isOrdinary, .result, logarithms), logarithms, 1)
  }

  /// Like `sum`; numbers that have no logarithm, also those that became 0, keep what they had.
  private static func signed(_ number: Rule, _ logarithms: Rule) -> Rule {
    .attach(
      .select(isOrdinary, .result, .select(1 / number < 0, .result, logarithms)), logarithms, 1)
  }

  /// A logarithm to another base, by way of the natural one where its value is not ordinary.
  private static func toBase(_ operation: Operation, _ base: Double, largest: Double) -> Rewrite {
    let natural: Rule = .log(.x) / .log(.constant(base))
    return Rewrite(
      .apply(operation, [.x]), .attach(.select(.abs(.result) < .constant(largest), .result, natural), natural, 1),
      where: .isWide(0),
      because: leaves)
  }
}
