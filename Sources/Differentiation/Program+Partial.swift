import FlatProgram
import Operations

/// The place where a rule is written out: the operands and the value of one operation node.
struct RuleSite {
  var operands: (ExpressionID, ExpressionID, ExpressionID)
  var result: ExpressionID

  /// Returns the operand with this number.
  func operand(_ number: Int) -> ExpressionID {
    number == 0 ? operands.0 : number == 1 ? operands.1 : operands.2
  }
}

extension Program {
  /// Returns a rule written out over the operands of a node. Recursion is as deep as the table's own text.
  ///
  /// What a rule computes from numbers alone is a number: for `x^2` the partial is `2*x`, without the cases of the exponent.
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
      return settled(operation, values) ?? apply(operation, values.0, values.1, values.2)
    }
  }

  /// Returns what an operation of a rule comes to where numbers among its operands settle it.
  mutating func settled(
    _ operation: Operation, _ operands: (ExpressionID, ExpressionID, ExpressionID)
  ) -> ExpressionID? {
    let (a, b) = (self[operands.0].number, operands.1 == .none ? nil : self[operands.1].number)
    switch operation {
    case .select: return a.map { $0 != 0 ? operands.1 : operands.2 }
    case .and where a == 0 || b == 0: return constant(0)
    case .or where a == 1 || b == 1: return constant(1)
    default: break
    }
    if a == nil && b == nil || operation.row.isOpaque { return nil }
    let facts = operation.row.facts
    if let identity = facts.identity {
      if b == identity { return operands.0 }
      if a == identity && facts.isCommutative { return operands.1 }
    }
    guard operands.2 == .none, let a, operands.1 == .none || b != nil else { return nil }
    return constant(operation.evaluate(a, b ?? 0))
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
      let condition = expression(arguments[0], at: site)
      if let holds = self[condition].number {
        return product(derivative, arguments[holds != 0 ? 1 : 2], at: site, choice: choice)
      }
      return apply(
        .select, condition, product(derivative, arguments[1], at: site, choice: choice),
        product(derivative, arguments[2], at: site, choice: choice))
    case .apply(.divide, let arguments) where choice == .textbook || arguments[0] == .constant(1):
      return apply(
        .divide, product(derivative, arguments[0], at: site, choice: choice), expression(arguments[1], at: site))
    case .apply(.multiply, let arguments) where choice == .textbook:
      // As in `0*x^(0 - 1)`, which is to be no NaN at 0.
      if case .operand(let number) = arguments[0], self[site.operand(number)].number == 0 { return constant(0) }
      return apply(
        .multiply, product(derivative, arguments[0], at: site, choice: choice), expression(arguments[1], at: site))
    default:
      let partial = expression(rule, at: site)
      // A slope that a program states itself may be a reciprocal too.
      if rule == .operand(2), case .operation(.divide, let one, let divisor, _) = self[partial], self[one].number == 1 {
        return apply(.divide, derivative, divisor)
      }
      return apply(.multiply, derivative, partial)
    }
  }
}
