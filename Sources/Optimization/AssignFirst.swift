import FlatProgram

extension OptimizationPass {
  /// Turns the first `+=` to an array into `=` where it meets every element exactly once, so that no zeros are laid first.
  package static let assignFirst = OptimizationPass("assign-first") { program in
    var steps = program.steps
    var isMet = [Bool](repeating: false, count: program.arrays.count)
    var depth = 0
    for (position, step) in steps.enumerated() {
      switch step {
      case .enter: depth += 1
      case .leave: depth -= 1
      case .assignment(var assignment):
        let target = Int(assignment.target.raw)
        if !isMet[target], depth == 0, assignment.combination == .add,
          program.covers(assignment.target, assignment.subscripts, over: assignment.domain)
        {
          assignment.combination = .assign
          steps[position] = .assignment(assignment)
        }
        isMet[target] = true
      }
    }
    program.steps = steps
  }
}
