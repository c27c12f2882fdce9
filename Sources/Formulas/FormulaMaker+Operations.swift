import FlatProgram
import Operations

extension FormulaMaker {
  /// Returns an operation on nodes as a person would write it.
  mutating func apply(_ operation: Operation, _ operands: [FormulaID]) -> FormulaID {
    let numbers = operands.compactMap { value(of: $0) }
    if numbers.count == operands.count, !operation.row.isOpaque {
      let result = operation.evaluate(numbers)
      // A quotient of whole numbers stays one.
      if operation != .divide || result.rounded() == result { return number(result) }
    }
    if let rule = Self.short[Int(operation.rawValue)] { return instantiating(rule, operands) }
    switch operation {
    case .add: return sum([(.one, operands[0]), (.one, operands[1])])
    case .subtract: return sum([(.one, operands[0]), (Coefficient(-1), operands[1])])
    case .negate: return sum([(Coefficient(-1), operands[0])])
    case .multiply: return times(operands[0], operands[1])
    case .divide: return product(.one, [.init(base: operands[0], exponent: 1), .init(base: operands[1], exponent: -1)])
    case .power:
      guard let exponent = value(of: operands[1]), exponent.isFinite, value(of: operands[0]) == nil else { break }
      return product(.one, [.init(base: operands[0], exponent: exponent)])
    case .select: return choice(operands[0], operands[1], operands[2])
    case .not: return negation(of: operands[0]) ?? intern(.call(.not, operands))
    case .or:
      for (number, other) in [(operands[0], operands[1]), (operands[1], operands[0])] {
        if let value = value(of: number) { return value == 0 ? other : self.number(1) }
      }
    case .and: return conjunction(operands[0], operands[1])
    case .sqrt: return product(.one, [.init(base: operands[0], exponent: 0.5)])
    case .lessOrEqual, .less, .greater, .greaterOrEqual, .equal, .notEqual:
      if let known = known(operation, operands) { return number(known ? 1 : 0) }
      if operation == .notEqual, isZero(operands[1]), let condition = condition(of: operands[0]) { return condition }
    default: break
    }
    if let mirrored = operation.mirrored, value(of: operands[0]) != nil, value(of: operands[1]) == nil {
      return intern(.call(mirrored, [operands[1], operands[0]]))
    }
    if operands.count == 1, let symmetry = operation.row.facts.symmetry, hasSign(operands[0]) {
      let positive = sum([(Coefficient(-1), operands[0])])
      let call = intern(.call(operation, [positive]))
      return symmetry == .even ? call : sum([(Coefficient(-1), call)])
    }
    return intern(.call(operation, operands))
  }

  /// By operation: its definition, where that is no more than a product, a quotient or one choice between numbers.
  private static let short = Operation.allCases.map { operation -> Rule? in
    guard case .composed(let rule) = operation.row.implementation, case .apply(let root, let operands) = rule else {
      return nil
    }
    switch root {
    case .multiply, .divide: return operands.contains { $0.isApplication } ? nil : rule
    case .select: return operands.dropFirst().contains { !$0.isConstant } ? nil : rule
    default: return nil
    }
  }

  /// Recursion is as deep as the table's own text, never as a user's expression.
  private mutating func instantiating(_ rule: Rule, _ operands: [FormulaID]) -> FormulaID {
    switch rule {
    case .operand(let number): return operands[number]
    case .constant(let value): return number(value)
    case .result: return operands[0]
    case .apply(let operation, let rules):
      var made: [FormulaID] = []
      for rule in rules { made.append(instantiating(rule, operands)) }
      return apply(operation, made)
    }
  }

  mutating func times(_ a: FormulaID, _ b: FormulaID) -> FormulaID {
    product(.one, [.init(base: a, exponent: 1), .init(base: b, exponent: 1)])
  }

  /// Whether all terms of a node have a minus.
  private func hasSign(_ id: FormulaID) -> Bool {
    guard case .sum(let terms) = self[id] else { return false }
    return !terms.isEmpty && terms.allSatisfy(\.coefficient.isNegative)
  }
}

extension Rule {
  fileprivate var isApplication: Bool { if case .apply = self { true } else { false } }

  fileprivate var isConstant: Bool { if case .constant = self { true } else { false } }
}
