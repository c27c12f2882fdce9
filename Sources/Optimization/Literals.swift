import FlatProgram

extension OptimizationPass {
  /// Puts numbers in the place of reads of constants that have no axes, for what is computed rather than read.
  package static let literals = OptimizationPass("literals") { program in
    var program = program
    program.rewriteExpressions { program, node in
      if case .read(let array, .none) = node, case .constant(let numbers) = program[array].role,
        program[array].rank == 0, let number = numbers.first
      {
        return program.constant(number)
      }
      return program.intern(node)
    }
    return program
  }
}
