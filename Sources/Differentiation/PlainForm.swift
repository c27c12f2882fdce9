import FlatProgram
import Operations

/// The form in which a lecture writes a calculation: one operation an assignment.
package enum PlainForm {
  /// Returns the program with a name for every step: `s0`, `s1`, ... in the order of evaluation.
  ///
  /// Arrays keep their ids, and those that the user named their names. Conditions stay where they are asked; a step of a
  /// branch is taken under the branch's condition; a statement whose steps have no rectangular shape is left whole.
  /// Complexity: linear in the program.
  package static func program(_ program: Program) -> Program {
    var rewriter = PlainRewriter(program)
    return rewriter.rewritten()
  }
}

/// The walk that gives every operation an assignment of its own.
private struct PlainRewriter {
  private var program: Program
  private var list = StepList()
  private var flow: BodyFlow
  private var guards = BodyGuards()
  private var safety: ReadSafety
  private var takenNames: Set<String>
  private var nextNumber = 0
  private var isRenamed: [Bool]
  private let everyArray: [Bool]

  /// What stands for each active node of the body, and the axes that it depends on.
  private var plain: [PlainNode] = []
  /// By position: whether the node is used once, as what an `if` gives: the `if` and it are one step.
  private var isBranch: [Bool] = []
  private var guardConditions: [BodyGuards.Number: PlainNode] = [:]

  init(_ program: Program) {
    self.program = program
    flow = BodyFlow(in: program)
    safety = ReadSafety(program)
    everyArray = Array(repeating: true, count: program.arrays.count)
    isRenamed = Array(repeating: false, count: program.arrays.count)
    takenNames = Set(program.dims.map(\.name))
    for number in 0..<program.axisCount { takenNames.insert(program[AxisID(number)].name) }
    // What nothing gives any longer keeps its name.
    let targets = Set(program.assignments.map(\.target))
    for (number, array) in program.arrays.enumerated() where !array.isStep || !targets.contains(ArrayID(number)) {
      takenNames.insert(array.name)
    }
  }

  mutating func rewritten() -> Program {
    for step in program.steps {
      if case .assignment(let assignment) = step { rewrite(assignment) } else { list.append(step) }
    }
    program.steps = list.steps
    return program
  }

  private mutating func rewrite(_ assignment: Assignment) {
    flow.walk(assignment.body, in: program, activeArrays: everyArray)
    guard let scope = PlainScope(assignment, within: list.enclosing, in: program),
      let root = flow.nodes.indices.last
    else { return finish(assignment) }
    guards.find(in: flow, of: program)
    guardConditions = [BodyGuards.always: PlainNode(id: .none, axes: 0)]
    plain.removeAll(keepingCapacity: true)
    findBranches()
    // Where its condition fails, the target's element need not exist.
    let keepsForm = assignment.combination == .assign || program.mask(of: assignment) != nil
    for (position, id) in flow.nodes.enumerated() {
      let known = program.expressions.count
      var node = rebuilt(id, scope)
      let isLast = position == root && keepsForm
      if node.isStep && !isLast && !isBranch[position] { node = named(node, at: position, of: assignment, scope) }
      program.noteExpressions(since: known, madeOf: id)
      plain.append(node)
    }
    var assignment = assignment
    assignment.body = plain[root].id
    finish(assignment)
  }

  private mutating func findBranches() {
    isBranch.removeAll(keepingCapacity: true)
    isBranch.append(contentsOf: repeatElement(false, count: flow.nodes.count))
    guard flow.hasChoices else { return }
    var isUsed = isBranch
    for id in flow.nodes {
      guard case .operation(let operation, let a, let b, let c) = program[id] else { continue }
      for (number, operand) in [a, b, c].enumerated() {
        guard let place = flow.position(of: operand) else { continue }
        isBranch[place] = !isUsed[place] && operation == .select && number > 0
        isUsed[place] = true
      }
    }
  }

