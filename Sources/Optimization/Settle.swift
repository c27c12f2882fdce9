import FlatProgram
import Operations

extension Program {
  /// Whether an expression only carries a derivative. Complexity: linear in the expressions.
  package var carriesDerivatives: Bool {
    let carriers = Operation.allCases.map(\.row.carriesDerivative)
    return expressions.nodes.contains { node in
      if case .operation(let operation, _, _, _) = node { carriers[Int(operation.rawValue)] } else { false }
    }
  }
}

extension OptimizationPass {
  /// Leaves the values of operations that only carry a derivative: what follows takes no more derivatives.
  package static let settle = OptimizationPass("settle") { program in
    let carriers = Operation.allCases.map(\.row.carriesDerivative)
    program.rewriteExpressions { program, node, known in
      guard case .operation(let operation, let value, _, _) = node, carriers[Int(operation.rawValue)] else {
        return known ?? program.intern(node)
      }
      return value
    }
  }
}
