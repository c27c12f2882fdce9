import FlatProgram

extension Program {
  /// Returns what a statement is at one value of an axis of its domain, or of a sequence in it.
  mutating func fixing(_ axis: AxisID, at point: IndexID, in statement: Statement) -> [Statement] {
    fixing([axis: point], in: statement)
  }

  /// Sequences nest no deeper than arrays have axes.
  private mutating func fixing(_ replacements: [AxisID: IndexID], in statement: Statement) -> [Statement] {
    var map = replacements
    var sequence: FlatProgram.Sequence
    switch statement {
    case .assignment(let assignment): return [.assignment(fixing(map, in: assignment))]
    case .sequence(let outer): sequence = outer
    }
    if map[sequence.axis] != nil {
      var body: [Statement] = []
      for inner in sequence.body { body += fixing(map, in: inner) }
      return body
    }
    let bounds = self[sequence.axis]
    let lower = substituting(map, in: bounds.lower)
    let upper = substituting(map, in: bounds.upper)
    if lower != bounds.lower || upper != bounds.upper {
      let walked = addAxis(Axis(name: bounds.name, lower: lower, upper: upper))
      map[sequence.axis] = index(walked)
      sequence.axis = walked
    }
    var body: [Statement] = []
    for inner in sequence.body { body += fixing(map, in: inner) }
    sequence.body = body
    return [.sequence(sequence)]
  }

  private mutating func fixing(_ replacements: [AxisID: IndexID], in assignment: Assignment) -> Assignment {
    var map = replacements
    var domain: [AxisID] = []
    for axis in assignment.domain where map[axis] == nil {
      let bounds = self[axis]
      let lower = substituting(map, in: bounds.lower)
      let upper = substituting(map, in: bounds.upper)
      if lower == bounds.lower, upper == bounds.upper {
        domain.append(axis)
      } else {
        let shifted = addAxis(Axis(name: bounds.name, lower: lower, upper: upper))
        map[axis] = index(shifted)
        domain.append(shifted)
      }
    }
    var result = assignment
    result.domain = domain
    result.subscripts = subscripts(self[assignment.subscripts].map { substituting(map, in: $0) })
    result.body = substituting(map, in: assignment.body)
    return result
  }
}
