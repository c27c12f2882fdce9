import FlatProgram
import Operations

/// Which elements of a variable each element of other arrays may depend on, followed element by element where all extents are
/// fixed: along tables of the program, and through conditions on indices.
struct ElementDependence {
  /// What the body of a statement is made of, as far as it depends on the variable: operands first.
  private enum Node {
    case read(ArrayID, [IndexID])
    case operands([Int])
    /// The branches; nil where one does not depend on it.
    case choice(ExpressionID, Int?, Int?)
  }

  /// How many elements the variable has.
  let count: Int
  private let program: Program
  private let activity: Activity
  /// By array, where elements of it were given: their sets, row-major.
  private var sets: [ArrayID: [ElementSet]] = [:]
  private var shapes: [ArrayID: [Int]] = [:]
  /// By step.
  private var nodes: [[Node]] = []
  private var visitsLeft = 20_000

  /// A variable with more elements is not followed.
  private static let largestVariable = 256

  /// Follows a variable through statements as far as a result; nil where an extent is open, where data place what depends on
  /// the variable, or where there is too much to look at.
  ///
  /// Complexity: that of the statements' points, of which there may be a fixed number.
  init?(of result: ArrayID, on variable: ArrayID, through steps: [Step], in program: Program) {
    let table = DerivativeTable.table(.accurate)
    var flow = BodyFlow(table, in: program)
    guard let activity = try? Activity(steps, of: [result], withRespectTo: [variable], in: program, flow: &flow),
      let shape = Self.shape(of: variable, in: program)
    else { return nil }
    (self.program, self.activity) = (program, activity)
    count = shape.reduce(1, saturatingProduct)
    guard count > 0, count <= Self.largestVariable else { return nil }
    shapes[variable] = shape
    sets[variable] = (0..<count).map { ElementSet($0, of: count) }
    nodes = steps.map { _ in [] }
    for (number, step) in steps.enumerated() {
      guard case .assignment(let assignment) = step, isActive(assignment.target) else { continue }
      guard assignment.target != variable, let shape = Self.shape(of: assignment.target, in: program) else {
        return nil
      }
      let size = shape.reduce(1, saturatingProduct)
      if size > visitsLeft { return nil }
      shapes[assignment.target] = shape
      sets[assignment.target] = Array(repeating: ElementSet(of: count), count: size)
      nodes[number] = nodes(of: assignment.body, &flow)
    }
    guard sets[result] != nil, follow(steps) else { return nil }
  }

  /// Returns the sets of an array's elements, row-major, and its extents.
  func elements(of array: ArrayID) -> (sets: [ElementSet], shape: [Int]) { (sets[array] ?? [], shapes[array] ?? []) }

  private func isActive(_ array: ArrayID) -> Bool {
    activity.varies[Int(array.raw)] && activity.matters[Int(array.raw)]
  }

  private static func shape(of array: ArrayID, in program: Program) -> [Int]? {
    let extents = program[array].shape.compactMap { program.fixedValue(of: program[$0]) }
    return extents.count == program[array].rank ? extents : nil
  }

  private func nodes(of body: ExpressionID, _ flow: inout BodyFlow) -> [Node] {
    flow.walk(body, in: program, activeArrays: activity.varies)
    return flow.nodes.map { node in
      switch program[node] {
      case .read(let array, let subscripts): .read(array, program[subscripts])
      case .operation(.select, let condition, let a, let b):
        .choice(condition, flow.position(of: a), flow.position(of: b))
      case .operation(let operation, let a, let b, let c):
        .operands(
          zip([a, b, c], 0...).compactMap { operand, number in
            flow.flows(through: operation, to: number) ? flow.position(of: operand) : nil
          })
      case .constant, .index: .operands([])
      }
    }
  }

  // MARK: The walk

