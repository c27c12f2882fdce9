import FlatProgram

extension Program {
  /// Returns the program in which statements outside sequences walk the same axes where these have the same bounds and stand
  /// in the same place, so that what they compute alike is one expression.
  func withUniformAxes() -> Program {
    var program = self
    var known: [Axis: AxisID] = [:]
    program.statements = statements.map { statement in
      guard case .assignment(var assignment) = statement else { return statement }
      var map: [AxisID: IndexID] = [:]
      var domain: [AxisID] = []
      for (place, axis) in assignment.domain.enumerated() {
        let key = Axis(
          name: Self.axisName(at: place), lower: program.substituting(map, in: program[axis].lower),
          upper: program.substituting(map, in: program[axis].upper))
        let made = known[key] ?? program.addAxis(key)
        known[key] = made
        map[axis] = program.index(made)
        domain.append(made)
      }
      assignment.subscripts = program.subscripts(
        program[assignment.subscripts].map { program.substituting(map, in: $0) })
      assignment.body = program.substituting(map, in: assignment.body)
      assignment.domain = domain
      return .assignment(assignment)
    }
    return program
  }
}
