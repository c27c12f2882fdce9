#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The rows of the error function and the normal distribution.
enum NormalRows {
  /// The row of `erf`.
  static let errorFunction = OperationRow(
    "erf", ["x"], "error function, 2/sqrt(pi) times the integral of exp(-t^2) over 0...x",
    .libm("erf") { erf($0) },
    partials: [2 / .sqrt(.pi) * .expnegsq(.x)],
    textbook: [2 / .sqrt(.pi) * .exp(-.power(.x, 2))],
    facts: Facts(symmetry: .odd, direction: .increasing, range: -1...1),
    samples: [[-3...3]])

  /// The row of `erfc`.
  static let complement = OperationRow(
    "erfc", ["x"], "1 - erf(x), accurate for large x",
    .libm("erfc") { erfc($0) },
    partials: [-(2 / .sqrt(.pi) * .expnegsq(.x))],
    textbook: [-2 / .sqrt(.pi) * .exp(-.power(.x, 2))],
    facts: Facts(direction: .decreasing, range: 0...2),
    samples: [[-3...3]])

  /// The row of `expnegsq`.
  static let bell = OperationRow(
    "expnegsq", ["x"], "exp(-x^2), accurate for large x",
    .composed(.exp(-squared) * (1 + excess)),
    partials: [-2 * (.x * .result)],
    textbook: [-2 * .x * .result],
    facts: Facts(symmetry: .even, range: 0...1),
    samples: [[-3...3]])

  /// The row of `normpdf`.
  static let density = OperationRow(
    "normpdf", ["x"], "density of the standard normal distribution",
    .composed(.exp(-0.5 * squared) * (1 + 0.5 * excess) / .sqrt(2 * .pi)),
    partials: [-.x * .result],
    facts: Facts(symmetry: .even, range: 0...0.5),
    latex: .call("\\varphi"),
    samples: [[-3...3]])

  /// The row of `normcdf`.
  static let distribution = OperationRow(
    "normcdf", ["x"], "probability that a standard normal variable is at most x",
    .composed(0.5 * .erfc(scaled) * (1 + .select(bounded < 0, scaledExcess, 0))),
    partials: [.normpdf(.x)],
    facts: Facts(direction: .increasing, range: 0...1),
    latex: .call("\\Phi"),
    samples: [[-3...3]])

  // A rounded square in an exponent spoils as many digits of the exponential as the square has before its point. So the
  // rounding error of the square is computed, exactly, from a part of x short enough that its square does not round,
  // and put back to first order. Beyond 64 everything has vanished, and there the parts would overflow.
  private static let size = Rule.min(.abs(.x), 64)
  private static let squared = size * size
  private static let excess = (squared - short(size) * short(size)) - (size - short(size)) * (size + short(size))

  // The same for the distribution, whose tail is that of exp(-x^2/2): `scaled` is -x/sqrt(2), rounded, and
  // `scaledExcess` is scaled^2 - x^2/2.
  private static let bounded = Rule.max(.min(.x, 64), -64)
  private static let scaled = -bounded * .constant((0.5).squareRoot())
  private static let scaledExcess =
    (short(scaled) * short(scaled) - 0.5 * (short(bounded) * short(bounded)))
    + ((scaled - short(scaled)) * (scaled + short(scaled))
      - 0.5 * ((bounded - short(bounded)) * (bounded + short(bounded))))

  /// A value up to 64 cut off at 20 binary places.
  private static func short(_ value: Rule) -> Rule {
    .trunc(value * 0x1p20) * 0x1p-20
  }
}
