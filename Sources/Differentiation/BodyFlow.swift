import FlatProgram
import Operations

/// The nodes of one body through which derivatives flow, found by one walk that costs the size of the body.
///
/// The scratch is as long as the arena was when it was made, and is wiped after each body.
struct BodyFlow {
  let table: DerivativeTable
  /// The active nodes, operands first: from left to right, the root last.
  private(set) var nodes: [ExpressionID] = []
  /// By expression: the position in `nodes`, or one of the marks.
  private var positions: [Int32]
  private var visited: [ExpressionID] = []
  private var stack: [Int32] = []

  private static let unvisited: Int32 = -1
  private static let inactive: Int32 = -2

  init(_ table: DerivativeTable, in program: Program) {
    self.table = table
    positions = Array(repeating: Self.unvisited, count: program.expressions.count)
  }

  /// Returns where an expression stands among the active nodes of this body.
  func position(of id: ExpressionID) -> Int? {
    guard id.raw >= 0 else { return nil }
    let position = positions[Int(id.raw)]
    return position < 0 ? nil : Int(position)
  }

  /// Collects the nodes that depend, differentiably, on a read of one of the given arrays.
  mutating func walk(_ root: ExpressionID, in program: Program, activeArrays: [Bool]) {
    for id in visited { positions[Int(id.raw)] = Self.unvisited }
    visited.removeAll(keepingCapacity: true)
    nodes.removeAll(keepingCapacity: true)
    stack.append(root.raw)
    while let top = stack.popLast() {
      if top < 0 {
        leave(ExpressionID(Int(~top)), in: program)
      } else if positions[Int(top)] == Self.unvisited {
        enter(ExpressionID(Int(top)), in: program, activeArrays)
      }
    }
  }

  private mutating func enter(_ id: ExpressionID, in program: Program, _ activeArrays: [Bool]) {
    visited.append(id)
    positions[Int(id.raw)] = Self.inactive
    switch program[id] {
    case .constant, .index: break
    case .read(let array, _):
      if activeArrays[Int(array.raw)] { activate(id) }
    case .operation(let operation, let a, let b, let c):
      stack.append(~id.raw)
      if table.flows(through: operation, to: 2) { stack.append(c.raw) }
      if table.flows(through: operation, to: 1) { stack.append(b.raw) }
      if table.flows(through: operation, to: 0) { stack.append(a.raw) }
    }
  }

  private mutating func leave(_ id: ExpressionID, in program: Program) {
    guard case .operation(let operation, let a, let b, let c) = program[id] else { return }
    if isActive(a, of: operation, 0) || isActive(b, of: operation, 1) || isActive(c, of: operation, 2) {
      activate(id)
    }
  }

  /// Returns whether a derivative flows through this operand to an active read.
  func isActive(_ operand: ExpressionID, of operation: Operation, _ number: Int) -> Bool {
    table.flows(through: operation, to: number) && position(of: operand) != nil
  }

  private mutating func activate(_ id: ExpressionID) {
    positions[Int(id.raw)] = Int32(nodes.count)
    nodes.append(id)
  }
}
