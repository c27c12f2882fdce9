import FlatProgram
import Operations

/// The statements of a program with their loop order chosen, and with the fills that accumulations start from.
struct StatementList {
  private(set) var program: Program
  private(set) var leaves: [Leaf] = []
  /// The lists of steps; the first is the whole program.
  private(set) var lists: [[Step]] = [[]]
  var analysis = IndexAnalysis()

  /// The combinations that write each array, before anything is scheduled.
  private var isAccumulated: [Bool]
  private var isWritten: [Bool]
  /// The array that holds the extremum beside its position, by the array of positions.
  private var bestArrays: [ArrayID: ArrayID] = [:]
  /// The assignment whose reads were collected through a node last.
  private var visitor: [Int32]
  /// The scalar assignment through which a node's reads were collected last, and the list of steps it stands in.
  private var scalarVisitor: [(assignment: Int32, list: Int32)]
  /// Whether a node reads anything that the program computes.
  private let readsComputed: [Bool]
  /// The arrays whose elements begin one by one.
  private var elementSums: ElementSums
  /// The leaf of each assignment.
  private var leafOfAssignment: [Int] = []

  /// Collects the statements. Complexity: linear in the program.
  init(_ program: Program) {
    self.program = program
    elementSums = ElementSums(program)
    isAccumulated = Array(repeating: false, count: program.arrays.count)
    isWritten = isAccumulated
    visitor = Array(repeating: -1, count: program.expressions.count)
    readsComputed = Self.nodesThatReadComputed(program)
    scalarVisitor = Array(repeating: (-1, -1), count: program.expressions.count)
    walk { list, assignment in
      list.isAccumulated[Int(assignment.target.raw)] =
        list.isAccumulated[Int(assignment.target.raw)] || assignment.combination != .assign
    }
    lists = [[]]
    walk { list, assignment in list.add(assignment) }
  }

  /// The list of steps that is being filled.
  private var current = 0

  private mutating func walk(_ visit: (inout StatementList, Assignment) -> Void) {
    var stack: [(list: Int, statements: [Statement], position: Int)] = [(0, program.statements, 0)]
    while let (list, statements, position) = stack.last {
      guard position < statements.count else {
        stack.removeLast()
        continue
      }
      stack[stack.count - 1].position += 1
      current = list
      switch statements[position] {
      case .assignment(let assignment): visit(&self, assignment)
      case .sequence(let sequence):
        lists.append([])
        stack.append((lists.count - 1, sequence.body, 0))
        lists[list].append(
          .sequence(SequenceStep(axis: sequence.axis, isReversed: sequence.isReversed, steps: lists.count - 1)))
      }
    }
  }

  private mutating func add(_ assignment: Assignment) {
    let target = ElementReference(array: assignment.target, subscripts: assignment.subscripts)
    var reads: [ElementReference] = []
    var sharers: [Int] = []
    collectReads(assignment, into: &reads, &sharers)
    let order = LoopOrder.choose(
      assignment.domain, assignment.combination, accesses: reads, target: target, in: program, &analysis)
    var boundReads: [ElementReference] = []
    for axis in order {
      boundReads += analysis.mentions(of: program[axis].lower, in: program).elements
      boundReads += analysis.mentions(of: program[axis].upper, in: program).elements
    }
    var accumulation = accumulation(of: assignment)
    if elementSums.contains(assignment.target) {
      if !isWritten[Int(assignment.target.raw)] { addElementFills(assignment) }
      if elementSums.begin(assignment.target, assignment.subscripts) { accumulation = .set }
    } else if !isWritten[Int(assignment.target.raw)], needsFill(assignment, order: order) {
      addFills(assignment, accumulation, order: order)
    }
    isWritten[Int(assignment.target.raw)] = true
    leafOfAssignment.append(leaves.count)
    add(
      Leaf(
        axes: order,
        store: Store(
          target: target, accumulation: accumulation, value: assignment.body, span: assignment.span,
          pass: assignment.pass),
        reads: reads, boundReads: boundReads, sharers: sharers), to: current)
  }

  private mutating func add(_ leaf: Leaf, to list: Int) {
    leaves.append(leaf)
    lists[list].append(.leaf(leaves.count - 1))
  }

