import FlatProgram
import Scheduling

/// Which expressions may read out of range, whatever the dims are: they are evaluated only where they are wanted.
struct FaultingNodes: Sendable {
  private var mayFault: [Bool]

  /// Complexity: linear in the program's expressions.
  init(_ program: Program) {
    mayFault = Array(repeating: false, count: program.expressions.count)
    for number in mayFault.indices {
      switch program.expressions[ExpressionID(number)] {
      case .constant: break
      case .index(let index): mayFault[number] = !RangeProof.isSafe(index, in: program)
      case .read(let array, let subscripts):
        if subscripts == .none { continue }
        mayFault[number] =
          !RangeProof.holds(ElementReference(array: array, subscripts: subscripts), in: program)
          || !program[subscripts].allSatisfy { RangeProof.isSafe($0, in: program) }
      case .operation(_, let a, let b, let c):
        mayFault[number] =
          mayFault[Int(a.raw)] || (b != .none && mayFault[Int(b.raw)]) || (c != .none && mayFault[Int(c.raw)])
      }
    }
  }

  subscript(_ node: ExpressionID) -> Bool { mayFault[Int(node.raw)] }
}
