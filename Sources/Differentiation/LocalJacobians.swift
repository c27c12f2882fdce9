import FlatProgram
import Operations

/// The Jacobians of single statements.
struct LocalJacobians {
  private var graph: JacobianGraph
  private var body: BodyAdjoints
  private let activity: Activity
  /// By array: whether its Jacobian is taken as a whole.
  private let isRecurrent: [Bool]
  private var ranges = RangeAnalysis()

  /// Returns the graph of a program.
  static func graph(
    of results: [ArrayID], withRespectTo variables: [ArrayID], in program: Program
  ) throws(NotDifferentiable) -> JacobianGraph {
    let table = DerivativeTable.table(.accurate)
    let steps = program.steps
    var flow = BodyFlow(table, in: program)
    let recurrent = RecurrentArrays(steps, in: program, flow: &flow)
    let activity = try Activity(steps, of: results, withRespectTo: variables, in: program, flow: &flow)
    var dependent: [[Bool]] = []
    if recurrent.isRecurrent.contains(true) {
      for variable in variables {
        let own = try Activity(steps, of: results, withRespectTo: [variable], in: program, flow: &flow)
        dependent.append(own.varies)
      }
    }
    var program = program
    var dense: [(array: ArrayID, variable: ArrayID, derivative: ArrayID)] = []
    var narrow: [(jacobian: NarrowJacobian, array: ArrayID, variable: ArrayID, derivative: ArrayID)] = []
    for array in program.arrays.indices where recurrent.isRecurrent[array] {
      let id = ArrayID(array)
      guard activity.varies[array], activity.matters[array], recurrent.isReadElsewhere[array] || results.contains(id)
      else { continue }
      // Where it does not depend on the variable, a block of zeros would hide what else does not.
      for (variable, varies) in zip(variables, dependent) where variable != id && varies[array] {
        if let jacobian = NarrowJacobian(of: id, by: variable, through: steps, in: program),
          let derivative = try jacobian.derivative(of: id, by: variable, through: steps, in: &program)
        {
          narrow.append((jacobian, id, variable, derivative))
          continue
        }
        let made = try Derivatives.adding(.jacobian, of: id, withRespectTo: variable, to: program)
        program = made.program
        dense.append((id, variable, made.derivative))
      }
    }
    var made = LocalJacobians(
      graph: JacobianGraph(program, of: results, withRespectTo: variables),
      body: BodyAdjoints(table, BodyFlow(table, in: program), in: program), activity: activity,
      isRecurrent: recurrent.isRecurrent)
    for (array, variable, derivative) in dense { made.add(derivative, of: array, by: variable) }
    for (jacobian, array, variable, derivative) in narrow {
      let draft = jacobian.draft(derivative, of: array, by: variable, in: &made.graph.writer.program)
      if let block = made.graph.writer.block(draft) { made.graph.addDirect(block, array, variable) }
    }
    var around: [AxisID] = []
    for step in steps {
      switch step {
      case .enter(let axis, _): around.append(axis)
      case .leave: around.removeLast()
      case .assignment(let assignment): made.add(assignment, within: around)
      }
    }
    made.graph.connect(results, variables)
    return made.graph
  }

  /// Adds the Jacobian of an array that stands in another array, element by element.
  private mutating func add(_ derivative: ArrayID, of array: ArrayID, by variable: ArrayID) {
    let shape = graph.writer.program[derivative].shape
    let axes = graph.writer.program.axes(spanning: shape)
    let rank = graph.writer.program[array].rank
    let subscripts = axes.map { graph.writer.program.index($0) }
    var draft = BlockDraft()
    draft.axes = axes
    (draft.rows, draft.columns) = (Array(subscripts.prefix(rank)), Array(subscripts.dropFirst(rank)))
    draft.factors = [graph.writer.program.read(derivative, graph.writer.program.subscripts(axes))]
    if let block = graph.writer.block(draft) { graph.addDirect(block, array, variable) }
  }

