import FlatProgram
import Operations

/// What naming has to know of one expression.
struct NodeFacts: Sendable {
  /// The set of axes that it depends on.
  var axes: Int32
  /// The last step at which an array that it reads is written; -1 where it reads only what is given.
  var lastWrite: Int
  /// Whether all that it reads exists whatever its guards say.
  var isSafe: Bool
  /// The operations that are written out, or carried out, for it, those inside parts with a name not counted.
  var size = 0
  /// How often it is an operand.
  var operandUses = 0
  /// How often it is the whole body of a statement.
  var rootUses = 0
  /// Whether some use evaluates it at every point, and not in a branch only.
  var isUnconditional = false
  /// Whether it is part of several statements, or of several things that are.
  var isWidelyUsed = false
  /// The one statement, or widely used expression, that it is part of; -1 while none is known.
  var owner = -1
}

/// Finds the facts of expressions that are given operands first.
struct FactTable: Sendable {
  /// The expressions at hand, operands first.
  private(set) var order: [ExpressionID] = []
  /// What is known of each, by place.
  private(set) var facts: [NodeFacts] = []
  /// By expression: its place in `order`.
  private var places: [Int32] = []
  private var axisSets = AxisSets()
  private var ranges = RangeAnalysis()

  private static let nowhere: Int32 = -1

  /// Returns the place of an expression among those at hand.
  func place(of id: ExpressionID) -> Int? {
    guard id != .none, Int(id.raw) < places.count, places[Int(id.raw)] != Self.nowhere else { return nil }
    return Int(places[Int(id.raw)])
  }

  /// What is known of the expression at a place.
  subscript(place: Int) -> NodeFacts {
    get { facts[place] }
    set { facts[place] = newValue }
  }

  /// Returns the axes that the expression at a place depends on.
  func axes(at place: Int) -> [AxisID] { axisSets[facts[place].axes] }

  /// Forgets the expressions at hand. Complexity: linear in their number.
  mutating func removeAll() {
    for id in order { places[Int(id.raw)] = Self.nowhere }
    order.removeAll(keepingCapacity: true)
    facts.removeAll(keepingCapacity: true)
  }

  /// Adds expressions whose operands have been added, or come before them.
  mutating func append(_ nodes: [ExpressionID], _ writes: Writes, in program: Program) {
    if places.count < program.expressions.count {
      places.append(contentsOf: repeatElement(Self.nowhere, count: program.expressions.count - places.count))
    }
    for id in nodes {
      let found = find(id, writes, in: program)
      places[Int(id.raw)] = Int32(order.count)
      order.append(id)
      facts.append(found)
    }
  }

  /// Counts uses, and finds what is evaluated at every point; `roots` are the bodies, each once a statement.
  mutating func countUses(by roots: [ExpressionID], in program: Program) {
    for (statement, root) in roots.enumerated() {
      guard let place = place(of: root) else { continue }
      facts[place].rootUses += 1
      facts[place].isUnconditional = true
      own(place, by: order.count + statement)
    }
    for place in order.indices.reversed() {
      guard case .operation(let operation, let a, let b, let c) = program[order[place]] else { continue }
      let isUnconditional = facts[place].isUnconditional
      for (number, operand) in [a, b, c].enumerated() {
        guard let below = self.place(of: operand) else { continue }
        facts[below].operandUses += 1
        own(below, by: facts[place].isWidelyUsed ? place : facts[place].owner)
        if isUnconditional, operation != .select || number == 0 { facts[below].isUnconditional = true }
      }
    }
  }

  private mutating func own(_ place: Int, by owner: Int) {
    if facts[place].owner == -1 { facts[place].owner = owner }
    if facts[place].owner != owner { facts[place].isWidelyUsed = true }
  }

  private mutating func find(_ id: ExpressionID, _ writes: Writes, in program: Program) -> NodeFacts {
    var found = NodeFacts(axes: 0, lastWrite: -1, isSafe: true)
    switch program[id] {
    case .constant: break
    case .read(let array, let subscripts):
      found.lastWrite = writes.end(of: array)
      found.isSafe = ranges.isInside(array, subscripts, of: program)
      note(program[subscripts], writes, in: &found, of: program)
    case .index(let index): note([index], writes, in: &found, of: program)
    case .operation(_, let a, let b, let c):
      for operand in [a, b, c] {
        guard let place = place(of: operand) else { continue }
        found.axes = axisSets.union(found.axes, facts[place].axes)
        found.lastWrite = max(found.lastWrite, facts[place].lastWrite)
        found.isSafe = found.isSafe && facts[place].isSafe
      }
    }
    return found
  }

  /// Returns the number of the set of axes that some subscripts name outright.
  mutating func axisSet(of subscripts: [IndexID], in program: Program) -> Int32 {
    axisSets.set(of: Array(Set(subscripts.compactMap { program[$0].axis })))
  }

  private mutating func note(
    _ indices: [IndexID], _ writes: Writes, in found: inout NodeFacts, of program: Program
  ) {
    var axes: [AxisID] = []
    var pending = indices
    while let index = pending.popLast() {
      for atom in program[index].atoms {
        switch atom {
        case .dim: break
        case .axis(let axis): if !axes.contains(axis) { axes.append(axis) }
        case .element(let array, let subscripts):
          found.lastWrite = max(found.lastWrite, writes.end(of: array))
          found.isSafe = found.isSafe && ranges.isInside(array, subscripts, of: program)
          pending.append(contentsOf: program[subscripts])
        case .quotient(let a, let b), .remainder(let a, let b): pending += [a, b]
        }
      }
    }
    found.axes = axisSets.set(of: axes)
  }
}
