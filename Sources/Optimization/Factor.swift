import FlatProgram
import Operations

extension OptimizationPass {
  /// Takes the common factor out of sums in derivatives: `g*a - g*b` is what the chain rule leaves of `g*(a - b)`.
  ///
  /// Numerics: a sum is rounded differently, so the user's own forward pass stays as written.
  package static let factor = rewriting("factor", FactorRows.all) { $0 != .forward }
}

/// The rewrites of `factor`.
enum FactorRows {
  /// All of them.
  static let all: [Rewrite] = [
    Rewrite(.x * .y + .x * .z, .x * (.y + .z)),
    Rewrite(.x * .y + .z * .x, .x * (.y + .z)),
    Rewrite(.y * .x + .x * .z, .x * (.y + .z)),
    Rewrite(.y * .x + .z * .x, (.y + .z) * .x),
    Rewrite(.x * .y - .x * .z, .x * (.y - .z)),
    Rewrite(.x * .y - .z * .x, .x * (.y - .z)),
    Rewrite(.y * .x - .x * .z, .x * (.y - .z)),
    Rewrite(.y * .x - .z * .x, (.y - .z) * .x),
  ]
}
