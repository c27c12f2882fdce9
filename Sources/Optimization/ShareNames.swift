import FlatProgram
import Operations

extension OptimizationPass {
  /// Gives a name to what is written more than once and is more than one operation, so that the text of a program is linear in
  /// the graph of its expressions; and reads an array in the place of the expression that defines it.
  package static let shareNames = OptimizationPass("share-names") { program in
    program = NameSharing(program, .text).run()
  }

  /// Stores what several statements would compute again, where computing it costs more than storing it.
  ///
  /// What one statement uses twice is left to it: loop nests compute a node once.
  package static let shareValues = OptimizationPass("share-values") { program in
    // Without loops a node is computed once wherever it stands.
    guard program.axisCount > 0 else { return }
    program = NameSharing(program, .work).run()
  }
}

/// What deserves a name.
enum NamingPolicy: Sendable {
  /// So that nothing long is written twice.
  case text
  /// So that nothing costly is computed twice.
  case work

  /// Returns what one operation adds to the size of an expression.
  func size(of operation: Operation) -> Int {
    switch self {
    case .text: 1
    case .work: Self.costs[Int(operation.rawValue)]
    }
  }

  /// Returns whether an expression with these facts gets a name; a body that stands once has one.
  ///
  /// `isStored` says that an array over the same axes exists anyway, so that one more is no new order of memory.
  func names(_ facts: NodeFacts, isCondition: Bool, isScalar: Bool, isStored: Bool) -> Bool {
    switch self {
    case .text: return facts.operandUses + facts.rootUses > 1 && facts.size >= 2
    case .work:
      // A condition has to be kept as a number, and asked again.
      if isCondition { return facts.isWidelyUsed && facts.size >= (isStored || isScalar ? 8 : 20) }
      return facts.isWidelyUsed && facts.size >= (isScalar ? 1 : isStored ? 4 : 20)
    }
  }

  private static let costs = Operation.allCases.map(\.row.cost)
}

/// The pass that names shared expressions.
///
/// An expression that reads only arrays that are complete before the statement that first uses it is named before that
/// statement, for the whole program. Others, in recurrences, are named within one statement.
struct NameSharing {
  /// What is rewritten.
  var program: Program
  /// What deserves a name.
  let policy: NamingPolicy
  private let writes: Writes
  /// Answers about subscripts.
  var ranges = RangeAnalysis()
  private var global = FactTable()
  private var local = FactTable()
  private var traversal = Traversal()
  /// Scratch for walks within one statement.
  var scratch = Traversal()
  /// By place in `global`: what is written where the expression is used.
  private var operands: [ExpressionID] = []
  private var result: [Step] = []
  /// The sets of axes over which some array is given its values.
  private var storedAxes: Set<Int32> = []

  /// Prepares the pass.
  init(_ program: Program, _ policy: NamingPolicy) {
    (self.program, self.policy) = (program, policy)
    writes = Writes(program.steps, in: program)
  }

  /// One statement outside any sequence, with all that is in it.
  private struct Group {
    var steps: Range<Int>
    /// For each step, the expressions that it is the first to use, by place.
    var places: [Range<Int>]
  }

  /// Complexity: linear in the program and in the text of the result.
  consuming func run() -> Program {
    let steps = program.steps
    var groups: [Group] = []
    traversal.begin(in: program)
    var position = 0
    while position < steps.count {
      var group = Group(steps: position..<position, places: [])
      var depth = 0
      repeat {
        let start = global.order.count
        switch steps[position] {
        case .enter: depth += 1
        case .leave: depth -= 1
        case .assignment(let assignment):
          global.append(traversal.continuePostorder([assignment.body], in: program), writes, in: program)
          storedAxes.insert(global.axisSet(of: program[assignment.subscripts], in: program))
        }
        group.places.append(start..<global.order.count)
        position += 1
      } while depth > 0 && position < steps.count
      group.steps = group.steps.lowerBound..<position
      groups.append(group)
    }
    global.countUses(by: steps.compactMap { $0.assignment?.body }, in: program)
    operands = Array(repeating: .none, count: global.order.count)
    for group in groups { share(group, of: steps) }
    program.steps = result
    return program
  }

