import FlatProgram

extension NestTree {
  /// Has sums that loops would add up value by value taken in blocks, or with what rounding loses: however many values
  /// there are, a sum is about as accurate as one of a block.
  ///
  /// A sum over a loop with loops inside goes in blocks of a few values, each summed from 0 in an array of its own, and what
  /// adding the block's sum rounds away is kept in another. In a recurrence, and where subscripts pick the element from data,
  /// each addition keeps it. Sums in lanes are left alone, as are those of few values; and those of extents given at run time
  /// where every row has one, as in a matrix product, since they are short as a rule and blocks would take as long as the sum.
  /// Complexity: linear in reads and writes, times the depth of loops.
  mutating func blockLongSums() {
    var sums = LongSums(self)
    sums.run()
    self = sums.tree
  }
}

/// The walk that finds long sums, and what becomes of their loops.
struct LongSums {
  /// What stands before and behind a loop, or in the loop over its blocks.
  struct Surroundings {
    /// What stands before everything: arrays of what was lost are 0.
    var first: [Part] = []
    var before: [Part] = []
    var behind: [Part] = []
    /// How many values a block has; nil where there are no blocks.
    var block: Int?
  }

  /// One statement with loops of its own.
  struct Part {
    var axes: [AxisID]
    var leaf: Int
  }

  /// The arrays that a sum goes through.
  private struct Detour: Hashable {
    var loop: BlockID
    var target: ElementReference
  }

  var tree: NestTree
  /// The tree as it was.
  private let before: NestTree
  var analysis = IndexAnalysis()
  /// The loops, by their bodies.
  let loops: [BlockID: Loop]
  /// By the body of the loop.
  var surroundings: [BlockID: Surroundings] = [:]
  private var detours: [Detour: ArrayID] = [:]
  private var losses: [Detour: ArrayID] = [:]
  private var mentions: [BlockID: ArrayMentions] = [:]

  init(_ tree: NestTree) {
    self.tree = tree
    before = tree
    var loops: [BlockID: Loop] = [:]
    for block in tree.blocks {
      for case .loop(let loop) in block.items { loops[loop.body] = loop }
    }
    self.loops = loops
  }

  mutating func run() {
    guard !loops.isEmpty else { return }
    let before = before
    before.walk { visit in
      guard case .leaf(let leaf, _, let block) = visit, block != .whole,
        case .add(.inOrder) = before.leaves[leaf].store.accumulation,
        !before.program[before.leaves[leaf].store.target.array].isInteger
      else { return }
      let path = before.blocks(around: block).filter { $0 != .whole }
      if !compensate(leaf, path) { takeBlocks(leaf, path) }
    }
    if !surroundings.isEmpty { rebuild() }
  }

  // MARK: Sums into elements that data picks

  /// Keeps what each addition rounds away, where values of a loop may meet in an element without all of them doing so.
  private mutating func compensate(_ leaf: Int, _ path: [BlockID]) -> Bool {
    let target = tree.leaves[leaf].store.target
    var picking: Set<AxisID> = []
    for index in tree.program[target.subscripts] { picking.formUnion(pickingAxes(of: index)) }
    guard !picking.isEmpty else { return false }
    let apart = apartAxes(target.subscripts)
    let axes = Set(path.compactMap { tree[$0].axis })
    guard !picking.subtracting(apart).isDisjoint(with: axes), let block = path.last else { return false }
    let together = path.filter { body in tree[body].axis.map { !apart.contains($0) } ?? false }
    guard let outermost = together.first, isLong(together, areFew: true),
      isOnlyAddedTo(target.array, in: outermost)
    else {
      return true
    }
    if let lost = loss(of: leaf, at: outermost, path) { compensateEach(leaf, in: block, lost) }
    return true
  }

  /// Keeps what each addition rounds away.
  private mutating func compensateEach(_ leaf: Int, in block: BlockID, _ lost: ArrayID) {
    let target = tree.leaves[leaf].store.target
    guard tree.isSummedInLanes(tree.leaves[leaf], in: block, &analysis) else {
      tree.leaves[leaf].store.accumulation = .add(.compensated(lost: lost))
      return
    }
    // The loop's sum is one value.
    let sum = addArray(like: target.array, "_sum")
    var element = target
    element.array = sum
    add(fill(element, of: leaf), axes: [], to: \.before, of: block)
    add(sumLeaf(from: element, into: target, lost, of: leaf), axes: [], to: \.behind, of: block)
    tree.leaves[leaf].store.target = element
  }

  /// The axes whose values an integer expression does not keep apart although it names them: those in data, quotients and
  /// remainders.
  private mutating func pickingAxes(of index: IndexID) -> Set<AxisID> {
    var axes: Set<AxisID> = []
    for atom in tree.program[index].atoms {
      switch atom {
      case .dim, .axis: break
      case .element(_, let subscripts):
        for inner in tree.program[subscripts] { axes.formUnion(analysis.mentions(of: inner, in: tree.program).axes) }
      case .quotient(let a, let b), .remainder(let a, let b):
        for inner in [a, b] { axes.formUnion(analysis.mentions(of: inner, in: tree.program).axes) }
      }
    }
    return axes
  }

