import FlatProgram
import Operations

/// Adding up entries that data place.
extension BlockWriter {
  /// Returns a block with one entry for each element that data may pick, where there are fewer of those than entries: the
  /// entries are added up.
  ///
  /// Shapes: those of what is differentiated and of what it is differentiated by.
  mutating func folded(_ block: SparseBlock, _ rowShape: [IndexID], _ columnShape: [IndexID]) -> SparseBlock {
    let places = zip(block.rows + block.columns, rowShape + columnShape).map { Place(index: $0, extent: $1) }
    let plain = program.collectedAxes(of: places.map(\.index).filter { program.isPlain($0) })
    let placed = places.filter { !program.isPlain($0.index) }
    let picking = program.collectedAxes(of: placed.map(\.index)).filter { !plain.contains($0) }
    let kept = block.axes.filter { !picking.contains($0) }
    let bounds = kept.flatMap { [program[$0].lower, program[$0].upper] }
    guard !picking.isEmpty, !program.collectedAxes(of: bounds).contains(where: picking.contains) else { return block }
    var picked: [Place] = []
    for place in placed where !picked.contains(place) {
      if program.collectedAxes(of: [place.index]).contains(where: picking.contains) { picked.append(place) }
    }
    let count = picked.reduce(1) { $0 * sizes.value(of: program[$1.extent]) }
    let own = block.axes.filter { picking.contains($0) }
    if count > sizes.pointCount(own, in: program) { return block }
    return sum(block, into: picked, places, over: own, beside: kept)
  }

  /// Lays down the statement that adds up the entries of a block, and returns the block of the sums.
  private mutating func sum(
    _ block: SparseBlock, into picked: [Place], _ places: [Place], over own: [AxisID], beside kept: [AxisID]
  ) -> SparseBlock {
    let made = program.freshAxes(spanning: picked.map(\.extent))
    let array = addArray(over: kept + made)
    let outer = positions(along: kept)
    let inside = block.limits.filter { program.names(own, in: $0) }
    append(
      Assignment(
        target: array, subscripts: program.subscripts(outer + picked.map(\.index)), domain: block.axes,
        combination: .add, body: program.masking(block.value, where: program.condition(inside)), pass: .backward))
    var draft = BlockDraft()
    draft.axes = kept + made
    draft.limits = block.limits.filter { !inside.contains($0) }
    let subscripts = places.map { place in
      picked.firstIndex(of: place).map { program.index(made[$0]) } ?? place.index
    }
    (draft.rows, draft.columns) = (
      Array(subscripts.prefix(block.rows.count)), Array(subscripts.dropFirst(block.rows.count))
    )
    draft.factors = [program.read(array, program.subscripts(outer + made.map { program.index($0) }))]
    return self.block(draft) ?? block
  }

  /// A subscript, and the extent that it stays below.
  private struct Place: Hashable {
    var index: IndexID
    var extent: IndexID
  }
}
