import FlatProgram
import Operations

extension OptimizationPass {
  /// Puts the accurate function in the place of a formula that overflows or cancels, before it is differentiated: so that
  /// value and gradient are finite wherever the mathematics is.
  package static let stabilise = rewriting("stabilise", StabiliseRows.all)
}

/// The rewrites of `stabilise`: each is an identity of real numbers, and its right side is accurate where its left is not.
enum StabiliseRows {
  /// All of them.
  static let all = sigmoids + logarithms + others

  /// exp overflows at 710, and infinity over infinity is no number.
  private static let sigmoids: [Rewrite] = [
    Rewrite(1 / (1 + .exp(-.x)), .sigmoid(.x)),
    Rewrite(1 / (.exp(-.x) + 1), .sigmoid(.x)),
    Rewrite(1 / (1 + .exp(.x)), .sigmoid(-.x)),
    Rewrite(1 / (.exp(.x) + 1), .sigmoid(-.x)),
    Rewrite(.exp(.x) / (1 + .exp(.x)), .sigmoid(.x)),
    Rewrite(.exp(.x) / (.exp(.x) + 1), .sigmoid(.x)),
  ]

  /// The logarithm of 1 + a tiny number loses it; that of an overflow is infinite.
  private static let logarithms: [Rewrite] = [
    Rewrite(.log(1 + .exp(.x)), .apply(.softplus, [.x])),
    Rewrite(.log(.exp(.x) + 1), .apply(.softplus, [.x])),
    Rewrite(.log1p(.exp(.x)), .apply(.softplus, [.x])),
    Rewrite(.log(.sigmoid(.x)), .apply(.logsigmoid, [.x])),
    Rewrite(.log(.exp(.x) + .exp(.y)), .apply(.logaddexp, [.x, .y])),
    Rewrite(.log(1 + .x), .log1p(.x)),
    Rewrite(.log(.x + 1), .log1p(.x)),
    Rewrite(.x * .log(.x), .apply(.xlogy, [.x, .x])),
  ]

  /// Squares overflow at 1e155; a difference from 1 loses what is near it.
  private static let others: [Rewrite] = [
    Rewrite(.exp(.x) - 1, .expm1(.x)),
    Rewrite(1 - .cos(.x), 2 * .power(.sin(.x / 2), 2)),
    Rewrite(.cos(.x) - 1, -2 * .power(.sin(.x / 2), 2)),
    Rewrite(.sqrt(.power(.x, 2) + .power(.y, 2)), .hypot(.x, .y)),
    Rewrite(.sqrt(.x * .x + .y * .y), .hypot(.x, .y)),
  ]
}
