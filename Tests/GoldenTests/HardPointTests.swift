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
}
