import FlatProgram
import Operations

/// Putting blocks together.
extension BlockWriter {
  /// How full a rectangle has to be before it takes the place of the blocks in it.
  enum Density {
    /// The blocks have more entries than it.
    case covered
    /// Half of its elements may be 0.
    case half
  }

  /// Adds a block to a list, to the one that has its entries where there is one.
  mutating func add(_ block: SparseBlock, to list: inout [SparseBlock]) {
    let place = list.firstIndex {
      $0.rows == block.rows && $0.columns == block.columns && $0.axes == block.axes && $0.limits == block.limits
    }
    guard let place else {
      list.append(block)
      return
    }
    list[place].value = program.apply(.add, list[place].value, block.value)
  }

  /// Returns the blocks with those that lie in a small rectangle together as one block, where it is full enough.
  mutating func merged(_ blocks: [SparseBlock], _ density: Density) -> [SparseBlock] {
    if blocks.count < 2 { return blocks }
    var groups: [BlockBox] = []
    var rest: [(Int, SparseBlock)] = []
    var order: [Int] = []
    for (number, block) in blocks.enumerated() {
      guard let box = BlockBox(block, in: &self) else {
        rest.append((number, block))
        continue
      }
      if let place = groups.firstIndex(where: { $0.accepts(box) }) {
        groups[place].join(box)
      } else {
        groups.append(box)
        order.append(number)
      }
    }
    var result = rest
    for (number, group) in zip(order, groups) {
      let isFull =
        switch density {
        case .covered: group.entryCount > group.size
        case .half: 2 * group.entryCount >= group.size
        }
      if group.originals.count > 1, isFull, group.size <= BlockBox.largest {
        result.append((number, rectangle(group)))
      } else {
        for block in group.originals { result.append((number, block)) }
      }
    }
    return result.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// Returns one block for all elements of a rectangle.
  private mutating func rectangle(_ box: BlockBox) -> SparseBlock {
    let frame = box.frame
    var axes = frame
    var subscripts = box.subscripts
    var sides: [AxisID] = []
    for (position, range) in box.ranges.enumerated() {
      guard let range else { continue }
      if range.count == 1 {
        subscripts[position] = program.index(range.lowerBound)
        continue
      }
      let side = axis(
        at: axes.count, from: IndexExpression(range.lowerBound), to: IndexExpression(range.upperBound))
      axes.append(side)
      sides.append(side)
      subscripts[position] = program.index(side)
    }
    let array = addArray(over: axes)
    let outer = positions(along: frame)
    let wide = box.ranges.compactMap { $0 }.map { $0.count > 1 }
    let lowest = box.ranges.compactMap { $0?.lowerBound }
    let (whole, elements) = box.division()
    for member in whole {
      let inner = zip(zip(box.positions(of: member), lowest), wide).compactMap { element, isWide in
        isWide ? program.index(program[element.0] - IndexExpression(element.1)) : nil
      }
      append(
        Assignment(
          target: array, subscripts: program.subscripts(outer + inner), domain: frame + box.axes(of: member),
          body: box.value(of: member), pass: .backward))
    }
    for element in elements {
      let inner = zip(zip(element, lowest), wide).compactMap { element, isWide in
        isWide ? program.index(element.0 - element.1) : nil
      }
      append(
        Assignment(
          target: array, subscripts: program.subscripts(outer + inner), domain: frame,
          body: box.value(at: element, in: &program), pass: .backward))
    }
    let read = program.read(array, program.subscripts(positions(along: axes)))
    let split = box.rowCount
    return SparseBlock(
      axes: axes, limits: [], rows: Array(subscripts[..<split]), columns: Array(subscripts[split...]), value: read)
  }
}

/// Blocks that have the same frame, an axis or a gather in the same places, and in all others numbers or short ranges.
private struct BlockBox {
  /// A rectangle with more elements is never laid out one by one.
  static let largest = 64

  /// As they were given.
  private(set) var originals: [SparseBlock]
  /// Over the axes of the frame and of `short`.
  private var blocks: [SparseBlock]
  /// By block: the values of its short axes.
  private var short: [[AxisID: Range<Int>]]
  /// By block: what stands in each place of the rectangle, a short axis and a number.
  private var shapes: [[(axis: AxisID?, shift: Int)]]
  let frame: [AxisID]
  /// Rows, then columns.
  let subscripts: [IndexID]
  let rowCount: Int
  /// By subscript: what it ranges over, where it is no part of the frame.
  private(set) var ranges: [Range<Int>?]