  /// The axes that have a subscript for themselves, so that no two of their values meet in an element.
  private mutating func apartAxes(_ subscripts: SubscriptsID) -> Set<AxisID> {
    var axes: Set<AxisID> = []
    for index in tree.program[subscripts] {
      let mentions = analysis.mentions(of: index, in: tree.program)
      guard mentions.axes.count == 1, mentions.elements.isEmpty, !mentions.hasQuotient,
        let factor = tree.program[index].linear(in: mentions.axes[0])?.slope.constant, factor != 0
      else { continue }
      axes.insert(mentions.axes[0])
    }
    return axes
  }

  // MARK: Sums into the same elements over and over

  /// Takes a sum in blocks, where that is possible and the sum may be long.
  private mutating func takeBlocks(_ leaf: Int, _ path: [BlockID]) {
    let target = tree.leaves[leaf].store.target
    var named: Set<AxisID> = []
    for index in tree.program[target.subscripts] {
      named.formUnion(analysis.mentions(of: index, in: tree.program).axes)
    }
    var together = path.filter { body in tree[body].axis.map { !named.contains($0) } ?? false }
    if let last = path.last, together.last == last, tree.isSummedInLanes(tree.leaves[leaf], in: last, &analysis) {
      together.removeLast()
    }
    // Where something else goes into the element, its sum begins anew.
    while let outermost = together.first, !isOnlyAddedTo(target.array, in: outermost) { together.removeFirst() }
    guard let outermost = together.first, let innermost = path.last,
      isLong(together, areFew: isForFew(path.prefix { $0 != outermost }))
    else { return }
    let isInSequence = together.contains { tree[$0].isSequential }
    // A matrix would go through memory twice as often in every step.
    guard let all = elements(of: target, inside: outermost, path), !isInSequence || all.axes.count < 2 else { return }
    guard let (loop, block) = blockedLoop(together) else {
      if isInSequence, let lost = loss(of: leaf, at: outermost, path) { compensateEach(leaf, in: innermost, lost) }
      return
    }
    guard !isRead(target.array, in: loop), let (axes, subscripts) = elements(of: target, inside: loop, path),
      let lost = loss(of: leaf, at: outermost, path)
    else { return }
    let site = Detour(loop: loop, target: target)
    let sum = detours[site] ?? addArray(like: target.array, "_sum")
    let element = ElementReference(array: sum, subscripts: target.subscripts)
    if detours[site] == nil {
      detours[site] = sum
      let (part, whole) = (
        ElementReference(array: sum, subscripts: subscripts),
        ElementReference(array: target.array, subscripts: subscripts)
      )
      add(fill(part, of: leaf), axes: axes, to: \.before, of: loop)
      add(sumLeaf(from: part, into: whole, lost, of: leaf), axes: axes, to: \.behind, of: loop)
    }
    let known = surroundings[loop]?.block ?? block
    surroundings[loop, default: Surroundings()].block = min(known, block)
    tree.leaves[leaf].store.target = element
  }

  /// Returns the loop whose values make blocks, and how many make one: the innermost that may be long. Those inside count.
  ///
  /// A sequence has none, since it may be cut at checkpoints, which must change no number.
  private func blockedLoop(_ together: [BlockID]) -> (body: BlockID, block: Int)? {
    var count = 1
    for body in together.reversed() {
      // A loop that ends before its axis does walks the few values that others begin after.
      if tree[body].isSequential || loops[body]?.end != nil { return nil }
      guard let own = fixedCount(of: body), own * count <= SumLanes.shortBlock / RowStrips.rows else {
        // So that the strips of a block are whole.
        return (body, SumLanes.shortBlock / count / RowStrips.rows * RowStrips.rows)
      }
      count *= max(own, 1)
    }
    return nil
  }

  /// Whether loops around a sum surely have so few values that there are only a few such sums.
  private func isForFew(_ around: ArraySlice<BlockID>) -> Bool {
    var count = 1
    for body in around {
      guard let own = fixedCount(of: body) else { return false }
      count = min(saturatingProduct(count, own), SumLanes.shortBlock + 1)
    }
    return count <= SumLanes.shortBlock
  }

  /// Whether loops have more values in all than are added up one by one. Where every row has such a sum, those whose number
  /// is unknown count as none.
  private func isLong(_ together: [BlockID], areFew: Bool) -> Bool {
    let longest = areFew ? SumLanes.longestPlain : SumLanes.longestPlainOfRows
    var count = 1
    for body in together {
      guard !tree[body].isSequential, let own = fixedCount(of: body) else {
        if areFew { return true }
        continue
      }
      count = min(saturatingProduct(count, own), longest + 1)
    }
    return count > longest
  }

  /// The number of values of a loop, where it is known.
  private func fixedCount(of body: BlockID) -> Int? {
    guard let loop = loops[body] else { return nil }
    let axis = tree.program[loop.axis]
    guard let low = tree.program.fixedValue(of: tree.program[axis.lower]),
      let high = tree.program.fixedValue(of: tree.program[axis.upper])
    else { return tree[body].isShort ? RowStrips.rows : nil }
    return max(saturatingSum(high, -low), 0)
  }

