/// What is known of a number before it is computed: two ends that it stays between, and whether it gets to them.
///
/// It gets to an end where some finite operands take it there, also by rounding, as tanh(20) is 1; not where only
/// underflow does, as with exp(-746).
package struct Bounds: Hashable, Sendable {
  package var lower: Double
  package var upper: Double
  package var attainsLower: Bool
  package var attainsUpper: Bool

  /// Makes bounds; without more being said, both ends are got to.
  package init(_ lower: Double, _ upper: Double, attainsLower: Bool = true, attainsUpper: Bool = true) {
    self.lower = lower.isNaN ? -.infinity : lower
    self.upper = upper.isNaN ? .infinity : upper
    self.attainsLower = attainsLower && lower.isFinite
    self.attainsUpper = attainsUpper && upper.isFinite
  }

  /// Nothing is known.
  package static let all = Bounds(-.infinity, .infinity)

  /// One number and no other.
  package static func exactly(_ number: Double) -> Bounds { number.isNaN ? .all : Bounds(number, number) }

  /// Whether nothing is known.
  package var isAll: Bool { lower == -.infinity && upper == .infinity }

  /// The number, where it is only one.
  package var number: Double? { lower == upper ? lower : nil }

  /// Whether an end of the range is a number, and is got to.
  package func attains(_ number: Double) -> Bool {
    lower == number && attainsLower || upper == number && attainsUpper
  }

  /// Returns what holds of a number that is in both.
  package func intersection(_ other: Bounds) -> Bounds {
    let lowest = lower > other.lower ? (lower, attainsLower) : (other.lower, other.attainsLower)
    let highest = upper < other.upper ? (upper, attainsUpper) : (other.upper, other.attainsUpper)
    return Bounds(
      lowest.0, highest.0, attainsLower: lower == other.lower ? attainsLower && other.attainsLower : lowest.1,
      attainsUpper: upper == other.upper ? attainsUpper && other.attainsUpper : highest.1)
  }

  /// Returns what holds of a number that is in one or the other.
  package func union(_ other: Bounds) -> Bounds {
    Bounds(
      min(lower, other.lower), max(upper, other.upper),
      attainsLower: lower < other.lower
        ? attainsLower : lower > other.lower ? other.attainsLower : attainsLower || other.attainsLower,
      attainsUpper: upper > other.upper
        ? attainsUpper : upper < other.upper ? other.attainsUpper : attainsUpper || other.attainsUpper)
  }
}

extension Bounds {
  package static prefix func - (x: Bounds) -> Bounds {
    Bounds(-x.upper, -x.lower, attainsLower: x.attainsUpper, attainsUpper: x.attainsLower)
  }

  package static func + (x: Bounds, y: Bounds) -> Bounds {
    Bounds(
      x.lower + y.lower, x.upper + y.upper, attainsLower: x.attainsLower && y.attainsLower,
      attainsUpper: x.attainsUpper && y.attainsUpper)
  }

  package static func - (x: Bounds, y: Bounds) -> Bounds { x + -y }

  package static func * (x: Bounds, y: Bounds) -> Bounds {
    let corners = [
      corner(x.lower, x.attainsLower, y.lower, y.attainsLower),
      corner(x.lower, x.attainsLower, y.upper, y.attainsUpper),
      corner(x.upper, x.attainsUpper, y.lower, y.attainsLower),
      corner(x.upper, x.attainsUpper, y.upper, y.attainsUpper),
    ]
    return corners.dropFirst().reduce(corners[0]) { $0.union($1) }
  }

  package static func / (x: Bounds, y: Bounds) -> Bounds { x * y.reciprocal }

  /// What 0 is multiplied by does not matter.
  private static func corner(_ x: Double, _ attainsX: Bool, _ y: Double, _ attainsY: Bool) -> Bounds {
    if x == 0 || y == 0 {
      let attains = x == 0 && attainsX || y == 0 && attainsY
      return Bounds(0, 0, attainsLower: attains, attainsUpper: attains)
    }
    return Bounds(x * y, x * y, attainsLower: attainsX && attainsY, attainsUpper: attainsX && attainsY)
  }

  private var reciprocal: Bounds {
    if upper <= 0, lower < 0 { return -(-self).reciprocal }
    guard lower >= 0, upper > 0 else { return .all }
    return Bounds(
      1 / upper, lower == 0 ? .infinity : 1 / lower, attainsLower: attainsUpper, attainsUpper: attainsLower && lower > 0
    )
  }

  /// The bounds of the absolute value.
  package var magnitude: Bounds {
    if lower >= 0 { return self }
    if upper <= 0 { return -self }
    let highest = union(-self)
    return Bounds(0, highest.upper, attainsUpper: highest.attainsUpper)
  }

  /// The bounds of the square.
  package var squared: Bounds { magnitude * magnitude }

  /// Returns the bounds of the smaller of two numbers.
  package static func least(_ x: Bounds, _ y: Bounds) -> Bounds {
    let union = x.union(y)
    let highest =
      x.upper == y.upper ? x.attainsUpper && y.attainsUpper : x.upper < y.upper ? x.attainsUpper : y.attainsUpper
    return Bounds(
      union.lower, min(x.upper, y.upper), attainsLower: union.attainsLower, attainsUpper: highest)
  }

  /// Returns the bounds of a power.
  package static func power(_ x: Bounds, _ y: Bounds) -> Bounds {
    guard let exponent = y.number else {
      return x.lower >= 0 ? Bounds(0, .infinity, attainsLower: false) : .all
    }
    if exponent == 0 { return .exactly(1) }
    if exponent < 0 { return power(x, .exactly(-exponent)).reciprocal }
    let isWhole = exponent.rounded() == exponent
    let isEven = isWhole && (exponent / 2).rounded() == exponent / 2
    if !isWhole, x.lower < 0 { return Bounds(0, .infinity, attainsLower: false) }
    return (isEven ? x.magnitude : x).mapped(isIncreasing: true) { Operation.power.evaluate($0, exponent) }
  }

  /// Returns the bounds of a function that only rises, or only falls.
  ///
  /// Where the operand has no end, the function may have one: it gets there if it is there at ordinary numbers already.
  package func mapped(isIncreasing: Bool, _ function: (Double) -> Double) -> Bounds {
    func end(_ operand: Double, _ isAttained: Bool) -> (Double, Bool) {
      let value = function(operand)
      if operand.isFinite { return (value, isAttained) }
      let ordinary = value == 0 ? 10.0 : 40
      return (value, value.isFinite && function(operand < 0 ? -ordinary : ordinary) == value)
    }
    let (low, high) = (end(lower, attainsLower), end(upper, attainsUpper))
    return isIncreasing
      ? Bounds(low.0, high.0, attainsLower: low.1, attainsUpper: high.1)
      : Bounds(high.0, low.0, attainsLower: high.1, attainsUpper: low.1)
  }
}
