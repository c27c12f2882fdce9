import FlatProgram

/// The positions that an array needs along one axis: from the least value that the axis takes anywhere in its domain.
struct AxisRoom {
  var first: IndexExpression
  var extent: IndexExpression

  /// Finds the room of an axis; nil where its bounds hold data, or are not linear in the axes around it.
  init?(of axis: AxisID, in program: Program) {
    guard let first = Self.extreme(of: program[program[axis].lower], isGreatest: false, in: program),
      let end = Self.extreme(of: program[program[axis].upper], isGreatest: true, in: program)
    else { return nil }
    self.first = first
    extent = end - first
  }

  /// Returns the least or greatest value of a bound over the axes that it names.
  private static func extreme(
    of bound: IndexExpression, isGreatest: Bool, in program: Program
  ) -> IndexExpression? {
    var bound = bound
    while let axis = firstAxis(in: bound) {
      guard let (slope, rest) = bound.linear(in: axis), let factor = slope.constant else { return nil }
      let (lower, upper) = (program[program[axis].lower], program[program[axis].upper])
      guard (factor > 0) == isGreatest else {
        bound = slope * lower + rest
        continue
      }
      let exact = slope * (upper - IndexExpression(1)) + rest
      // One position too many is better than an extent of -1 where the outer axis has no values.
      let isBelowNothing = exact.terms.contains { $0.factors.isEmpty && $0.coefficient < 0 }
      bound = isGreatest && isBelowNothing && exact.constant == nil ? slope * upper + rest : exact
    }
    let readsData = bound.atoms.contains { atom in
      if case .dim = atom { false } else { true }
    }
    return readsData ? nil : bound
  }

  private static func firstAxis(in bound: IndexExpression) -> AxisID? {
    for case .axis(let axis) in bound.atoms { return axis }
    return nil
  }
}
