import FlatProgram

/// Puts every expression that is used more than once, or that an inner loop would repeat, into the outermost block
/// where its axes have values and what it reads is complete.
///
/// Since an element is given once, a node has one value while a block is open. So the first pass counts, for each node
/// and the block it belongs in, how often it is used; what is used once in the same block stays part of its user.
/// Complexity: linear in expressions, times the depth of loops.
struct Placement {
  /// A node in the block where it belongs.
  struct Entry {
    var node: ExpressionID
    var block: BlockID
    var guarding: ExpressionID?
    var uses = 0
    /// Whether it must be kept whatever its uses: an inner loop needs it, or a guard.
    var isForced = false
    /// Whether it is written out wherever it is wanted: elsewhere in its block it is wanted under another condition.
    var isWrittenOut = false
    /// The entry of the guard.
    var guardEntry: Int32 = -1
    /// The entry that stood for the node before, under another guard.
    var earlier: Int32 = -1
    /// Whether it is a list of arguments, which no name can stand for: its parts have names instead.
    var isList = false
    /// Whether a store uses it.
    var isStored = false
    /// The entries of its operands; what has none is written in place anyway.
    var operands: (Int32, Int32, Int32) = (-1, -1, -1)
  }

  /// An item of a block while it is not yet known what is kept.
  private enum Draft {
    case candidate(Int)
    case item(LoopItem)
  }

  /// The longest chain of operations that stays one expression in the emitted text.
  static let longestExpression = 40

  var tree: NestTree
  let storage: [ArrayStorage]
  var entries: [Entry] = []
  /// The entry that stands for a node in the blocks that are open, or did.
  var entryOfNode: [Int32]
  var openBlocks: [BlockID] = [.whole]
  var isOpen: [Bool]
  var analysis = IndexAnalysis()
  /// The walk for new nodes that goes on, and the one that met each node last.
  private var walk: Int32 = 0
  var walkOfNode: [Int32]
  /// Whether evaluating a node may read out of range; unknown is -1.
  var mayFault: [Int8]
  private var drafts: [[Draft]]
  private var levelOfAxis: [AxisID: Int] = [:]
  private var lastWrite: [BlockID?]
  /// The depth of the innermost open sequence that writes an array.
  private var sequenceLevel: [Int]
  private var levelOfIndex: [IndexID: (epoch: Int, level: Int)] = [:]

  init(_ tree: NestTree, storage: [ArrayStorage]) {
    self.tree = tree
    self.storage = storage
    entryOfNode = Array(repeating: -1, count: tree.program.expressions.count)
    mayFault = Array(repeating: -1, count: entryOfNode.count)
    walkOfNode = Array(repeating: 0, count: entryOfNode.count)
    isOpen = Array(repeating: false, count: tree.blocks.count)
    isOpen[0] = true
    drafts = Array(repeating: [], count: tree.blocks.count)
    lastWrite = Array(repeating: nil, count: tree.program.arrays.count)
    sequenceLevel = Array(repeating: 0, count: tree.program.arrays.count)
  }

  /// Returns the blocks with what is kept in its place, and the program with the guards in its arena.
  mutating func place() -> (blocks: [Block], program: Program) {
    let written = arraysWrittenInSequences()
    var outerLevels: [[(array: ArrayID, level: Int)]] = []
    let walked = tree
    walked.walk { visit in
      switch visit {
      case .enter(let loop, _):
        openBlocks.append(loop.body)
        isOpen[Int(loop.body.raw)] = true
        let depth = openBlocks.count - 1
        levelOfAxis[loop.axis] = depth
        guard loop.isSequential else { return }
        outerLevels.append([])
        for array in written[loop.body] ?? [] {
          outerLevels[outerLevels.count - 1].append((array, sequenceLevel[Int(array.raw)]))
          sequenceLevel[Int(array.raw)] = depth
        }
      case .leave(let loop, let block):
        openBlocks.removeLast()
        isOpen[Int(loop.body.raw)] = false
        levelOfAxis[loop.axis] = nil
        drafts[Int(block.raw)].append(.item(.loop(loop)))
        guard loop.isSequential else { return }
        for (array, level) in outerLevels.removeLast() { sequenceLevel[Int(array.raw)] = level }
      case .leaf(let number, _, let block):
        let store = walked.leaves[number].store
        addUses(of: store.value)
        if RangeProof.guardedContribution(store, in: tree.program) != nil { writeOut(store.value) }
        drafts[Int(block.raw)].append(.item(.store(store)))
        for element in walked.leaves[number].writes { lastWrite[Int(element.array.raw)] = block }
      }
    }
    let isKept = keptEntries()
    let blocks = drafts.map { items in
      Block(
        items: items.compactMap { draft in
          switch draft {
          case .item(let item): return item
          case .candidate(let number):
            guard isKept[number] else { return nil }
            return .keep(Keep(node: entries[number].node, guarding: entries[number].guarding))
          }
        })
    }
    return (blocks, tree.program)
  }