  private mutating func share(_ group: Group, of steps: [Step]) {
    var around: [AxisID] = []
    for (position, places) in zip(group.steps, group.places) {
      switch steps[position] {
      case .enter(let axis, _): around.append(axis)
      case .leave: around.removeLast()
      case .assignment(let assignment):
        for place in places {
          rewrite(place)
          let isOwn = global.order[place] == assignment.body && gives(assignment, at: position, around)
          if !isOwn { nameGlobally(place, for: assignment, around, before: group.steps.lowerBound) }
        }
      }
    }
    for position in group.steps {
      switch steps[position] {
      case .enter(let axis, _):
        around.append(axis)
        result.append(steps[position])
      case .leave:
        around.removeLast()
        result.append(steps[position])
      case .assignment(var assignment):
        guard let place = global.place(of: assignment.body) else { continue }
        if let mask = program.mask(of: assignment) {
          assignment.body = program.masking(written(mask.value), where: written(mask.condition))
        } else {
          assignment.body = operands[place]
        }
        if policy == .text, global[place].lastWrite >= group.steps.lowerBound { nameLocally(&assignment, around) }
        result.append(.assignment(assignment))
        if group.places[position - group.steps.lowerBound].contains(place), gives(assignment, at: position, around) {
          operands[place] = program.read(assignment.target, assignment.subscripts)
        }
      }
    }
  }

  /// Returns whether an assignment is itself the name of its body from there on: each has a value for the same points.
  private func gives(_ assignment: Assignment, at position: Int, _ around: [AxisID]) -> Bool {
    guard around.isEmpty, assignment.combination == .assign, !program[assignment.target].isInteger,
      writes.isOnly(position, to: assignment.target), case .operation = program[assignment.body],
      let place = global.place(of: assignment.body), global.axes(at: place).count == assignment.domain.count
    else { return false }
    return program.covers(assignment.target, assignment.subscripts, over: assignment.domain)
  }

  /// Finds how an expression is written with the names that its operands have, and how large that is.
  private mutating func rewrite(_ place: Int) {
    var node = program[global.order[place]]
    if case .operation(let operation, let a, let b, let c) = node {
      var size = policy.size(of: operation)
      for operand in [a, b, c] {
        if let below = global.place(of: operand) { size = saturatingSum(size, global[below].size) }
      }
      global[place].size = size
      node = .operation(operation, written(a), written(b), written(c))
    }
    operands[place] = program.intern(node)
  }

  private func written(_ operand: ExpressionID) -> ExpressionID {
    global.place(of: operand).map { operands[$0] } ?? operand
  }

  private mutating func nameGlobally(
    _ place: Int, for assignment: Assignment, _ around: [AxisID], before start: Int
  ) {
    guard global[place].lastWrite < start, !program.isArgumentList(global.order[place]),
      policy.names(
        global[place], isCondition: program.isCondition(global.order[place]), isScalar: global[place].axes == 0,
        isStored: storedAxes.contains(global[place].axes)),
      let named = name(
        operands[place], global[place], over: global.axes(at: place), for: assignment, around, within: [])
    else { return }
    result.append(.assignment(named.definition))
    operands[place] = named.read
    global[place].size = 0
  }

  /// Names what one statement uses more than once, just before it.
  private mutating func nameLocally(_ assignment: inout Assignment, _ around: [AxisID]) {
    local.removeAll()
    let order = scratch.postorder([assignment.body], in: program)
    local.append(order, writes, in: program)
    local.countUses(by: [assignment.body], in: program)
    var written = order
    func replaced(_ operand: ExpressionID) -> ExpressionID { local.place(of: operand).map { written[$0] } ?? operand }
    for place in order.indices {
      guard case .operation(let operation, let a, let b, let c) = program[order[place]] else { continue }
      local[place].size = [a, b, c].reduce(policy.size(of: operation)) { size, operand in
        saturatingSum(size, local.place(of: operand).map { local[$0].size } ?? 0)
      }
      written[place] = program.apply(operation, replaced(a), replaced(b), replaced(c))
      guard !program.isArgumentList(order[place]),
        policy.names(
          local[place], isCondition: program.isCondition(order[place]), isScalar: false, isStored: false),
        let named = name(
          written[place], local[place], over: local.axes(at: place), for: assignment, around, within: around)
      else { continue }
      result.append(.assignment(named.definition))
      written[place] = named.read
      local[place].size = 0
    }
    assignment.body = written[written.count - 1]
  }
}
