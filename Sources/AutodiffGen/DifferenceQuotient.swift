/// A derivative of a function of one number, estimated from values around a point.
struct DifferenceQuotient {
  /// The estimate; NaN where too few values around the point are finite.
  private(set) var slope = Double.nan
  /// About how far off it may be.
  private(set) var uncertainty = Double.infinity

  /// The number of steps, each half the one before.
  private static let stepCount = 12

  /// Takes central differences at ever smaller steps, extrapolates them to none, and keeps the steadiest estimate.
  ///
  /// - Parameters:
  ///   - x: the point.
  ///   - reach: the largest step, in units of the point or of 1, whichever is larger.
  ///
  /// Numerics: an error of h^2 falls to one of h^(2k) with k steps; rounding is counted as an uncertainty.
  /// Source: C. J. F. Ridders, Accurate computation of F'(x) and F'(x)F''(x), 1982.
  init<Fault: Error>(
    at x: Double, reach: Double = 0x1p-4, _ function: (Double) throws(Fault) -> Double
  ) throws(Fault) {
    var step = max(abs(x), 1) * reach
    var row: [Double] = []
    for _ in 0..<Self.stepCount {
      let (left, right) = (x - step, x + step)
      let (below, above) = (try function(left), try function(right))
      let rounding = max(abs(below), abs(above)).ulp / step
      step /= 2
      guard below.isFinite, above.isFinite else {
        row = []
        continue
      }
      var next = [(above - below) / (right - left)]
      var factor = 4.0
      for (position, coarse) in row.enumerated() {
        let fine = next[position]
        let better = fine + (fine - coarse) / (factor - 1)
        let spread = max(abs(better - fine), abs(better - coarse)) + rounding
        if spread < uncertainty { (slope, uncertainty) = (better, spread) }
        next.append(better)
        factor *= 4
      }
      row = next
    }
  }

  /// Takes the difference to one side with one step, `(f(x + h) - f(x))/h`; half the step tells how far off it is.
  init<Fault: Error>(
    at x: Double, oneSided step: Double, _ function: (Double) throws(Fault) -> Double
  ) throws(Fault) {
    let (middle, half, whole) = (try function(x), try function(x + step / 2), try function(x + step))
    guard middle.isFinite, half.isFinite, whole.isFinite else { return }
    slope = (whole - middle) / step
    let rounding = max(abs(middle), abs(half), abs(whole)).ulp / abs(step)
    uncertainty = 2 * abs(slope - (half - middle) / (step / 2)) + 2 * rounding
  }
}