  private func arraysWrittenInSequences() -> [BlockID: [ArrayID]] {
    var written: [BlockID: [ArrayID]] = [:]
    guard tree.blocks.contains(where: \.isSequential) else { return [:] }
    tree.walk { visit in
      guard case .leaf(let number, _, let block) = visit else { return }
      var current: BlockID? = block
      while let open = current {
        if tree[open].isSequential { written[open, default: []] += tree.leaves[number].writes.map(\.array) }
        current = tree[open].parent
      }
    }
    return written.mapValues { Array(Set($0)).sorted() }
  }

  /// Decides what is kept; operands come before what uses them.
  private mutating func keptEntries() -> [Bool] {
    forceParts()
    var isKept = [Bool](repeating: false, count: entries.count)
    var heights = [Int](repeating: 0, count: entries.count)
    for (number, entry) in entries.enumerated() {
      var height = 1
      func stand(on operand: Int32) {
        if operand >= 0, !isKept[Int(operand)] { height = max(height, heights[Int(operand)] + 1) }
      }
      stand(on: entry.operands.0)
      stand(on: entry.operands.1)
      stand(on: entry.operands.2)
      heights[number] = height
      isKept[number] =
        !entry.isWrittenOut && !entry.isList && (entry.uses > 1 || entry.isForced || height > Self.longestExpression)
    }
    dropUnused(&isKept)
    return isKept
  }

  /// Keeps the parts of lists that are written several times; users come behind what they use.
  private mutating func forceParts() {
    for number in entries.indices.reversed() {
      let entry = entries[number]
      guard entry.isList, entry.uses > 1 || entry.isForced else { continue }
      for part in [entry.operands.0, entry.operands.1, entry.operands.2] where part >= 0 {
        entries[Int(part)].isForced = true
      }
    }
  }

  /// Leaves out what only guards of values need that are not kept.
  private func dropUnused(_ isKept: inout [Bool]) {
    var isUsed = entries.map(\.isStored)
    for (number, entry) in entries.enumerated().reversed() {
      guard isUsed[number] else {
        isKept[number] = false
        continue
      }
      let operands = entry.operands
      for part in [operands.0, operands.1, operands.2, isKept[number] ? entry.guardEntry : -1] where part >= 0 {
        isUsed[Int(part)] = true
      }
    }
  }

  // MARK: Uses

  /// Adds an entry at the end of its block as it is now.
  mutating func addEntry(_ entry: Entry) {
    var entry = entry
    // What an earlier guard may have left without a value must not stand for the node any longer.
    if let earlier = openEntry(entry.node) {
      entry.isForced = true
      entry.earlier = Int32(earlier)
    }
    drafts[Int(entry.block.raw)].append(.candidate(entries.count))
    entryOfNode[Int(entry.node.raw)] = Int32(entries.count)
    entries.append(entry)
  }

  /// Returns the entry that stands for a node where we are.
  func openEntry(_ node: ExpressionID) -> Int? {
    let number = Int(entryOfNode[Int(node.raw)])
    guard number >= 0, isOpen[Int(entries[number].block.raw)] else { return nil }
    return number
  }

  /// Whether a node is as cheap to write again as a name would be.
  func isTrivial(_ node: ExpressionID) -> Bool {
    switch tree.program[node] {
    case .constant, .index: true
    case .read(let array, _): storage[Int(array.raw)].place == .register || tree.program[array].rank == 0
    case .operation: false
    }
  }

  private mutating func addUses(of root: ExpressionID) {
    if nodeMayFault(root) { return addGuardedUses(of: root) }
    for node in newNodes(under: [root]) { addEntry(node, guarding: nil) }
    addStoredUse(of: root)
  }

  /// Counts the use of a value by a store in the innermost open block.
  mutating func addStoredUse(of root: ExpressionID) {
    let number = addUse(of: root, from: openBlocks[openBlocks.count - 1])
    if number >= 0 { entries[Int(number)].isStored = true }
  }

  /// Leaves a choice to the store that decides by its condition whether to add the value at all.
  private mutating func writeOut(_ choice: ExpressionID) {
    guard openEntry(choice) != nil else { return }
    writeOutEverywhere(choice)
    for part in tree.program.operands(of: choice).prefix(2) { addStoredUse(of: part) }
  }

  /// Has a node written out wherever it is wanted: a name that it was given under one guard would stand for it under another.
  mutating func writeOutEverywhere(_ node: ExpressionID) {
    var number = openEntry(node).map(Int32.init) ?? -1
    while number >= 0 {
      entries[Int(number)].isWrittenOut = true
      number = entries[Int(number)].earlier
    }
  }

