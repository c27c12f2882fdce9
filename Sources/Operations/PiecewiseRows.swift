/// The rows of functions with kinks.
enum PiecewiseRows {
  /// The row of `abs`.
  static let magnitude = OperationRow(
    "abs", ["x"], "absolute value",
    .primitive(.unary(.call("fabs"), single: .call("fabsf"), swift: .call("abs"), cost: 1) { Swift.abs($0) }),
    partials: [.sign(.x)],
    kinks: "abs'(0) = 0",
    facts: Facts(symmetry: .even, range: 0 ... .infinity),
    latex: .around("\\left|", "\\right|"),
    samples: [[-3 ... -0.1], [0.1...3]], otherNames: ["fabs", "absolute"])

  /// The row of `sign`.
  static let sign = OperationRow(
    "sign", ["x"], "-1, 0 or 1 as x is negative, 0 or positive",
    .composed(.select(.x > 0, 1, .select(.x < 0, -1, .x))),
    partials: [0],
    kinks: "sign' = 0 everywhere",
    facts: Facts(symmetry: .odd, direction: .increasing, range: -1...1),
    samples: [[-3 ... -0.1], [0.1...3]], otherNames: ["sgn", "signum"])

  /// The row of `step`.
  static let step = OperationRow(
    "step", ["x"], "1 where x is positive, otherwise 0",
    .composed(.select(.x > 0, 1, 0)),
    partials: [0],
    kinks: "step' = 0 everywhere",
    facts: Facts(direction: .increasing, range: 0...1),
    samples: [[-3 ... -0.1], [0.1...3]], otherNames: ["heaviside"])

  /// The row of `min`.
  ///
  /// Numerics: NaN in either operand is passed on, which fmin and fmax would not do.
  static let minimum = OperationRow(
    "min", ["x", "y"], "the smaller of two values; NaN if one is NaN",
    .primitive(
      .binary(
        .call("adg_min"), single: nil, swift: .call("adgMin"),
        cHelper: """
          static inline double adg_min(double x, double y)
          {
            return x <= y || x != x ? x : y;
          }
          """,
        swiftHelper: """
          func adgMin(_ x: Double, _ y: Double) -> Double {
            x <= y || x != x ? x : y
          }
          """, cost: 1
      ) { $0 <= $1 || $0 != $0 ? $0 : $1 }),
    partials: [.select(.x <= .y, 1, 0), .select(.x <= .y, 0, 1)],
    kinks: "the first that attains the minimum takes the whole derivative",
    facts: Facts(isCommutative: false),
    bounds: { x, y, _ in .least(x, y) },
    latex: .call("\\min"),
    samples: [[-3 ... -0.2, 0.2...3], [0.2...3, -3 ... -0.2]], otherNames: ["minimum", "fmin"])

  /// The row of `max`.
  static let maximum = OperationRow(
    "max", ["x", "y"], "the larger of two values; NaN if one is NaN",
    .primitive(
      .binary(
        .call("adg_max"), single: nil, swift: .call("adgMax"),
        cHelper: """
          static inline double adg_max(double x, double y)
          {
            return x >= y || x != x ? x : y;
          }
          """,
        swiftHelper: """
          func adgMax(_ x: Double, _ y: Double) -> Double {
            x >= y || x != x ? x : y
          }
          """, cost: 1
      ) { $0 >= $1 || $0 != $0 ? $0 : $1 }),
    partials: [.select(.x >= .y, 1, 0), .select(.x >= .y, 0, 1)],
    kinks: "the first that attains the maximum takes the whole derivative",
    facts: Facts(isCommutative: false),
    bounds: { x, y, _ in -.least(-x, -y) },
    latex: .call("\\max"),
    samples: [[-3 ... -0.2, 0.2...3], [0.2...3, -3 ... -0.2]], otherNames: ["maximum", "fmax"])

  /// The row of `clamp`.
  static let clamp = OperationRow(
    "clamp", ["x", "low", "high"], "x moved into low...high, min(max(x, low), high)", domain: "low <= high",
    .composed(.min(.max(.x, .y), .z)),
    partials: [
      .select(.y <= .x && .x <= .z, 1, 0),
      .select(.x < .y && .y <= .z, 1, 0),
      .select(.max(.x, .y) <= .z, 0, 1),
    ],
    kinks: "x takes the whole derivative where it equals a bound",
    samples: [[-3 ... -1.2, -1...0, 0.2...2], [0.2...0.8, -1...0, 1...2], [2.2...3, -1...0, 1...2]],
    otherNames: ["clip"])
}
