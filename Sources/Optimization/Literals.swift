import FlatProgram

extension OptimizationPass {
  /// Puts numbers in the place of reads of constants that have no axes, for what is computed rather than read.
  package static let literals = OptimizationPass("literals") { program in
    guard program.arrays.contains(where: \.isNumber) else { return }
    program.rewriteExpressions { program, node, known in
      if case .read(let array, .none) = node, program[array].isNumber,
        case .constant(let numbers) = program[array].role, let number = numbers.first
      {
        return program.constant(number)
      }
      return known ?? program.intern(node)
    }
  }
}

extension ArrayDeclaration {
  /// Whether it is a constant with no axes.
  fileprivate var isNumber: Bool {
    if case .constant = role { rank == 0 } else { false }
  }
}
