import FlatProgram
import Operations

/// The Jacobians of single statements.
struct LocalJacobians {
  private var graph: JacobianGraph
  private var body: BodyAdjoints
  private let activity: Activity
  private var ranges = RangeAnalysis()

  /// Returns the graph of a program.
  static func graph(
    of results: [ArrayID], withRespectTo variables: [ArrayID], in program: Program
  ) throws(NotDifferentiable) -> JacobianGraph {
    let table = DerivativeTable.table(.accurate)
    var flow = BodyFlow(table, in: program)
    let steps = program.steps
    let activity = try Activity(steps, of: results, withRespectTo: variables, in: program, flow: &flow)
    var made = LocalJacobians(
      graph: JacobianGraph(program, of: results, withRespectTo: variables),
      body: BodyAdjoints(table, flow, in: program), activity: activity)
    var around: [AxisID] = []
    for step in steps {
      switch step {
      case .enter(let axis, _): around.append(axis)
      case .leave: around.removeLast()
      case .assignment(let assignment): made.add(assignment, within: around)
      }
    }
    return made.graph
  }

  /// Adds the blocks of one statement: one for each element that it reads.
  private mutating func add(_ assignment: Assignment, within around: [AxisID]) {
    let target = Int(assignment.target.raw)
    guard activity.varies[target], activity.matters[target] else { return }
    var program = graph.writer.program
    let isWhole = assignment.combination == .assign && !activity.isAccumulated[target]
    let contributions = body.contributions(
      of: assignment.body, seed: program.constant(1),
      stored: isWhole ? program.read(assignment.target, assignment.subscripts) : nil,
      activeArrays: activity.varies, in: &program)
    graph.writer.program = program
    for contribution in contributions {
      var draft = BlockDraft()
      draft.axes = around + assignment.domain
      draft.rows = program[assignment.subscripts]
      draft.columns = program[contribution.subscripts]
      draft.factors = [graph.writer.program.specialized([:], in: contribution.value)]
      draft.limits =
        limits(on: draft.rows, of: assignment.target) + limits(on: draft.columns, of: contribution.array)
      if let block = graph.writer.block(draft) { graph.add(block, target, Int(contribution.array.raw)) }
    }
  }

  /// Returns the limits within which an element exists; where it does not, a condition of the statement keeps it out.
  private mutating func limits(on subscripts: [IndexID], of array: ArrayID) -> [SparseBlock.Limit] {
    let program = graph.writer.program
    return zip(subscripts, program[array].shape).compactMap { index, extent in
      if ranges.answer(index, in: extent, of: program) == .inside { return nil }
      return SparseBlock.Limit(index: index, lower: graph.writer.program.index(0), upper: extent)
    }
  }
}
