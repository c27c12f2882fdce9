import FlatProgram
import Operations

/// Putting blocks together.
extension BlockWriter {
  /// How full a rectangle has to be before it takes the place of the blocks in it.
  enum Density {
    /// The blocks have as many entries as it, or more.
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
      guard let box = BlockBox(block, in: &program) else {
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
        case .covered: group.entryCount >= group.size
        case .half: 2 * group.entryCount >= group.size
        }
      if group.blocks.count > 1, isFull, group.size <= BlockBox.largest {
        result.append((number, rectangle(group)))
      } else {
        for block in group.blocks { result.append((number, block)) }
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
      let side = program.axis(
        Program.axisName(at: axes.count), from: program.index(range.lowerBound), to: program.index(range.upperBound))
      axes.append(side)
      sides.append(side)
      subscripts[position] = program.index(side)
    }
    let array = addArray(over: axes)
    let outer = positions(along: frame)
    for element in box.elements {
      let lowers = box.ranges.compactMap { $0 }.enumerated().filter { $0.element.count > 1 }
      let position = lowers.map { program.index(element[$0.offset] - $0.element.lowerBound) }
      let value = box.value(at: element, in: &program)
      append(
        Assignment(
          target: array, subscripts: program.subscripts(outer + position), domain: frame, body: value, pass: .backward))
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

  private(set) var blocks: [SparseBlock]
  /// By block: the values of its short axes.
  private var short: [[AxisID: Range<Int>]]
  let frame: [AxisID]
  /// Rows, then columns.
  let subscripts: [IndexID]
  let rowCount: Int
  /// By subscript: what it ranges over, where it is no part of the frame.
  private(set) var ranges: [Range<Int>?]

  /// Finds what is short in a block; nil where limits or bounds rest on its short axes.
  init?(_ block: SparseBlock, in program: inout Program) {
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
      let made = program.axis(
        Program.axisName(at: frame.count), from: program.substituting(map, in: program[axis].lower),
        to: program.substituting(map, in: program[axis].upper))
      map[axis] = program.index(made)
      frame.append(made)
    }
    // A short axis may stand between them, and so have the name that one of them takes.
    var shortAxes: [AxisID: Range<Int>] = [:]
    for axis in block.axes {
      guard let range = short[axis] else { continue }
      let made = program.addAxis(program[axis])
      map[axis] = program.index(made)
      shortAxes[made] = range
    }
    var own = block
    own.rows = block.rows.map { program.substituting(map, in: $0) }
    own.columns = block.columns.map { program.substituting(map, in: $0) }
    own.value = program.substituting(map, in: block.value)
    blocks = [own]
    self.short = [shortAxes]
    self.frame = frame
    self.ranges = ranges
    rowCount = block.rows.count
    subscripts = zip(own.rows + own.columns, ranges).map { $1 == nil ? $0 : program.index(0) }
  }

  /// Whether both have the same frame.
  func accepts(_ other: BlockBox) -> Bool {
    frame == other.frame && subscripts == other.subscripts
      && zip(ranges, other.ranges).allSatisfy { ($0 == nil) == ($1 == nil) }
  }

  /// Takes in the blocks of another.
  mutating func join(_ other: BlockBox) {
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

  /// Returns the sum of the entries at one element.
  func value(at element: [Int], in program: inout Program) -> ExpressionID {
    var sum = program.constant(0)
    for (block, axes) in zip(blocks, short) {
      guard let value = entry(of: block, axes, at: element, in: &program), program[value].number != 0 else { continue }
      sum = program[sum].number == 0 ? value : program.apply(.add, sum, value)
    }
    return sum
  }

  private func entry(
    of block: SparseBlock, _ axes: [AxisID: Range<Int>], at element: [Int], in program: inout Program
  ) -> ExpressionID? {
    var values: [AxisID: Int] = [:]
    let wanted = zip(block.rows + block.columns, ranges).filter { $1 != nil }.map(\.0)
    for (index, number) in zip(wanted, element) {
      if let constant = program[index].constant {
        if constant != number { return nil }
        continue
      }
      for (axis, range) in axes {
        guard let (slope, rest) = program[index].linear(in: axis), slope.constant == 1, let shift = rest.constant else {
          continue
        }
        let value = number - shift
        guard range.contains(value), values[axis] ?? value == value else { return nil }
        values[axis] = value
      }
    }
    return program.specialized(values.mapValues { program.index($0) }, in: block.value)
  }
}
