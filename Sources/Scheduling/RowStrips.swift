import FlatProgram

/// Walks loops over rows in strips of a few rows that go through the inner loops together.
///
/// What the inner loops read and sum up for one row then serves the others while it is in a register. Every element
/// keeps the order in which its sum is taken, so the numbers stay what they were to the last bit.
///
/// Source: unroll-and-jam; Callahan, Carr and Kennedy, "Improving register allocation for subscripted variables" (1990).
struct RowStrips {
  /// How many rows a strip has.
  static let rows = 4

  var tree: NestTree
  var analysis = IndexAnalysis()
  /// The axes of the rows of a strip, and of the columns of a tile.
  let rowAxis, columnAxis: AxisID
  /// How many leaves mention each array.
  private var mentionCounts: [Int]

  /// Returns the tree with strips wherever they are worth it. Complexity: linear in reads and writes.
  static func strips(in tree: NestTree) -> NestTree {
    var strips = RowStrips(tree)
    strips.run()
    return strips.tree
  }

  private init(_ tree: NestTree) {
    var tree = tree
    let (row, column) = (tree.program.freshName("r"), tree.program.freshName("q"))
    rowAxis = tree.program.axis(row, from: tree.program.index(0), to: tree.program.index(Self.rows))
    columnAxis = tree.program.axis(column, from: tree.program.index(0), to: tree.program.index(Self.rows))
    self.tree = tree
    mentionCounts = Array(repeating: 0, count: tree.program.arrays.count)
    tree.walk { visit in
      guard case .leaf(let leaf, _, _) = visit else { return }
      for array in tree.leaves[leaf].arrays { mentionCounts[Int(array.raw)] += 1 }
    }
  }

  private mutating func run() {
    var pending = [BlockID.whole]
    while let block = pending.popLast() {
      var items: [NestItem] = []
      for item in tree[block].items {
        guard case .loop(let loop) = item else {
          items.append(item)
          continue
        }
        if let plan = plan(for: loop) {
          items += split(loop, plan, in: block)
        } else {
          items.append(item)
          pending.append(loop.body)
        }
      }
      tree[block].items = items
    }
  }

  // MARK: What may be done

  /// What is known of a loop that goes in strips.
  struct Plan {
    /// The number of values of its axis, from 0.
    var count: IndexExpression
    /// The items of its body that the rows go through together.
    var together: Set<Int>
    /// The arrays that live in one row, with the position of the loop's axis.
    var rowArrays: [(array: ArrayID, position: Int)]
  }

  /// Returns how a loop goes in strips; nil where it must not, or where nothing would be gained.
  private mutating func plan(for loop: Loop) -> Plan? {
    guard let count = count(of: loop), let leaves = leaves(inRowsOf: loop) else { return nil }
    var together: Set<Int> = []
    for (position, item) in tree[loop.body].items.enumerated() {
      if case .loop(let nest) = item, isGain(nest, rows: loop.axis) { together.insert(position) }
    }
    guard !together.isEmpty else { return nil }
    var mentions = ArrayMentions()
    for leaf in leaves { mentions.add(tree.leaves[leaf], tree.program) }
    var rowArrays: [(array: ArrayID, position: Int)] = []
    for array in mentions.arrays {
      let position = mentions.position(of: loop.axis, in: array, tree.program)
      if let position {
        let isLocal = mentions.leafCount(of: array) == mentionCounts[Int(array.raw)]
        let isPrivate = isLocal && !tree.program[array].isGiven && !tree.program.outputs.contains(array)
        if isPrivate { rowArrays.append((array, position)) }
      } else if mentions.isWritten(array) {
        // Only a sum over the rows keeps its order.
        guard mentions.isReducedOnce(array) else { return nil }
      }
    }
    // What is written beside an array has the same subscripts.
    for leaf in leaves {
      let pair = Set(tree.leaves[leaf].writes.map(\.array))
      if rowArrays.count(where: { pair.contains($0.array) }) < pair.count {
        rowArrays.removeAll { pair.contains($0.array) }
      }
    }
    return Plan(count: count, together: together, rowArrays: rowArrays)
  }

