import FlatProgram
import Operations

/// The forward sweep over one body: from the tangents of the elements that it reads to the tangent of its value.
struct BodyTangents {
  private let table: DerivativeTable
  private var flow: BodyFlow
  /// By position among the nodes of the flow.
  private var tangents: [ExpressionID] = []

  /// Requires: `flow` walks along the same table.
  init(_ table: DerivativeTable, _ flow: BodyFlow) { (self.table, self.flow) = (table, flow) }

  /// Returns the tangent of a body, or nil where it is 0: where the body reads no active array.
  ///
  /// `stored` is a read of the body's own value, where that is kept. The tangent of an `if` is an `if`, so that the untaken
  /// branch gives nothing. Complexity: linear in the body.
  mutating func tangent(
    of body: ExpressionID, stored: ExpressionID?, activeArrays: [Bool], tangents arrays: inout TangentArrays,
    in program: inout Program
  ) -> ExpressionID? {
    flow.walk(body, in: program, activeArrays: activeArrays)
    tangents.removeAll(keepingCapacity: true)
    for node in flow.nodes {
      let found: ExpressionID
      switch program[node] {
      case .read(let primal, let subscripts):
        found = arrays.read(primal, subscripts, in: &program)
      case .operation(.select, let condition, let a, let b):
        let (x, y) = (tangent(at: a), tangent(at: b))
        let zero = program.constant(0)
        found = program.apply(.select, condition, x ?? zero, y ?? zero)
      case .operation(let operation, let a, let b, let c):
        let site = RuleSite(operands: (a, b, c), result: node == body ? stored ?? node : node)
        found = sum(operation, at: site, in: &program)
      case .constant, .index:
        found = program.constant(0)
      }
      tangents.append(found)
    }
    return tangents.last
  }

  private func tangent(at operand: ExpressionID) -> ExpressionID? {
    flow.position(of: operand).map { tangents[$0] }
  }

  /// Returns the sum over the operands of tangent times partial.
  private func sum(_ operation: Operation, at site: RuleSite, in program: inout Program) -> ExpressionID {
    var sum = ExpressionID.none
    for number in 0..<3 {
      let operand = number == 0 ? site.operands.0 : number == 1 ? site.operands.1 : site.operands.2
      guard flow.flows(through: operation, to: number), let tangent = tangent(at: operand) else { continue }
      let product = program.product(tangent, table[operation, number], at: site, choice: table.choice)
      sum = sum == .none ? product : program.apply(.add, sum, product)
    }
    return sum
  }
}
