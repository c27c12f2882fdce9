/// How mathematicians set an operation.
package enum LatexForm: Hashable, Sendable {
  /// Between its operands, as tightly as in the language.
  case infix(String)
  /// Before its operand.
  case prefix(String)
  /// One operand above the other.
  case fraction
  /// The second operand raised.
  case power
  /// Around its operand.
  case around(String, String)
  /// Raised behind its operand.
  case raised(String)
  /// Before its operands in parentheses.
  case call(String)
  /// A brace with a line for each branch.
  case cases
}

extension Operation {
  /// How the operation is set; by its name where mathematicians have no other way.
  package var latexForm: LatexForm {
    switch self {
    case .add: .infix(" + ")
    case .subtract: .infix(" - ")
    case .multiply: .infix(" \\, ")
    case .divide: .fraction
    case .negate: .prefix("-")
    case .power: .power
    case .less: .infix(" < ")
    case .lessOrEqual: .infix(" \\le ")
    case .greater: .infix(" > ")
    case .greaterOrEqual: .infix(" \\ge ")
    case .equal: .infix(" = ")
    case .notEqual: .infix(" \\ne ")
    case .and: .infix(" \\land ")
    case .or: .infix(" \\lor ")
    case .not: .prefix("\\lnot ")
    case .select: .cases
    case .square: .raised("2")
    case .recip: .around("\\frac{1}{", "}")
    case .sqrt: .around("\\sqrt{", "}")
    case .cbrt: .around("\\sqrt[3]{", "}")
    case .abs: .around("\\left|", "\\right|")
    case .floor: .around("\\left\\lfloor ", "\\right\\rfloor")
    case .ceil: .around("\\left\\lceil ", "\\right\\rceil")
    case .exp, .log, .sin, .cos, .tan, .sinh, .cosh, .tanh, .min, .max: .call("\\" + row.name)
    case .asin: .call("\\arcsin")
    case .acos: .call("\\arccos")
    case .atan: .call("\\arctan")
    case .sigmoid: .call("\\sigma")
    case .gamma: .call("\\Gamma")
    case .digamma: .call("\\psi")
    case .normcdf: .call("\\Phi")
    case .normpdf: .call("\\varphi")
    case .stop, .attach, .call, .arguments, .exp2, .expm1, .log2, .log10, .log1p, .hypot, .atan2, .asinh, .acosh,
      .atanh, .logsigmoid,
      .softplus,
      .relu, .leakyrelu, .elu, .gelu, .silu, .erf, .erfc, .expnegsq, .lgamma, .polygamma, .sign, .step, .clamp, .round,
      .trunc, .xlogy, .logaddexp:
      .call("\\operatorname{\(row.name)}")
    }
  }
}
