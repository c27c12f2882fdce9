import Operations

extension StabiliseRows {
  /// The loss of a logistic model: the two parts of it are nearly equal where the model is right.
  static let logisticLosses: [Rewrite] = [
    Rewrite(.softplus(.x) - .x, .softplus(-.x), because: "a difference of near equals loses what is left"),
    Rewrite(.x - .softplus(.x), -.softplus(-.x), because: "a difference of near equals loses what is left"),
    Rewrite(.softplus(-.x) + .x, .softplus(.x), because: "a difference of near equals loses what is left"),
    Rewrite(
      .softplus(.x) - .y * .x, logisticLoss, because: "a difference of near equals loses what is left", isLast: true),
    Rewrite(
      .y * .x - .softplus(.x), -logisticLoss, because: "a difference of near equals loses what is left", isLast: true),
    Rewrite(
      .max(.x, 0) - .y * .x + .softplus(-.abs(.x)), logisticLoss,
      because: "slopes of near equals lose what is left", isLast: true),
    Rewrite(
      .max(.x, 0) - .x + .softplus(-.abs(.x)), .softplus(-.x), because: "slopes of near equals lose what is left"),
    Rewrite(
      .x * .sigmoid(.y) - .x, -(.x * .sigmoid(-.y)), because: "a difference of near equals loses what is left"),
  ]

  /// softplus(x) - y*x, its slopes stated: each side of 0 has a form without a difference of near equals, and one exponential
  /// does for all of them.
  private static let logisticLoss: Rule = {
    let decay = Rule.exp(-.abs(.x))
    let factor = Rule.select(.x >= 0, 1 - .y, -.y)
    let rest = decay / (1 + decay)
    let curvature = Rule.attach(0, .x, .sigmoid(.x) * .sigmoid(-.x)) + .attach(0, .y, -1)
    let slope = Rule.attach(factor + .select(.x >= 0, -rest, rest), curvature, 1)
    return .attach(.log1p(decay) + factor * .x, .attach(0, .x, slope) + .attach(0, .y, -.x), 1)
  }()

  /// exp(x) divided by a sum of three exponentials, the largest taken off all where the sum is not an ordinary number.
  private static func share(of sum: Rule) -> Rewrite {
    let largest = Rule.max(.max(.x, .y), .z)
    let shift = Rule.stop(.select(.abs(largest) < .constant(.infinity), largest, 0))
    let shifted: Rule = .exp(.x - shift) + .exp(.y - shift) + .exp(.z - shift)
    return Rewrite(
      .exp(.x) / sum, .select(1e-290 < sum && sum < 1e290, .result, .exp(.x - shift) / shifted),
      because: "infinity over infinity where exp overflows", isLast: true)
  }

  /// Quotients and products of exponentials that overflow or vanish where the whole does not.
  static let exponentials: [Rewrite] = [
    Rewrite(.exp(.x) / .expm1(.x), -1 / .expm1(-.x), because: "infinity over infinity where exp overflows"),
    Rewrite(.y / -.expm1(.x), -(.y / .expm1(.x)), because: "0 times infinity in the gradient where exp overflows"),
    Rewrite(
      .y / .expm1(.x), .select(.x < 700, .result, .y * .exp(-.x)),
      because: "0 times infinity in the gradient where exp overflows"),
    Rewrite(.sinh(.x) / .cosh(.x), .tanh(.x), because: "infinity over infinity where both overflow"),
    Rewrite(
      .y / .cosh(.x), .select(.abs(.x) < 700, .result, .y * (2 * .exp(-.abs(.x)))),
      because: "0 times infinity in the gradient where cosh overflows"),
    Rewrite(
      .y / .power(.cosh(.x), 2), .select(.abs(.x) < 350, .result, .y * (4 * .exp(-2 * .abs(.x)))),
      because: "0 times infinity in the gradient where cosh overflows"),
    Rewrite(
      (.exp(.x) - .exp(.y)) / (.exp(.x) + .exp(.y)), .tanh(0.5 * (.x - .y)),
      because: "infinity over infinity where exp overflows"),
    share(of: .exp(.x) + .exp(.y) + .exp(.z)),
    share(of: .exp(.y) + .exp(.z) + .exp(.x)),
    Rewrite(
      .x / .y, .select(1e-290 < .y && .max(.x, .y) < 1e290, .result, .exp(.log(.x) - .log(.y))),
      where: .isExponentialQuotient(0, 1), because: "exponentials overflow and vanish"),
    Rewrite(
      .x * .y,
      .select(1e-290 < .min(.x, .y) && .max(.x, .y) < 1e290, .result, .exp(.log(.x) + .log(.y))),
      where: .isExponentialProduct(0, 1), because: "exponentials overflow and vanish"),
  ]
}
