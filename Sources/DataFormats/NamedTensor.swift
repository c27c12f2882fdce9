import Interpretation

/// Pairs an array with its name in a file.
package struct NamedTensor: Sendable, Equatable {
  package var name: String
  package var tensor: Tensor

  /// Makes the pair.
  package init(_ name: String, _ tensor: Tensor) {
    (self.name, self.tensor) = (name, tensor)
  }
}
