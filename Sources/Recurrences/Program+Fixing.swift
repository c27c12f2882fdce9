import FlatProgram

extension Program {
  /// Returns an assignment at one value of one of its axes, which it then no longer walks.
  ///
  /// `walk` is an axis that stands around it from then on.
  mutating func fixing(
    _ axis: AxisID, at value: IndexExpression, in assignment: Assignment, inside walk: AxisID?
  ) -> Assignment {
    var map = [axis: index(value)]
    var fixed = assignment
    fixed.domain = []
    for own in assignment.domain where own != axis {
      let lower = substituting(map, in: self[own].lower)
      let upper = substituting(map, in: self[own].upper)
      var axis = own
      if own == walk {
        axis = self.axis(freshName(self[own].name), from: lower, to: upper)
      } else if lower != self[own].lower || upper != self[own].upper {
        axis = self.axis(self[own].name, from: lower, to: upper)
      }
      if axis != own { map[own] = index(axis) }
      fixed.domain.append(axis)
    }
    fixed.subscripts = subscripts(self[assignment.subscripts].map { substituting(map, in: $0) })
    fixed.body = substituting(map, in: assignment.body)
    return fixed
  }

  /// Returns steps that walk another axis in the place of one that stood around them.
  mutating func renaming(_ axis: AxisID, to walk: AxisID, in steps: [Step]) -> [Step] {
    var map = [axis: index(walk)]
    func renamed(_ own: AxisID, _ program: inout Program) -> AxisID {
      let lower = program.substituting(map, in: program[own].lower)
      let upper = program.substituting(map, in: program[own].upper)
      guard lower != program[own].lower || upper != program[own].upper else { return own }
      return program.axis(program[own].name, from: lower, to: upper)
    }
    var around: [AxisID] = []
    return steps.map { step in
      switch step {
      case .enter(let own, let isReversed):
        let axis = renamed(own, &self)
        around.append(own)
        if axis != own { map[own] = index(axis) }
        return .enter(axis, isReversed: isReversed)
      case .leave:
        if let own = around.popLast() { map[own] = nil }
        return step
      case .assignment(var assignment):
        let outer = map
        defer { map = outer }
        for (position, own) in assignment.domain.enumerated() {
          let axis = renamed(own, &self)
          if axis != own { map[own] = index(axis) }
          assignment.domain[position] = axis
        }
        assignment.subscripts = subscripts(self[assignment.subscripts].map { substituting(map, in: $0) })
        assignment.body = substituting(map, in: assignment.body)
        return .assignment(assignment)
      }
    }
  }

  /// Whether an expression over dims is 0 or more whatever they are.
  func isNonnegative(_ expression: IndexExpression) -> Bool {
    let known = expression.substituting { atom in
      if case .dim(let dim) = atom, let number = self[dim].fixed { IndexExpression(number) } else { nil }
    }
    return known.terms.allSatisfy { term in
      term.coefficient >= 0 && term.factors.allSatisfy { if case .dim = $0 { true } else { false } }
    }
  }
}
