/// A small expression over the operands and the result of one operation: how a partial derivative, or a composed
/// function, is written down as data. It is built from operations only, so the table is closed under differentiation.
package indirect enum Rule: Hashable, Sendable {
  /// The operand with this number, from 0.
  case operand(Int)
  /// The value of the operation itself; never in the definition of a composed operation.
  case result
  case constant(Double)
  case apply(Operation, [Rule])
}

extension Rule {
  /// Computes the rule's value for up to three operands and the operation's own result.
  ///
  /// Recursion is as deep as the table's own text, never as a user's.
  package func evaluate(_ x: Double, _ y: Double = 0, _ z: Double = 0, result: Double) -> Double {
    switch self {
    case .operand(0): return x
    case .operand(1): return y
    case .operand: return z
    case .result: return result
    case .constant(let value): return value
    case .apply(let operation, let arguments):
      var values = (0.0, 0.0, 0.0)
      for (position, argument) in arguments.enumerated() {
        let value = argument.evaluate(x, y, z, result: result)
        switch position {
        case 0: values.0 = value
        case 1: values.1 = value
        default: values.2 = value
        }
      }
      return operation.evaluate(values.0, values.1, values.2)
    }
  }

  /// The costs of the different parts of the rule, each counted once.
  package var cost: Int {
    var counted: Set<Rule> = []
    return cost(without: &counted)
  }

  private func cost(without counted: inout Set<Rule>) -> Int {
    guard case .apply(let operation, let arguments) = self, counted.insert(self).inserted else { return 0 }
    return arguments.reduce(operation.row.cost) { $0 + $1.cost(without: &counted) }
  }
}
