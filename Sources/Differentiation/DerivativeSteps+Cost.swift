import FlatProgram
import Operations

extension DerivativeSteps {
  /// About how many operations the statements take: each as often as the axes that its operands depend on have points, since
  /// what does not depend on a loop is computed before it.
  ///
  /// Complexity: linear in the bodies.
  var cost: Double {
    var counter = CostCounter(program)
    return counter.cost(of: steps)
  }
}

/// Counts the operations of statements, each open extent taken as 64.
private struct CostCounter {
  private let program: Program
  private var traversal = Traversal()
  /// By expression: the axes of the statement at hand that it depends on, a bit for each.
  private var axes: [UInt64]
  /// The points along some axes of a statement, by their bits.
  private var counts: [UInt64: Double] = [:]

  private static let open = 64

  init(_ program: Program) {
    self.program = program
    axes = Array(repeating: 0, count: program.expressions.count)
  }

  mutating func cost(of steps: [Step]) -> Double {
    var around: [AxisID] = []
    var total = 0.0
    for step in steps {
      switch step {
      case .enter(let axis, _): around.append(axis)
      case .leave: around.removeLast()
      case .assignment(let assignment): total += cost(of: assignment, within: around)
      }
    }
    return total
  }

  private mutating func cost(of assignment: Assignment, within around: [AxisID]) -> Double {
    let domain = around + assignment.domain
    var bits: [AxisID: UInt64] = [:]
    for (place, axis) in domain.enumerated() { bits[axis] = 1 << UInt64(min(place, 63)) }
    counts.removeAll(keepingCapacity: true)
    let all = bits.values.reduce(0, |)
    var total = assignment.combination == .assign ? 0 : points(all, domain)
    for node in traversal.postorder([assignment.body], in: program) {
      switch program[node] {
      case .constant: axes[Int(node.raw)] = 0
      case .index(let index): axes[Int(node.raw)] = mask([index], bits)
      case .read(_, let subscripts): axes[Int(node.raw)] = mask(program[subscripts], bits)
      case .operation(_, let a, let b, let c):
        let own = [a, b, c].reduce(0) { $1 == .none ? $0 : $0 | axes[Int($1.raw)] }
        axes[Int(node.raw)] = own
        total += points(own, domain)
      }
    }
    return total
  }

  private func mask(_ indices: [IndexID], _ bits: [AxisID: UInt64]) -> UInt64 {
    var named: [AxisID] = []
    for index in indices { program.collectAxes(of: index, into: &named) }
    return named.reduce(0) { $0 | (bits[$1] ?? 0) }
  }

  private mutating func points(_ mask: UInt64, _ domain: [AxisID]) -> Double {
    if let known = counts[mask] { return known }
    var count = 1.0
    for (place, axis) in domain.enumerated() where mask & (1 << UInt64(min(place, 63))) != 0 { count *= extent(axis) }
    counts[mask] = count
    return count
  }

  private func extent(_ axis: AxisID) -> Double {
    guard let room = AxisRoom(of: axis, in: program) else { return Double(Self.open) }
    let extent = room.extent.substituting { atom in
      if case .dim(let dim) = atom { IndexExpression(program[dim].fixed ?? Self.open) } else { nil }
    }
    return Double(max(extent.constant ?? Self.open, 1))
  }
}
