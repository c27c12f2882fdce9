import Operations

extension Verifier {
  /// Where an assignment puts its values.
  private struct Place: Hashable {
    var target: ArrayID
    var subscripts: SubscriptsID
    var domain: [AxisID]
    var around: [AxisID]
  }

  /// Checks the statements from top to bottom, and that every output has a value.
  mutating func checkStatements() {
    let steps = program.steps
    findDefinitions(steps)
    checkExpressions(steps)
    var around: [AxisID] = []
    var statement = 0
    var places: Set<Place> = []
    for (position, step) in steps.enumerated() {
      if around.isEmpty { statement = position }
      switch step {
      case .enter(let axis, _):
        checkAxis(axis, within: around, "a sequence", at: statement, isInside: true)
        around.append(axis)
      case .leave: around.removeLast()
      case .assignment(let assignment):
        check(assignment, around, at: statement)
        let place = Place(
          target: assignment.target, subscripts: assignment.subscripts, domain: assignment.domain, around: around)
        if !places.insert(place).inserted, !assignment.combination.isAnyOrder {
          report("\(name(assignment.target)) is assigned twice at the same elements")
        }
      }
    }
    for output in program.outputs where definingStatement[Int(output.raw)] == Self.never {
      if program[output].shape.contains(where: { program.fixedValue(of: program[$0]) == 0 }) { continue }
      report("the output \(name(output)) is never given a value")
    }
  }

  private mutating func findDefinitions(_ steps: [Step]) {
    var (depth, statement) = (0, 0)
    for (position, step) in steps.enumerated() {
      if depth == 0 { statement = position }
      switch step {
      case .enter: depth += 1
      case .leave: depth -= 1
      case .assignment(let assignment):
        let target = Int(assignment.target.raw)
        guard definingStatement[target] == Self.never else { continue }
        definingStatement[target] = statement
        // What a sequence assigns may be read all through the sequence, and a sum is 0 before its first part.
        definedFrom[target] = depth > 0 ? statement : assignment.combination == .add ? position : position + 1
      }
    }
  }

  private mutating func check(_ assignment: Assignment, _ around: [AxisID], at statement: Int) {
    let target = name(assignment.target)
    if program[assignment.target].isGiven { report("\(target) is given, and assigned") }
    let isPosition = assignment.combination == .argmax || assignment.combination == .argmin
    let isInteger = program[assignment.target].isInteger
    let isFitting = isInteger ? isPosition || program.isWhole(assignment.body) : !isPosition
    if !isFitting { report("\(target) has the wrong kind of elements") }
    if program.isCondition(assignment.body) { report("\(target) is given a condition") }
    var known = around
    for axis in assignment.domain {
      checkAxis(axis, within: known, target, at: statement, isInside: !around.isEmpty)
      known.append(axis)
    }
    checkWait(awaited[Int(assignment.body.raw)], target, at: statement)
    for axis in sets[axes[Int(assignment.body.raw)]] where !known.contains(axis) {
      report("the body of \(target) depends on \(program[axis].name), which is not walked there")
    }
    checkSubscripts(
      of: assignment.target, assignment.subscripts, of: target, isEvaluated: program.mask(of: assignment) == nil)
    let named = noteIndices(program[assignment.subscripts], target, at: statement)
    for axis in named where !known.contains(axis) {
      report("the subscripts of \(target) name \(program[axis].name), which is not walked there")
    }
    checkReduced(assignment, named, target)
  }

  /// Checks that the values of different points do not meet where nothing brings them together.
  private mutating func checkReduced(_ assignment: Assignment, _ named: [AxisID], _ target: String) {
    let reduced = assignment.domain.filter { !named.contains($0) }
    switch assignment.combination {
    case .add, .maximum, .minimum: break
    case .assign:
      if let axis = reduced.first {
        report("\(target) is assigned for every \(program[axis].name) at the same element")
      }
    case .argmax, .argmin:
      if reduced.count != 1 || reduced != assignment.domain.suffix(1) {
        report("\(target) is a position, but not along the last axis alone")
      }
    }
  }

  private mutating func checkAxis(
    _ axis: AxisID, within known: [AxisID], _ target: String, at statement: Int, isInside: Bool
  ) {
    if known.contains(axis) { report("\(target) walks \(program[axis].name) twice") }
    for outer in noteIndices([program[axis].lower, program[axis].upper], target, at: statement)
    where !known.contains(outer) {
      report("a bound of \(program[axis].name) names \(program[outer].name), which is not around it")
    }
  }

  /// Checks the elements that integer expressions look up, and returns the axes that they name.
  private mutating func noteIndices(_ indices: [IndexID], _ target: String, at statement: Int) -> [AxisID] {
    var named: [AxisID] = []
    var looked: [(ArrayID, SubscriptsID)] = []
    traversal.atoms(of: indices, in: program) { atom in
      switch atom {
      case .axis(let axis): if !named.contains(axis) { named.append(axis) }
      case .element(let array, let subscripts): looked.append((array, subscripts))
      case .dim, .quotient, .remainder: break
      }
    }
    for (array, subscripts) in looked {
      if !program[array].isInteger { report("\(name(array)) is not of integers, and stands in a subscript") }
      checkSubscripts(of: array, subscripts, of: target, isEvaluated: false)
      checkWait((definedFrom[Int(array.raw)], array), target, at: statement)
    }
    return named
  }

  private mutating func checkWait(_ awaited: (step: Int, array: ArrayID?), _ target: String, at statement: Int) {
    guard awaited.step > statement, let array = awaited.array else { return }
    report("\(target) reads \(name(array)) before it is defined")
  }
}

extension Program {
  /// Whether an expression is an integer, or a choice between integers.
  fileprivate func isWhole(_ expression: ExpressionID) -> Bool {
    var pending = [expression]
    while let next = pending.popLast() {
      switch self[next] {
      case .index: continue
      case .constant(let bits): if Int(exactly: Double(bitPattern: bits)) == nil { return false }
      case .read(let array, _): if !self[array].isInteger { return false }
      case .operation(.select, _, let a, let b): pending += [a, b]
      case .operation: return false
      }
    }
    return true
  }
}

extension Combination {
  /// Whether statements may give an element their parts one after the other.
  fileprivate var isAnyOrder: Bool {
    switch self {
    case .add, .maximum, .minimum: true
    case .assign, .argmax, .argmin: false
    }
  }
}
