import FlatProgram

extension NestTree {
  /// Chooses the order of every sum, and lets the first addition take the place of a fill with 0 just before it.
  ///
  /// A sum over a loop that has no loop inside, into an element that does not depend on that loop, goes in lanes.
  /// Complexity: linear in reads and writes.
  mutating func chooseSumOrders() {
    var touch = TouchOrder(arrayCount: program.arrays.count)
    var analysis = IndexAnalysis()
    var elided: Set<Int> = []
    var changed: [(leaf: Int, accumulation: Accumulation)] = []
    walk { visit in
      guard case .leaf(let number, _, let block) = visit else { return }
      let leaf = leaves[number]
      touch.tick += 1
      for element in leaf.reads { touch.last[Int(element.array.raw)] = touch.tick }
      for element in leaf.boundReads { touch.last[Int(element.array.raw)] = touch.tick }
      let target = leaf.store.target
      defer {
        for element in leaf.writes { touch.last[Int(element.array.raw)] = touch.tick }
        if case .set = leaf.store.accumulation, program[leaf.store.value].number == 0 {
          touch.fills[Int(target.array.raw)] = (number, touch.tick, target.subscripts, block)
        }
      }
      guard case .add(.inOrder) = leaf.store.accumulation else { return }
      let fill = touch.fills[Int(target.array.raw)].flatMap { fill in
        fill.tick == touch.last[Int(target.array.raw)] && fill.subscripts == target.subscripts ? fill : nil
      }
      let isLanes = isSummedInLanes(leaf, in: block, &analysis)
      if let fill, fill.block == (isLanes ? self[block].parent : block) {
        elided.insert(fill.leaf)
        changed.append((number, isLanes ? .add(.lanes(isFirst: true)) : .set))
      } else if isLanes {
        changed.append((number, .add(.lanes(isFirst: false))))
      }
    }
    for (leaf, accumulation) in changed { leaves[leaf].store.accumulation = accumulation }
    guard !elided.isEmpty else { return }
    for block in blocks.indices {
      blocks[block].items.removeAll { item in
        if case .leaf(let leaf) = item { elided.contains(leaf) } else { false }
      }
    }
  }

  /// Whether a sum goes in lanes where it stands.
  func isSummedInLanes(_ leaf: Leaf, in block: BlockID, _ analysis: inout IndexAnalysis) -> Bool {
    guard let axis = self[block].axis, !self[block].isSequential, !self[block].isShort, !self[block].isOverBlocks,
      RangeProof.guardedContribution(leaf.store, in: program) == nil
    else { return false }
    let isInnermost = self[block].items.allSatisfy { if case .loop = $0 { false } else { true } }
    guard isInnermost else { return false }
    return !program[leaf.store.target.subscripts].contains {
      analysis.mentions(of: $0, in: program).axes.contains(axis)
    }
  }
}

/// When each array was last mentioned in the order of execution, and where it was last filled with 0.
private struct TouchOrder {
  var tick = 0
  var last: [Int]
  var fills: [(leaf: Int, tick: Int, subscripts: SubscriptsID, block: BlockID)?]

  init(arrayCount: Int) {
    last = Array(repeating: 0, count: arrayCount)
    fills = Array(repeating: nil, count: arrayCount)
  }
}
