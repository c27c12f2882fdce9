/// Walks expressions and integer expressions with an explicit stack, each node once a walk.
///
/// One traversal serves many walks over the same program: a walk costs only what it visits.
package struct Traversal: Sendable {
  private var nodes = Marks()
  private var indices = Marks()
  /// Scratch, empty between calls: many walks are a few nodes long.
  private var stack: [Int32] = []
  private var order: [ExpressionID] = []

  /// Makes a traversal that has met nothing.
  package init() {}

  /// Returns the nodes under some roots, operands before what uses them. Complexity: linear in what is returned.
  package mutating func postorder(_ roots: [ExpressionID], in program: Program) -> [ExpressionID] {
    nodes.begin(count: program.expressions.count)
    return continuePostorder(roots, in: program)
  }

  /// Starts a walk that goes on from call to call of the `continue` functions.
  package mutating func begin(in program: Program) {
    nodes.begin(count: program.expressions.count)
    indices.begin(count: program.indexCount)
  }

  /// Returns the nodes under some roots that the walk has not met yet, operands before what uses them.
  package mutating func continuePostorder(_ roots: [ExpressionID], in program: Program) -> [ExpressionID] {
    var order: [ExpressionID] = []
    for root in roots { continuePostorder(root, in: program, into: &order) }
    return order
  }

  /// Appends the nodes under a root that the walk has not met yet, operands before what uses them.
  package mutating func continuePostorder(
    _ root: ExpressionID, in program: Program, into order: inout [ExpressionID]
  ) {
    // A node goes back on the stack, as its complement, below its operands.
    stack.append(root.raw)
    while let top = stack.popLast() {
      guard top >= 0 else {
        order.append(ExpressionID(Int(~top)))
        continue
      }
      guard nodes.mark(top) else { continue }
      guard case .operation(_, let a, let b, let c) = program[ExpressionID(Int(top))] else {
        order.append(ExpressionID(Int(top)))
        continue
      }
      stack.append(~top)
      if c != .none { stack.append(c.raw) }
      if b != .none { stack.append(b.raw) }
      if a != .none { stack.append(a.raw) }
    }
  }

  /// Calls `visit` with every atom of some integer expressions, those inside gathers, quotients and remainders too.
  package mutating func atoms(
    of roots: [IndexID], in program: Program, _ visit: (IndexAtom) -> Void
  ) {
    indices.begin(count: program.indexCount)
    continueAtoms(of: roots, in: program, visit)
  }

  private mutating func continueAtoms(of roots: [IndexID], in program: Program, _ visit: (IndexAtom) -> Void) {
    if roots.isEmpty { return }
    var stack = roots
    while let index = stack.popLast() {
      guard indices.mark(index.raw) else { continue }
      for term in program[index].terms {
        for atom in term.factors {
          visit(atom)
          switch atom {
          case .dim, .axis: break
          case .element(_, let subscripts): stack.append(contentsOf: program[subscripts])
          case .quotient(let a, let b), .remainder(let a, let b): stack += [a, b]
          }
        }
      }
    }
  }

  /// Calls `visit` with every array element that some nodes mention: reads, and gathers in their subscripts.
  package mutating func elements(
    of order: [ExpressionID], in program: Program, _ visit: (ArrayID, SubscriptsID) -> Void
  ) {
    indices.begin(count: program.indexCount)
    mentions(of: order, in: program, visit)
  }

  /// Calls `visit` with every array element under a root and some indices that the walk has not met yet.
  package mutating func continueElements(
    of root: ExpressionID, _ indices: [IndexID], in program: Program, _ visit: (ArrayID, SubscriptsID) -> Void
  ) {
    var order: [ExpressionID] = []
    swap(&order, &self.order)
    continuePostorder(root, in: program, into: &order)
    mentions(of: order, in: program, visit)
    order.removeAll(keepingCapacity: true)
    swap(&order, &self.order)
    continueElements(inside: indices, in: program, visit)
  }

  /// Calls `visit` with every array element inside some integer expressions that the walk has not met yet.
  package mutating func continueElements(
    inside indices: [IndexID], in program: Program, _ visit: (ArrayID, SubscriptsID) -> Void
  ) {
    continueAtoms(of: indices, in: program) { atom in
      if case .element(let array, let subscripts) = atom { visit(array, subscripts) }
    }
  }

  private mutating func mentions(
    of order: [ExpressionID], in program: Program, _ visit: (ArrayID, SubscriptsID) -> Void
  ) {
    var roots: [IndexID] = []
    for node in order {
      switch program[node] {
      case .read(let array, let subscripts):
        visit(array, subscripts)
        roots.append(contentsOf: program[subscripts])
      case .index(let index): roots.append(index)
      case .constant, .operation: break
      }
    }
    continueAtoms(of: roots, in: program) { atom in
      if case .element(let array, let subscripts) = atom { visit(array, subscripts) }
    }
  }
}

/// Which numbers a walk has met; starting the next walk costs nothing.
private struct Marks: Sendable {
  private var stamps: [UInt32] = []
  private var current: UInt32 = 0

  /// Forgets what was met; numbers below `count` may come.
  mutating func begin(count: Int) {
    if count > stamps.count { stamps.append(contentsOf: repeatElement(0, count: count - stamps.count)) }
    if current == .max {
      stamps = Array(repeating: 0, count: stamps.count)
      current = 0
    }
    current += 1
  }

  /// Returns whether the number is met for the first time.
  mutating func mark(_ number: Int32) -> Bool {
    guard stamps[Int(number)] != current else { return false }
    stamps[Int(number)] = current
    return true
  }
}

extension Program {
  /// Returns, for each array, whether a statement or the list of outputs mentions it.
  package func usedArrays() -> [Bool] {
    var isUsed = [Bool](repeating: false, count: arrays.count)
    for output in outputs { isUsed[Int(output.raw)] = true }
    var bodies: [ExpressionID] = []
    var indices: [IndexID] = []
    for step in steps {
      switch step {
      case .assignment(let assignment):
        isUsed[Int(assignment.target.raw)] = true
        bodies.append(assignment.body)
        indices.append(contentsOf: self[assignment.subscripts])
        for axis in assignment.domain { indices += [self[axis].lower, self[axis].upper] }
      case .enter(let axis, _): indices += [self[axis].lower, self[axis].upper]
      case .leave: break
      }
    }
    var traversal = Traversal()
    let order = traversal.postorder(bodies, in: self)
    traversal.elements(of: order, in: self) { array, _ in isUsed[Int(array.raw)] = true }
    traversal.atoms(of: indices, in: self) { atom in
      if case .element(let array, _) = atom { isUsed[Int(array.raw)] = true }
    }
    return isUsed
  }
}
