// Tool_.swift: made by autodiff-gen 0.1.0 from <expression> (sha256 388d1569f5bc); do not edit.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(ucrt)
  import ucrt
#endif

/// Operations, value: 1.
/// Operations, value and gradient: 2; 2.0 times the value's.
/// Scratch: none.
/// At a kink the derivative is one fixed element of the subdifferential: pow: the partial for x is 0 where y is 0; the partial for y is 0 where x is 0 and y >= 0.
public enum Tool {
  /// What is differentiated; a gradient has the same fields. Arrays are row-major.
  public struct Parameters: Sendable, Equatable, Codable {
    public var x: Double

    /// Makes one from all its fields.
    public init(x: Double) {
      self.x = x
    }
  }

  /// Returns f.
  public static func value(at parameters: Parameters) -> Double {
    let result = computeValue(parameters.x)
    return result
  }

  /// Returns f and its gradient.
  public static func valueWithGradient(at parameters: Parameters) -> (value: Double, gradient: Parameters) {
    var grad_x: Double = 0.0
    let result = computeGradient(parameters.x, &grad_x)
    return (result, Parameters(x: grad_x))
  }

  private static func computeValue(_ x: Double) -> Double {
    // forward, 1: f = x^2
    let f: Double = x * x
    return f
  }

  private static func computeGradient(_ x: Double, _ grad_x: inout Double) -> Double {
    // forward, 1: f = x^2
    let f: Double = x * x

    // backward, 1: f = x^2
    let grad_x_value: Double = 2.0 * x
    grad_x = grad_x_value
    return f
  }

  /// Ends the program where a number of elements is not what it must be.
  private static func check(_ name: StaticString, _ count: Int, _ wanted: Int) {
    if count != wanted { fatalError("\(name) has \(count) elements where \(wanted) are needed") }
  }

  /// Returns where a buffer begins; an empty one may begin anywhere.
  private static func start<Element>(of buffer: UnsafeBufferPointer<Element>) -> UnsafePointer<Element> {
    buffer.baseAddress ?? UnsafePointer(bitPattern: 16).unsafelyUnwrapped
  }

  /// Returns where a buffer begins; an empty one may begin anywhere.
  private static func start<Element>(
    of buffer: UnsafeMutableBufferPointer<Element>
  ) -> UnsafeMutablePointer<Element> {
    buffer.baseAddress ?? UnsafeMutablePointer(bitPattern: 16).unsafelyUnwrapped
  }
}
