import FlatProgram

/// Builds loop nests around the statements, sharing loops where it can.
struct NestBuilder {
  var tree: NestTree
  private let lists: [[Step]]
  var analysis: IndexAnalysis
  private var renamings: [[AxisID]: AxisRenaming] = [:]

  /// A block that is still to be filled.
  struct Work {
    var block: BlockID
    var steps: [Step]
    /// How many of their own axes the leaves have got.
    var depth: Int
  }

  init(_ statements: StatementList) {
    tree = NestTree(program: statements.program, leaves: statements.leaves, blocks: [NestBlock()])
    tree.noteResults()
    lists = statements.lists
    analysis = statements.analysis
  }

  /// Returns the nests.
  mutating func build() -> NestTree {
    var pending = [Work(block: .whole, steps: lists[0], depth: 0)]
    while let work = pending.popLast() { fill(work, &pending) }
    return tree
  }

  private mutating func fill(_ work: Work, _ pending: inout [Work]) {
    var bounds = Interner<[IndexID]>()
    let types = work.steps.map { step -> Int? in
      guard case .leaf(let leaf) = step, let key = nextBounds(leaf, work.depth) else { return nil }
      return bounds.position(of: key)
    }
    let families = LoopFamilies(work, types: types, bounds: bounds.values, tree)
    let shared = families.types
    guard Set(shared.compactMap { $0 }).count < shared.count(where: { $0 != nil }) else {
      for position in types.indices {
        add([work.steps[position]], types[position].map { bounds[$0] }, to: work, &pending)
      }
      return
    }
    let members = work.steps.map { leaves(of: $0) }
    let fusion = LoopFusion(
      types: shared,
      dependences: Dependences(members: members, areLoops: types.map { $0 != nil }, depth: work.depth, &tree))
    var groups = [[Int]](repeating: [], count: types.count)
    for (member, group) in fusion.group.enumerated() { groups[group].append(member) }
    for group in fusion.order() {
      let steps = groups[group].map { work.steps[$0] }
      let ownBounds = groups[group].compactMap { member in types[member].map { bounds[$0] } }
      if let cut = families.cut(of: shared[group]), Set(ownBounds).count > 1 {
        addParts(of: steps, ownBounds, at: cut, to: work, &pending)
      } else {
        add(steps, ownBounds.first, to: work, &pending)
      }
    }
  }

  /// Adds steps that share their next loop, or a single step without one, at the end of a block.
  mutating func add(
    _ steps: [Step], _ bounds: [IndexID]?, to work: Work, _ pending: inout [Work], part: LoopPart = .whole
  ) {
    switch steps[0] {
    case .sequence(let sequence):
      let body = addBlock(in: work.block, axis: sequence.axis, isSequential: true)
      tree.blocks[Int(work.block.raw)].items.append(
        .loop(Loop(axis: sequence.axis, isReversed: sequence.isReversed, isSequential: true, body: body)))
      pending.append(Work(block: body, steps: lists[sequence.steps], depth: 0))
    case .leaf(let first):
      guard let bounds else {
        finish(first)
        tree.blocks[Int(work.block.raw)].items.append(.leaf(first))
        return
      }
      let path = Set(tree.path(of: work.block))
      let axis = loopAxis(of: first, bounds, at: work.depth, outside: path)
      let body = addBlock(in: work.block, axis: axis, isSequential: false)
      var loop = Loop(axis: axis, isReversed: false, isSequential: false, body: body)
      switch part {
      case .whole: break
      case .head(let end): (loop.end, tree.blocks[Int(body.raw)].isShort) = (end, true)
      case .tail(let start): (loop.start, tree.blocks[Int(body.raw)].isShort) = (start, true)
      }
      tree.blocks[Int(work.block.raw)].items.append(.loop(loop))
      for case .leaf(let leaf) in steps { tree.leaves[leaf].resolved.append(axis) }
      pending.append(Work(block: body, steps: steps, depth: work.depth + 1))
    }
  }

