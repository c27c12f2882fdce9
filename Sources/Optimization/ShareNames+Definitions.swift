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
    let ordered = around + assignment.domain
    let own = policy == .text ? ordered.filter(axes.contains) : closure(axes + enclosing, among: ordered)
    let places = enclosing + own.filter { !enclosing.contains($0) }
    var shape: [IndexID] = []
    for axis in places {
      guard let extent = ranges.extent(of: axis, in: program) else { return nil }
      shape.append(program.index(extent))
      // An axis may begin below 0 where a condition keeps what it subscripts within range.
      if ranges.answer(program.index(axis), in: shape[shape.count - 1], of: program) == .outside { return nil }
    }
    let walked = policy == .text ? rectangle(places, shape, within: enclosing) : places
    let isCondition = program.isCondition(body)
    var body = body
    if walked != places || !facts.isUnconditional && !facts.isSafe {
      let map = zip(places, walked).filter { $0 != $1 }.map { ($0, program.index($1)) }
      guard
        let guarded = guardingReads(of: program.substituting(Dictionary(map) { first, _ in first }, in: body))
      else { return nil }
      body = guarded
    }
    if isCondition { body = program.apply(.select, body, program.constant(1), program.constant(0)) }
    let array = program.addArray(
      ArrayDeclaration(
        name: program.freshNumberedName(assignment.pass == .forward ? "s" : "t"), shape: shape, role: .local,
        span: assignment.span))
    let definition = Assignment(
      target: array, subscripts: program.subscripts(walked), domain: walked.filter { !enclosing.contains($0) },
      body: body, span: assignment.span, pass: assignment.pass)
    let read = program.read(array, program.subscripts(places))
    return (definition, isCondition ? program.apply(.notEqual, read, program.constant(0)) : read)
  }

  /// Returns axes that walk whole extents, since the language has no definition over a part of an array alone.
  private mutating func rectangle(_ axes: [AxisID], _ shape: [IndexID], within enclosing: [AxisID]) -> [AxisID] {
    let zero = program.index(0)
    return zip(axes, shape).map { axis, extent in
      let isWhole = program[axis].lower == zero && program[axis].upper == extent
      return isWhole || enclosing.contains(axis) ? axis : program.axis(program[axis].name, from: zero, to: extent)
    }
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
        guard isKnown(index) else { return nil }
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
      guard isKnown(index) else { return nil }
      if ranges.answer(index, in: extent, of: program) == .inside { continue }
      let position = program.number(index)
      for test in [
        program.apply(.lessOrEqual, program.constant(0), position),
        program.apply(.less, position, program.number(extent)),
      ] { condition = condition == .none ? test : program.apply(.and, condition, test) }
    }
    return condition == .none ? id : program.apply(.select, condition, id, program.constant(0))
  }

  /// Whether an integer expression has a value whatever the guards say: the data that it looks up exist.
  private mutating func isKnown(_ index: IndexID) -> Bool {
    for atom in program[index].atoms {
      switch atom {
      case .dim, .axis: continue
      case .element(let array, let subscripts):
        guard ranges.isInside(array, subscripts, of: program) else { return false }
      case .quotient, .remainder: return false
      }
    }
    return true
  }
}