  // MARK: Accumulations

  private mutating func accumulation(of assignment: Assignment) -> Accumulation {
    switch assignment.combination {
    case .assign: return .set
    case .add: return .add(.inOrder)
    case .maximum: return .maximum
    case .minimum: return .minimum
    case .argmax, .argmin:
      guard let axis = assignment.domain.last else { return .set }
      let best = bestArray(for: assignment.target)
      return assignment.combination == .argmax ? .argmax(best: best, axis: axis) : .argmin(best: best, axis: axis)
    }
  }

  private mutating func bestArray(for positions: ArrayID) -> ArrayID {
    if let known = bestArrays[positions] { return known }
    let best = program.addArray(
      ArrayDeclaration(
        name: program.freshName("best_" + program[positions].name), shape: program[positions].shape, role: .local))
    bestArrays[positions] = best
    isAccumulated.append(true)
    isWritten.append(false)
    return best
  }

  /// An array that anything accumulates into starts from a whole fill, unless its first assignment covers it.
  private func needsFill(_ assignment: Assignment, order: [AxisID]) -> Bool {
    guard isAccumulated[Int(assignment.target.raw)] else { return false }
    return assignment.combination != .assign || fullAxes(assignment, order: order) == nil
  }

  /// Returns the axes of the subscripts, in loop order, where they run over all elements that statements give, each over one
  /// axis.
  private func fullAxes(_ assignment: Assignment, order: [AxisID]) -> [AxisID]? {
    let shape = program[assignment.target].shape
    let subscripts = program[assignment.subscripts]
    guard shape.count == subscripts.count else { return nil }
    var axes: Set<AxisID> = []
    for (position, (index, extent)) in zip(subscripts, shape).enumerated() {
      if program[index].constant == 0, program[extent].constant == 1 { continue }
      var extent = program[extent]
      if let triangle = program[assignment.target].triangle, triangle.inner == position {
        extent = program[subscripts[triangle.outer]] + IndexExpression(1)
      }
      guard let axis = program[index].axis, order.contains(axis), program[program[axis].lower].constant == 0,
        program[program[axis].upper] == extent, axes.insert(axis).inserted
      else { return nil }
    }
    return order.filter(axes.contains)
  }

  private mutating func addFills(_ assignment: Assignment, _ accumulation: Accumulation, order: [AxisID]) {
    switch accumulation {
    case .set, .add: addFill(assignment, assignment.target, 0, order)
    case .maximum: addFill(assignment, assignment.target, -.infinity, order)
    case .minimum: addFill(assignment, assignment.target, .infinity, order)
    case .argmax(let best, _):
      addFill(assignment, assignment.target, -1, order)
      addFill(assignment, best, -.infinity, order)
    case .argmin(let best, _):
      addFill(assignment, assignment.target, -1, order)
      addFill(assignment, best, .infinity, order)
    }
  }

  /// Adds the fills of the elements that nothing is added to.
  private mutating func addElementFills(_ assignment: Assignment) {
    for subscripts in elementSums.rest(of: assignment.target, in: &program) {
      let store = Store(
        target: ElementReference(array: assignment.target, subscripts: subscripts), accumulation: .set,
        value: program.constant(0), span: assignment.span, pass: assignment.pass)
      add(Leaf(axes: [], store: store, reads: []), to: 0)
    }
  }

