/// The rows of the four operators, of the sign, of `stop` and of `attach`.
enum ArithmeticRows {
  /// The row of `add`.
  static let sum = OperationRow(
    "add", ["x", "y"], "sum", notation: .infix("+"),
    .infix("+") { $0 + $1 },
    partials: [1, 1],
    facts: Facts(isCommutative: true, identity: 0),
    bounds: { x, y, _ in x + y },
    latex: .infix(" + "),
    samples: [[-3...3, -3...3]])

  /// The row of `subtract`.
  static let difference = OperationRow(
    "subtract", ["x", "y"], "difference", notation: .infix("-"),
    .infix("-") { $0 - $1 },
    partials: [1, -1],
    facts: Facts(identity: 0),
    bounds: { x, y, _ in x - y },
    latex: .infix(" - "),
    samples: [[-3...3, -3...3]])

  /// The row of `multiply`.
  static let product = OperationRow(
    "multiply", ["x", "y"], "product", notation: .infix("*"),
    .infix("*") { $0 * $1 },
    partials: [.y, .x],
    facts: Facts(isCommutative: true, identity: 1),
    bounds: { x, y, _ in x * y }, boundsOfSame: { $0.squared },
    latex: .infix(" \\, "),
    samples: [[-3...3, -3...3]])

  /// The row of `divide`.
  ///
  /// Numerics: The result is divided once more, since y*y may overflow where the quotient does not.
  static let quotient = OperationRow(
    "divide", ["x", "y"], "quotient", domain: "y != 0", notation: .infix("/"),
    .infix("/", cost: 4) { $0 / $1 },
    partials: [1 / .y, -(.result / .y)],
    textbook: [1 / .y, -.x / .power(.y, 2)],
    facts: Facts(identity: 1),
    edges: [Edge(0, operand: 1)], bounds: { x, y, _ in x / y },
    latex: .fraction,
    samples: [[-3...3, 0.3...3], [-3...3, -3 ... -0.3]])

  /// The row of `negate`.
  static let negation = OperationRow(
    "negate", ["x"], "change of sign", notation: .prefix("-"),
    .primitive(.unary(.prefix("-"), single: .prefix("-"), cost: 1) { -$0 }),
    partials: [-1],
    facts: Facts(symmetry: .odd, direction: .decreasing),
    latex: .prefix("-"),
    samples: [[-3...3]])

  /// The row of `stop`.
  static let constant = OperationRow(
    "stop", ["x"], "x itself, taken as a constant by differentiation",
    .composed(.x),
    partials: [0],
    facts: Facts(symmetry: .odd, direction: .increasing),
    samples: [[-3...3]])

  /// The row of `attach`.
  static let attachment = OperationRow(
    "attach", ["v", "x", "d"], "v, with the derivative d by x in the place of its own",
    .composed(.x),
    partials: [0, .z, 0],
    samples: [[-3...3, -3...3, -3...3]])
}
