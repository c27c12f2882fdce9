import FlatProgram
import Operations

extension OptimizationPass {
  /// Computes what has constant operands, and drops the branches that constant conditions rule out.
  ///
  /// It is run on steps that recurrences made of others, at one value of an axis. Every number stays the same to the last bit.
  package static let decide = OptimizationPass("decide") { program in
    program.rewriteExpressions { program, node, known in
      switch node {
      case .index(let index):
        if let number = program[index].constant { return program.constant(Double(number)) }
      case .operation(.select, let condition, let holds, let fails):
        if let number = program[condition].number { return number != 0 ? holds : fails }
      case .operation(let operation, let a, let b, let c):
        if let folded = program.folded(operation, a, b, c) { return folded }
      case .constant, .read: break
      }
      return known ?? program.intern(node)
    }
  }
}
