import FlatProgram
import Operations

extension NameSharing {
  /// Returns the assignment that gives an expression a name, and the read that stands for it; nil where it cannot have one.
  ///
  /// `enclosing` are the sequences that the assignment will stand in: the name has an element for each of their steps.
  mutating func name(
    _ body: ExpressionID, _ facts: NodeFacts, over axes: [AxisID], for assignment: Assignment,
    _ around: [AxisID], within enclosing: [AxisID]
  ) -> (definition: Assignment, read: ExpressionID)? {
    let places =
      enclosing + closure(axes + enclosing, among: around + assignment.domain).filter { !enclosing.contains($0) }
    var shape: [IndexID] = []
    for axis in places {
      guard let extent = ranges.extent(of: axis, in: program) else { return nil }
      shape.append(program.index(extent))
    }
    let isCondition = program.isCondition(body)
    var body = body
    if !facts.isUnconditional, !facts.isSafe {
      guard let guarded = guardingReads(of: body) else { return nil }
      body = guarded
    }
    if isCondition { body = program.apply(.select, body, program.constant(1), program.constant(0)) }
    let array = program.addArray(
      ArrayDeclaration(
        name: program.freshNumberedName(assignment.pass == .forward ? "s" : "t"), shape: shape, role: .local,
        span: assignment.span))
    let subscripts = program.subscripts(places)
    let definition = Assignment(
      target: array, subscripts: subscripts, domain: places.filter { !enclosing.contains($0) }, body: body,
      span: assignment.span, pass: assignment.pass)
    let read = program.read(array, subscripts)
    return (definition, isCondition ? program.apply(.notEqual, read, program.constant(0)) : read)
  }

  /// Returns some axes and those that their bounds name, in the order of a list that has bounds before what they bound.
  private func closure(_ axes: [AxisID], among ordered: [AxisID]) -> [AxisID] {
    var wanted = axes
    for axis in ordered.reversed() where wanted.contains(axis) {
      program.collectAxes(of: program[axis].lower, into: &wanted)
      program.collectAxes(of: program[axis].upper, into: &wanted)
    }
    return ordered.filter(wanted.contains)
  }

  /// Returns an expression that is evaluated also where nothing guards it: reads that need not exist become
  /// `if 0 <= i and i < N then A[i] else 0`. Nil where a subscript itself looks up data.
  private mutating func guardingReads(of root: ExpressionID) -> ExpressionID? {
    var guarded: [ExpressionID: ExpressionID] = [:]
    for id in scratch.postorder([root], in: program) {
      switch program[id] {
      case .constant: guarded[id] = id
      case .index(let index):
        guard !program.looksUp(index) else { return nil }
        guarded[id] = id
      case .read(let array, let subscripts):
        guard let made = guardingRead(id, array, subscripts) else { return nil }
        guarded[id] = made
      case .operation(let operation, let a, let b, let c):
        guarded[id] = program.apply(operation, guarded[a] ?? .none, guarded[b] ?? .none, guarded[c] ?? .none)
      }
    }
    return guarded[root]
  }

  private mutating func guardingRead(
    _ id: ExpressionID, _ array: ArrayID, _ subscripts: SubscriptsID
  ) -> ExpressionID? {
    var condition = ExpressionID.none
    for (index, extent) in zip(program[subscripts], program[array].shape) {
      guard !program.looksUp(index) else { return nil }
      if ranges.answer(index, in: extent, of: program) == .inside { continue }
      let position = program.number(index)
      for test in [
        program.apply(.lessOrEqual, program.constant(0), position),
        program.apply(.less, position, program.number(extent)),
      ] { condition = condition == .none ? test : program.apply(.and, condition, test) }
    }
    return condition == .none ? id : program.apply(.select, condition, id, program.constant(0))
  }
}

extension Program {
  /// Whether an integer expression reads data.
  fileprivate func looksUp(_ index: IndexID) -> Bool {
    self[index].atoms.contains { atom in
      switch atom {
      case .dim, .axis: false
      case .element, .quotient, .remainder: true
      }
    }
  }
}
