/// Computes `out[i] = f(x[i])` for a chunk; `out` may be `x` itself.
package typealias UnaryKernel =
  @Sendable (
    _ count: Int, _ x: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>
  ) -> Void

/// Computes `out[i] = f(x[i], y[i])` for a chunk; `out` may be one of the operands itself.
package typealias BinaryKernel =
  @Sendable (
    _ count: Int, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>
  ) -> Void

/// Computes `out[i] = f(x[i], y[i], z[i])` for a chunk; `out` may be one of the operands itself.
package typealias TernaryKernel =
  @Sendable (
    _ count: Int, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ z: UnsafePointer<Double>,
    _ out: UnsafeMutablePointer<Double>
  ) -> Void

/// An operation that is computed as one step, and how each target spells that step.
///
/// All targets do the same floating-point operations in the same order, without fused multiply-adds.
package struct Primitive: Sendable {
  /// The evaluation of chunks, by the number of operands.
  package enum Kernel: Sendable {
    case unary(UnaryKernel)
    case binary(BinaryKernel)
    case ternary(TernaryKernel)
  }

  /// How a target language writes a step.
  package enum Spelling: Hashable, Sendable {
    case infix(String)
    case prefix(String)
    case call(String)
    /// `c ? a : b`
    case conditional
    /// A call of a function of the user's, and the list of its arguments.
    case external, list
  }

  /// The evaluation of one value; operands beyond the operation's own are not looked at.
  package var scalar: @Sendable (Double, Double, Double) -> Double
  /// The evaluation of a chunk, the same bits as `scalar` one by one.
  package var kernel: Kernel
  /// The spelling in C for `double`.
  package var c: Spelling
  /// The spelling in C for `float`; nil where the step is computed in `double` and rounded.
  package var cSingle: Spelling?
  /// The spelling in Swift for `Double`.
  package var swift: Spelling
  /// The C function that `c` calls, where it is not in libm; it needs `<math.h>` only.
  package var cHelper: String?
  /// The Swift function that `swift` calls, where it is not in libm; it needs libm only.
  package var swiftHelper: String?
  /// About 1 for an addition, 4 for a division and 20 for an elementary function.
  package var cost: Int
}
