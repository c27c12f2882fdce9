import FlatProgram
import Operations

/// Which expressions of a program may be no numbers, or have no slopes, although what is given is finite: they are made with
/// operations that have edges.
struct Perils {
  /// By expression.
  private var isPerilous: [Bool]

  private static let edges = Operation.edges

  /// Complexity: linear in the program.
  init(_ steps: [Step], in program: Program) {
    isPerilous = Array(repeating: false, count: program.expressions.count)
    var arrays = [Bool](repeating: false, count: program.arrays.count)
    var traversal = Traversal()
    traversal.begin(in: program)
    var order: [ExpressionID] = []
    for case .assignment(let assignment) in steps {
      order.removeAll(keepingCapacity: true)
      traversal.continuePostorder(assignment.body, in: program, into: &order)
      for id in order {
        switch program[id] {
        case .constant, .index: break
        case .read(let array, _): isPerilous[Int(id.raw)] = arrays[Int(array.raw)]
        case .operation(let operation, let a, let b, let c):
          isPerilous[Int(id.raw)] =
            isPerilous[Int(a.raw)] || b != .none && isPerilous[Int(b.raw)] || c != .none && isPerilous[Int(c.raw)]
            || Self.edges[Int(operation.rawValue)].contains { edge in
              Self.isNear(edge, operand: [a, b, c][edge.operand], second: b, in: program)
            }
        }
      }
      if isPerilous[Int(assignment.body.raw)] { arrays[Int(assignment.target.raw)] = true }
    }
  }

  /// Whether an operand may get to an edge.
  private static func isNear(
    _ edge: Edge, operand: ExpressionID, second b: ExpressionID, in program: Program
  ) -> Bool {
    if let number = program[operand].number, number != edge.place { return false }
    guard let range = edge.second, b != .none, let number = program[b].number else { return true }
    // Beside such an edge there is no value at all, unless the second operand is whole.
    return range.contains(number) || number.rounded() != number
  }

  /// Whether an expression of the program as it was may be no number.
  func contains(_ body: ExpressionID) -> Bool { Int(body.raw) < isPerilous.count && isPerilous[Int(body.raw)] }
}
