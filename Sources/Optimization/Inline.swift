import FlatProgram
import Operations

extension OptimizationPass {
  /// Puts the definition of an array in the place of its reads where it is a copy, a constant or a change of sign, and
  /// simplifies what that touches; the user's own names, and the adjoints and tangents of these, stay.
  package static let inline = OptimizationPass("inline") { Inlining(keepsNames: true).run(&$0) }

  /// Like `inline`, but names that nothing asks for go too.
  package static let inlineAll = OptimizationPass("inline-all") { Inlining(keepsNames: false).run(&$0) }
}

/// Forward substitution of trivial definitions.
private struct Inlining {
  /// Whether what the user named stays.
  let keepsNames: Bool

  /// What the elements of an array are: an expression over the axes of a definition.
  private struct Definition {
    var axes: [AxisID]
    var body: ExpressionID
  }

  /// Complexity: linear in the program, since what is substituted has a bounded size.
  func run(_ program: inout Program) {
    var steps = program.steps
    let writes = Writes(steps, in: program)
    var definitions = [Definition?](repeating: nil, count: program.arrays.count)
    var isOutput = [Bool](repeating: false, count: program.arrays.count)
    for output in program.outputs { isOutput[Int(output.raw)] = true }
    var replaced = [ExpressionID](repeating: .none, count: program.expressions.count)
    var traversal = Traversal()
    var ranges = RangeAnalysis()
    var rewriter = Rewriter(SimplifyRows.all)
    traversal.begin(in: program)
    var order: [ExpressionID] = []
    for (position, step) in steps.enumerated() {
      guard case .assignment(var assignment) = step else { continue }
      order.removeAll(keepingCapacity: true)
      traversal.continuePostorder(assignment.body, in: program, into: &order)
      for id in order {
        replaced[Int(id.raw)] = replacement(of: id, definitions, replaced, &rewriter, in: &program)
      }
      if let mask = program.mask(of: assignment),
        !ranges.isInside(assignment.target, assignment.subscripts, of: program)
      {
        assignment.body = program.masking(replaced[Int(mask.value.raw)], where: replaced[Int(mask.condition.raw)])
      } else {
        assignment.body = replaced[Int(assignment.body.raw)]
      }
      steps[position] = .assignment(assignment)
      let target = assignment.target
      if !isOutput[Int(target.raw)], mayGo(target, in: program) {
        definitions[Int(target.raw)] = definition(by: assignment, at: position, writes, in: program)
      }
    }
    program.steps = steps
  }

  private func replacement(
    of id: ExpressionID, _ definitions: [Definition?], _ replaced: [ExpressionID], _ rewriter: inout Rewriter,
    in program: inout Program
  ) -> ExpressionID {
    switch program[id] {
    case .constant, .index: return id
    case .read(let array, let subscripts):
      guard let definition = definitions[Int(array.raw)] else { return id }
      let map = zip(definition.axes, program[subscripts]).filter { axis, index in program[index].axis != axis }
      return program.substituting(Dictionary(map) { first, _ in first }, in: definition.body)
    case .operation(let operation, let a, let b, let c):
      let (x, y, z) = (written(a, replaced), written(b, replaced), written(c, replaced))
      return (x, y, z) == (a, b, c) ? id : rewriter.make(operation, x, y, z, in: &program)
    }
  }

  private func written(_ operand: ExpressionID, _ replaced: [ExpressionID]) -> ExpressionID {
    operand == .none ? operand : replaced[Int(operand.raw)]
  }

  private func mayGo(_ array: ArrayID, in program: Program) -> Bool {
    let declaration = program[array]
    guard !declaration.isInteger else { return false }
    guard keepsNames else { return true }
    switch declaration.role {
    case .adjoint(let primal), .tangent(let primal): return !declaration.isNamed && !program[primal].isNamed
    case .local: return !declaration.isNamed
    case .input, .parameter, .constant: return false
    }
  }

  private func definition(
    by assignment: Assignment, at position: Int, _ writes: Writes, in program: Program
  ) -> Definition? {
    guard assignment.combination == .assign, writes.isOnly(position, to: assignment.target),
      program.covers(assignment.target, assignment.subscripts, over: assignment.domain),
      isTrivial(assignment.body, at: position, writes, in: program)
    else { return nil }
    let subscripts = program[assignment.subscripts]
    let axes = subscripts.compactMap { program[$0].axis }
    return axes.count == subscripts.count ? Definition(axes: axes, body: assignment.body) : nil
  }

  /// Returns whether a definition costs no more than reading it would, and means the same wherever it is read later.
  private func isTrivial(_ body: ExpressionID, at position: Int, _ writes: Writes, in program: Program) -> Bool {
    switch program[body] {
    case .constant, .index: return true
    case .read(let array, let subscripts):
      let hasGather = program[subscripts].contains { index in
        program[index].atoms.contains { if case .dim = $0 { false } else if case .axis = $0 { false } else { true } }
      }
      return !hasGather && writes.isFinal(array, at: position)
    case .operation(.negate, let operand, _, _):
      if case .operation = program[operand] { return false }
      return isTrivial(operand, at: position, writes, in: program)
    case .operation: return false
    }
  }
}
