import Operations

/// The identities of `simplify`, one a line.
///
/// Those in `exact` hold in floating point, the sign of a zero aside. Those in `real` hold for numbers: they may give a number
/// where infinities or NaNs took part (`0*x` is 0 also where x is infinite: a zero that stands in the text, or that a
/// derivative is made with, is meant), or give the finite result where an intermediate overflowed. `x - x` and `x/x` stay as they
/// are, since there a NaN is news.
enum SimplifyRows {
  /// All of them.
  static let all = exact + real

  /// Those that keep every bit, the sign of a zero aside.
  static let exact: [Rewrite] =
    signs + sums + differences + products + quotients + powers + comparisons + conditions + choices + functions

  private static let signs: [Rewrite] = [
    Rewrite(-(-.x), .x),
    Rewrite(-(.x - .y), .y - .x),
    Rewrite(-(.x * .y), -.x * .y, where: .isConstant(0)),
    Rewrite(-(.x * .y), -.y * .x, where: .isConstant(1)),
    Rewrite(-(.x / .y), -.x / .y, where: .isConstant(0)),
  ]

  private static let sums: [Rewrite] = [
    Rewrite(.x + 0, .x),
    Rewrite(0 + .x, .x),
    Rewrite(.x + .x, 2 * .x),
    Rewrite(.x + -.y, .x - .y),
    Rewrite(-.x + .y, .y - .x),
    Rewrite(.x + .y, .x - -.y, where: .isNegative(1)),
    Rewrite(.x + .y, .y - -.x, where: .isNegative(0)),
    Rewrite(.x + .y * .z, .x - -.y * .z, where: .isNegative(1)),
    Rewrite(.x + .y * .z, .x - .y * -.z, where: .isNegative(2)),
    Rewrite(.x + .y / .z, .x - -.y / .z, where: .isNegative(1)),
  ]

  private static let differences: [Rewrite] = [
    Rewrite(.x - 0, .x),
    Rewrite(0 - .x, -.x),
    Rewrite(.x - -.y, .x + .y),
    Rewrite(-.x - .y, -(.x + .y)),
    Rewrite(.x - .y, .x + -.y, where: .isNegative(1)),
    Rewrite(.x - .y * .z, .x + -.y * .z, where: .isNegative(1)),
    Rewrite(.x - .y * .z, .x + .y * -.z, where: .isNegative(2)),
    Rewrite(.x - .y / .z, .x + -.y / .z, where: .isNegative(1)),
  ]

  private static let products: [Rewrite] = [
    Rewrite(.x * 1, .x),
    Rewrite(1 * .x, .x),
    Rewrite(.x * -1, -.x),
    Rewrite(-1 * .x, -.x),
    Rewrite(-.x * -.y, .x * .y),
    Rewrite(-.x * .y, -(.x * .y)),
    Rewrite(.x * -.y, -(.x * .y)),
  ]

  private static let quotients: [Rewrite] = [
    Rewrite(.x / 1, .x),
    Rewrite(.x / -1, -.x),
    Rewrite(-.x / -.y, .x / .y),
    Rewrite(-.x / .y, -(.x / .y)),
    Rewrite(.x / -.y, -(.x / .y)),
  ]

  private static let powers: [Rewrite] = [
    Rewrite(.power(.x, 1), .x),
    Rewrite(.power(.x, 0), 1),
    Rewrite(.power(1, .x), 1),
  ]

  private static let comparisons: [Rewrite] = [
    Rewrite(-.x < 0, .x > 0),
    Rewrite(-.x <= 0, .x >= 0),
    Rewrite(-.x > 0, .x < 0),
    Rewrite(-.x >= 0, .x <= 0),
    Rewrite(0 < -.x, .x < 0),
    Rewrite(0 <= -.x, .x <= 0),
    Rewrite(0 > -.x, .x > 0),
    Rewrite(0 >= -.x, .x >= 0),
  ]

