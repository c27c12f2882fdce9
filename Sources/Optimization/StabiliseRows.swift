import Operations

/// The rewrites of `stabilise`: each is an identity of real numbers, and its right side is accurate where its left is not.
///
/// Earlier rows come first. Sums and products match either way round, and squares and reciprocals however they are written.
enum StabiliseRows {
  /// All of them, as they are written down.
  static let all =
    sigmoids + logarithms + monomials + logisticLosses + differences + roots + products + quotients + exponentials

  /// All of them, with every way to write each form.
  static let withVariants = all.flatMap { row in
    row.form.variants.map { form in
      var variant = row
      variant.form = form
      return variant
    }
  }

  private static let sigmoids: [Rewrite] = [
    Rewrite(.exp(.x) / (1 + .exp(.x)), .sigmoid(.x), because: "infinity over infinity where exp overflows"),
    Rewrite(
      .exp(.x) * .y / (1 + .exp(.x)), .sigmoid(.x) * .y, because: "infinity over infinity where exp overflows"),
    Rewrite(
      .exp(.x) / .power(1 + .exp(.x), 2),
      .select(.abs(.x) < 1, 0.25 / .power(.cosh(0.5 * .x), 2), .sigmoid(.x) * .sigmoid(-.x)),
      because: "infinity over infinity where exp overflows", isLast: true),
    Rewrite(.exp(.x) / (.exp(.x) + .exp(.y)), .sigmoid(.x - .y), because: "infinity over infinity where exp overflows"),
    Rewrite(
      (.exp(.x) - .exp(-.x)) / (.exp(.x) + .exp(-.x)), .tanh(.x), because: "infinity over infinity where exp overflows"
    ),
    Rewrite(.expm1(.x) / (1 + .exp(.x)), .tanh(.x / 2), because: "infinity over infinity where exp overflows"),
    Rewrite(-.expm1(.x) / (1 + .exp(.x)), -.tanh(.x / 2), because: "infinity over infinity where exp overflows"),
    Rewrite(1 / (1 + .exp(-.x)), .sigmoid(.x), because: "0 times infinity in the gradient where exp overflows"),
    Rewrite(1 / (1 + .exp(.x)), .sigmoid(-.x), because: "0 times infinity in the gradient where exp overflows"),
    Rewrite(.y / (1 + .exp(-.x)), .y * .sigmoid(.x), because: "0 times infinity in the gradient where exp overflows"),
    Rewrite(.y / (1 + .exp(.x)), .y * .sigmoid(-.x), because: "0 times infinity in the gradient where exp overflows"),
    Rewrite(1 - .sigmoid(.x), .sigmoid(-.x), because: "a difference from 1 loses what is near it"),
    Rewrite(.sigmoid(.x) - 1, -.sigmoid(-.x), because: "a difference from 1 loses what is near it"),
    Rewrite(2 * .sigmoid(.x) - 1, .tanh(.x / 2), because: "a difference from 1 loses what is near it"),
    Rewrite(1 - .tanh(.x), 2 * .sigmoid(-2 * .x), because: "a difference from 1 loses what is near it"),
    Rewrite(1 + .tanh(.x), 2 * .sigmoid(2 * .x), because: "a difference from 1 loses what is near it"),
    Rewrite(.tanh(.x) - 1, -2 * .sigmoid(-2 * .x), because: "a difference from 1 loses what is near it"),
    Rewrite(
      1 - .power(.tanh(.x), 2), oneMinusSquaredTangent, because: "a difference from 1 loses what is near it",
      isLast: true),
    Rewrite(
      .power(.tanh(.x), 2) - 1,
      .select(.abs(.x) < 1, .power(.tanh(.x), 2) - 1, -4 * (.sigmoid(2 * .x) * .sigmoid(-2 * .x))),
      because: "a difference from 1 loses what is near it", isLast: true),
    Rewrite(
      .sigmoid(.x) - .sigmoid(.y),
      .select(
        .x > .y, .sigmoid(.x) * .sigmoid(-.y) * -.expm1(.y - .x), .sigmoid(.y) * .sigmoid(-.x) * .expm1(.x - .y)),
      because: "a difference of values near 1 loses digits", isLast: true),
    Rewrite(
      .tanh(.x) - .tanh(.y), 2 * (.sigmoid(2 * .x) - .sigmoid(2 * .y)),
      because: "a difference of values near 1 loses digits"),
  ]