  /// Adds the fill of a whole array at the end of the outermost list, so before any sequence that is being read.
  private mutating func addFill(
    _ assignment: Assignment, _ array: ArrayID, _ value: Double, _ order: [AxisID]
  ) {
    var axes: [AxisID]
    var subscripts: SubscriptsID
    if let full = fullAxes(assignment, order: order) {
      axes = full
      subscripts = assignment.subscripts
    } else {
      axes = []
      for (position, extent) in program[array].shape.enumerated() {
        axes.append(program.axis(program.freshName("i\(position)"), from: program.index(0), to: extent))
      }
      if let triangle = program[array].triangle {
        let end = program.index(IndexExpression(.axis(axes[triangle.outer])) + IndexExpression(1))
        let name = program[axes[triangle.inner]].name
        axes[triangle.inner] = program.axis(name, from: program.index(0), to: end)
      }
      subscripts = program.subscripts(axes)
      // A bound names an axis that is before it.
      if let inner = program[array].triangle?.inner { axes.append(axes.remove(at: inner)) }
    }
    let isInSequence = current != 0
    let fill = Leaf(
      axes: axes,
      store: Store(
        target: ElementReference(array: array, subscripts: subscripts), accumulation: .set,
        value: program.constant(value), span: assignment.span, pass: assignment.pass),
      reads: [])
    guard isInSequence, case .sequence? = lists[0].last else { return add(fill, to: 0) }
    leaves.append(fill)
    lists[0].insert(.leaf(leaves.count - 1), at: lists[0].count - 1)
  }

  // MARK: Reads

  /// How many nodes of other scalar steps are visited again, so that one is not held up by all that another reads.
  private static let sharedVisitLimit = 16

  /// Operands come before what uses them.
  private static func nodesThatReadComputed(_ program: Program) -> [Bool] {
    var analysis = IndexAnalysis()
    var reads: [Bool] = []
    reads.reserveCapacity(program.expressions.count)
    func isComputed(_ index: IndexID) -> Bool {
      analysis.mentions(of: index, in: program).elements.contains { !program[$0.array].isGiven }
    }
    for node in program.expressions.nodes {
      switch node {
      case .constant: reads.append(false)
      case .read(let array, let subscripts):
        reads.append(!program[array].isGiven || program[subscripts].contains(where: isComputed))
      case .index(let index): reads.append(isComputed(index))
      case .operation(_, let a, let b, let c):
        reads.append([a, b, c].contains { $0 != .none && reads[Int($0.raw)] })
      }
    }
    return reads
  }

  private mutating func collectReads(
    _ assignment: Assignment, into reads: inout [ElementReference], _ sharers: inout [Int]
  ) {
    let number = Int32(leafOfAssignment.count)
    var seen = DistinctReads()
    func add(_ found: [ElementReference], _ reads: inout [ElementReference]) {
      for element in found where seen.insert(element, among: reads) { reads.append(element) }
    }
    for index in program[assignment.subscripts] {
      add(analysis.mentions(of: index, in: program).elements, &reads)
    }
    let isScalar = assignment.domain.isEmpty
    var sharedVisits = 0
    var pending = [assignment.body]
    while let id = pending.popLast() {
      let node = program[id]
      if case .constant = node { continue }
      if isScalar, !readsComputed[Int(id.raw)] { continue }
      if visitor[Int(id.raw)] == number { continue }
      visitor[Int(id.raw)] = number
      if isScalar {
        // Between scalar steps of one list it is enough to come after the step that shares a part: so the reads of
        // all of them together stay linear.
        let (sharer, list) = scalarVisitor[Int(id.raw)]
        if sharer >= 0, list == current { sharedVisits += 1 }
        if sharer >= 0, list == current, sharedVisits > Self.sharedVisitLimit {
          sharers.append(leafOfAssignment[Int(sharer)])
          continue
        }
        scalarVisitor[Int(id.raw)] = (number, Int32(current))
      }
      switch node {
      case .constant: break
      case .read(let array, let subscripts):
        add([ElementReference(array: array, subscripts: subscripts)], &reads)
        for index in program[subscripts] { add(analysis.mentions(of: index, in: program).elements, &reads) }
      case .index(let index): add(analysis.mentions(of: index, in: program).elements, &reads)
      case .operation(_, let a, let b, let c):
        for operand in [a, b, c] where operand != .none { pending.append(operand) }
      }
    }
  }
}

/// Which elements of a growing list of reads stand in it already; few need no hashing.
private struct DistinctReads {
  private var known: Set<ElementReference> = []
  private static let few = 8

  /// Returns whether an element is not yet among the reads, to which it is then added.
  mutating func insert(_ element: ElementReference, among reads: [ElementReference]) -> Bool {
    if reads.count < Self.few { return !reads.contains(element) }
    if known.isEmpty { known.formUnion(reads) }
    return known.insert(element).inserted
  }
}
