/// One line of a program's statements read from top to bottom, with sequences as brackets.
///
/// Passes work on steps, so that none of them recurs on how deep sequences stand in each other.
package enum Step: Hashable, Sendable {
  /// A sequence begins.
  case enter(AxisID, isReversed: Bool)
  case assignment(Assignment)
  /// The sequence that was entered last ends.
  case leave
}

extension Program {
  /// The statements from top to bottom. Complexity: linear.
  package var steps: [Step] {
    get {
      var steps: [Step] = []
      steps.reserveCapacity(statements.count)
      var open: [(statements: [Statement], position: Int)] = [(statements, 0)]
      while let current = open.last {
        guard current.position < current.statements.count else {
          open.removeLast()
          if !open.isEmpty { steps.append(.leave) }
          continue
        }
        open[open.count - 1].position += 1
        switch current.statements[current.position] {
        case .assignment(let assignment): steps.append(.assignment(assignment))
        case .sequence(let sequence):
          steps.append(.enter(sequence.axis, isReversed: sequence.isReversed))
          open.append((sequence.body, 0))
        }
      }
      return steps
    }
    set {
      var body: [Statement] = []
      body.reserveCapacity(newValue.count)
      // What is being filled around the body, each with the sequence that the body is of.
      var around: [(outer: [Statement], axis: AxisID, isReversed: Bool)] = []
      for step in newValue {
        switch step {
        case .enter(let axis, let isReversed):
          around.append((body, axis, isReversed))
          body = []
        case .assignment(let assignment): body.append(.assignment(assignment))
        case .leave:
          guard let (outer, axis, isReversed) = around.popLast() else { continue }
          let inner = body
          body = outer
          // A sequence around nothing does nothing.
          if !inner.isEmpty { body.append(.sequence(Sequence(axis: axis, isReversed: isReversed, body: inner))) }
        }
      }
      statements = around.first?.outer ?? body
    }
  }

  /// The assignments from top to bottom, those inside sequences too.
  package var assignments: [Assignment] {
    steps.compactMap { if case .assignment(let assignment) = $0 { assignment } else { nil } }
  }
}

extension Program {
  /// Returns the parts of `T[e] += if condition then value else 0`: where the condition fails nothing is added, and the element
  /// of the target need not exist. No pass may give such a body another form.
  package func mask(of assignment: Assignment) -> (condition: ExpressionID, value: ExpressionID)? {
    guard assignment.combination == .add,
      case .operation(.select, let condition, let value, let otherwise) = self[assignment.body],
      self[otherwise].number == 0
    else { return nil }
    return (condition, value)
  }
}
