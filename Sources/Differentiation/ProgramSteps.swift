import FlatProgram

/// A program's statements laid end to end, so that a walk in either direction needs no recursion into sequences.
struct ProgramSteps {
  enum Step {
    case open(AxisID, isReversed: Bool)
    case assignment(Assignment)
    case close(AxisID, isReversed: Bool)
  }

  private(set) var steps: [Step] = []

  init(_ program: Program) {
    steps.reserveCapacity(program.statements.count)
    var pending: [(rest: ArraySlice<Statement>, closing: Step?)] = [(program.statements[...], nil)]
    while let last = pending.indices.last {
      guard let statement = pending[last].rest.popFirst() else {
        if let closing = pending[last].closing { steps.append(closing) }
        pending.removeLast()
        continue
      }
      switch statement {
      case .assignment(let assignment):
        steps.append(.assignment(assignment))
      case .sequence(let sequence):
        steps.append(.open(sequence.axis, isReversed: sequence.isReversed))
        pending.append((sequence.body[...], .close(sequence.axis, isReversed: sequence.isReversed)))
      }
    }
  }
}

/// Statements being laid down, with the sequences that are open around them.
struct StatementList {
  private(set) var enclosing: [AxisID] = []
  private var levels: [[Statement]] = [[]]

  mutating func append(_ assignment: Assignment) {
    levels[levels.count - 1].append(.assignment(assignment))
  }

  mutating func open(_ axis: AxisID) {
    enclosing.append(axis)
    levels.append([])
  }

  /// Ends the innermost open sequence; one without statements leaves nothing behind.
  mutating func close(isReversed: Bool) {
    guard let axis = enclosing.popLast(), let body = levels.popLast() else { return }
    if !body.isEmpty {
      levels[levels.count - 1].append(.sequence(Sequence(axis: axis, isReversed: isReversed, body: body)))
    }
  }

  /// The statements, once every sequence is closed.
  var statements: [Statement] { levels.first ?? [] }
}
