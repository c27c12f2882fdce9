import FlatProgram

/// The loops over blocks, and what stands beside loops.
extension LongSums {
  /// Puts what was found into the tree.
  mutating func rebuild() {
    for number in tree.blocks.indices {
      let block = BlockID(number)
      var items: [NestItem] = []
      for item in tree[block].items {
        guard case .loop(let loop) = item, let found = surroundings[loop.body] else {
          items.append(item)
          continue
        }
        items += nests(of: found.first, in: block)
        if let count = found.block {
          items.append(.loop(blocks(of: loop, count, found, in: block)))
        } else {
          items += nests(of: found.before, in: block) + [item] + nests(of: found.behind, in: block)
        }
      }
      tree[block].items = items
    }
    setDepths()
  }

  /// Returns the loop over the blocks of a loop.
  private mutating func blocks(
    of loop: Loop, _ count: Int, _ found: Surroundings, in parent: BlockID
  ) -> Loop {
    let axis = tree.program[loop.axis]
    let (lower, upper) = (tree.program[loop.start ?? axis.lower], tree.program[axis.upper])
    let size = IndexExpression(count)
    let number: IndexExpression
    if let values = tree.program.fixedValue(of: upper - lower) {
      number = IndexExpression((max(values, 0) + count - 1) / count)
    } else {
      let values = upper - lower + IndexExpression(count - 1)
      number = IndexExpression(.quotient(tree.program.index(values), tree.program.index(size)))
    }
    let blockAxis = tree.program.axis(
      tree.program.freshName(axis.name + "_block"), from: tree.program.index(0), to: tree.program.index(number))
    let body = addBlock(in: parent, axis: blockAxis)
    tree[body].isOverBlocks = true
    var part = loop
    let start = lower + size * IndexExpression(.axis(blockAxis))
    part.start = tree.program.index(start)
    part.end = tree.program.index(start + size)
    part.isInBlocks = true
    tree[loop.body].parent = body
    tree[body].items = nests(of: found.before, in: body) + [.loop(part)] + nests(of: found.behind, in: body)
    var blocks = loop
    (blocks.axis, blocks.body, blocks.isOverBlocks) = (blockAxis, body, true)
    (blocks.start, blocks.end) = (nil, nil)
    return blocks
  }

  /// Returns statements in their loops; those with the same ones share them.
  private mutating func nests(of parts: [Part], in block: BlockID) -> [NestItem] {
    var items: [NestItem] = []
    var (axes, innermost): ([AxisID], BlockID) = ([], block)
    for part in parts {
      if part.axes.isEmpty {
        items.append(.leaf(part.leaf))
        continue
      }
      if part.axes != axes || items.isEmpty {
        (axes, innermost) = (part.axes, block)
        for axis in part.axes {
          let body = addBlock(in: innermost, axis: axis)
          let loop = NestItem.loop(Loop(axis: axis, isReversed: false, isSequential: false, body: body))
          if innermost == block { items.append(loop) } else { tree[innermost].items.append(loop) }
          innermost = body
        }
      }
      tree[innermost].items.append(.leaf(part.leaf))
    }
    return items
  }

  private mutating func addBlock(in parent: BlockID, axis: AxisID) -> BlockID {
    tree.blocks.append(NestBlock(parent: parent, axis: axis))
    return BlockID(tree.blocks.count - 1)
  }

  private mutating func setDepths() {
    var pending = [BlockID.whole]
    while let block = pending.popLast() {
      for case .loop(let loop) in tree[block].items {
        tree[loop.body].depth = tree[block].depth + 1
        pending.append(loop.body)
      }
    }
  }
}
