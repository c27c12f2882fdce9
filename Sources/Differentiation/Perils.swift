import FlatProgram
import Operations

/// Which expressions of a program may be no numbers, or have no slopes, although what is given is finite: they are made with
/// operations that have edges.
///
/// What stands in a branch is taken to have a value where the branch is taken, if its condition looks at numbers.
struct Perils {
  /// By expression.
  private var isPerilous: [Bool]
  /// By expression: whether it depends on numbers that are no positions.
  private var readsNumbers: [Bool]

  private static let edges = Operation.edges
  /// Slopes are of no account here.
  private static let flows = Operation.allCases.map { _ in UInt8(0) }

  /// Complexity: linear in the program.
  init(_ steps: [Step], in program: Program) {
    isPerilous = Array(repeating: false, count: program.expressions.count)
    readsNumbers = isPerilous
    var arrays = [Bool](repeating: false, count: program.arrays.count)
    var numbers: [Bool?] = program.arrays.map { $0.isGiven ? !$0.isInteger : nil }
    var traversal = Traversal()
    traversal.begin(in: program)
    var order: [ExpressionID] = []
    var ranges = ExpressionBounds(program)
    for case .assignment(let assignment) in steps {
      order.removeAll(keepingCapacity: true)
      traversal.continuePostorder(assignment.body, in: program, into: &order)
      ranges.find(order, flows: Self.flows, in: program)
      for id in order {
        switch program[id] {
        case .constant, .index: break
        case .read(let array, _):
          isPerilous[Int(id.raw)] = arrays[Int(array.raw)]
          readsNumbers[Int(id.raw)] = numbers[Int(array.raw)] ?? true
        case .operation(.select, let condition, _, _) where readsNumbers[Int(condition.raw)]:
          readsNumbers[Int(id.raw)] = true
        case .operation(let operation, let a, let b, let c):
          readsNumbers[Int(id.raw)] = [a, b, c].contains { $0 != .none && readsNumbers[Int($0.raw)] }
          isPerilous[Int(id.raw)] =
            isPerilous[Int(a.raw)] || b != .none && isPerilous[Int(b.raw)] || c != .none && isPerilous[Int(c.raw)]
            || Self.edges[Int(operation.rawValue)].contains { edge in
              Self.isNear(edge, of: operation, operand: [a, b, c][edge.operand], second: b, ranges, in: program)
            }
        }
      }
      ranges.note(assignment, in: program)
      let target = Int(assignment.target.raw)
      if isPerilous[Int(assignment.body.raw)] { arrays[target] = true }
      numbers[target] = numbers[target] ?? false || readsNumbers[Int(assignment.body.raw)]
    }
  }

  /// Whether a condition of the program as it was looks at numbers, so that it may keep perils out.
  func looksAtNumbers(_ condition: ExpressionID) -> Bool {
    Int(condition.raw) < readsNumbers.count && readsNumbers[Int(condition.raw)]
  }

  /// Whether an operand may get to an edge.
  private static func isNear(
    _ edge: Edge, of operation: Operation, operand: ExpressionID, second b: ExpressionID, _ ranges: ExpressionBounds,
    in program: Program
  ) -> Bool {
    if let number = program[operand].number, number != edge.place { return false }
    if isFar(ranges[operand], from: edge, of: operation) { return false }
    guard let range = edge.second, b != .none, let number = program[b].number else { return true }
    // Beside such an edge there is no value at all, unless the second operand is whole.
    return range.contains(number) || number.rounded() != number
  }

  /// Whether an operand stays where the operation has values, and away from an edge.
  private static func isFar(_ bounds: Bounds, from edge: Edge, of operation: Operation) -> Bool {
    let isBeyond =
      bounds.lower > edge.place || bounds.upper < edge.place || bounds.lower == edge.place && !bounds.attainsLower
      || bounds.upper == edge.place && !bounds.attainsUpper
    guard isBeyond else { return false }
    let inside =
      bounds.lower.isFinite
      ? bounds.upper.isFinite ? bounds.lower / 2 + bounds.upper / 2 : bounds.lower + 1 : bounds.upper - 1
    return !operation.evaluate(edge.operand == 0 ? inside : 1, edge.operand == 1 ? inside : 1, 1).isNaN
  }

  /// Whether an expression of the program as it was may be no number.
  func contains(_ body: ExpressionID) -> Bool { Int(body.raw) < isPerilous.count && isPerilous[Int(body.raw)] }
}
