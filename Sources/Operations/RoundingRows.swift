/// The rows of roundings, whose derivative is 0 everywhere.
enum RoundingRows {
  /// The row of `floor`.
  static let down = rounding(
    "floor", "largest whole number that is at most x", latex: .around("\\left\\lfloor ", "\\right\\rfloor")
  ) { $0.rounded(.down) }
  /// The row of `ceil`.
  static let up = rounding(
    "ceil", "smallest whole number that is at least x", latex: .around("\\left\\lceil ", "\\right\\rceil")
  ) { $0.rounded(.up) }
  /// The row of `round`.
  static let nearest = rounding("round", "nearest whole number, halves away from zero", symmetry: .odd) {
    $0.rounded(.toNearestOrAwayFromZero)
  }
  /// The row of `trunc`.
  static let towardsZero = rounding("trunc", "x without its fraction", symmetry: .odd) { $0.rounded(.towardZero) }

  @inline(__always)
  private static func rounding(
    _ name: String, _ summary: String, symmetry: Facts.Symmetry? = nil, latex: LatexForm? = nil,
    _ body: @escaping @Sendable (Double) -> Double
  ) -> OperationRow {
    OperationRow(
      name, ["x"], summary,
      .libm(name, cost: 2, body),
      partials: [0],
      kinks: "\(name)' = 0 everywhere",
      facts: Facts(symmetry: symmetry, direction: .increasing),
      latex: latex,
      samples: [[0.1...0.4], [-2.4 ... -2.1], [3.6...3.9]])
  }
}