  /// Returns the number of values of an axis from 0 that is long enough for strips.
  func count(of loop: Loop) -> IndexExpression? {
    guard !loop.isSequential, !loop.isReversed, loop.isWhole || loop.isInBlocks, !loop.isOverBlocks,
      tree.program[tree.program[loop.axis].lower].constant == 0,
      [loop.start, loop.end].allSatisfy({ $0.map { strip(of: $0) != nil } ?? true })
    else { return nil }
    let upper = tree.program[tree.program[loop.axis].upper]
    if let number = tree.program.fixedValue(of: upper) {
      return number >= 2 * Self.rows ? IndexExpression(number) : nil
    }
    let isOfDims = upper.atoms.allSatisfy { if case .dim = $0 { true } else { false } }
    return isOfDims && upper.divisor == 1 && RangeProof.isNonNegative(upper, in: tree.program) ? upper : nil
  }

  /// Returns the strip that begins with a row; nil where none surely does.
  func strip(of row: IndexID) -> IndexExpression? {
    let strip = tree.program[row].dividedExactly(by: Self.rows)
    return strip?.divisor == 1 ? strip : nil
  }

  /// Returns the leaves in a loop whose inner loops are the same for all of its rows; nil where they are not.
  private mutating func leaves(inRowsOf loop: Loop) -> [Int]? {
    var found: [Int] = []
    var pending = [loop.body]
    while let block = pending.popLast() {
      for item in tree[block].items {
        switch item {
        case .leaf(let leaf):
          guard tree.leaves[leaf].boundReads.isEmpty else { return nil }
          found.append(leaf)
        case .loop(let inner):
          let axis = tree.program[inner.axis]
          let ends = ([axis.lower, axis.upper] + [inner.start, inner.end].compactMap { $0 }).map {
            analysis.mentions(of: $0, in: tree.program)
          }
          guard !inner.isSequential, !inner.isReversed, inner.isWhole || inner.isInBlocks,
            ends.allSatisfy({ !$0.axes.contains(loop.axis) })
          else { return nil }
          pending.append(inner.body)
        }
      }
    }
    return found
  }

  /// Whether rows that go through a nest together share what they read or add to, and none of its sums is in lanes.
  private mutating func isGain(_ nest: Loop, rows: AxisID) -> Bool {
    var isShared = false
    var mentions = ArrayMentions()
    var pending = [(block: nest.body, axes: [nest.axis])]
    while let (block, around) = pending.popLast() {
      for item in tree[block].items {
        switch item {
        case .loop(let inner): pending.append((inner.body, around + [inner.axis]))
        case .leaf(let number):
          let leaf = tree.leaves[number]
          switch leaf.store.accumulation {
          case .set, .add(.inOrder), .add(.compensated): break
          case .add(.lanes), .maximum, .minimum, .argmax, .argmin: return false
          }
          guard keepsOrder(leaf.store, rows: rows, around) else { return false }
          mentions.add(leaf, tree.program)
          guard let axis = tree[block].axis else { return false }
          for element in leaf.reads + leaf.writes {
            let axes = self.axes(of: element)
            if axes.contains(axis), !axes.contains(rows) { isShared = true }
          }
        }
      }
    }
    // Within the nest, rows may meet in an element only in their own order.
    return isShared
      && mentions.arrays.allSatisfy { array in
        !mentions.isWritten(array) || mentions.position(of: rows, in: array, tree.program) != nil
          || !mentions.subscripts(of: array).contains {
            axes(of: ElementReference(array: array, subscripts: $0)).contains(rows)
          }
      }
  }

  /// Whether an element that sums up rows has the same ones after each other where the rows are the innermost loop: it is met
  /// at one point only of the loops that the rows would change places with.
  private func keepsOrder(_ store: Store, rows: AxisID, _ around: [AxisID]) -> Bool {
    let subscripts = tree.program[store.target.subscripts].map { tree.program[$0].axis }
    return subscripts.contains(rows) || around.allSatisfy(subscripts.contains)
  }

  /// Returns the axes that an element's subscripts name.
  mutating func axes(of element: ElementReference) -> Set<AxisID> {
    var axes: Set<AxisID> = []
    for index in tree.program[element.subscripts] {
      axes.formUnion(analysis.mentions(of: index, in: tree.program).axes)
    }
    return axes
  }
}

extension Leaf {
  /// The arrays that it mentions, each once.
  var arrays: [ArrayID] { Array(Set((reads + boundReads + writes).map(\.array))).sorted() }
}