  private static let oneMinusSquaredTangent = Rule.select(
    .abs(.x) < 1, 1 - .power(.tanh(.x), 2), 4 * (.sigmoid(2 * .x) * .sigmoid(-2 * .x)))

  /// The logarithm of 1 + a tiny number loses it; that of an overflow is infinite.
  private static let logarithms: [Rewrite] = [
    Rewrite(.log(1 + .exp(.x)), .softplus(.x), because: "exp overflows at 710"),
    Rewrite(.log1p(.exp(.x)), .softplus(.x), because: "exp overflows at 710"),
    largest([.exp(.x), .exp(.y), .exp(.z)], [.x, .y, .z]),
    largest([.exp(.x), .exp(.y), .exp(.z), .exp(.operand(3))], [.x, .y, .z, .operand(3)]),
    Rewrite(.log(.sigmoid(.x)), .apply(.logsigmoid, [.x]), because: "sigmoid vanishes at -745"),
    Rewrite(.log(.exp(.x)), .x, because: "exp overflows at 710 and vanishes at -745"),
    Rewrite(.log(.apply(.exp2, [.x])), .x * .log(2), because: "exp2 overflows at 1024"),
    Rewrite(
      .log(.exp(.x) - .exp(.y)), .x + .log(-.expm1(.y - .x)), because: "exp overflows at 710, and equals are lost"),
    Rewrite(.log(.expm1(.x)), .x + .log(-.expm1(-.x)), because: "exp overflows at 710"),
    Rewrite(
      .log(-.expm1(.x)), .select(.x > -0.6931471805599453, .log(-.expm1(.x)), .log1p(-.exp(.x))),
      because: "the logarithm of a number near 1 loses what is left of it", isLast: true),
    Rewrite(.log(oneMinusSquaredTangent), -2 * .log(.cosh(.x)), because: "the difference vanishes at 370"),
    Rewrite(
      .log(.cosh(.x)),
      .select(
        .abs(.x) < 1, .log1p(2 * .power(.sinh(.x / 2), 2)),
        .abs(.x) + (.log1p(.exp(-2 * .abs(.x))) - 0.6931471805599453)),
      because: "cosh overflows at 710, and is 1 near 0"),
    Rewrite(
      .log(.x * .y), .log(.x) + .log(.y), where: .areExponential(0, 1), because: "exponentials overflow and vanish"),
    Rewrite(
      .log(.x / .y), .log(.x) - .log(.y), where: .areExponential(0, 1), because: "exponentials overflow and vanish"),
    Rewrite(
      .log(.x + .y), .apply(.logaddexp, [.log(.x), .log(.y)]), where: .areExponential(0, 1),
      because: "exponentials overflow and vanish"),
    Rewrite(
      .log(.power(.x, .y)), .y * .log(.x), where: .areExponential(0, 0), because: "exponentials overflow and vanish"),
    Rewrite(
      .log(.select(.z, .x, .y)), .select(.z, .log(.x), .log(.y)), where: .areExponential(0, 1),
      because: "exponentials overflow and vanish"),
    Rewrite(.log(.sqrt(.x)), 0.5 * .log(.x), because: "the root has no slope at 0"),
    Rewrite(.log((1 + .x) / (1 - .x)), 2 * .apply(.atanh, [.x]), because: "a quotient near 1 loses what is near 0"),
    Rewrite(.log((1 - .x) / (1 + .x)), -2 * .apply(.atanh, [.x]), because: "a quotient near 1 loses what is near 0"),
    Rewrite(
      .log(.x + .hypot(.x, 1)), .apply(.asinh, [.x]), because: "x and the root cancel where x is negative"),
    Rewrite(
      .log(.x + .hypot(1, .x)), .apply(.asinh, [.x]), because: "x and the root cancel where x is negative"),
    Rewrite(
      .log(.x + .sqrt(squareMinusOne)), .apply(.acosh, [.x]),
      because: "the logarithm of 1 + x loses a tiny x"),
    Rewrite(.log(1 + .x), .log1p(.x), because: "1 + x loses a tiny x"),
    Rewrite(.log(1 - .x), .log1p(-.x), because: "1 - x loses a tiny x"),
    Rewrite(.x * .log(.x), .apply(.xlogy, [.x, .x]), because: "0 times -infinity at 0"),
    // What has become of the logarithm already.
    Rewrite(
      .x
        * .attach(
          .select(.abs(.log(.x / .y)) < .constant(largestLogarithm), .log(.x / .y), .operand(3)), .operand(4), 1),
      relativeEntropy, because: "0 times -infinity at 0, and the quotient overflows and vanishes", isLast: true),
    Rewrite(
      .x * .log(.x / .y), relativeEntropy, because: "0 times -infinity at 0, and the quotient overflows and vanishes",
      isLast: true),
  ]

