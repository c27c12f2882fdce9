import FlatProgram
import Operations

extension OptimizationPass {
  /// Puts cheaper operations in the place of powers and divisions, for what is computed rather than read.
  ///
  /// Numerics: an integer power to the eighth is made of products and is within 4 ulp of the power; `x^2`, `1/x` and the division by a
  /// power of two are the same to the last bit. A root differs from a power only at -0 and -infinity.
  package static let strength = rewriting("strength", StrengthRows.all)
}

/// The rewrites of `strength`.
enum StrengthRows {
  /// All of them.
  static let all: [Rewrite] =
    (2...8).map { Rewrite(.power(.x, .constant(Double($0))), product(.x, $0)) }
    + [
      Rewrite(.power(.x, -1), 1 / .x),
      Rewrite(.power(.x, -2), 1 / (.x * .x)),
      Rewrite(.power(.x, -3), 1 / (.x * .x * .x)),
      Rewrite(.power(.x, 0.5), .sqrt(.x)),
      Rewrite(.power(.x, -0.5), 1 / .sqrt(.x)),
      Rewrite(.power(.x, 1.5), .x * .sqrt(.x)),
      Rewrite(.x / .y, .x * (1 / .y), where: .isPowerOfTwo(1)),
    ]

  /// The power as products of squares; equal parts are one node.
  private static func product(_ x: Rule, _ exponent: Int) -> Rule {
    if exponent == 1 { return x }
    let half = product(x, exponent / 2)
    return exponent.isMultiple(of: 2) ? half * half : half * half * x
  }
}