  private static let conditions: [Rewrite] = [
    Rewrite(.not(.not(.x)), .x),
    Rewrite(.not(.equal(.x, .y)), .apply(.notEqual, [.x, .y])),
    Rewrite(.not(.apply(.notEqual, [.x, .y])), .equal(.x, .y)),
    Rewrite(.x && 1, .x, where: .isCondition(0)),
    Rewrite(1 && .x, .x, where: .isCondition(0)),
    Rewrite(.x && 0, 0),
    Rewrite(0 && .x, 0),
    Rewrite(.x && .x, .x, where: .isCondition(0)),
    Rewrite(.x && .not(.x), 0),
    Rewrite(.not(.x) && .x, 0),
    Rewrite(.x || 0, .x, where: .isCondition(0)),
    Rewrite(0 || .x, .x, where: .isCondition(0)),
    Rewrite(.x || 1, 1),
    Rewrite(1 || .x, 1),
    Rewrite(.x || .x, .x, where: .isCondition(0)),
    Rewrite(.x || .not(.x), 1),
    Rewrite(.not(.x) || .x, 1),
    Rewrite(.select(.x, 1, 0) > 0, .x, where: .isCondition(0)),
    Rewrite(.apply(.notEqual, [.select(.x, 1, 0), 0]), .x, where: .isCondition(0)),
  ]

  private static let choices: [Rewrite] = [
    Rewrite(.select(0, .x, .y), .y),
    Rewrite(.select(1, .x, .y), .x),
    Rewrite(.select(.x, .y, .y), .y),
    Rewrite(.select(.not(.x), .y, .z), .select(.x, .z, .y)),
    Rewrite(.select(.x, .select(.x, .y, .z), .w), .select(.x, .y, .w)),
    Rewrite(.select(.x, .y, .select(.x, .z, .w)), .select(.x, .y, .w)),
  ]

  private static let functions: [Rewrite] =
    [
      Rewrite(.max(.x, .x), .x),
      Rewrite(.min(.x, .x), .x),
      Rewrite(.abs(.abs(.x)), .abs(.x)),
    ] + Operation.allCases.compactMap(oddOrEven) + Operation.allCases.compactMap(evenOfMultiple)

  /// Those that hold for numbers.
  static let real: [Rewrite] = [
    Rewrite(0 * .x, 0),
    Rewrite(.x * 0, 0),
    Rewrite(.x * .select(.y, 1, 0), .select(.y, .x, 0)),
    Rewrite(.select(.y, 1, 0) * .x, .select(.y, .x, 0)),
    Rewrite(.x * .select(.y, 0, 1), .select(.y, 0, .x)),
    Rewrite(.select(.y, 0, 1) * .x, .select(.y, 0, .x)),
    Rewrite(.x * (.y * .z), .x * .y * .z, where: .areScales(0, 1)),
    Rewrite(.x * (.y * .z), .x * .z * .y, where: .areScales(0, 2)),
    Rewrite(.x * .y * .z, .x * .z * .y, where: .areScales(0, 2)),
    Rewrite(.x * .y * .z, .x * (.y * .z), where: .areScales(1, 2)),
  ]

  /// A function that the table calls odd or even passes a sign on, or drops it.
  private static func oddOrEven(_ operation: Operation) -> Rewrite? {
    // The sign itself is odd, but passing it on would go round in a circle.
    guard operation != .negate, operation.row.arity == 1 else { return nil }
    switch operation.row.facts.symmetry {
    case .odd: return Rewrite(.apply(operation, [-.x]), -.apply(operation, [.x]))
    case .even: return Rewrite(.apply(operation, [-.x]), .apply(operation, [.x]))
    case nil: return nil
    }
  }

  /// A function that the table calls even drops the sign of a factor: `exp(-abs(2*x))` is that of `-2*x` too.
  private static func evenOfMultiple(_ operation: Operation) -> Rewrite? {
    guard operation.row.arity == 1, case .even = operation.row.facts.symmetry else { return nil }
    return Rewrite(.apply(operation, [.x * .y]), .apply(operation, [-.x * .y]), where: .isNegative(0))
  }
}

extension Rule {
  /// The fourth operand of a form.
  fileprivate static let w = Rule.operand(3)

  fileprivate static func not(_ a: Rule) -> Rule { .apply(.not, [a]) }
}
