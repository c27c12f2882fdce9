#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The rows of trigonometric functions and their inverses.
enum TrigonometricRows {
  /// The row of `sin`.
  static let sine = OperationRow(
    "sin", ["x"], "sine of x radians",
    .libm("sin") { sin($0) },
    partials: [.cos(.x)],
    facts: Facts(symmetry: .odd, range: -1...1),
    latex: .call("\\sin"),
    samples: [[-6...6]])

  /// The row of `cos`.
  static let cosine = OperationRow(
    "cos", ["x"], "cosine of x radians",
    .libm("cos") { cos($0) },
    partials: [-.sin(.x)],
    facts: Facts(symmetry: .even, range: -1...1),
    latex: .call("\\cos"),
    samples: [[-6...6]])

  /// The row of `tan`.
  static let tangent = OperationRow(
    "tan", ["x"], "tangent of x radians", domain: "x not an odd multiple of pi/2",
    .libm("tan") { tan($0) },
    partials: [1 + .square(.result)],
    facts: Facts(symmetry: .odd),
    latex: .call("\\tan"),
    samples: [[-1.2...1.2]], otherNames: ["tg"])

  private static let slopeOfArcSine: Rule = 1 / .sqrt((1 - .x) * (1 + .x))
  private static let curvatureOfArcSine: Rule = .x * slopeOfArcSine / ((1 - .x) * (1 + .x))

  /// The row of `asin`.
  ///
  /// Numerics: (1 - x)*(1 + x) and not 1 - x^2, which loses what is left near the ends. The slope's own derivative is stated,
  /// since that of the product is a difference, which loses all digits near 0.
  static let arcSine = OperationRow(
    "asin", ["x"], "angle in -pi/2...pi/2 whose sine is x", domain: "-1 <= x <= 1",
    .libm("asin") { asin($0) },
    partials: [.attach(slopeOfArcSine, .x, curvatureOfArcSine)],
    textbook: [1 / .sqrt(1 - .power(.x, 2))],
    facts: Facts(symmetry: .odd, direction: .increasing, range: -.pi / 2 ... .pi / 2),
    edges: [Edge(-1, .slope), Edge(1, .slope)],
    latex: .call("\\arcsin"),
    samples: [[-0.9...0.9]], otherNames: ["arcsin"])

  /// The row of `acos`.
  static let arcCosine = OperationRow(
    "acos", ["x"], "angle in 0...pi whose cosine is x", domain: "-1 <= x <= 1",
    .libm("acos") { acos($0) },
    partials: [.attach(-slopeOfArcSine, .x, -curvatureOfArcSine)],
    textbook: [-1 / .sqrt(1 - .power(.x, 2))],
    facts: Facts(direction: .decreasing, range: 0 ... .pi),
    edges: [Edge(-1, .slope), Edge(1, .slope)],
    latex: .call("\\arccos"),
    samples: [[-0.9...0.9]], otherNames: ["arccos"])

  private static let slopeOfArcTangent: Rule = 1 / (1 + .square(.x))

  /// The row of `atan`.
  ///
  /// Numerics: The slope's own derivative is stated, in steps that do not vanish before it does.
  static let arcTangent = OperationRow(
    "atan", ["x"], "angle in -pi/2...pi/2 whose tangent is x",
    .libm("atan") { atan($0) },
    partials: [.attach(slopeOfArcTangent, .x, -2 * (.x * slopeOfArcTangent * slopeOfArcTangent))],
    facts: Facts(symmetry: .odd, direction: .increasing, range: -.pi / 2 ... .pi / 2),
    latex: .call("\\arctan"),
    samples: [[-4...4]], otherNames: ["arctan"])

  /// The row of `atan2`.
  ///
  /// Numerics: Dividing twice by the distance never forms its square, which may overflow or vanish.
  static let angle = OperationRow(
    "atan2", ["y", "x"], "angle in -pi...pi from the x axis to the point (x, y)",
    .libm("atan2") { atan2($0, $1) },
    partials: [
      .select(.equal(.hypot(.x, .y), 0), 0, .y / .hypot(.x, .y) / .hypot(.x, .y)),
      .select(.equal(.hypot(.x, .y), 0), 0, -(.x / .hypot(.x, .y) / .hypot(.x, .y))),
    ],
    textbook: [.y / (.power(.x, 2) + .power(.y, 2)), -.x / (.power(.x, 2) + .power(.y, 2))],
    kinks: "both partials are 0 at the origin",
    facts: Facts(range: -.pi ... .pi),
    samples: [[-3...3, 0.2...3], [0.2...3, -3 ... -0.2], [-3 ... -0.2, -3 ... -0.2]], otherNames: ["arctan2"])
}