  private mutating func follow(_ steps: [Step]) -> Bool {
    var evaluator = IndexEvaluator(program, dims: program.dims.map(\.fixed))
    var open: [(start: Int, axis: AxisID, rest: [Int])] = []
    var position = 0
    while position < steps.count {
      switch steps[position] {
      case .enter(let axis, let isReversed):
        guard let range = evaluator.range(of: axis), range.count <= visitsLeft else { return false }
        let values = isReversed ? Array(range) : range.reversed()
        open.append((position, axis, values))
        position = end(of: position, in: steps)
        continue
      case .leave:
        visitsLeft -= 1
        guard let top = open.last, visitsLeft > 0 else { return false }
        if let next = top.rest.last {
          open[open.count - 1].rest.removeLast()
          evaluator[top.axis] = next
          position = top.start
        } else {
          evaluator[top.axis] = nil
          open.removeLast()
        }
      case .assignment(let assignment):
        if !nodes[position].isEmpty, !visit(assignment, nodes[position], evaluator) { return false }
      }
      position += 1
    }
    return true
  }

  /// Returns where the sequence that begins at a step ends.
  private func end(of start: Int, in steps: [Step]) -> Int {
    var depth = 0
    for position in start..<steps.count {
      switch steps[position] {
      case .enter: depth += 1
      case .leave:
        depth -= 1
        if depth == 0 { return position }
      case .assignment: continue
      }
    }
    return steps.count
  }

  private mutating func visit(_ assignment: Assignment, _ nodes: [Node], _ evaluator: IndexEvaluator) -> Bool {
    var isKnown = true
    var evaluator = evaluator
    let bounded = evaluator.visitPoints(of: assignment.domain) { point in
      visitsLeft -= nodes.count
      guard visitsLeft > 0, let found = set(of: nodes, at: point),
        let element = offset(program[assignment.subscripts], in: assignment.target, at: point)
      else {
        isKnown = false
        return false
      }
      if let element { sets[assignment.target]?[element].formUnion(found) }
      return true
    }
    return bounded && isKnown
  }

  /// Returns what a body depends on at a point; nil where that rests on data.
  private func set(of nodes: [Node], at point: IndexEvaluator) -> ElementSet? {
    var found: [ElementSet] = []
    for node in nodes {
      var set = ElementSet(of: count)
      switch node {
      case .read(let array, let subscripts):
        guard let element = offset(subscripts, in: array, at: point) else { return nil }
        if let element, let own = sets[array]?[element] { set = own }
      case .operands(let operands): for operand in operands { set.formUnion(found[operand]) }
      case .choice(let condition, let a, let b):
        let holds = program.value(of: condition) { point.value(of: $0) }
        if let a, holds != 0 { set.formUnion(found[a]) }
        if let b, holds == nil || holds == 0 { set.formUnion(found[b]) }
      }
      found.append(set)
    }
    return found.last ?? ElementSet(of: count)
  }

  /// Returns the number of an element in its array, `.some(nil)` where there is none, nil where that rests on data.
  private func offset(_ subscripts: [IndexID], in array: ArrayID, at point: IndexEvaluator) -> Int?? {
    var offset = 0
    for (index, extent) in zip(subscripts, shapes[array] ?? []) {
      guard let value = point.value(of: index) else { return nil }
      guard value >= 0, value < extent else { return .some(nil) }
      offset = offset * extent + value
    }
    return .some(offset)
  }
}

/// A set of the elements of an array, by number.
struct ElementSet: Hashable {
  private var words: [UInt64]

  /// Makes an empty set of the elements of an array with so many.
  init(of count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

  /// Makes the set of one element.
  init(_ element: Int, of count: Int) {
    self.init(of: count)
    words[element / 64] |= 1 << UInt64(element % 64)
  }

  /// Adds the elements of another set.
  mutating func formUnion(_ other: ElementSet) {
    for (position, word) in other.words.enumerated() { words[position] |= word }
  }

  /// Returns whether an element is in it.
  func contains(_ element: Int) -> Bool { words[element / 64] & (1 << UInt64(element % 64)) != 0 }
}
