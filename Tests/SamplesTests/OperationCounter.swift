import FlatProgram
import Operations
import Scheduling

/// Counts the scalar operations that loop nests carry out, loop by loop as they are walked.
///
/// Every operation counts 1, whether an addition or an exponential; so does adding to an element. Both branches of a choice
/// count. Adding the sum of a block to those of the blocks before is no operation of the program.
struct OperationCounter {
  private let nests: LoopProgram
  private let dims: [Int]
  /// The operations of each item, without those inside a loop, block by block.
  private var costs: [[Int]] = []
  private var axes: [AxisID: Int] = [:]

  /// Returns the number of operations for dims.
  static func count(_ nests: LoopProgram, dims: [Int]) -> Int {
    var counter = OperationCounter(nests, dims: dims)
    return counter.walk(.whole, isBesideBlock: false)
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
  private mutating func walk(_ block: BlockID, isBesideBlock: Bool) -> Int {
    var count = 0
    for (item, cost) in zip(nests[block].items, costs[Int(block.raw)]) {
      count += cost
      switch item {
      case .keep: break
      case .store(let store):
        if isBesideBlock, case .add(.compensated) = store.accumulation { count -= 1 }
      case .loop(let loop):
        let axis = nests.program[loop.axis]
        let start = max(value(axis.lower), loop.start.map { value($0) } ?? .min)
        let end = min(value(axis.upper), loop.end.map { value($0) } ?? .max)
        for position in start..<max(start, end) {
          axes[loop.axis] = position
          count += walk(loop.body, isBesideBlock: loop.isOverBlocks || isBesideBlock && !loop.isInBlocks)
        }
      }
    }
    return count
  }

  private func value(_ index: IndexID) -> Int {
    nests.program[index].substituting { atom in
      switch atom {
      case .axis(let axis): axes[axis].map { IndexExpression($0) }
      case .dim(let dim): IndexExpression(dims[Int(dim.raw)])
      case .quotient(let a, let b): IndexExpression(value(a) / value(b))
      case .element, .remainder: nil
      }
    }.constant ?? 0
  }
}
