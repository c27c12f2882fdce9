import Interpretation

/// Numbers in a rectangular arrangement, as they go into a program and come out of it.
///
/// Shapes: a scalar has the shape `[]`; the elements are row-major, the last axis fastest.
public struct NumericArray: Hashable, Sendable {
  /// The extent of every axis, outermost first.
  public let shape: [Int]
  /// The elements in row-major order.
  public let values: [Double]

  /// Makes a scalar.
  public init(_ scalar: Double) {
    (shape, values) = ([], [scalar])
  }

  /// Makes a vector.
  public init(_ vector: [Double]) {
    (shape, values) = ([vector.count], vector)
  }

  /// Makes an array from its elements in row-major order; nil where they do not fill the shape.
  public init?(shape: [Int], values: [Double]) {
    guard Tensor.count(of: shape) == values.count else { return nil }
    (self.shape, self.values) = (shape, values)
  }

  /// The value of a scalar; nil for an array with axes.
  public var scalar: Double? { shape.isEmpty ? values.first : nil }

  /// Takes what the interpreter gives.
  init(_ tensor: Tensor) {
    (shape, values) = (tensor.shape, tensor.values)
  }

  /// The array as the interpreter takes it.
  var tensor: Tensor { Tensor(shape: shape, values: values) }
}
