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

extension Program {
  /// Returns whether subscripts that walk a domain meet every element of an array exactly once.
  func covers(_ array: ArrayID, _ subscripts: SubscriptsID, over domain: [AxisID]) -> Bool {
    let list = self[subscripts]
    let shape = self[array].shape
    guard list.count == domain.count, list.count == shape.count else { return false }
    var met: [AxisID] = []
    for (index, extent) in zip(list, shape) {
      guard let axis = self[index].axis, !met.contains(axis), domain.contains(axis), spans(axis, extent) else {
        return false
      }
      met.append(axis)
    }
    return true
  }
  private func spans(_ axis: AxisID, _ extent: IndexID) -> Bool {
    self[self[axis].lower].constant == 0 && self[axis].upper == extent
  }
}
