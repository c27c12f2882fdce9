/// How a gradient is checked.
public struct CheckOptions: Hashable, Sendable {
  /// How many random points are looked at besides the given one.
  public var randomPoints = 0
  /// What random points are drawn from: the same number gives the same points.
  public var seed: UInt64 = 1
  /// The step of one-sided differences, `(f(x + h) - f(x))/h`; nil for central ones whose steps follow from an estimate
  /// of their error.
  public var oneSidedStep: Double?

  /// Makes options that check the given point alone, or one that is made up.
  public init() {}
}
