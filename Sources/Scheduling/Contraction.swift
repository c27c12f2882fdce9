import FlatProgram

/// Finds where each array lives: one that lives inside one iteration loses the axes of the loops around.
struct Contraction {
  /// What all mentions of one array have in common.
  private struct Mentions {
    var block: BlockID
    /// The subscript at each position where all mentions have the same one.
    var subscripts: [IndexID?]
    /// Where the first mention gives the element its value, the block in which it does.
    var givingBlock: BlockID?

    /// Whether every iteration that mentions an element gives it its value first: it is then never met again.
    var isTemporary: Bool { givingBlock == block && subscripts.allSatisfy { $0 != nil } }
  }

  private var mentions: [Mentions?]
  private var isHeld: [Bool]

  /// Returns the storage of every array. Complexity: linear in reads and writes, times the depth of loops.
  static func storage(of tree: NestTree) -> [ArrayStorage] {
    var contraction = Contraction(tree)
    return contraction.decide(tree)
  }

  private init(_ tree: NestTree) {
    mentions = Array(repeating: nil, count: tree.program.arrays.count)
    isHeld = Array(repeating: false, count: tree.program.arrays.count)
    for output in tree.program.outputs { isHeld[Int(output.raw)] = true }
    tree.walk { visit in
      guard case .leaf(let number, _, let block) = visit else { return }
      let leaf = tree.leaves[number]
      for element in leaf.boundReads { isHeld[Int(element.array.raw)] = true }
      let isGiving = leaf.store.accumulation == .set
      for element in leaf.writes { add(element, block, isGiving: isGiving, tree) }
      for element in leaf.reads { add(element, block, tree) }
      for element in leaf.boundReads { add(element, block, tree) }
    }
  }

  private mutating func add(
    _ element: ElementReference, _ block: BlockID, isGiving: Bool = false, _ tree: NestTree
  ) {
    let subscripts = tree.program[element.subscripts]
    guard var known = mentions[Int(element.array.raw)] else {
      mentions[Int(element.array.raw)] = Mentions(
        block: block, subscripts: subscripts, givingBlock: isGiving ? block : nil)
      return
    }
    if known.block != block { known.block = tree.commonBlock(known.block, block) }
    for position in known.subscripts.indices
    where position >= subscripts.count || known.subscripts[position] != subscripts[position] {
      known.subscripts[position] = nil
    }
    mentions[Int(element.array.raw)] = known
  }

  private mutating func decide(_ tree: NestTree) -> [ArrayStorage] {
    tree.program.arrays.indices.map { number in
      let declaration = tree.program.arrays[number]
      let all = Array(declaration.shape.indices)
      switch declaration.role {
      case .constant: return ArrayStorage(place: .constant, keptAxes: all)
      case .input, .parameter: return ArrayStorage(place: .argument, keptAxes: all)
      case .local, .adjoint, .tangent: break
      }
      guard let found = mentions[number] else {
        return ArrayStorage(place: isHeld[number] ? .output : .unused, keptAxes: all)
      }
      if isHeld[number] {
        let place = tree.program.outputs.contains(ArrayID(number)) ? ArrayPlace.output : .workspace(slot: -1)
        return ArrayStorage(place: place, keptAxes: all)
      }
      let dropped = found.isTemporary ? Set(all) : droppedAxes(found, tree)
      let kept = all.filter { !dropped.contains($0) }
      return ArrayStorage(
        place: kept.isEmpty ? .register : .workspace(slot: -1), keptAxes: kept,
        home: kept.isEmpty || !dropped.isEmpty ? found.block : .whole)
    }
  }

  /// The positions whose subscript stands for one of the outermost loops around all mentions.
  ///
  /// Loops are taken from the outermost inwards, and the first that no subscript stands for ends the search: inside
  /// it, an element may be met again in a later iteration.
  private func droppedAxes(_ found: Mentions, _ tree: NestTree) -> Set<Int> {
    var dropped: Set<Int> = []
    var outer: Set<AxisID> = []
    var analysis = IndexAnalysis()
    for block in tree.blocks(around: found.block) where !tree[block].isOverBlocks {
      // A loop over blocks takes no value of the loops inside twice.
      guard let axis = tree[block].axis else { continue }
      let position = found.subscripts.indices.first { position in
        guard !dropped.contains(position), let index = found.subscripts[position] else { return false }
        if tree.program[index].axis == axis { return true }
        guard let (slope, _) = tree.program[index].linear(in: axis), let factor = slope.constant, factor != 0 else {
          return false
        }
        let mentioned = analysis.mentions(of: index, in: tree.program)
        return mentioned.elements.isEmpty && mentioned.axes.allSatisfy { $0 == axis || outer.contains($0) }
      }
      guard let position else { break }
      dropped.insert(position)
      outer.insert(axis)
    }
    return dropped
  }
}
