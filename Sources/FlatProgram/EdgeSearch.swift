import Diagnostics
import Operations

/// A place at which an operation is infinite, or has an infinite derivative, and that its operand gets to.
package struct ReachedEdge: Hashable, Sendable {
  /// The operation as it stands in the program.
  package var node: ExpressionID
  package var operation: Operation
  package var operand: ExpressionID
  package var edge: Edge
  /// What the operand stays within there.
  package var bounds: Bounds
  /// The statement's.
  package var span: SourceSpan?
}

extension Program {
  /// Returns the edges that operands of known range get to, in the order of the statements, the first few of them.
  ///
  /// A range is known by constants, by the extents of indices, by what functions keep within, and by conditions around it; what
  /// is given is not known. Extents are taken to be 1 at least. An operation under conditions counts only where these speak of
  /// its operand, as in `if x >= 0 then sqrt(x) else 0`, and a definition only where it is wanted without a condition.
  /// Complexity: linear in the program.
  package func reachedEdges() -> [ReachedEdge] {
    var search = EdgeSearch(self)
    return search.run()
  }
}

/// The walk over a program that finds the bounds of every expression on its way.
private struct EdgeSearch {
  private let program: Program
  private var ranges: ExpressionBounds
  private var guards = ConditionChains()
  private var traversal = Traversal()
  /// What is read without a condition, and what for.
  private var uses: [(array: ArrayID, reader: ArrayID)] = []
  private var found: [(edge: ReachedEdge, target: ArrayID)] = []

  private static let most = 50
  /// By operation: bit k is set where a derivative flows to operand k.
  private static let flows = Operation.allCases.map { operation in
    operation.row.partials.enumerated().reduce(UInt8(0)) { $1.element == 0 ? $0 : $0 | 1 << UInt8($1.offset) }
  }
  private static let hasEdges = Operation.edges.map { !$0.isEmpty }

  init(_ program: Program) {
    self.program = program
    ranges = ExpressionBounds(program)
  }

  mutating func run() -> [ReachedEdge] {
    traversal.begin(in: program)
    var order: [ExpressionID] = []
    for assignment in program.assignments {
      order.removeAll(keepingCapacity: true)
      traversal.continuePostorder(assignment.body, in: program, into: &order)
      ranges.find(order, flows: Self.flows, in: program)
      look(at: order, assignment)
      ranges.note(assignment, in: program)
    }
    return wanted()
  }

  private mutating func look(at order: [ExpressionID], _ assignment: Assignment) {
    var hasReads = order.isEmpty
    var isRisky = false
    for id in order {
      switch program[id] {
      case .read: hasReads = true
      case .operation(let operation, _, _, _): isRisky = isRisky || Self.hasEdges[Int(operation.rawValue)]
      case .constant, .index: break
      }
    }
    guard hasReads || isRisky else { return }
    guards.find(order, root: assignment.body, in: program)
    if order.isEmpty, case .read(let array, _) = program[assignment.body] {
      uses.append((array, assignment.target))
    }
    for (position, id) in order.enumerated() {
      switch program[id] {
      case .read(let array, _):
        if !program[array].isGiven, guards[position] == ConditionChains.always {
          uses.append((array, assignment.target))
        }
      case .operation(let operation, let a, let b, let c) where Self.hasEdges[Int(operation.rawValue)]:
        guard found.count < Self.most else { continue }
        for edge in Operation.edges[Int(operation.rawValue)] {
          let operand = [a, b, c][edge.operand]
          if let bounds = bounds(at: edge, operand, second: b, under: guards[position]) {
            let reached = ReachedEdge(
              node: id, operation: operation, operand: operand, edge: edge, bounds: bounds, span: assignment.span)
            found.append((reached, assignment.target))
            break
          }
        }
      case .constant, .index, .operation: break
      }
    }
  }

  /// Returns the bounds of an operand that gets to an edge; nil where it does not, as far as is known.
  private func bounds(
    at edge: Edge, _ operand: ExpressionID, second: ExpressionID, under chain: ConditionChains.Number
  ) -> Bounds? {
    if chain == ConditionChains.unclear { return nil }
    if edge.kind == .slope, !ranges.isActive(operand) { return nil }
    if let wanted = edge.second {
      guard let number = ranges[second].number, wanted.contains(number) else { return nil }
    }
    var bounds = ranges[operand]
    if chain != ConditionChains.always {
      let refinement = guards.refinement(of: chain, ranges, in: program)
      guard let refined = refinement.bounds(of: operand, ranges, in: program) else { return nil }
      bounds = refined
    }
    return bounds.attains(edge.place) ? bounds : nil
  }

  /// Returns what was found in definitions that are wanted whatever conditions say.
  private func wanted() -> [ReachedEdge] {
    if found.isEmpty { return [] }
    var isWanted = [Bool](repeating: false, count: program.arrays.count)
    for output in program.outputs { isWanted[Int(output.raw)] = true }
    for (array, reader) in uses.reversed() where isWanted[Int(reader.raw)] { isWanted[Int(array.raw)] = true }
    let isFollowed = found.contains { $0.edge.edge.kind == .slope } ? followed() : []
    return found.filter {
      isWanted[Int($0.target.raw)] && ($0.edge.edge.kind != .slope || isFollowed[Int($0.edge.node.raw)])
    }.map(\.edge)
  }

  /// Returns, by expression, whether some statement's derivative asks for its own: not so below what stops derivatives.
  private func followed() -> [Bool] {
    var isFollowed = [Bool](repeating: false, count: program.expressions.count)
    for assignment in program.assignments { isFollowed[Int(assignment.body.raw)] = true }
    // Operands stand before what is made of them.
    for number in isFollowed.indices.reversed() where isFollowed[number] {
      guard case .operation(let operation, let a, let b, let c) = program.expressions.nodes[number] else { continue }
      for (position, operand) in [a, b, c].enumerated()
      where operand != .none && Self.flows[Int(operation.rawValue)] & 1 << UInt8(position) != 0 {
        isFollowed[Int(operand.raw)] = true
      }
    }
    return isFollowed
  }
}
