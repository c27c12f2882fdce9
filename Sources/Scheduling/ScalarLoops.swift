import FlatProgram

extension NestTree {
  /// The most statements that a compiler is expected to write out for one value of a loop.
  private static let mostWrittenOut = 256

  /// Marks the loops of which a compiler should take one value at a time.
  ///
  /// It writes out short inner loops of known length, meets a loop without loops inside, and takes several of its values
  /// together. Where these stand in different rows of an array, it picks their elements one by one, which is slow; within one
  /// value the elements of a row stand side by side.
  /// Complexity: linear in reads and writes, times the depth of loops.
  mutating func markScalarLoops() {
    var analysis = IndexAnalysis()
    var sizes = [Int?](repeating: nil, count: blocks.count)
    let order = blocks.indices.sorted { (blocks[$0].depth, $0) > (blocks[$1].depth, $1) }
    for number in order {
      var size: Int? = 0
      for (position, item) in blocks[number].items.enumerated() {
        switch item {
        case .leaf: size = size.map { $0 + 1 }
        case .loop(var loop):
          let inner = sizes[Int(loop.body.raw)]
          if let inner, hasLoops(loop.body), inner <= Self.mostWrittenOut, meetsRows(loop, &analysis) {
            loop.staysScalar = true
            blocks[number].items[position] = .loop(loop)
          }
          size = size.flatMap { sum in
            guard let inner, let count = fixedCount(of: loop) else { return nil }
            return min(sum + count * inner, Self.mostWrittenOut + 1)
          }
        }
      }
      sizes[number] = size
    }
  }

  private func hasLoops(_ block: BlockID) -> Bool {
    self[block].items.contains { if case .loop = $0 { true } else { false } }
  }

  /// The number of values of a loop, at most one more than what is looked at.
  private func fixedCount(of loop: Loop) -> Int? {
    let axis = program[loop.axis]
    guard loop.start == nil, loop.end == nil, let low = program.fixedValue(of: program[axis.lower]),
      let high = program.fixedValue(of: program[axis.upper])
    else { return nil }
    let (count, overflow) = high.subtractingReportingOverflow(low)
    return overflow ? nil : min(max(count, 0), Self.mostWrittenOut + 1)
  }

  /// Whether an element inside a loop goes by its values from row to row, or in steps.
  private func meetsRows(_ loop: Loop, _ analysis: inout IndexAnalysis) -> Bool {
    var pending = [loop.body]
    while let block = pending.popLast() {
      for item in self[block].items {
        switch item {
        case .loop(let inner): pending.append(inner.body)
        case .leaf(let number):
          for element in leaves[number].reads + leaves[number].writes {
            let subscripts = program[element.subscripts]
            for (position, index) in subscripts.enumerated()
            where analysis.mentions(of: index, in: program).axes.contains(loop.axis) {
              let isLast = position == subscripts.count - 1
              if !isLast || program[index].linear(in: loop.axis)?.slope.constant != 1 { return true }
            }
          }
        }
      }
    }
    return false
  }
}