  private mutating func isOnlyAddedTo(_ array: ArrayID, in body: BlockID) -> Bool {
    mentions(in: body).isOnlyAddedTo(array)
  }

  private mutating func isRead(_ array: ArrayID, in body: BlockID) -> Bool { mentions(in: body).isRead(array) }

  /// Returns what the tree as it was mentions inside a loop.
  private mutating func mentions(in body: BlockID) -> ArrayMentions {
    if let known = mentions[body] { return known }
    var found = ArrayMentions()
    var pending = [body]
    while let block = pending.popLast() {
      for item in before[block].items {
        switch item {
        case .leaf(let leaf): found.add(before.leaves[leaf], before.program)
        case .loop(let inner): pending.append(inner.body)
        }
      }
    }
    mentions[body] = found
    return found
  }

  // MARK: Arrays beside the sum

  /// Returns the array of what rounding takes from a sum, which is 0 before a loop.
  private mutating func loss(of leaf: Int, at loop: BlockID, _ path: [BlockID]) -> ArrayID? {
    let target = tree.leaves[leaf].store.target
    let site = Detour(loop: loop, target: target)
    if let known = losses[site] { return known }
    guard let (axes, subscripts) = elements(of: target, inside: loop, path) else { return nil }
    let lost = addArray(like: target.array, "_lost")
    losses[site] = lost
    add(fill(ElementReference(array: lost, subscripts: subscripts), of: leaf), axes: axes, to: \.first, of: loop)
    return lost
  }

  private mutating func addArray(like array: ArrayID, _ suffix: String) -> ArrayID {
    let known = tree.program[array]
    return tree.program.addArray(
      ArrayDeclaration(name: tree.program.freshName(known.name + suffix), shape: known.shape, role: .local))
  }

  /// Returns loops and subscripts that meet every element that a target is inside a loop, and each once; nil where some of
  /// them might not exist.
  private mutating func elements(
    of target: ElementReference, inside loop: BlockID, _ path: [BlockID]
  ) -> (axes: [AxisID], subscripts: SubscriptsID)? {
    let inner = path.drop { $0 != loop }
    let innerAxes = inner.compactMap { tree[$0].axis }
    let own = apartAxes(target.subscripts).filter { axis in
      guard innerAxes.contains(axis) else { return false }
      return [tree.program[axis].lower, tree.program[axis].upper].allSatisfy { end in
        let mentions = analysis.mentions(of: end, in: tree.program)
        return mentions.elements.isEmpty && !mentions.axes.contains(where: innerAxes.contains)
      }
    }
    var subscripts: [IndexID] = []
    var used: Set<AxisID> = []
    var whole: [AxisID] = []
    for (position, index) in tree.program[target.subscripts].enumerated() {
      let mentions = analysis.mentions(of: index, in: tree.program)
      let met = mentions.axes.filter(innerAxes.contains)
      if met.isEmpty || (mentions.axes.count == 1 && own.contains(met[0]) && mentions.elements.isEmpty) {
        used.formUnion(met)
        subscripts.append(index)
      } else {
        let extent = tree.program[target.array].shape[position]
        let axis = tree.program.axis(
          tree.program.freshName("i\(position)"), from: tree.program.index(0), to: extent)
        whole.append(axis)
        subscripts.append(tree.program.index(IndexExpression(.axis(axis))))
      }
    }
    let list = tree.program.subscripts(subscripts)
    let element = ElementReference(array: target.array, subscripts: list)
    return RangeProof.holds(element, in: tree.program) ? (innerAxes.filter(used.contains) + whole, list) : nil
  }

  // MARK: Statements

  private mutating func fill(_ element: ElementReference, of leaf: Int) -> Leaf {
    var fill = Leaf(axes: [], store: tree.leaves[leaf].store, reads: [])
    fill.store.target = element
    fill.store.accumulation = .set
    fill.store.value = tree.program.constant(0)
    fill.reads = subscriptReads(element)
    return fill
  }

  private mutating func sumLeaf(
    from part: ElementReference, into target: ElementReference, _ lost: ArrayID, of leaf: Int
  ) -> Leaf {
    var sum = Leaf(axes: [], store: tree.leaves[leaf].store, reads: [part])
    sum.store.target = target
    sum.store.accumulation = .add(.compensated(lost: lost))
    sum.store.value = tree.program.read(part.array, part.subscripts)
    sum.reads += subscriptReads(target)
    return sum
  }

  private mutating func subscriptReads(_ element: ElementReference) -> [ElementReference] {
    tree.program[element.subscripts].flatMap { analysis.mentions(of: $0, in: tree.program).elements }
  }

  private mutating func add(
    _ leaf: Leaf, axes: [AxisID], to place: WritableKeyPath<Surroundings, [Part]>, of loop: BlockID
  ) {
    var leaf = leaf
    (leaf.axes, leaf.resolved) = (axes, axes)
    tree.leaves.append(leaf)
    surroundings[loop, default: Surroundings()][keyPath: place].append(Part(axes: axes, leaf: tree.leaves.count - 1))
  }
}
