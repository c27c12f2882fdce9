import FlatProgram

/// The loops that strips are made of.
extension RowStrips {
  /// Returns the loop over strips, and the one over the rows that are left.
  mutating func split(_ loop: Loop, _ plan: Plan, in block: BlockID) -> [NestItem] {
    let (strips, rest) = cut(plan.count)
    let strip = stripAxis(of: loop.axis, strips)
    var arrays: [ArrayID: AxisRenaming.Rows] = [:]
    for (array, position) in plan.rowArrays {
      arrays[array] = AxisRenaming.Rows(
        array: addRows(of: array, at: position, strips), position: position, strip: tree.program.index(strip),
        row: tree.program.index(rowAxis))
    }
    var copy = RowCopy(axes: [loop.axis: place(strip, rowAxis)], arrays: arrays)
    let body = addBlock(in: block, axis: strip)
    var alone: BlockID?
    for (position, item) in tree[loop.body].items.enumerated() {
      if plan.together.contains(position) {
        alone = nil
        copyTogether(item, into: body, &copy)
      } else {
        let rows = alone ?? addLoop(over: rowAxis, to: body)
        alone = rows
        copyApart(item, into: rows, &copy)
      }
    }
    var items = [NestItem.loop(loopOverStrips(of: loop, strip, body))]
    if let rest { items.append(.loop(restart(loop, at: rest))) }
    return items
  }

  /// Carries out an item for one row after the other.
  private mutating func copyApart(_ item: NestItem, into block: BlockID, _ copy: inout RowCopy) {
    var stack: [(items: [NestItem], position: Int, target: BlockID)] = [([item], 0, block)]
    while let (items, position, target) = stack.last {
      guard position < items.count else {
        stack.removeLast()
        continue
      }
      stack[stack.count - 1].position += 1
      switch items[position] {
      case .leaf(let leaf): add(leaf, to: target, &copy.renaming)
      case .loop(let loop): stack.append((tree[loop.body].items, 0, addLoop(like: loop, to: target)))
      }
    }
  }

  /// Takes all rows of a strip through a nest together.
  private mutating func copyTogether(_ item: NestItem, into block: BlockID, _ copy: inout RowCopy) {
    var stack: [(items: [NestItem], position: Int, target: BlockID)] = [([item], 0, block)]
    var rows: BlockID?
    while let (items, position, target) = stack.last {
      guard position < items.count else {
        stack.removeLast()
        rows = nil
        continue
      }
      stack[stack.count - 1].position += 1
      switch items[position] {
      case .leaf(let leaf):
        let open = rows ?? addLoop(over: rowAxis, to: target)
        rows = open
        add(leaf, to: open, &copy.renaming)
      case .loop(let loop):
        rows = nil
        if let tile = tile(for: loop) {
          add(tile, of: loop, to: target, &copy)
        } else {
          stack.append((tree[loop.body].items, 0, addLoop(like: loop, to: target)))
        }
      }
    }
  }

  // MARK: Tiles

  /// A loop around an innermost one, into whose elements several of its values can be summed together.
  private struct Tile {
    var count: IndexExpression
    var inner: Loop
    var leaves: [Int]
  }

  private mutating func tile(for loop: Loop) -> Tile? {
    guard let count = count(of: loop), tree[loop.body].items.count == 1,
      case .loop(let inner) = tree[loop.body].items[0], !isShort(inner)
    else { return nil }
    let axis = tree.program[inner.axis]
    for end in [axis.lower, axis.upper]
    where analysis.mentions(of: end, in: tree.program).axes.contains(loop.axis) { return nil }
    var leaves: [Int] = []
    var mentions = ArrayMentions()
    for item in tree[inner.body].items {
      guard case .leaf(let leaf) = item else { return nil }
      leaves.append(leaf)
      mentions.add(tree.leaves[leaf], tree.program)
    }
    for array in mentions.arrays where mentions.isWritten(array) {
      let subscripts = mentions.subscripts(of: array)
      let element = ElementReference(array: array, subscripts: subscripts[0])
      guard subscripts.count == 1, !axes(of: element).contains(loop.axis) else { return nil }
    }
    return Tile(count: count, inner: inner, leaves: leaves)
  }

