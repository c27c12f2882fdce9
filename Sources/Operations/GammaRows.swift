#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The rows of the gamma function and its logarithmic derivatives.
enum GammaRows {
  /// The row of `gamma`.
  static let gammaFunction = OperationRow(
    "gamma", ["x"], "gamma function, (n - 1)! at a whole number n", domain: "x not 0, -1, -2, ...",
    .libm("tgamma") { tgamma($0) },
    partials: [.result * .digamma(.x)],
    edges: [Edge(0)],
    latex: .call("\\Gamma"),
    samples: [[0.3...5], [-0.8 ... -0.2], [-1.8 ... -1.2]])

  /// The row of `lgamma`.
  static let logarithmOfGamma = OperationRow(
    "lgamma", ["x"], "log(abs(gamma(x))) without overflow", domain: "x not 0, -1, -2, ...; inf there",
    .primitive(
      .unary(
        .call("lgamma"), single: .call("lgammaf"), swift: .call("adgLogGamma"),
        swiftHelper: """
          func adgLogGamma(_ x: Double) -> Double {
            var sign: Int32 = 0
            return lgamma_r(x, &sign)
          }
          """, cost: 40
      ) { x in
        var sign: Int32 = 0
        return lgamma_r(x, &sign)
      }),
    partials: [.digamma(.x)],
    edges: [Edge(0)],
    samples: [[0.3...5], [-0.8 ... -0.2], [-1.8 ... -1.2]], otherNames: ["gammaln", "loggamma"])

  /// The row of `digamma`.
  static let logarithmicDerivative = OperationRow(
    "digamma", ["x"], "derivative of lgamma", domain: "x not 0, -1, -2, ...; NaN there",
    .primitive(
      .unary(
        .call("adg_digamma"), single: nil, swift: .call("adgDigamma"), cHelper: Digamma.c, swiftHelper: Digamma.swift,
        cost: 100
      ) { adgDigamma($0) }),
    partials: [.polygamma(1, .x)],
    edges: [Edge(0)],
    latex: .call("\\psi"),
    samples: [[0.3...5], [-0.8 ... -0.2], [-1.8 ... -1.2]], otherNames: ["psi"])

  /// The row of `polygamma`.
  static let higherDerivative = OperationRow(
    "polygamma", ["n", "x"], "derivative of order n of digamma",
    domain: "n a whole number in 0...100; x not 0, -1, -2, ...; NaN elsewhere",
    .primitive(
      .binary(
        .call("adg_polygamma"), single: nil, swift: .call("adgPolygamma"), cHelper: Polygamma.c,
        swiftHelper: Polygamma.swift, cost: 200
      ) { adgPolygamma($0, $1) }),
    partials: [0, .polygamma(.x + 1, .y)],
    kinks: "the order n counts as a constant: its partial is 0",
    edges: [Edge(0, operand: 1)],
    samples: [[0...0, 0.5...5], [1...1, 0.5...5], [2...2, 0.5...5], [3...3, -0.8 ... -0.2]])
}
