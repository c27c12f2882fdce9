import FlatProgram

/// Which arrays a derivative has to be carried through: those that depend on what is wanted, and on which the results depend.
struct Activity {
  /// By array: whether it depends differentiably on a wanted one.
  let varies: [Bool]
  /// By array: whether a result depends differentiably on it.
  let matters: [Bool]
  /// By array: how many reads in statements that matter will each add to its adjoint.
  let contributions: [Int32]
  /// By array: whether some statement accumulates into it, so that no one body is its value.
  let isAccumulated: [Bool]

  /// Requires: `flow` walks nothing that is still in use.
  init(
    _ steps: [Step], of results: [ArrayID], withRespectTo wanted: [ArrayID], in program: Program,
    flow: inout BodyFlow
  ) throws(NotDifferentiable) {
    let count = program.arrays.count
    let isReal = program.arrays.map { !$0.isInteger }
    var edges: [(from: Int32, to: Int32)] = []
    var extrema: [(edges: Range<Int>, assignment: Assignment)] = []
    var isAccumulated = [Bool](repeating: false, count: count)
    for case .assignment(let assignment) in steps where isReal[Int(assignment.target.raw)] {
      flow.walk(assignment.body, in: program, activeArrays: isReal)
      let start = edges.count
      for node in flow.nodes {
        if case .read(let array, _) = program[node] { edges.append((array.raw, assignment.target.raw)) }
      }
      switch assignment.combination {
      case .assign: break
      case .add: isAccumulated[Int(assignment.target.raw)] = true
      case .maximum, .minimum: extrema.append((start..<edges.count, assignment))
      case .argmax, .argmin: edges.removeSubrange(start...)
      }
    }
    let varies = Dependence(count: count, edges: edges).reached(
      from: wanted.lazy.map(\.raw).filter { isReal[Int($0)] })
    let matters = Dependence(count: count, edges: edges.lazy.map { ($0.to, $0.from) }).reached(
      from: results.lazy.map(\.raw).filter { isReal[Int($0)] })
    var contributions = [Int32](repeating: 0, count: count)
    for edge in edges where varies[Int(edge.from)] && matters[Int(edge.to)] { contributions[Int(edge.from)] += 1 }
    for extremum in extrema where matters[Int(extremum.assignment.target.raw)] {
      if edges[extremum.edges].contains(where: { varies[Int($0.from)] }) {
        throw NotDifferentiable(extremum.assignment)
      }
    }
    if !program.externals.isEmpty {
      for case .assignment(let assignment) in steps where matters[Int(assignment.target.raw)] {
        if assignment.combination == .argmax || assignment.combination == .argmin { continue }
        flow.walk(assignment.body, in: program, activeArrays: varies)
        for node in flow.nodes {
          guard case .operation(let operation, let first, _, _) = program[node], operation.row.notation == .call else {
            continue
          }
          throw NotDifferentiable(assignment, calling: program.external(calledBy: first))
        }
      }
    }
    self.varies = varies
    self.matters = matters
    self.contributions = contributions
    self.isAccumulated = isAccumulated
  }
}