  private mutating func addBlock(in parent: BlockID, axis: AxisID, isSequential: Bool) -> BlockID {
    tree.blocks.append(
      NestBlock(parent: parent, axis: axis, isSequential: isSequential, depth: tree[parent].depth + 1))
    return BlockID(tree.blocks.count - 1)
  }

  /// The bounds of a leaf's next axis in the axes of the loops around it; nil where it has all its loops.
  private mutating func nextBounds(_ leaf: Int, _ depth: Int) -> [IndexID]? {
    guard depth < tree.leaves[leaf].axes.count else { return nil }
    let axis = tree.program[tree.leaves[leaf].axes[depth]]
    if tree.program[axis.lower].constant != nil,
      analysis.mentions(of: axis.upper, in: tree.program).axes.isEmpty
    {
      return [axis.lower, axis.upper]
    }
    return withRenaming(of: leaf) { renaming, program in
      [renaming.rename(axis.lower, in: &program), renaming.rename(axis.upper, in: &program)]
    }
  }

  /// The axis of a new loop: the leaf's own where no loop around has it, else one that an outer loop has replaced.
  private mutating func loopAxis(
    of leaf: Int, _ bounds: [IndexID], at depth: Int, outside path: Set<AxisID>
  ) -> AxisID {
    for candidate in [depth] + Array(0..<depth) {
      let name = tree.program[tree.leaves[leaf].axes[candidate]].name
      let axis = tree.program.axis(name, from: bounds[0], to: bounds[1])
      if !path.contains(axis) { return axis }
    }
    let name = tree.program[tree.leaves[leaf].axes[depth]].name
    return tree.program.axis(tree.program.freshName(name), from: bounds[0], to: bounds[1])
  }

  /// The leaves that a step holds, however deep.
  private func leaves(of step: Step) -> [Int] {
    guard case .sequence(let sequence) = step else {
      if case .leaf(let leaf) = step { return [leaf] }
      return []
    }
    var found: [Int] = []
    var pending = [(list: sequence.steps, position: 0)]
    while let (list, position) = pending.last {
      guard position < lists[list].count else {
        pending.removeLast()
        continue
      }
      pending[pending.count - 1].position += 1
      switch lists[list][position] {
      case .leaf(let leaf): found.append(leaf)
      case .sequence(let inner): pending.append((inner.steps, 0))
      }
    }
    return found
  }

  // MARK: Axes

  private mutating func withRenaming<Result>(
    of leaf: Int, _ body: (inout AxisRenaming, inout Program) -> Result
  ) -> Result {
    var map: [AxisID: AxisID] = [:]
    var key: [AxisID] = []
    for (axis, name) in zip(tree.leaves[leaf].axes, tree.leaves[leaf].resolved) where axis != name {
      map[axis] = name
      key += [axis, name]
    }
    // Taken out while it is used, so that its tables are not copied.
    var renaming = renamings.removeValue(forKey: key) ?? AxisRenaming(map)
    let result = body(&renaming, &tree.program)
    renamings[key] = renaming
    return result
  }

  /// Writes a leaf in the axes of its loops.
  private mutating func finish(_ leaf: Int) {
    guard tree.leaves[leaf].axes != tree.leaves[leaf].resolved else { return }
    var finished = tree.leaves[leaf]
    withRenaming(of: leaf) { renaming, program in
      finished.store.target.subscripts = renaming.rename(finished.store.target.subscripts, in: &program)
      finished.store.value = renaming.rename(finished.store.value, in: &program)
      for position in finished.reads.indices {
        finished.reads[position].subscripts = renaming.rename(finished.reads[position].subscripts, in: &program)
      }
    }
    let names = Dictionary(zip(finished.axes, finished.resolved)) { first, _ in first }
    switch finished.store.accumulation {
    case .argmax(let best, let axis): finished.store.accumulation = .argmax(best: best, axis: names[axis] ?? axis)
    case .argmin(let best, let axis): finished.store.accumulation = .argmin(best: best, axis: names[axis] ?? axis)
    case .set, .add, .maximum, .minimum: break
    }
    tree.leaves[leaf] = finished
  }
}
