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
