import FlatProgram
import Operations

/// The nodes of one body that depend on certain reads, found by one walk that costs the size of the body.
///
/// The scratch is as long as the arena was when it was made, and is wiped after each body.
struct BodyFlow {
  /// The active nodes, operands first: from left to right, the root last.
  private(set) var nodes: [ExpressionID] = []
  /// Whether one of them is an `if`.
  private(set) var hasChoices = false
  /// By operation: bit k is set where the walk goes on to operand k.
  private let masks: [UInt8]
  private let meetsIndices: Bool
  /// By expression: the position in `nodes`, or one of the marks.
  private var positions: [Int32]
  private var visited: [ExpressionID] = []
  private var stack: [Int32] = []

  private static let unvisited: Int32 = -1
  private static let inactive: Int32 = -2

  /// Walks along the operands that a derivative flows to.
  init(_ table: DerivativeTable, in program: Program) {
    self.init(masks: table.masks, meetsIndices: false, in: program)
  }

  /// Walks along all operands; axes and dims as numbers count as reads.
  init(in program: Program) {
    self.init(
      masks: Operation.allCases.map { (1 << UInt8($0.row.arity)) - 1 }, meetsIndices: true, in: program)
  }

  private init(masks: [UInt8], meetsIndices: Bool, in program: Program) {
    (self.masks, self.meetsIndices) = (masks, meetsIndices)
    positions = Array(repeating: Self.unvisited, count: program.expressions.count)
  }

  /// Returns whether the walk goes on from an operation to one of its operands.
  func flows(through operation: Operation, to operand: Int) -> Bool {
    masks[Int(operation.rawValue)] & (1 << UInt8(operand)) != 0
  }

  /// Returns where an expression stands among the active nodes of this body.
  func position(of id: ExpressionID) -> Int? {
    guard id.raw >= 0 else { return nil }
    let position = positions[Int(id.raw)]
    return position < 0 ? nil : Int(position)
  }

  /// Collects the nodes that depend, along the walk's operands, on a read of one of the given arrays.
  mutating func walk(_ root: ExpressionID, in program: Program, activeArrays: [Bool]) {
    for id in visited { positions[Int(id.raw)] = Self.unvisited }
    visited.removeAll(keepingCapacity: true)
    nodes.removeAll(keepingCapacity: true)
    hasChoices = false
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
    case .constant: break
    case .index: if meetsIndices { activate(id) }
    case .read(let array, _):
      if activeArrays[Int(array.raw)] { activate(id) }
    case .operation(let operation, let a, let b, let c):
      stack.append(~id.raw)
      if flows(through: operation, to: 2) { stack.append(c.raw) }
      if flows(through: operation, to: 1) { stack.append(b.raw) }
      if flows(through: operation, to: 0) { stack.append(a.raw) }
    }
  }

  private mutating func leave(_ id: ExpressionID, in program: Program) {
    guard case .operation(let operation, let a, let b, let c) = program[id] else { return }
    let isActive =
      flows(through: operation, to: 0) && position(of: a) != nil
      || flows(through: operation, to: 1) && position(of: b) != nil
      || flows(through: operation, to: 2) && position(of: c) != nil
    guard isActive else { return }
    if operation == .select { hasChoices = true }
    activate(id)
  }

  private mutating func activate(_ id: ExpressionID) {
    positions[Int(id.raw)] = Int32(nodes.count)
    nodes.append(id)
  }
}