  /// Adds the blocks of one statement: one for each element that it reads.
  private mutating func add(_ assignment: Assignment, within around: [AxisID]) {
    let target = Int(assignment.target.raw)
    guard activity.varies[target], activity.matters[target], !isRecurrent[target] else { return }
    var program = graph.writer.program
    let isWhole = assignment.combination == .assign && !activity.isAccumulated[target]
    let contributions = body.contributions(
      of: assignment.body, seed: program.constant(1),
      stored: isWhole ? program.read(assignment.target, assignment.subscripts) : nil,
      activeArrays: activity.varies, in: &program)
    graph.writer.program = program
    let domain = around + assignment.domain
    for group in grouped(contributions, over: domain) {
      if group.members.count > 1, let part = addPart(group, of: assignment, over: domain) {
        for member in group.members {
          let sign = graph.writer.program.constant(member.isNegative ? -1 : 1)
          let rows = part.axes.map { graph.writer.program.index($0) }
          add([sign], rows, of: nil, part.number, member.contribution, over: part.axes)
        }
        continue
      }
      for member in group.members {
        let value = member.contribution.value
        add(
          [value], program[assignment.subscripts], of: assignment.target, target, member.contribution, over: domain)
      }
    }
  }

  /// Adds the block of a statement, or of a part of it, by one array that it reads.
  private mutating func add(
    _ factors: [ExpressionID], _ rows: [IndexID], of target: ArrayID?, _ user: Int,
    _ contribution: BodyAdjoints.Contribution, over domain: [AxisID]
  ) {
    var draft = BlockDraft()
    draft.axes = domain
    draft.rows = rows
    draft.columns = graph.writer.program[contribution.subscripts]
    draft.factors = factors.map { graph.writer.program.specialized([:], in: $0) }
    draft.limits =
      (target.map { limits(on: draft.rows, of: $0) } ?? []) + limits(on: draft.columns, of: contribution.array)
    if let block = graph.writer.block(draft) { graph.add(block, user, Int(contribution.array.raw)) }
  }

  // MARK: Parts

  /// Contributions of one value, or its negative: what is read is added up before anything is done with it.
  private struct Group {
    var value: ExpressionID
    var members: [(contribution: BodyAdjoints.Contribution, isNegative: Bool)]
  }

  private func grouped(_ contributions: [BodyAdjoints.Contribution], over domain: [AxisID]) -> [Group] {
    var groups: [Group] = []
    for contribution in contributions {
      var (value, isNegative) = (contribution.value, false)
      if case .operation(.negate, let operand, _, _) = graph.writer.program[value] {
        (value, isNegative) = (operand, true)
      }
      let isConstant = graph.writer.program[value].number != nil
      if !isConstant, let known = groups.firstIndex(where: { $0.value == value }) {
        groups[known].members.append((contribution, isNegative))
      } else {
        groups.append(Group(value: value, members: [(contribution, isNegative)]))
      }
    }
    return groups
  }

  /// Adds what stands for the sum of what a group reads, with an element for every point of the axes that places it.
  private mutating func addPart(
    _ group: Group, of assignment: Assignment, over domain: [AxisID]
  ) -> (number: Int, axes: [AxisID])? {
    let program = graph.writer.program
    let columns = group.members.flatMap { program[$0.contribution.subscripts] }
    var axes = program.collectedAxes(of: columns)
    var position = 0
    while position < axes.count {
      let bounds = [program[axes[position]].lower, program[axes[position]].upper]
      for axis in program.collectedAxes(of: bounds) where !axes.contains(axis) { axes.append(axis) }
      position += 1
    }
    axes = domain.filter { axes.contains($0) }
    var shape: [IndexID] = []
    for axis in axes {
      guard let room = AxisRoom(of: axis, in: program), room.first.constant == 0 else { return nil }
      shape.append(graph.writer.program.index(room.extent))
    }
    let number = graph.addPart(of: Int(assignment.target.raw), shape: shape)
    var draft = BlockDraft()
    draft.axes = domain
    draft.rows = program[assignment.subscripts]
    draft.columns = axes.map { graph.writer.program.index($0) }
    draft.factors = [graph.writer.program.specialized([:], in: group.value)]
    draft.limits = limits(on: draft.rows, of: assignment.target)
    if let block = graph.writer.block(draft) { graph.add(block, Int(assignment.target.raw), number) }
    return (number, axes)
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
