import Operations

extension StabiliseRows {
  /// Quotients with a limit where both parts are 0: near there a series takes their place, whose derivatives of any order keep
  /// their digits too.
  static let quotients: [Rewrite] =
    [
      Rewrite(.sin(.x) / .x, sineQuotient(.x), because: atZero, isLast: true),
      Rewrite(.x / .sin(.x), .select(.abs(.x) < 1, 1 / sineSeries(.x), .x / .sin(.x)), because: atZero, isLast: true),
      Rewrite(.apply(.tan, [.x]) / .x, sineQuotient(.x) / .cos(.x), because: atZero, isLast: true),
      Rewrite(.sinh(.x) / .x, hyperbolicQuotient(.x), because: atZero, isLast: true),
      Rewrite(
        .tanh(.x) / .x, .select(.abs(.x) < 1, hyperbolicQuotient(.x) / .cosh(.x), .tanh(.x) / .x), because: atZero,
        isLast: true),
      Rewrite(.expm1(.x) / .x, exponentialQuotient(.x), because: atZero, isLast: true),
      Rewrite(-.expm1(-.x) / .x, exponentialQuotient(-.x), because: atZero, isLast: true),
      Rewrite(
        .x / .expm1(.x),
        .select(
          .abs(.x) < 1, 1 / exponentialSeries(.x), .select(.x > 0, -(.x * .exp(-.x)) / .expm1(-.x), .x / .expm1(.x))),
        because: atZero, isLast: true),
      Rewrite(.log1p(.x) / .x, logarithmicQuotient(.x), because: atZero, isLast: true),
      Rewrite(
        .x / .log1p(.x), .select(isNearOne(.x), 1 / logarithmicSeries(.x), .x / .log1p(.x)), because: atZero,
        isLast: true),
      Rewrite(
        2 * .power(.sin(.x / 2), 2) / .power(.x, 2), 0.5 * .square(sineQuotient(.x / 2)), because: atZero,
        isLast: true),
      Rewrite(
        2 * .power(.sin(.x / 2), 2) / .x,
        .select(
          .abs(.x) < 1, 0.5 * .x * .square(sineSeries(.x / 2)), 2 * .power(.sin(.x / 2), 2) / .x), because: atZero,
        isLast: true),
    ]

  private static let atZero = "0 over 0 at 0, and slopes that cancel near it"

  /// sin(x)/x, by its power series below 1.
  private static func sineQuotient(_ x: Rule) -> Rule { .select(.abs(x) < 1, sineSeries(x), .sin(x) / x) }

  private static func sineSeries(_ x: Rule) -> Rule {
    series(in: x * x) { k in (k.isMultiple(of: 2) ? 1 : -1) / factorial(2 * k + 1) }
  }

  /// sinh(x)/x, by its power series below 1.
  private static func hyperbolicQuotient(_ x: Rule) -> Rule {
    .select(.abs(x) < 1, series(in: x * x) { k in 1 / factorial(2 * k + 1) }, .sinh(x) / x)
  }

  /// (exp(x) - 1)/x, by its power series below 1.
  private static func exponentialQuotient(_ x: Rule) -> Rule {
    .select(.abs(x) < 1, exponentialSeries(x), .expm1(x) / x)
  }

  private static func exponentialSeries(_ x: Rule) -> Rule { series(in: x, terms: 19) { k in 1 / factorial(k + 1) } }

  /// log(1 + x)/x, between -1/2 and 1 by a series.
  private static func logarithmicQuotient(_ x: Rule) -> Rule {
    .select(isNearOne(x), logarithmicSeries(x), .log1p(x) / x)
  }

  private static func isNearOne(_ x: Rule) -> Rule { x > -0.5 && x < 1 }

  /// The series of atanh: log(1 + x) is 2*atanh(x/(2 + x)).
  private static func logarithmicSeries(_ x: Rule) -> Rule {
    let u = x / (2 + x)
    return 2 / (2 + x) * series(in: u * u, terms: 17) { k in 1 / Double(2 * k + 1) }
  }

  /// A power series, by Horner's rule.
  private static func series(in t: Rule, terms: Int = 10, _ coefficient: (Int) -> Double) -> Rule {
    (0..<terms - 1).reversed().reduce(.constant(coefficient(terms - 1))) { .constant(coefficient($1)) + t * $0 }
  }

  private static func factorial(_ n: Int) -> Double { (1...max(n, 1)).reduce(1) { $0 * Double($1) } }
}
