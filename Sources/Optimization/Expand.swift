import FlatProgram
import Operations

extension OptimizationPass {
  /// Replaces composed operations by their definitions in the table; hash-consing shares the parts that they have in
  /// common, such as the exponential of `sigmoid` and `softplus` at one place.
  package static let expand = OptimizationPass("expand") { program in
    let definitions = Operation.allCases.map { operation -> Rule? in
      if case .composed(let rule) = operation.row.implementation { rule } else { nil }
    }
    program.rewriteExpressions { program, node, known in
      guard case .operation(let operation, let a, let b, let c) = node,
        let rule = definitions[Int(operation.rawValue)]
      else { return known ?? program.intern(node) }
      return program.instantiating(rule, [a, b, c], definitions)
    }
  }
}

extension Program {
  /// Returns a rule on operands, the composed operations in it replaced too.
  ///
  /// Recursion is as deep as the table's own text, never as a user's expression.
  fileprivate mutating func instantiating(
    _ rule: Rule, _ operands: [ExpressionID], _ definitions: [Rule?]
  ) -> ExpressionID {
    switch rule {
    case .operand(let number): return operands[number]
    case .constant(let value): return constant(value)
    case .result: return .none
    case .apply(let operation, let rules):
      var made: [ExpressionID] = [.none, .none, .none]
      for (position, rule) in rules.enumerated() { made[position] = instantiating(rule, operands, definitions) }
      if let definition = definitions[Int(operation.rawValue)] { return instantiating(definition, made, definitions) }
      return apply(operation, made[0], made[1], made[2])
    }
  }
}