  /// x*log(x/y), 0 where x is; its slopes are stated, since those of the quotient overflow where they do not.
  private static let relativeEntropy: Rule = {
    let quotient: Rule = .x / .y
    let difference = Rule.select(.y < 0, .log(-.x) - .log(-.y), .log(.x) - .log(.y))
    let isOrdinary = .abs(quotient) > 1e-290 && .abs(quotient) < .constant(.infinity)
    let nearOne = Rule.log1p((.x - .y) / .y)
    let logarithm = Rule.select(
      0.5 < quotient && quotient < 2, nearOne, .select(isOrdinary, .log(quotient), difference))
    let slopes = Rule.attach(0, .x, logarithm + 1) + .attach(0, .y, -quotient)
    return .attach(.select(.equal(.x, 0), 0, .x * logarithm), slopes, 1)
  }()

  /// The logarithm of a sum of exponentials, the largest taken off all: differences of exponents are the most exact.
  private static func largest(_ terms: [Rule], _ exponents: [Rule]) -> Rewrite {
    let largest = exponents.dropFirst().reduce(exponents[0]) { .max($0, $1) }
    let shift = Rule.stop(.select(.abs(largest) < .constant(.infinity), largest, 0))
    let scaled = exponents.map { Rule.exp($0 - shift) }
    return Rewrite(
      .log(terms.dropFirst().reduce(terms[0], +)), shift + .log(scaled.dropFirst().reduce(scaled[0], +)),
      because: "exponentials overflow and vanish", isLast: true)
  }

  private static let differences: [Rewrite] = [
    Rewrite(.exp(.x) - 1, .expm1(.x), because: "a difference from 1 loses what is near it"),
    Rewrite(.exp(.x) + -1, .expm1(.x), because: "a difference from 1 loses what is near it"),
    Rewrite(1 - .exp(.x), -.expm1(.x), because: "a difference from 1 loses what is near it"),
    Rewrite(1 - .cos(.x), 2 * .power(.sin(.x / 2), 2), because: "a difference from 1 loses what is near it"),
    Rewrite(.cos(.x) - 1, -2 * .power(.sin(.x / 2), 2), because: "a difference from 1 loses what is near it"),
    Rewrite(.cosh(.x) - 1, 2 * .power(.sinh(.x / 2), 2), because: "a difference from 1 loses what is near it"),
    Rewrite(1 - .cosh(.x), -2 * .power(.sinh(.x / 2), 2), because: "a difference from 1 loses what is near it"),
    Rewrite(1 - .power(.cos(.x), 2), .power(.sin(.x), 2), because: "a difference from 1 loses what is near it"),
    Rewrite(1 - .power(.sin(.x), 2), .power(.cos(.x), 2), because: "a difference from 1 loses what is near it"),
    Rewrite(1 - .apply(.erf, [.x]), .erfc(.x), because: "a difference from 1 loses what is near it"),
    Rewrite(.apply(.erf, [.x]) - 1, -.erfc(.x), because: "a difference from 1 loses what is near it"),
    Rewrite(1 - .erfc(.x), .apply(.erf, [.x]), because: "a difference from 1 loses what is near it"),
    Rewrite(1 - .normcdf(.x), .normcdf(-.x), because: "a difference from 1 loses what is near it"),
    Rewrite(.normcdf(.x) - 1, -.normcdf(-.x), because: "a difference from 1 loses what is near it"),
    // Far from each other, the two factors would cancel in the gradient.
    Rewrite(
      .power(.x, 2) - .power(.y, 2),
      .select(
        .abs(.x) < 2 * .abs(.y) && .abs(.y) < 2 * .abs(.x), (.x - .y) * (.x + .y), .power(.x, 2) - .power(.y, 2)),
      because: "squares lose what the difference keeps", isLast: true),
    Rewrite(
      .power(.x, 2) - 1, squareMinusOne, because: "squares lose what the difference keeps", isLast: true),
    Rewrite(
      1 - .power(.x, 2),
      .select(0.5 < .abs(.x) && .abs(.x) < 2, (1 - .x) * (1 + .x), 1 - .power(.x, 2)),
      because: "squares lose what the difference keeps", isLast: true),
  ]

