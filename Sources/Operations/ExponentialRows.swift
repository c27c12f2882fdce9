#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The rows of exponentials and logarithms.
enum ExponentialRows {
  /// The row of `exp`.
  static let exponential = OperationRow(
    "exp", ["x"], "e to the power x",
    .libm("exp") { exp($0) },
    partials: [.result],
    facts: Facts(direction: .increasing, range: 0 ... .infinity),
    latex: .call("\\exp"),
    samples: [[-5...5]])

  /// The row of `exp2`.
  static let powerOfTwo = OperationRow(
    "exp2", ["x"], "2 to the power x",
    .libm("exp2") { exp2($0) },
    partials: [.result * .log(2)],
    facts: Facts(direction: .increasing, range: 0 ... .infinity),
    samples: [[-5...5]])

  /// The row of `expm1`.
  ///
  /// Numerics: Not `result + 1`, which cancels for large negative x.
  static let exponentialMinusOne = OperationRow(
    "expm1", ["x"], "exp(x) - 1, accurate near 0",
    .libm("expm1") { expm1($0) },
    partials: [.exp(.x)],
    facts: Facts(direction: .increasing, range: -1 ... .infinity),
    samples: [[-5...5]])

  /// The row of `log`.
  static let logarithm = OperationRow(
    "log", ["x"], "natural logarithm", domain: "x > 0; -inf at 0",
    .libm("log") { log($0) },
    partials: [1 / .x],
    facts: Facts(direction: .increasing),
    edges: [Edge(0)],
    latex: .call("\\log"),
    samples: [[0.2...6]], otherNames: ["ln"])

  /// The row of `log2`.
  static let binaryLogarithm = OperationRow(
    "log2", ["x"], "logarithm to base 2", domain: "x > 0; -inf at 0",
    .libm("log2") { log2($0) },
    partials: [1 / .log(2) / .x],
    textbook: [1 / (.x * .log(2))],
    facts: Facts(direction: .increasing),
    edges: [Edge(0)],
    samples: [[0.2...6]])

  /// The row of `log10`.
  static let decimalLogarithm = OperationRow(
    "log10", ["x"], "logarithm to base 10", domain: "x > 0; -inf at 0",
    .libm("log10") { log10($0) },
    partials: [1 / .log(10) / .x],
    textbook: [1 / (.x * .log(10))],
    facts: Facts(direction: .increasing),
    edges: [Edge(0)],
    samples: [[0.2...6]])

  /// The row of `log1p`.
  static let logarithmOfOnePlus = OperationRow(
    "log1p", ["x"], "log(1 + x), accurate near 0", domain: "x > -1; -inf at -1",
    .libm("log1p") { log1p($0) },
    partials: [1 / (1 + .x)],
    facts: Facts(direction: .increasing),
    edges: [Edge(-1)],
    samples: [[-0.8...5]], otherNames: ["log1plus"])

  /// The row of `xlogy`.
  static let timesLogarithm = OperationRow(
    "xlogy", ["x", "y"], "x*log(y), and 0 where x is 0", domain: "y > 0, or x = 0",
    .composed(.select(.equal(.x, 0), 0, .x * .log(.y))),
    partials: [.log(.y), .select(.equal(.x, 0) && .equal(.y, 0), 0, .x / .y)],
    textbook: [.log(.y), .x / .y],
    kinks: "the partial for y is 0 where both are 0",
    edges: [Edge(0, operand: 1, .slope)],
    samples: [[-3...3, 0.2...4]])

  /// The row of `logaddexp`.
  ///
  /// Numerics: Equal operands are apart, so that two logarithms of zero, both -inf, give -inf and not NaN. What x - y loses
  /// to rounding is a part of the vanishing weight as large as x - y, so the weights take it into account.
  static let logarithmOfSum = OperationRow(
    "logaddexp", ["x", "y"], "log(exp(x) + exp(y)) without overflow",
    .composed(.select(.equal(.x, .y), .x + .log(2), .max(.x, .y) + .log1p(.exp(-.abs(.x - .y))))),
    partials: [
      .sigmoid(difference) * (1 + .sigmoid(-difference) * lost),
      .sigmoid(-difference) * (1 - .sigmoid(difference) * lost),
    ],
    textbook: [.exp(.x - .result), .exp(.y - .result)],
    facts: Facts(isCommutative: true),
    samples: [[-4...4, -4...4]])

  // What two equal infinities differ by is NaN, which no number equals; it counts as 0.
  private static let difference = Rule.select(.equal(.x - .y, .x - .y), .x - .y, 0)

  /// The exact x - y less the double nearest to it; 0 where that is of no account.
  private static let lost: Rule = {
    let kept = .x - (.x - .y)
    return .stop(.select(.abs(.x - .y) < 1000, (.x - (.x - .y + kept)) + (kept - .y), 0))
  }()
}