  /// Finds what is short in a block; nil where limits or bounds rest on its short axes.
  init?(_ block: SparseBlock, in writer: inout BlockWriter) {
    var program: Program { writer.program }
    guard block.limits.isEmpty else { return nil }
    let all = block.rows + block.columns
    var short: [AxisID: Range<Int>] = [:]
    for axis in block.axes {
      guard let lower = program[program[axis].lower].constant, let upper = program[program[axis].upper].constant,
        lower < upper, upper - lower <= 16
      else { continue }
      let isPlain = all.allSatisfy { index in
        !program.collectedAxes(of: [index]).contains(axis)
          || program[index].linear(in: axis).map { $0.slope.constant == 1 && $0.rest.constant != nil } ?? false
      }
      if isPlain { short[axis] = lower..<upper }
    }
    for axis in block.axes where short[axis] == nil {
      let named = program.collectedAxes(of: [program[axis].lower, program[axis].upper])
      if named.contains(where: { short[$0] != nil }) { return nil }
    }
    let ranges = all.map { index -> Range<Int>? in
      if let number = program[index].constant { return number..<number + 1 }
      for (axis, range) in short {
        guard let (slope, rest) = program[index].linear(in: axis), slope.constant == 1, let shift = rest.constant else {
          continue
        }
        return range.lowerBound + shift..<range.upperBound + shift
      }
      return nil
    }
    // The frame's axes take the first names, whatever short axes stand between them in the block.
    var map: [AxisID: IndexID] = [:]
    var frame: [AxisID] = []
    for axis in block.axes where short[axis] == nil {
      let lower = writer.program.substituting(map, in: program[axis].lower)
      let upper = writer.program.substituting(map, in: program[axis].upper)
      let made = writer.axis(at: frame.count, from: program[lower], to: program[upper], like: axis)
      map[axis] = writer.program.index(made)
      frame.append(made)
    }
    // A short axis may stand between them, and so have the name that one of them takes.
    var shortAxes: [AxisID: Range<Int>] = [:]
    for axis in block.axes {
      guard let range = short[axis] else { continue }
      let made = writer.program.addAxis(program[axis])
      map[axis] = writer.program.index(made)
      shortAxes[made] = range
    }
    var own = block
    own.rows = block.rows.map { writer.program.substituting(map, in: $0) }
    own.columns = block.columns.map { writer.program.substituting(map, in: $0) }
    own.value = writer.program.substituting(map, in: block.value)
    originals = [block]
    blocks = [own]
    self.short = [shortAxes]
    shapes = [
      zip(own.rows + own.columns, ranges).filter { $1 != nil }.map { index, _ in
        for axis in shortAxes.keys {
          guard let (slope, rest) = program[index].linear(in: axis), slope.constant == 1, let shift = rest.constant
          else {
            continue
          }
          return (axis, shift)
        }
        return (nil, program[index].constant ?? 0)
      }
    ]
    self.frame = frame
    self.ranges = ranges
    rowCount = block.rows.count
    subscripts = zip(own.rows + own.columns, ranges).map { $1 == nil ? $0 : writer.program.index(0) }
  }

  /// Whether both have the same frame.
  func accepts(_ other: BlockBox) -> Bool {
    frame == other.frame && subscripts == other.subscripts
      && zip(ranges, other.ranges).allSatisfy { ($0 == nil) == ($1 == nil) }
  }

  /// Takes in the blocks of another.
  mutating func join(_ other: BlockBox) {
    originals += other.originals
    shapes += other.shapes
    blocks += other.blocks
    short += other.short
    ranges = zip(ranges, other.ranges).map { a, b in
      guard let a, let b else { return nil }
      return min(a.lowerBound, b.lowerBound)..<max(a.upperBound, b.upperBound)
    }
  }

  /// How many elements a rectangle around them has, for each point of the frame.
  var size: Int { ranges.reduce(1) { saturatingProduct($0, $1?.count ?? 1) } }

  /// How many entries they have, for each point of the frame.
  var entryCount: Int {
    short.reduce(0) { $0 + $1.values.reduce(1) { saturatingProduct($0, $1.count) } }
  }

  /// The elements of the rectangle, by what is short.
  var elements: [[Int]] {
    ranges.compactMap { $0 }.reduce([[]]) { partial, range in partial.flatMap { prefix in range.map { prefix + [$0] } }
    }
  }

  /// Returns the blocks that share no element with another, and the elements that are left.
  func division() -> (whole: [Int], elements: [[Int]]) {
    let all = elements
    let givers = all.map { element in blocks.indices.filter { place(of: element, in: $0) != nil } }
    let whole = blocks.indices.filter { number in givers.allSatisfy { $0.count == 1 || !$0.contains(number) } }
    return (whole, zip(all, givers).filter { !whole.contains($1.first ?? -1) }.map(\.0))
  }

  /// Returns what a block has in the places of the rectangle.
  func positions(of block: Int) -> [IndexID] {
    zip(blocks[block].rows + blocks[block].columns, ranges).filter { $1 != nil }.map(\.0)
  }

  /// Returns the short axes of a block.
  func axes(of block: Int) -> [AxisID] { short[block].keys.sorted() }

  /// Returns the value of a block over the frame and its short axes.
  func value(of block: Int) -> ExpressionID { blocks[block].value }

  /// Returns the sum of the entries at one element.
  func value(at element: [Int], in program: inout Program) -> ExpressionID {
    var sum = program.constant(0)
    for (number, block) in blocks.enumerated() {
      guard let place = place(of: element, in: number) else { continue }
      let value = program.specialized(place.mapValues { program.index($0) }, in: block.value)
      if program[value].number == 0 { continue }
      sum = program[sum].number == 0 ? value : program.apply(.add, sum, value)
    }
    return sum
  }

  /// Returns the values that the short axes of a block have at an element; nil where it has no entry there.
  private func place(of element: [Int], in block: Int) -> [AxisID: Int]? {
    var values: [AxisID: Int] = [:]
    for (shape, number) in zip(shapes[block], element) {
      guard let axis = shape.axis else {
        if shape.shift != number { return nil }
        continue
      }
      let value = number - shape.shift
      guard short[block][axis]?.contains(value) == true, values[axis] ?? value == value else { return nil }
      values[axis] = value
    }
    return values
  }
}
