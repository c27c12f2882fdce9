import FlatProgram

/// Has the steps of a loop that one result alone needs come together, behind those that several need.
///
/// Where a caller leaves the result out, all of them are skipped by one question, and no question stands between steps that
/// a compiler could take together. No element is computed from other numbers than before, so no number changes.
struct ResultGroups {
  private var tree: NestTree

  /// The most values of a loop that a compiler writes out, so that asking in it is asking for each value.
  private static let mostValues = 8

  /// Returns the tree with such steps together, but for those in sequences. Complexity: linear in reads and writes.
  static func gathered(in tree: NestTree) -> NestTree {
    guard tree.program.outputs.count > 1 else { return tree }
    var groups = ResultGroups(tree: tree)
    groups.run()
    return groups.tree
  }

  private mutating func run() {
    var pending = [BlockID.whole]
    while let block = pending.popLast() {
      if block != .whole { gather(block) }
      for case .loop(let loop) in tree[block].items where !loop.isSequential { pending.append(loop.body) }
    }
  }

  private mutating func gather(_ block: BlockID) {
    var parts: [(item: NestItem, results: UInt64)] = []
    for item in tree[block].items {
      if case .loop(let loop) = item, let split = split(loop, in: block) {
        parts += split
      } else {
        parts.append((item, results(of: item)))
      }
    }
    let isWorthIt = parts.contains { part in
      if case .loop = part.item { isOneArray(part.results) } else { false }
    }
    guard isWorthIt, let order = order(of: parts.map { ($0.results, leaves(of: $0.item)) }) else { return }
    tree[block].items = order.map { parts[$0].item }
  }

  private func isOneArray(_ results: UInt64) -> Bool {
    guard results.nonzeroBitCount == 1, results.trailingZeroBitCount < min(tree.program.outputs.count, 63) else {
      return false
    }
    return tree.program[tree.program.outputs[results.trailingZeroBitCount]].rank > 0
  }

  /// Returns a short loop as several, each for other results; nil where it is needed for the same ones throughout.
  private mutating func split(_ loop: Loop, in block: BlockID) -> [(item: NestItem, results: UInt64)]? {
    let axis = tree.program[loop.axis]
    guard !loop.isSequential, !loop.isReversed, loop.isWhole,
      let low = tree.program.fixedValue(of: tree.program[axis.lower]),
      let high = tree.program.fixedValue(of: tree.program[axis.upper]), high <= saturatingSum(low, Self.mostValues)
    else { return nil }
    var leaves: [Int] = []
    for item in tree[loop.body].items {
      guard case .leaf(let leaf) = item else { return nil }
      leaves.append(leaf)
    }
    let results = leaves.map { tree.leaves[$0].results }
    guard let first = results.first, results.contains(where: { $0 != first }),
      let order = order(of: leaves.map { (tree.leaves[$0].results, [$0]) })
    else { return nil }
    var parts: [(item: NestItem, results: UInt64)] = []
    for position in order {
      if let last = parts.last, last.results == results[position], case .loop(let part) = last.item {
        tree[part.body].items.append(.leaf(leaves[position]))
        continue
      }
      tree.blocks.append(
        NestBlock(parent: block, axis: loop.axis, isShort: tree[loop.body].isShort, depth: tree[loop.body].depth))
      var part = loop
      part.body = BlockID(tree.blocks.count - 1)
      tree[part.body].items = [.leaf(leaves[position])]
      parts.append((.loop(part), results[position]))
    }
    return parts
  }

  /// Returns the order in which what more results need comes first, and what the same ones need together, most steps last; nil
  /// where that is the order they have, or where a step would come behind one that changes what it reads.
  private func order(of steps: [(results: UInt64, leaves: [Int])]) -> [Int]? {
    let results = neededResults(of: steps)
    var groups: [UInt64: [Int]] = [:]
    var found: [UInt64] = []
    for (position, own) in results.enumerated() {
      if groups[own] == nil { found.append(own) }
      groups[own, default: []].append(position)
    }
    guard found.count > 1 else { return nil }
    let sizes = found.map { groups[$0, default: []].reduce(0) { $0 + steps[$1].leaves.count } }
    let sorted = found.indices.sorted { a, b in
      (found[b].nonzeroBitCount, sizes[a], a) < (found[a].nonzeroBitCount, sizes[b], b)
    }
    let order = sorted.flatMap { groups[found[$0]] ?? [] }
    var lastWrite: [ArrayID: Int] = [:]
    var place = [Int](repeating: 0, count: steps.count)
    for (new, old) in order.enumerated() { place[old] = new }
    for (position, step) in steps.enumerated() {
      for leaf in step.leaves { for element in tree.leaves[leaf].writes { lastWrite[element.array] = position } }
    }
    for (position, step) in steps.enumerated() {
      for element in reads(of: step.leaves) {
        if let write = lastWrite[element.array], write > position, place[write] < place[position] { return nil }
      }
    }
    return order
  }

  /// Returns what each step is needed for where a step as a whole needs what a part of it reads: so nothing comes behind what
  /// reads it.
  private func neededResults(of steps: [(results: UInt64, leaves: [Int])]) -> [UInt64] {
    var results = steps.map(\.results)
    var ofArray: [ArrayID: UInt64] = [:]
    for (position, step) in steps.enumerated().reversed() {
      for leaf in step.leaves {
        for element in tree.leaves[leaf].writes { results[position] |= ofArray[element.array] ?? 0 }
      }
      for element in reads(of: step.leaves) { ofArray[element.array, default: 0] |= results[position] }
      for leaf in step.leaves {
        for element in tree.leaves[leaf].writes { ofArray[element.array, default: 0] |= results[position] }
      }
    }
    return results
  }

  private func reads(of leaves: [Int]) -> [ElementReference] {
    leaves.flatMap { tree.leaves[$0].reads + tree.leaves[$0].boundReads }
  }

  private func results(of item: NestItem) -> UInt64 {
    leaves(of: item).reduce(0) { $0 | tree.leaves[$1].results }
  }

  private func leaves(of item: NestItem) -> [Int] {
    var found: [Int] = []
    var pending = [item]
    while let item = pending.popLast() {
      switch item {
      case .leaf(let leaf): found.append(leaf)
      case .loop(let loop): pending += tree[loop.body].items
      }
    }
    return found
  }
}
