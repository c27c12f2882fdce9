import FlatProgram
import Operations
import Scheduling

/// Counts the scalar operations that loop nests carry out, loop by loop as they are walked.
///
/// Every operation counts 1, whether an addition or an exponential; so does adding to an element. Both branches of a choice count.
struct OperationCounter {
  private let nests: LoopProgram
  private let dims: [Int]
  /// The operations of each item, without those inside a loop, block by block.
  private var costs: [[Int]] = []
  private var axes: [AxisID: Int] = [:]

  /// Returns the number of operations for dims.
  static func count(_ nests: LoopProgram, dims: [Int]) -> Int {
    var counter = OperationCounter(nests, dims: dims)
    return counter.walk(.whole)
  }

  private init(_ nests: LoopProgram, dims: [Int]) {
    (self.nests, self.dims) = (nests, dims)
    var kept: Set<ExpressionID> = []
    for block in nests.blocks {
      for case .keep(let keep) in block.items { kept.insert(keep.node) }
    }
    costs = nests.blocks.map { block in
      block.items.map { item in
        switch item {
        case .loop: 0
        case .keep(let keep): operations(of: keep.node, kept: kept, isDefinition: true)
        case .store(let store):
          operations(of: store.value, kept: kept, isDefinition: false) + (store.accumulation == .set ? 0 : 1)
        }
      }
    }
  }

  private func operations(of root: ExpressionID, kept: Set<ExpressionID>, isDefinition: Bool) -> Int {
    var count = 0
    var pending = isDefinition || !kept.contains(root) ? [root] : []
    while let node = pending.popLast() {
      guard case .operation(let operation, let a, let b, let c) = nests.program[node] else { continue }
      if operation != .stop { count += 1 }
      pending += [a, b, c].filter { $0 != .none && !kept.contains($0) }
    }
    return count
  }

  // The recursion is as deep as the loops of a sample.
  private mutating func walk(_ block: BlockID) -> Int {
    var count = 0
    for (item, cost) in zip(nests[block].items, costs[Int(block.raw)]) {
      count += cost
      guard case .loop(let loop) = item else { continue }
      let axis = nests.program[loop.axis]
      for position in value(axis.lower)..<max(value(axis.lower), value(axis.upper)) {
        axes[loop.axis] = position
        count += walk(loop.body)
      }
    }
    return count
  }

  private func value(_ index: IndexID) -> Int {
    nests.program[index].substituting { atom in
      switch atom {
      case .axis(let axis): axes[axis].map { IndexExpression($0) }
      case .dim(let dim): IndexExpression(dims[Int(dim.raw)])
      default: nil
      }
    }.constant ?? 0
  }
}
