import FlatProgram
import Operations

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
