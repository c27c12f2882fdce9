/// The names that take indices, as in `sum(i: x[i])`.
package enum Reductions {
  /// The names in the order of the language's description.
  package static let names = [
    "sum", "prod", "mean", "max", "min", "logsumexp", "norm", "var", "argmax", "argmin", "all", "any", "softmax",
  ]
}
