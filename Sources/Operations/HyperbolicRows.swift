#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The rows of hyperbolic functions and their inverses.
enum HyperbolicRows {
  /// The row of `sinh`.
  static let sine = OperationRow(
    "sinh", ["x"], "hyperbolic sine",
    .libm("sinh") { sinh($0) },
    partials: [.cosh(.x)],
    facts: Facts(symmetry: .odd, direction: .increasing),
    latex: .call("\\sinh"),
    samples: [[-3...3]])

  /// The row of `cosh`.
  static let cosine = OperationRow(
    "cosh", ["x"], "hyperbolic cosine",
    .libm("cosh") { cosh($0) },
    partials: [.sinh(.x)],
    facts: Facts(symmetry: .even, range: 1 ... .infinity),
    latex: .call("\\cosh"),
    samples: [[-3...3]])

  private static let slopeOfTangent: Rule = 4 * (.sigmoid(2 * .x) * .sigmoid(-2 * .x))

  /// The row of `tanh`.
  ///
  /// Numerics: 1/cosh(x)^2 in sigmoids, of which neither it nor its own derivatives overflow; 1 - result^2 has
  /// nothing left where the result has rounded to 1. Its own derivative is stated: that of the product loses digits near 0.
  static let tangent = OperationRow(
    "tanh", ["x"], "hyperbolic tangent",
    .libm("tanh") { tanh($0) },
    partials: [.attach(slopeOfTangent, .x, -2 * (.result * slopeOfTangent))],
    textbook: [1 - .power(.result, 2)],
    facts: Facts(symmetry: .odd, direction: .increasing, range: -1...1),
    latex: .call("\\tanh"),
    samples: [[-3...3]])

  /// The row of `asinh`.
  static let areaSine = OperationRow(
    "asinh", ["x"], "inverse hyperbolic sine",
    .libm("asinh") { asinh($0) },
    partials: [1 / .hypot(1, .x)],
    textbook: [1 / .sqrt(1 + .power(.x, 2))],
    facts: Facts(symmetry: .odd, direction: .increasing),
    samples: [[-4...4]], otherNames: ["arcsinh", "arsinh"])

  /// The row of `acosh`.
  static let areaCosine = OperationRow(
    "acosh", ["x"], "inverse hyperbolic cosine, not negative", domain: "x >= 1",
    .libm("acosh") { acosh($0) },
    partials: [1 / (.sqrt(.x - 1) * .sqrt(.x + 1))],
    textbook: [1 / .sqrt(.power(.x, 2) - 1)],
    facts: Facts(direction: .increasing, range: 0 ... .infinity),
    edges: [Edge(1, .slope)],
    samples: [[1.3...6]], otherNames: ["arccosh", "arcosh"])

  private static let slopeOfAreaTangent: Rule = 1 / ((1 - .x) * (1 + .x))

  /// The row of `atanh`.
  ///
  /// Numerics: The slope's own derivative is stated: that of (1 - x)*(1 + x) is a difference near 0.
  static let areaTangent = OperationRow(
    "atanh", ["x"], "inverse hyperbolic tangent", domain: "-1 < x < 1; infinite at the ends",
    .libm("atanh") { atanh($0) },
    partials: [.attach(slopeOfAreaTangent, .x, 2 * (.x * .square(slopeOfAreaTangent)))],
    textbook: [1 / (1 - .power(.x, 2))],
    facts: Facts(symmetry: .odd, direction: .increasing),
    edges: [Edge(-1), Edge(1)],
    samples: [[-0.9...0.9]], otherNames: ["arctanh", "artanh"])
}
