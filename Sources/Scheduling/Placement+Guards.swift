import FlatProgram
import Operations

/// How nodes that may read out of range are kept: only where a choice really wants them.
extension Placement {
  /// The condition under which something is evaluated.
  private struct Guard: Equatable {
    /// nil is always.
    var condition: ExpressionID?
    /// The conditions of choices that it is made of, from the outermost.
    var choices: [ExpressionID]

    static let always = Guard(condition: nil, choices: [])
  }

  /// Tells whether evaluating a node may read out of range.
  mutating func nodeMayFault(_ root: ExpressionID) -> Bool {
    if Int(root.raw) >= mayFault.count { return false }
    if mayFault[Int(root.raw)] >= 0 { return mayFault[Int(root.raw)] == 1 }
    var pending = [root]
    while let node = pending.last {
      guard mayFault[Int(node.raw)] < 0 else {
        pending.removeLast()
        continue
      }
      let operands = tree.program.operands(of: node)
      let known = pending.count
      for operand in operands where mayFault[Int(operand.raw)] < 0 { pending.append(operand) }
      guard pending.count == known else { continue }
      let isFaulty = isUnsafe(node) || operands.contains { mayFault[Int($0.raw)] == 1 }
      mayFault[Int(node.raw)] = isFaulty ? 1 : 0
      pending.removeLast()
    }
    return mayFault[Int(root.raw)] == 1
  }

  private func isUnsafe(_ node: ExpressionID) -> Bool {
    switch tree.program[node] {
    case .constant: return false
    // What a function of the user's does outside its domain is not known.
    case .operation(let operation, _, _, _): return operation.row.notation == .call
    case .index(let index): return !RangeProof.isSafe(index, in: tree.program)
    case .read(let array, let subscripts):
      guard RangeProof.holds(ElementReference(array: array, subscripts: subscripts), in: tree.program) else {
        return true
      }
      return !tree.program[subscripts].allSatisfy { RangeProof.isSafe($0, in: tree.program) }
    }
  }

  /// Counts uses under an expression some of whose parts may read out of range.
  ///
  /// Going down through the numbers meets every user of a node before the node, so its guard is known by then: the
  /// common one where there is one, else either of them. Going up again, the conditions of a guard come before it.
  mutating func addGuardedUses(of root: ExpressionID) {
    let nodes = nodesWithoutUnconditionalEntry(under: root)
    var guards: [ExpressionID: Guard] = [root: .always]
    var isRepeated: Set<ExpressionID> = []
    for node in nodes.reversed() {
      guard let outer = guards[node] else { continue }
      for (position, operand) in tree.program.operands(of: node).enumerated() where nodeMayFault(operand) {
        let own = guardOfOperand(position, of: node, under: outer)
        let joined = guards[operand].map { join($0, own) } ?? own
        guard !isRepeated.contains(node), joined.choices.allSatisfy({ $0 < operand }) else {
          // Its guard could not be known before it: it is written out wherever it is wanted, and so are its parts.
          guards[operand] = own
          isRepeated.insert(operand)
          continue
        }
        guards[operand] = joined
      }
    }
    for node in nodes {
      // A value kept under another condition must not stand for it.
      if isRepeated.contains(node) { writeOutEverywhere(node) }
      guard nodeMayFault(node), let found = guards[node]?.condition, !isRepeated.contains(node) else {
        if !isRepeated.contains(node), openEntry(node) == nil || nodeMayFault(node) { addEntry(node, guarding: nil) }
        continue
      }
      if let number = openEntry(node), entries[number].guarding == found { continue }
      for guardNode in newNodes(under: [found], where: { !$0.nodeMayFault($1) }) { addEntry(guardNode, guarding: nil) }
      if let number = openEntry(found) { entries[number].isForced = true }
      addEntry(node, guarding: found)
    }
    addStoredUse(of: root)
  }

  private mutating func nodesWithoutUnconditionalEntry(under root: ExpressionID) -> [ExpressionID] {
    var found: [ExpressionID] = []
    var seen: Set<ExpressionID> = [root]
    var pending = [root]
    while let node = pending.popLast() {
      if isTrivial(node), !nodeMayFault(node) { continue }
      if let number = openEntry(node), entries[number].guarding == nil { continue }
      found.append(node)
      for operand in tree.program.operands(of: node) where seen.insert(operand).inserted { pending.append(operand) }
    }
    return found.sorted()
  }

  private mutating func guardOfOperand(_ position: Int, of node: ExpressionID, under outer: Guard) -> Guard {
    guard case .operation(.select, let condition, _, _) = tree.program[node], position > 0 else { return outer }
    let zero = tree.program.constant(0)
    let one = tree.program.constant(1)
    let own = position == 1 ? condition : tree.program.apply(.select, condition, zero, one)
    growTables()
    // By itself it asks the condition wherever it stands.
    if nodeMayFault(condition) { mayFault[Int(own.raw)] = 1 }
    let both = outer.condition.map { tree.program.apply(.select, $0, own, zero) } ?? own
    growTables()
    return Guard(condition: both, choices: outer.choices + [condition])
  }

  /// Returns the guard of a node that is wanted under either.
  private mutating func join(_ a: Guard, _ b: Guard) -> Guard {
    guard let x = a.condition, let y = b.condition else { return .always }
    if x == y { return a }
    let (p, q) = (parts(of: x), parts(of: y))
    if p.outer == q.outer, isOpposite(p.own, of: q.own) || isOpposite(q.own, of: p.own) {
      return Guard(condition: p.outer, choices: Array(a.choices.dropLast()))
    }
    let either = tree.program.apply(.select, x, tree.program.constant(1), y)
    growTables()
    return Guard(condition: either, choices: a.choices + b.choices)
  }

  /// Returns the guard around a choice, and what the choice asks for there.
  private func parts(of condition: ExpressionID) -> (outer: ExpressionID?, own: ExpressionID) {
    guard case .operation(.select, let outer, let own, let otherwise) = tree.program[condition],
      tree.program[otherwise].number == 0
    else { return (nil, condition) }
    return (outer, own)
  }

  private func isOpposite(_ condition: ExpressionID, of other: ExpressionID) -> Bool {
    guard case .operation(.select, other, let holds, let fails) = tree.program[condition] else { return false }
    return tree.program[holds].number == 0 && tree.program[fails].number == 1
  }

  /// Makes room for guards, which are new nodes; what they look at is evaluated only where it is wanted.
  private mutating func growTables() {
    let missing = tree.program.expressions.count - entryOfNode.count
    guard missing > 0 else { return }
    entryOfNode += Array(repeating: -1, count: missing)
    walkOfNode += Array(repeating: 0, count: missing)
    mayFault += Array(repeating: 0, count: missing)
  }
}
