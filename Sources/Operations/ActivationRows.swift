/// The rows of activation functions.
///
/// Each exponential in them is `exp(-abs(x))`: it never overflows, and one program computes it once for all of them.
enum ActivationRows {
  private static let decay = Rule.exp(-.abs(.x))

  private static let slopeOfSigmoid: Rule = .sigmoid(.x) * .sigmoid(-.x)

  /// The row of `sigmoid`.
  ///
  /// Numerics: The product of two sigmoids keeps all digits on both sides, where 1 - result has none left for large
  /// x. Its own derivative is stated, since that of the product is a difference, which loses all digits near 0.
  static let sigmoid = OperationRow(
    "sigmoid", ["x"], "1/(1 + exp(-x))",
    .composed(.select(.x >= 0, 1, decay) / (1 + decay)),
    partials: [.attach(slopeOfSigmoid, .x, -(slopeOfSigmoid * .tanh(0.5 * .x)))],
    textbook: [(1 - .result) * .result],
    facts: Facts(direction: .increasing, range: 0...1),
    latex: .call("\\sigma"),
    samples: [[-6...6]], otherNames: ["logistic", "expit"])

  /// The row of `logsigmoid`.
  static let logarithmOfSigmoid = OperationRow(
    "logsigmoid", ["x"], "log(sigmoid(x)) without overflow",
    .composed(.min(.x, 0) - .log1p(decay)),
    partials: [.sigmoid(-.x)],
    facts: Facts(direction: .increasing, range: -.infinity...0),
    samples: [[-6...6]])

  /// The row of `softplus`.
  static let softPlus = OperationRow(
    "softplus", ["x"], "log(1 + exp(x)) without overflow",
    .composed(.max(.x, 0) + .log1p(decay)),
    partials: [.sigmoid(.x)],
    facts: Facts(direction: .increasing, range: 0 ... .infinity),
    samples: [[-6...6]])

  /// The row of `relu`.
  static let rectifier = OperationRow(
    "relu", ["x"], "x where it is positive, otherwise 0",
    .composed(.max(.x, 0)),
    partials: [.step(.x)],
    kinks: "relu'(0) = 0",
    facts: Facts(direction: .increasing, range: 0 ... .infinity),
    samples: [[-3 ... -0.1], [0.1...3]])

  /// The row of `leakyrelu`.
  static let leakyRectifier = OperationRow(
    "leakyrelu", ["x"], "x where it is positive, otherwise 0.01*x",
    .composed(.select(.x > 0, .x, 0.01 * .x)),
    partials: [.select(.x > 0, 1, 0.01)],
    kinks: "leakyrelu'(0) = 0.01",
    facts: Facts(direction: .increasing),
    samples: [[-3 ... -0.1], [0.1...3]])

  /// The row of `elu`.
  static let exponentialUnit = OperationRow(
    "elu", ["x"], "x where it is positive, otherwise exp(x) - 1",
    .composed(.max(.x, 0) + .expm1(.min(.x, 0))),
    partials: [.exp(.min(.x, 0))],
    textbook: [.select(.x > 0, 1, .exp(.x))],
    facts: Facts(direction: .increasing, range: -1 ... .infinity),
    samples: [[-4 ... -0.1], [0.1...3]])

  /// The row of `gelu`.
  static let gaussianUnit = OperationRow(
    "gelu", ["x"], "x*normcdf(x), the exact form with erf",
    .composed(.x * .normcdf(.x)),
    partials: [.normcdf(.x) + .x * .normpdf(.x)],
    samples: [[-4...4]])

  /// The row of `silu`.
  static let sigmoidUnit = OperationRow(
    "silu", ["x"], "x*sigmoid(x)",
    .composed(.x * .sigmoid(.x)),
    partials: [.sigmoid(.x) * (1 + .x * .sigmoid(-.x))],
    samples: [[-6...6]], otherNames: ["swish"])
}