  /// Returns the nodes below that nothing stands for yet, parts first; what is not wanted is not looked into.
  mutating func newNodes(
    under roots: [ExpressionID], where isWanted: (inout Placement, ExpressionID) -> Bool = { _, _ in true }
  ) -> [ExpressionID] {
    var found: [ExpressionID] = []
    var pending = roots
    walk += 1
    while let node = pending.popLast() {
      guard isFirstMeeting(node), !isTrivial(node), openEntry(node) == nil, isWanted(&self, node) else { continue }
      found.append(node)
      pending.append(contentsOf: tree.program.operands(of: node))
    }
    if found.count > 1 { found.sort() }
    return found
  }

  /// Tells whether this walk meets a node for the first time.
  private mutating func isFirstMeeting(_ node: ExpressionID) -> Bool {
    defer { walkOfNode[Int(node.raw)] = walk }
    return walkOfNode[Int(node.raw)] != walk
  }

  /// Adds the entry of a node whose operands have theirs, and counts the uses of these.
  mutating func addEntry(_ node: ExpressionID, guarding: ExpressionID?) {
    let block = openBlocks[level(of: node)]
    var entry = Entry(node: node, block: block, guarding: guarding)
    if let guarding, let number = openEntry(guarding) { entry.guardEntry = Int32(number) }
    entry.isList = tree.program.isArgumentList(node)
    let operands = tree.program.operands(of: node)
    if operands.count > 0 { entry.operands.0 = addUse(of: operands[0], from: block) }
    if operands.count > 1 { entry.operands.1 = addUse(of: operands[1], from: block) }
    if operands.count > 2 { entry.operands.2 = addUse(of: operands[2], from: block) }
    addEntry(entry)
  }

  /// Counts a use from a block, and returns the entry, or -1; from an inner block it is a value that a loop would repeat.
  @discardableResult mutating func addUse(of node: ExpressionID, from block: BlockID) -> Int32 {
    guard !isTrivial(node), let number = openEntry(node) else { return -1 }
    entries[number].uses += 1
    if entries[number].block != block { entries[number].isForced = true }
    return Int32(number)
  }

  // MARK: Levels

  /// The depth of the outermost open block where the node can be evaluated.
  func operandLevel(_ node: ExpressionID) -> Int {
    openEntry(node).map { tree[entries[$0].block].depth } ?? 0
  }

  private mutating func level(of node: ExpressionID) -> Int {
    if nodeMayFault(node) { return openBlocks.count - 1 }
    var level = 0
    switch tree.program[node] {
    case .constant: break
    case .index, .read: level = trivialLevel(of: node)
    case .operation:
      for operand in tree.program.operands(of: node) {
        // A guard looks at what may read out of range, and that is never moved out of its loop.
        if nodeMayFault(operand) { return openBlocks.count - 1 }
        level = max(level, isTrivial(operand) ? trivialLevel(of: operand) : operandLevel(operand))
      }
    }
    return level
  }

  private mutating func trivialLevel(of node: ExpressionID) -> Int {
    switch tree.program[node] {
    case .constant, .operation: return 0
    case .index(let index): return level(of: index)
    case .read(let array, let subscripts):
      var level = level(of: array)
      for index in tree.program[subscripts] { level = max(level, self.level(of: index)) }
      return level
    }
  }

  private mutating func level(of index: IndexID) -> Int {
    var level = 0
    let mentions = analysis.mentions(of: index, in: tree.program)
    for axis in mentions.axes { level = max(level, levelOfAxis[axis] ?? 0) }
    for element in mentions.elements { level = max(level, self.level(of: element.array)) }
    return level
  }

  private mutating func level(of array: ArrayID) -> Int {
    guard !tree.program[array].isGiven else { return 0 }
    var level = sequenceLevel[Int(array.raw)]
    if var block = lastWrite[Int(array.raw)] {
      while !isOpen[Int(block.raw)], let parent = tree[block].parent { block = parent }
      lastWrite[Int(array.raw)] = block
      level = max(level, tree[block].depth)
    }
    return level
  }
}

extension Program {
  /// Returns the operands of a node.
  func operands(of node: ExpressionID) -> Operands {
    guard case .operation(_, let a, let b, let c) = self[node] else { return Operands(a: .none, b: .none, c: .none) }
    return Operands(a: a, b: b, c: c)
  }
}

/// The operands of a node, at most three.
struct Operands: RandomAccessCollection {
  fileprivate var a, b, c: ExpressionID

  var startIndex: Int { 0 }

  var endIndex: Int { a == .none ? 0 : b == .none ? 1 : c == .none ? 2 : 3 }

  subscript(position: Int) -> ExpressionID { position == 0 ? a : position == 1 ? b : c }
}
