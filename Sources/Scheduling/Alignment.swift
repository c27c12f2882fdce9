import FlatProgram
import Operations

/// Writes sums into neighbouring elements so that all of them give the element of their own iteration.
///
/// Where `g[i + 1] += a[i]` and `g[i] += b[i]` share a loop, an iteration must wait for the one before. As `g[i] += a[i - 1]`
/// over one place further on, neither does. What is expensive to evaluate stays where it is, so that it is shared.
struct Alignment {
  /// What is added to the axis in the subscripts of sums, by array and position.
  private var offsets: [ArrayID: [Int: Set<Int>]] = [:]

  /// The cost of an operation from which on its value is rather kept than computed twice.
  private static let expensive = 10

  /// Returns a program with its sums aligned, but for those in sequences. Complexity: linear in the program.
  static func aligned(_ program: Program) -> Program {
    var alignment = Alignment()
    for case .assignment(let assignment) in program.statements { alignment.note(assignment, in: program) }
    guard alignment.offsets.values.contains(where: { $0.values.contains { $0.count > 1 } }) else { return program }
    var program = program
    var analysis = IndexAnalysis()
    for (number, statement) in program.statements.enumerated() {
      guard case .assignment(let assignment) = statement else { continue }
      program.statements[number] = .assignment(alignment.aligned(assignment, in: &program, &analysis))
    }
    return program
  }

  /// Takes notice of a sum.
  private mutating func note(_ assignment: Assignment, in program: Program) {
    guard assignment.combination == .add else { return }
    for (position, index) in program[assignment.subscripts].enumerated() {
      let offset = program[index].constantTerm
      guard (program[index] - offset).axis != nil else { continue }
      offsets[assignment.target, default: [:]][position, default: []].insert(offset.constant ?? 0)
    }
  }

  /// Returns a sum with its innermost axis moved, where others meet it at another offset; else what is given.
  private func aligned(
    _ assignment: Assignment, in program: inout Program, _ analysis: inout IndexAnalysis
  ) -> Assignment {
    guard assignment.combination == .add, let known = offsets[assignment.target] else { return assignment }
    let subscripts = program[assignment.subscripts]
    let mentioned = subscripts.map { analysis.mentions(of: $0, in: program).axes }
    for (position, index) in subscripts.enumerated() where (known[position]?.count ?? 0) > 1 {
      let offset = program[index].constantTerm
      guard offset.constant != 0, let axis = (program[index] - offset).axis,
        mentioned.indices.allSatisfy({ $0 == position || !mentioned[$0].contains(axis) }),
        position == subscripts.count - 1, assignment.domain.contains(axis), isCheap(assignment.body, in: program),
        !isNamedByBounds(axis, of: assignment, in: program, &analysis)
      else { continue }
      return moved(assignment, axis, by: offset, in: &program)
    }
    return assignment
  }

  private func isNamedByBounds(
    _ axis: AxisID, of assignment: Assignment, in program: Program, _ analysis: inout IndexAnalysis
  ) -> Bool {
    for other in assignment.domain {
      for end in [program[other].lower, program[other].upper]
      where analysis.mentions(of: end, in: program).axes.contains(axis) { return true }
    }
    return false
  }

  private func isCheap(_ body: ExpressionID, in program: Program) -> Bool {
    var seen: Set<ExpressionID> = [body]
    var pending = [body]
    while let node = pending.popLast() {
      guard case .operation(let operation, _, _, _) = program[node] else { continue }
      if operation.row.cost >= Self.expensive { return false }
      for operand in program.operands(of: node) where seen.insert(operand).inserted { pending.append(operand) }
    }
    return true
  }

  private func moved(
    _ assignment: Assignment, _ axis: AxisID, by offset: IndexExpression, in program: inout Program
  ) -> Assignment {
    let (lower, upper) = (program[program[axis].lower] + offset, program[program[axis].upper] + offset)
    let new = program.axis(program[axis].name, from: program.index(lower), to: program.index(upper))
    let map = [axis: program.index(IndexExpression(.axis(new)) - offset)]
    var moved = assignment
    moved.domain = assignment.domain.map { $0 == axis ? new : $0 }
    moved.subscripts = program.subscripts(program[assignment.subscripts].map { program.substituting(map, in: $0) })
    moved.body = program.substituting(map, in: assignment.body)
    return moved
  }
}