  /// Adds a loop several of whose values go through the inner loop together, and one over those that are left.
  private mutating func add(_ tile: Tile, of loop: Loop, to block: BlockID, _ copy: inout RowCopy) {
    let (strips, rest) = cut(tile.count)
    let strip = stripAxis(of: loop.axis, strips)
    var body = addBlock(in: block, axis: strip)
    tree[block].items.append(.loop(loopOverStrips(of: loop, strip, body)))
    body = addLoop(like: tile.inner, to: body)
    for axis in [rowAxis, columnAxis] { body = addLoop(over: axis, to: body) }
    var renaming = copy.renaming(with: loop.axis, as: place(strip, columnAxis))
    for leaf in tile.leaves { add(leaf, to: body, &renaming) }
    guard let rest else { return }
    let axis = axis(like: loop.axis, from: rest)
    var others = loop
    others.axis = axis
    let left = addLoop(over: rowAxis, to: addLoop(like: tile.inner, to: addLoop(like: others, to: block)))
    renaming = copy.renaming(with: loop.axis, as: IndexExpression(.axis(axis)))
    for leaf in tile.leaves { add(leaf, to: left, &renaming) }
  }

  /// Whether a loop has so few values that a compiler writes it out, and keeps the sums in registers anyway.
  private func isShort(_ loop: Loop) -> Bool {
    guard let count = tree.program.fixedValue(of: tree.program[tree.program[loop.axis].upper]) else { return false }
    return count <= 4 * Self.rows
  }

  // MARK: Parts

  /// Returns how many strips a count makes, and where what is left begins; nil where nothing is.
  private mutating func cut(_ count: IndexExpression) -> (strips: IndexExpression, rest: IndexExpression?) {
    let rows = IndexExpression(Self.rows)
    if let number = count.constant {
      let strips = IndexExpression(number / Self.rows)
      return (strips, number % Self.rows == 0 ? nil : rows * strips)
    }
    let strips = IndexExpression(.quotient(tree.program.index(count), tree.program.index(rows)))
    return (strips, rows * strips)
  }

  private func place(_ strip: AxisID, _ row: AxisID) -> IndexExpression {
    IndexExpression(Self.rows) * IndexExpression(.axis(strip)) + IndexExpression(.axis(row))
  }

  private mutating func stripAxis(of axis: AxisID, _ strips: IndexExpression) -> AxisID {
    let name = tree.program.freshName(tree.program[axis].name + "_strip")
    return tree.program.axis(name, from: tree.program.index(0), to: tree.program.index(strips))
  }

  private mutating func axis(like axis: AxisID, from lower: IndexExpression) -> AxisID {
    let (name, upper) = (tree.program[axis].name, tree.program[axis].upper)
    return tree.program.axis(name, from: tree.program.index(lower), to: upper)
  }

  /// Adds the array that holds the rows of a strip.
  private mutating func addRows(of array: ArrayID, at position: Int, _ strips: IndexExpression) -> ArrayID {
    var declaration = tree.program[array]
    declaration.name = tree.program.freshName(declaration.name + "_rows")
    declaration.shape[position] = tree.program.index(strips)
    declaration.shape.insert(tree.program.index(Self.rows), at: position + 1)
    return tree.program.addArray(declaration)
  }

  private mutating func addBlock(in parent: BlockID, axis: AxisID) -> BlockID {
    tree.blocks.append(NestBlock(parent: parent, axis: axis, depth: tree[parent].depth + 1))
    return BlockID(tree.blocks.count - 1)
  }

