#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The rows of powers and roots.
enum PowerRows {
  /// The row of `pow`.
  ///
  /// Numerics: Three forms of y*x^(y-1). Where y < 1/2 the subtraction rounds, and a large logarithm of x would
  /// magnify that, so the result is divided by x instead, unless x is 0. At y = 0 both would be 0*inf for x = 0.
  static let power = OperationRow(
    "pow", ["x", "y"], "x to the power y",
    domain: "x > 0; x = 0 with y >= 0, where 0^0 = 1; x < 0 with y an integer",
    notation: .infix("^"),
    .primitive(.binary(.call("pow"), single: .call("powf"), cost: 40) { pow($0, $1) }),
    partials: [
      .select(
        .equal(.y, 0), 0,
        .select(.y >= 0.5 || (.y > 0 && .equal(.x, 0)), .y * .power(.x, .y - 1), .y * (.result / .x))),
      .select(.equal(.x, 0) && .y >= 0, 0, .result * .log(.x)),
    ],
    textbook: [.y * .power(.x, .y - 1), .select(.equal(.x, 0), 0, .result * .log(.x))],
    kinks: "the partial for x is 0 where y is 0; the partial for y is 0 where x is 0 and y >= 0",
    facts: Facts(identity: 1),
    edges: [Edge(0, second: -.infinity..<0), Edge(0, .slope, second: .leastNonzeroMagnitude..<1)],
    bounds: { x, y, _ in .power(x, y) },
    latex: .power,
    samples: [[0.2...3, -3...3]], otherNames: ["power"])

  /// The row of `sqrt`.
  static let squareRoot = OperationRow(
    "sqrt", ["x"], "square root", domain: "x >= 0",
    .libm("sqrt", cost: 4) { $0.squareRoot() },
    partials: [0.5 / .result],
    textbook: [1 / (2 * .result)],
    facts: Facts(direction: .increasing, range: 0 ... .infinity),
    edges: [Edge(0, .slope)],
    latex: .around("\\sqrt{", "}"),
    samples: [[0.2...5]])

  /// The row of `cbrt`.
  ///
  /// Numerics: The square of the result would double its error, so x takes the place of two of its factors.
  static let cubeRoot = OperationRow(
    "cbrt", ["x"], "cube root",
    .libm("cbrt") { cbrt($0) },
    partials: [.select(.equal(.x, 0), .constant(.infinity), .result / .x / 3)],
    textbook: [1 / (3 * .power(.result, 2))],
    facts: Facts(symmetry: .odd, direction: .increasing),
    edges: [Edge(0, .slope)],
    latex: .around("\\sqrt[3]{", "}"),
    samples: [[0.2...5], [-5 ... -0.2]])

  /// The row of `hypot`.
  ///
  /// Numerics: The slopes' own derivatives are stated: that of x/result by x is a difference that loses y where it is small.
  static let hypotenuse = OperationRow(
    "hypot", ["x", "y"], "sqrt(x^2 + y^2) without overflow",
    .libm("hypot") { hypot($0, $1) },
    partials: [
      slopeOfHypotenuse(.x, .y), slopeOfHypotenuse(.y, .x),
    ],
    textbook: [.x / .result, .y / .result],
    kinks: "both partials are 0 at the origin",
    facts: Facts(isCommutative: true, range: 0 ... .infinity),
    bounds: { x, y, _ in (x.squared + y.squared).mapped(isIncreasing: true) { $0.squareRoot() } },
    samples: [[0.2...3, -3...3], [-3 ... -0.2, -3...3]])

  private static func slopeOfHypotenuse(_ a: Rule, _ b: Rule) -> Rule {
    func unlessZero(_ slope: Rule) -> Rule { .select(.equal(.result, 0), 0, slope) }
    let byOwn = unlessZero(.square(b / .result) / .result)
    let byOther = unlessZero(-(a / .result * (b / .result) / .result))
    return .attach(unlessZero(a / .result), .attach(0, a, byOwn) + .attach(0, b, byOther), 1)
  }

  /// The row of `square`.
  static let square = OperationRow(
    "square", ["x"], "x^2",
    .composed(.x * .x),
    partials: [2 * .x],
    facts: Facts(symmetry: .even, range: 0 ... .infinity),
    latex: .raised("2"),
    samples: [[-3...3]], otherNames: ["sqr"])

  /// The row of `recip`.
  static let reciprocal = OperationRow(
    "recip", ["x"], "1/x", domain: "x != 0",
    .composed(1 / .x),
    partials: [-.square(.result)],
    facts: Facts(symmetry: .odd),
    edges: [Edge(0)],
    latex: .around("\\frac{1}{", "}"),
    samples: [[0.3...3], [-3 ... -0.3]], otherNames: ["reciprocal"])
}
