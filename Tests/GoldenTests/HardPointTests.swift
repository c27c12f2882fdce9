import AutodiffGen
import Testing

/// Values and gradients where formulas as they stand are NaN, infinite or without digits; the truth is from mpmath.
@Suite("Hard points") struct HardPointTests {
  static let points = HardPoint.all(in: "hard_points.txt")

  @Test("There are more than 150 points")
  func thereArePoints() {
    #expect(Self.points.count > 300)
  }

  @Test("Value and gradient are right to a few units in the last place", arguments: points)
  func point(_ point: HardPoint) throws {
    let found = try point.found()
    try #require(found.count == point.truth.count)
    for (position, truth) in point.truth.enumerated() {
      let bound = position == 0 ? point.tolerance : 2 * point.tolerance
      let error = truth.error(of: found[position])
      #expect(error <= bound, "[\(position)]: \(found[position]), not \(truth.nearest), off by \(error)")
    }
  }

  /// The worst that a search over formulas and random expressions found, at points from 1e-300 to 1e300.
  static let extremes = HardPoint.all(in: "extreme_points.txt")

  @Test("What the search found to be worst is no worse", arguments: extremes)
  func extreme(_ point: HardPoint) throws {
    try self.point(point)
  }

  @Test("Sums of a million terms are as good as pairwise sums")
  func longSums() throws {
    // The double next to a tenth is 5.55e-18 above it, which a million times is less than half a unit of the sum.
    let model = try Model("dim N\ninput x: [N]\nparam w\nf = sum(i: w * x[i])\noutput f")
    let result = try model.gradient(at: [
      "x": NumericArray([Double](repeating: 0.1, count: 1_000_000)), "w": NumericArray(1),
    ])
    for sum in [result["f"]?.scalar, result.gradient(of: "w")?.scalar] {
      #expect(abs(try #require(sum) - 100_000) <= 8 * 100_000.0.ulp)
    }
  }
}
