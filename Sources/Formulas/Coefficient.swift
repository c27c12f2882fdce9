/// A number in front of a term, as the quotient of two: so that a third stays a third.
struct Coefficient: Hashable, Sendable {
  /// The part above the line; it has the sign.
  private(set) var numerator: Double
  /// The part below the line, above 0.
  private(set) var denominator: Double

  /// Makes a whole number, or one that is no quotient.
  init(_ number: Double) { (numerator, denominator) = (number, 1) }

  private init(_ numerator: Double, over denominator: Double) {
    var (a, b) = denominator < 0 ? (-numerator, -denominator) : (numerator, denominator)
    if Self.isWhole(a), Self.isWhole(b) {
      let divisor = Self.greatestCommonDivisor(a.magnitude, b)
      if divisor > 1 { (a, b) = (a / divisor, b / divisor) }
    } else {
      (a, b) = (a / b, 1)
    }
    (self.numerator, self.denominator) = (a, b)
  }

  static let one = Coefficient(1)

  /// The number itself.
  var value: Double { numerator / denominator }

  var isZero: Bool { numerator == 0 }

  var isOne: Bool { numerator == 1 && denominator == 1 }

  var isNegative: Bool { numerator < 0 }

  var magnitude: Coefficient { isNegative ? Coefficient(-numerator, over: denominator) : self }

  static prefix func - (a: Coefficient) -> Coefficient { Coefficient(-a.numerator, over: a.denominator) }

  static func * (a: Coefficient, b: Coefficient) -> Coefficient {
    Coefficient(a.numerator * b.numerator, over: a.denominator * b.denominator)
  }

  static func + (a: Coefficient, b: Coefficient) -> Coefficient {
    if a.denominator == b.denominator { return Coefficient(a.numerator + b.numerator, over: a.denominator) }
    return Coefficient(
      a.numerator * b.denominator + b.numerator * a.denominator, over: a.denominator * b.denominator)
  }

  /// Returns a whole power; nil where it is no ordinary number.
  func raised(to exponent: Double) -> Coefficient? {
    guard exponent.rounded() == exponent, exponent.magnitude <= 64, !isZero else { return nil }
    var result = Coefficient.one
    let base = exponent < 0 ? Coefficient(denominator * (isNegative ? -1 : 1), over: numerator.magnitude) : self
    for _ in 0..<Int(exponent.magnitude) { result = result * base }
    return result.value.isNormal ? result : nil
  }

  private static func isWhole(_ number: Double) -> Bool { number.rounded() == number && number.magnitude < 0x1p53 }

  private static func greatestCommonDivisor(_ a: Double, _ b: Double) -> Double {
    var (x, y) = (a, b)
    while y != 0 { (x, y) = (y, x.truncatingRemainder(dividingBy: y)) }
    return x
  }
}