  private static let squareMinusOne =
    Rule.select(0.5 < .abs(.x) && .abs(.x) < 2, (.x - 1) * (.x + 1), .power(.x, 2) - 1)

  private static let roots: [Rewrite] = [
    Rewrite(.sqrt(.power(.x, 2)), .abs(.x), because: "squares overflow at 1e154, and the root has no slope at 0"),
    Rewrite(
      .sqrt(.power(.x, 2) + .power(.y, 2)), .hypot(.x, .y),
      because: "squares overflow at 1e154, and the root has no slope at 0"),
    Rewrite(
      .sqrt(.power(.x, 2) + .y), .hypot(.x, .sqrt(.y)), where: .isSumOfSquares(1),
      because: "squares overflow at 1e154, and the root has no slope at 0"),
    Rewrite(
      .sqrt(.power(.x, 2) + .y), .hypot(.x, .sqrt(.y)), where: .isPositiveConstant(1),
      because: "squares overflow at 1e154"),
    Rewrite(.power(.sqrt(.x), 2), .x, where: .isNonNegative(0), because: "0 times infinity in the gradient at 0"),
    Rewrite(
      .x / .hypot(.x, .y), cosine(.x, .y, .hypot(.x, .y)), because: "the slope is a difference that loses a small y",
      isLast: true),
    Rewrite(
      .x / .hypot(.y, .x), cosine(.x, .y, .hypot(.y, .x)), because: "the slope is a difference that loses a small y",
      isLast: true),
    Rewrite(.power(.x, 0.5), .sqrt(.x), where: .isSumOfSquares(0), because: "squares overflow at 1e154"),
    Rewrite(.x / .abs(.x), .sign(.x), because: "0 over 0 at 0"),
    Rewrite(.abs(.x) / .x, .sign(.x), because: "0 over 0 at 0"),
  ]

  /// a over the root of a^2 + b^2, its slopes products alone.
  private static func cosine(_ a: Rule, _ b: Rule, _ root: Rule) -> Rule {
    let (x, y) = (a / root, b / root)
    return .attach(x, .attach(0, a, y * y / root) + .attach(0, b, -(x * y / root)), 1)
  }

  /// Products of the tiny and the huge that are neither.
  private static let products: [Rewrite] = [
    Rewrite(
      .x * .y * .z, .x * (.y * .z), where: .isExtremeProduct(1, 2),
      because: "a product overflows or vanishes on the way"),
    Rewrite(
      .x * .y / .z, .x * (.y / .z), where: .isExtremeQuotient(1, 2),
      because: "a product overflows or vanishes on the way"),
    Rewrite(
      .x / .y * .z, .x * (.z / .y), where: .isExtremeQuotient(2, 1),
      because: "a quotient overflows or vanishes on the way"),
    Rewrite(
      .x / .y / .z, .x / (.y * .z), where: .isExtremeProduct(1, 2),
      because: "a quotient overflows or vanishes on the way"),
    Rewrite(
      .exp(.x) * .exp(.y), .select(.max(.abs(.x), .abs(.y)) < 700, .exp(.x) * .exp(.y), .exp(.x + .y)),
      because: "exp overflows at 710 and vanishes at -745", isLast: true),
    Rewrite(
      .exp(.x) / .exp(.y), .select(.max(.abs(.x), .abs(.y)) < 700, .exp(.x) / .exp(.y), .exp(.x - .y)),
      because: "exp overflows at 710 and vanishes at -745", isLast: true),
  ]
}
