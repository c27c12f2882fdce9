import FlatProgram
import Operations

extension OptimizationPass {
  /// Writes out what walks a few fixed steps, so that rotations and 3-vectors become scalar code with their zeros and ones
  /// folded away. Every extent must be at most 16, and what is written out has a budget: beyond it loops stay loops.
  package static let unroll = OptimizationPass("unroll") { program in
    guard let plan = UnrollPlan(program) else { return }
    var unrolling = Unrolling(program, plan)
    if let made = unrolling.run() { program = made }
  }
}

/// Carries out statements by name rather than by number: each element of an array that goes is an expression over what stays.
private struct Unrolling {
  private var program: Program
  private let plan: UnrollPlan
  private var rewriter = Rewriter(SimplifyRows.all)
  private var scratch = Traversal()
  private var replaced: [ExpressionID] = []
  /// What each element of each array that goes is by now; `.none` before the first assignment.
  private var elements: [Element] = []

  private struct Element {
    var value = ExpressionID.none
    /// The assignment that gave it its value.
    var origin: Assignment?
  }

  init(_ program: Program, _ plan: UnrollPlan) {
    (self.program, self.plan) = (program, plan)
    elements = Array(repeating: Element(), count: plan.elementCount)
  }

  /// Returns nil where an element is read that does not exist or has no value yet, and where the result is too long.
  mutating func run() -> Program? {
    let steps = program.steps
    var result: [Step] = []
    for (number, block) in plan.blocks.enumerated() {
      guard plan.isChosen[number] else {
        result += steps[block]
        continue
      }
      var isWhole = true
      let isKnown = plan.walk(block, of: steps, in: program) { assignment, point in
        isWhole = isWhole && carryOut(assignment, at: point)
        return isWhole
      }
      guard isKnown, isWhole else { return nil }
      for array in plan.finished(after: number) { result += assignments(to: array) }
    }
    let bodies = result.compactMap { $0.assignment?.domain.isEmpty ?? false ? $0.assignment?.body : nil }
    guard scratch.postorder(bodies, in: program).count <= UnrollPlan.longestResult else { return nil }
    program.steps = result
    return program
  }

  private mutating func carryOut(_ assignment: Assignment, at point: IndexEvaluator) -> Bool {
    let value = value(of: assignment.body, at: point)
    if assignment.combination == .add, value != .none, program[value].number == 0 { return true }
    guard value != .none, let place = place(assignment.target, assignment.subscripts, at: point) else { return false }
    let known = elements[place].value
    let zero = program.constant(0)
    let made: ExpressionID
    switch assignment.combination {
    case .assign: made = value
    case .add:
      made = rewriter.make(.add, known == .none ? zero : known, value, .none, in: &program)
    case .maximum: made = known == .none ? value : rewriter.make(.max, known, value, .none, in: &program)
    case .minimum: made = known == .none ? value : rewriter.make(.min, known, value, .none, in: &program)
    case .argmax, .argmin: return false
    }
    elements[place] = Element(value: made, origin: assignment)
    return true
  }

  /// Returns what a body is at one point, with what is decided there folded; `.none` where it rests on what does not exist.
  private mutating func value(of body: ExpressionID, at point: IndexEvaluator) -> ExpressionID {
    if replaced.count < program.expressions.count {
      replaced += Array(repeating: .none, count: program.expressions.count - replaced.count)
    }
    for id in scratch.postorder([body], in: program) {
      replaced[Int(id.raw)] = made(of: id, at: point)
    }
    return replaced[Int(body.raw)]
  }

  private mutating func made(of id: ExpressionID, at point: IndexEvaluator) -> ExpressionID {
    switch program[id] {
    case .constant: return id
    case .index(let index): return point.value(of: index).map { program.constant(Double($0)) } ?? .none
    case .read(let array, let subscripts): return read(array, subscripts, at: point)
    case .operation(let operation, let a, let b, let c):
      let (x, y, z) = (operand(a), operand(b), operand(c))
      let isMissing = a != .none && x == .none || b != .none && y == .none || c != .none && z == .none
      guard isMissing else { return rewriter.make(operation, x, y, z, in: &program) }
      return decided(operation, x, y, z)
    }
  }

  /// Returns an operation of which an operand does not exist, where another operand decides that it is not wanted.
  private func decided(
    _ operation: Operation, _ x: ExpressionID, _ y: ExpressionID, _ z: ExpressionID
  ) -> ExpressionID {
    guard x != .none, let first = program[x].number else { return .none }
    switch operation {
    case .select: return first != 0 ? y : z
    case .and: return first == 0 ? x : .none
    case .or: return first != 0 ? x : .none
    default: return .none
    }
  }

  private func operand(_ id: ExpressionID) -> ExpressionID { id == .none ? id : replaced[Int(id.raw)] }

  private mutating func read(
    _ array: ArrayID, _ subscripts: SubscriptsID, at point: IndexEvaluator
  ) -> ExpressionID {
    if let first = plan.firstElement[Int(array.raw)] {
      guard let offset = plan.offset(array, subscripts, at: point, in: program) else { return .none }
      let element = elements[first + offset]
      // Sums begin at 0.
      return element.value == .none && plan.isSum[Int(array.raw)] ? program.constant(0) : element.value
    }
    guard let offset = plan.offset(array, subscripts, at: point, in: program) else { return .none }
    if case .constant(let numbers) = program[array].role { return program.constant(numbers[offset]) }
    let place = program[subscripts].map { program.index(point.value(of: $0) ?? 0) }
    return program.read(array, program.subscripts(place))
  }

  private func place(_ array: ArrayID, _ subscripts: SubscriptsID, at point: IndexEvaluator) -> Int? {
    guard let first = plan.firstElement[Int(array.raw)],
      let offset = plan.offset(array, subscripts, at: point, in: program)
    else { return nil }
    return first + offset
  }

  /// Returns the assignments that give an array its elements.
  private mutating func assignments(to finished: UnrollPlan.Finished) -> [Step] {
    let array = finished.array
    guard let first = plan.firstElement[Int(array.raw)] else { return [] }
    var made: [Step] = []
    for (number, position) in plan.positions(in: array, of: program).enumerated() {
      let element = elements[first + number]
      guard element.value != .none || plan.isSum[Int(array.raw)] else { continue }
      var assignment = element.origin ?? finished.last
      assignment.target = array
      assignment.subscripts = program.subscripts(position.map { program.index($0) })
      assignment.domain = []
      assignment.combination = .assign
      assignment.body = element.value == .none ? program.constant(0) : element.value
      assignment.pass = finished.last.pass
      made.append(.assignment(assignment))
    }
    return made
  }
}