  /// Returns the loop over the strips of a loop, over the same part of it.
  private mutating func loopOverStrips(of loop: Loop, _ strip: AxisID, _ body: BlockID) -> Loop {
    var strips = Loop(axis: strip, isReversed: false, isSequential: false, body: body)
    strips.start = loop.start.flatMap { self.strip(of: $0) }.map { tree.program.index($0) }
    strips.isInBlocks = loop.isInBlocks
    strips.end = loop.end.flatMap { self.strip(of: $0) }.map { tree.program.index($0) }
    return strips
  }

  /// Adds a loop over the same values as another at the end of a block, and returns its body.
  private mutating func addLoop(like loop: Loop, to block: BlockID) -> BlockID {
    var copy = loop
    copy.body = addBlock(in: block, axis: loop.axis)
    (tree[copy.body].isShort, tree[copy.body].isOverBlocks) = (tree[loop.body].isShort, tree[loop.body].isOverBlocks)
    tree[block].items.append(.loop(copy))
    return copy.body
  }

  /// Adds a loop at the end of a block, and returns its body.
  private mutating func addLoop(over axis: AxisID, to block: BlockID) -> BlockID {
    let body = addBlock(in: block, axis: axis)
    tree[block].items.append(.loop(Loop(axis: axis, isReversed: false, isSequential: false, body: body)))
    return body
  }

  /// Adds a leaf in other axes and arrays at the end of a block.
  private mutating func add(_ leaf: Int, to block: BlockID, _ renaming: inout AxisRenaming) {
    let copy = renamed(tree.leaves[leaf], &renaming)
    tree.leaves.append(copy)
    tree[block].items.append(.leaf(tree.leaves.count - 1))
  }

  private mutating func renamed(_ leaf: Leaf, _ renaming: inout AxisRenaming) -> Leaf {
    var leaf = leaf
    leaf.store.target = renaming.rename(leaf.store.target, in: &tree.program)
    leaf.store.value = renaming.rename(leaf.store.value, in: &tree.program)
    for position in leaf.reads.indices {
      leaf.reads[position] = renaming.rename(leaf.reads[position], in: &tree.program)
    }
    switch leaf.store.accumulation {
    case .argmax(let best, let axis): leaf.store.accumulation = .argmax(best: renaming.array(for: best), axis: axis)
    case .argmin(let best, let axis): leaf.store.accumulation = .argmin(best: renaming.array(for: best), axis: axis)
    case .add(.compensated(let lost)): leaf.store.accumulation = .add(.compensated(lost: renaming.array(for: lost)))
    case .set, .add(.inOrder), .add(.lanes), .maximum, .minimum: break
    }
    return leaf
  }

  /// Returns a loop over the rows that are left, with all that stands in it.
  private mutating func restart(_ loop: Loop, at first: IndexExpression) -> Loop {
    var restarted = loop
    restarted.axis = axis(like: loop.axis, from: first)
    var renaming = AxisRenaming([loop.axis: restarted.axis])
    tree[loop.body].axis = restarted.axis
    var pending = [loop.body]
    while let block = pending.popLast() {
      for item in tree[block].items {
        switch item {
        case .leaf(let leaf): tree.leaves[leaf] = renamed(tree.leaves[leaf], &renaming)
        case .loop(let inner): pending.append(inner.body)
        }
      }
    }
    return restarted
  }
}

/// How the statements of one loop are written for the rows of a strip.
struct RowCopy {
  private let axes: [AxisID: IndexExpression]
  private let arrays: [ArrayID: AxisRenaming.Rows]
  /// The renaming of what knows the rows alone.
  var renaming: AxisRenaming

  init(axes: [AxisID: IndexExpression], arrays: [ArrayID: AxisRenaming.Rows]) {
    (self.axes, self.arrays) = (axes, arrays)
    renaming = AxisRenaming(axes, arrays: arrays)
  }

  /// Returns the renaming with one more axis replaced.
  func renaming(with axis: AxisID, as place: IndexExpression) -> AxisRenaming {
    var all = axes
    all[axis] = place
    return AxisRenaming(all, arrays: arrays)
  }
}