  /// Returns a node over what stands for its operands.
  private mutating func rebuilt(_ id: ExpressionID, _ scope: PlainScope) -> PlainNode {
    switch program[id] {
    case .constant: return PlainNode(id: id, axes: 0)
    case .read(_, let subscripts):
      return PlainNode(id: id, axes: scope.axes(of: program[subscripts], in: program), readsArrays: true)
    case .index(let index): return PlainNode(id: id, axes: scope.axes(of: [index], in: program))
    case .operation(let operation, let a, let b, let c):
      let (x, y, z) = (standIn(a), standIn(b), standIn(c))
      let readsArrays = x.readsArrays || y.readsArrays || z.readsArrays
      return PlainNode(
        id: program.apply(operation, x.id, y.id, z.id), axes: x.axes | y.axes | z.axes, readsArrays: readsArrays,
        isStep: readsArrays && operation.row.result == .real && operation.row.notation != .list)
    }
  }

  private func standIn(_ operand: ExpressionID) -> PlainNode {
    guard let position = flow.position(of: operand) else { return PlainNode(id: operand, axes: 0) }
    return plain[position]
  }

  /// Gives a step a name; one that is wanted under conditions which have no name yet stays inside what uses it.
  private mutating func named(
    _ node: PlainNode, at position: Int, of assignment: Assignment, _ scope: PlainScope
  ) -> PlainNode {
    guard let condition = condition(of: guards[position]) else { return node }
    let axes = node.axes | condition.axes | scope.enclosingAxes
    let array = program.addArray(
      ArrayDeclaration(name: nextName(), shape: scope.shape(axes, in: &program), role: .local, span: assignment.span))
    let subscripts = scope.subscripts(axes, in: &program)
    list.append(
      Assignment(
        target: array, subscripts: subscripts, domain: scope.domain(axes),
        body: program.masking(node.id, where: condition.id), span: assignment.span, pass: assignment.pass))
    return PlainNode(id: program.read(array, subscripts), axes: axes, readsArrays: true)
  }

  /// Returns the condition of a guard over what stands for its operands, or nil where a part of it comes later.
  private mutating func condition(of guardNumber: BodyGuards.Number) -> PlainNode? {
    var pending: [BodyGuards.Number] = [guardNumber]
    while let number = pending.last {
      guard guardConditions[number] == nil else {
        pending.removeLast()
        continue
      }
      guard case .branch(let outer, let condition, let isTaken) = guards.definition(of: number) else { return nil }
      guard let around = guardConditions[outer] else {
        pending.append(outer)
        continue
      }
      if let position = flow.position(of: condition), position >= plain.count { return nil }
      let inner = standIn(condition)
      let isSafe = safety.isSafe(condition, in: program)
      let own = isTaken ? inner.id : program.apply(.not, inner.id)
      guardConditions[number] = PlainNode(
        id: program.conjunction(around.id, own, isSafe: isSafe), axes: around.axes | inner.axes)
    }
    return guardConditions[guardNumber]
  }

  private mutating func finish(_ assignment: Assignment) {
    let target = Int(assignment.target.raw)
    if program[assignment.target].isStep, target < isRenamed.count, !isRenamed[target] {
      isRenamed[target] = true
      program[assignment.target].name = nextName()
    }
    list.append(assignment)
  }

  private mutating func nextName() -> String {
    var name: String
    repeat {
      name = "s\(nextNumber)"
      nextNumber += 1
    } while takenNames.contains(name)
    return name
  }
}

/// What stands for a node in the plain form.
private struct PlainNode {
  var id: ExpressionID
  var axes: PlainScope.Axes
  /// Whether it depends on more than dims and axes.
  var readsArrays = false
  /// Whether it is an operation that is to have a name.
  var isStep = false
}

extension ArrayDeclaration {
  /// Whether the compiler named it, as a step of a calculation.
  fileprivate var isStep: Bool { role == .local && !isNamed && !isInteger }
}
