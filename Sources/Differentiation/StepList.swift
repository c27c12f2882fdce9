import FlatProgram

/// Steps being laid down one after the other, with the sequences that are open around the next.
struct StepList {
  private(set) var steps: [Step] = []
  /// The axes of the open sequences, outer first.
  private(set) var enclosing: [AxisID]

  /// Starts inside some sequences that are open already.
  init(within enclosing: [AxisID] = []) { self.enclosing = enclosing }

  /// Adds a step at the end.
  mutating func append(_ step: Step) {
    switch step {
    case .enter(let axis, _): enclosing.append(axis)
    case .leave: enclosing.removeLast(enclosing.isEmpty ? 0 : 1)
    case .assignment: break
    }
    steps.append(step)
  }

  /// Adds an assignment at the end.
  mutating func append(_ assignment: Assignment) { steps.append(.assignment(assignment)) }

  /// Drops assignments.
  mutating func removeAssignments(where isDropped: (Assignment) -> Bool) {
    steps.removeAll { if case .assignment(let assignment) = $0 { isDropped(assignment) } else { false } }
  }

  /// Returns steps in the order that undoes them: the last first, each sequence the other way.
  static func reversed(_ steps: [Step]) -> [Step] {
    var backwards: [Step] = []
    backwards.reserveCapacity(steps.count)
    var open: [Step] = []
    for step in steps {
      switch step {
      case .enter(let axis, let isReversed):
        open.append(.enter(axis, isReversed: !isReversed))
        backwards.append(.leave)
      case .assignment: backwards.append(step)
      case .leave: if let head = open.popLast() { backwards.append(head) }
      }
    }
    backwards.reverse()
    return backwards
  }
}
