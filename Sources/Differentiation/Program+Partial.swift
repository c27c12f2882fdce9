import FlatProgram
import Operations

/// The place where a rule is written out: the operands and the value of one operation node.
struct RuleSite {
  var operands: (ExpressionID, ExpressionID, ExpressionID)
  var result: ExpressionID
}

extension Program {
  /// Returns a rule written out over the operands of a node. Recursion is as deep as the table's own text.
  mutating func expression(_ rule: Rule, at site: RuleSite) -> ExpressionID {
    switch rule {
    case .operand(0): return site.operands.0
    case .operand(1): return site.operands.1
    case .operand: return site.operands.2
    case .result: return site.result
    case .constant(let number): return constant(number)
    case .apply(let operation, let arguments):
      var values = (ExpressionID.none, ExpressionID.none, ExpressionID.none)
      for (position, argument) in arguments.enumerated() {
        let value = expression(argument, at: site)
        switch position {
        case 0: values.0 = value
        case 1: values.1 = value
        default: values.2 = value
        }
      }
      return apply(operation, values.0, values.1, values.2)
    }
  }

  /// Returns a derivative multiplied by a partial.
  ///
  /// Factors 1 and -1, signs, reciprocals and choices are applied to the derivative itself, which is exact; a choice so
  /// keeps an infinite partial of the other alternative out. The lecture's products are written from the left,
  /// `g*p*q`, the accurate ones as the table groups them, so that they neither overflow nor underflow on the way.
  mutating func product(
    _ derivative: ExpressionID, _ rule: Rule, at site: RuleSite, choice: RuleChoice
  ) -> ExpressionID {
    switch rule {
    case .constant(1):
      return derivative
    case .constant(-1):
      return apply(.negate, derivative)
    case .constant(0):
      return constant(0)
    case .apply(.negate, let arguments):
      return apply(.negate, product(derivative, arguments[0], at: site, choice: choice))
    case .apply(.select, let arguments):
      return apply(
        .select, expression(arguments[0], at: site), product(derivative, arguments[1], at: site, choice: choice),
        product(derivative, arguments[2], at: site, choice: choice))
    case .apply(.divide, let arguments) where choice == .textbook || arguments[0] == .constant(1):
      return apply(
        .divide, product(derivative, arguments[0], at: site, choice: choice), expression(arguments[1], at: site))
    case .apply(.multiply, let arguments) where choice == .textbook:
      return apply(
        .multiply, product(derivative, arguments[0], at: site, choice: choice), expression(arguments[1], at: site))
    default:
      return apply(.multiply, derivative, expression(rule, at: site))
    }
  }
}
