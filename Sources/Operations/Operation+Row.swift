extension Operation {
  /// The row of the table that says everything about this operation.
  ///
  /// Complexity: constant; the table is built once.
  package var row: OperationRow {
    Self.table[Int(rawValue)]
  }

  /// Finds the function of the language with this name.
  ///
  /// Complexity: constant.
  package static func named(_ name: String) -> Operation? {
    functions[name]
  }

  /// Finds the function that other languages have under a name. Complexity: constant.
  package static func known(elsewhereAs name: String) -> Operation? {
    elsewhere[name]
  }

  private static let elsewhere: [String: Operation] = {
    var functions: [String: Operation] = [:]
    for operation in allCases where operation.row.isCallable {
      for name in operation.row.otherNames { functions[name] = operation }
    }
    return functions
  }()

  private static let table: [OperationRow] = allCases.map(\.definition)

  private static let functions: [String: Operation] = {
    var functions: [String: Operation] = [:]
    for operation in allCases where operation.row.isCallable {
      functions[operation.row.name] = operation
    }
    return functions
  }()

  private var definition: OperationRow {
    switch self {
    case .add: ArithmeticRows.sum
    case .subtract: ArithmeticRows.difference
    case .multiply: ArithmeticRows.product
    case .divide: ArithmeticRows.quotient
    case .negate: ArithmeticRows.negation
    case .stop: ArithmeticRows.constant
    case .attach: ArithmeticRows.attachment
    case .call: CallRows.call
    case .arguments: CallRows.arguments
    case .less: ConditionRows.less
    case .lessOrEqual: ConditionRows.lessOrEqual
    case .greater: ConditionRows.greater
    case .greaterOrEqual: ConditionRows.greaterOrEqual
    case .equal: ConditionRows.equal
    case .notEqual: ConditionRows.notEqual
    case .and: ConditionRows.conjunction
    case .or: ConditionRows.disjunction
    case .not: ConditionRows.complement
    case .select: ConditionRows.selection
    case .exp: ExponentialRows.exponential
    case .exp2: ExponentialRows.powerOfTwo
    case .expm1: ExponentialRows.exponentialMinusOne
    case .log: ExponentialRows.logarithm
    case .log2: ExponentialRows.binaryLogarithm
    case .log10: ExponentialRows.decimalLogarithm
    case .log1p: ExponentialRows.logarithmOfOnePlus
    case .xlogy: ExponentialRows.timesLogarithm
    case .logaddexp: ExponentialRows.logarithmOfSum
    case .power: PowerRows.power
    case .sqrt: PowerRows.squareRoot
    case .cbrt: PowerRows.cubeRoot
    case .hypot: PowerRows.hypotenuse
    case .square: PowerRows.square
    case .recip: PowerRows.reciprocal
    case .sin: TrigonometricRows.sine
    case .cos: TrigonometricRows.cosine
    case .tan: TrigonometricRows.tangent
    case .asin: TrigonometricRows.arcSine
    case .acos: TrigonometricRows.arcCosine
    case .atan: TrigonometricRows.arcTangent
    case .atan2: TrigonometricRows.angle
    case .sinh: HyperbolicRows.sine
    case .cosh: HyperbolicRows.cosine
    case .tanh: HyperbolicRows.tangent
    case .asinh: HyperbolicRows.areaSine
    case .acosh: HyperbolicRows.areaCosine
    case .atanh: HyperbolicRows.areaTangent
    case .sigmoid: ActivationRows.sigmoid
    case .logsigmoid: ActivationRows.logarithmOfSigmoid
    case .softplus: ActivationRows.softPlus
    case .relu: ActivationRows.rectifier
    case .leakyrelu: ActivationRows.leakyRectifier
    case .elu: ActivationRows.exponentialUnit
    case .gelu: ActivationRows.gaussianUnit
    case .silu: ActivationRows.sigmoidUnit
    case .erf: NormalRows.errorFunction
    case .erfc: NormalRows.complement
    case .expnegsq: NormalRows.bell
    case .normpdf: NormalRows.density
    case .normcdf: NormalRows.distribution
    case .gamma: GammaRows.gammaFunction
    case .lgamma: GammaRows.logarithmOfGamma
    case .digamma: GammaRows.logarithmicDerivative
    case .polygamma: GammaRows.higherDerivative
    case .abs: PiecewiseRows.magnitude
    case .sign: PiecewiseRows.sign
    case .step: PiecewiseRows.step
    case .min: PiecewiseRows.minimum
    case .max: PiecewiseRows.maximum
    case .clamp: PiecewiseRows.clamp
    case .floor: RoundingRows.down
    case .ceil: RoundingRows.up
    case .round: RoundingRows.nearest
    case .trunc: RoundingRows.towardsZero
    }
  }
}
