import FlatProgram

extension NestTree {
  /// Notes on every leaf the results that what it writes is needed for; nothing where there is only one.
  ///
  /// Complexity: linear in reads and writes, times the few rounds in which recurrences settle.
  mutating func noteResults() {
    guard program.outputs.count > 1 else { return }
    var ofArray = [UInt64](repeating: 0, count: program.arrays.count)
    for (position, output) in program.outputs.enumerated() {
      ofArray[Int(output.raw)] |= 1 << UInt64(min(position, 63))
    }
    // Besides its own results, a leaf is needed for those of leaves that share expressions with it.
    var shared = [UInt64](repeating: 0, count: leaves.count)
    var known = shared
    var isSettled = false
    while !isSettled {
      isSettled = true
      for (number, leaf) in leaves.enumerated().reversed() {
        let own = leaf.writes.reduce(0) { $0 | ofArray[Int($1.array.raw)] }
        leaves[number].results = own
        guard own | shared[number] != known[number] else { continue }
        known[number] = own | shared[number]
        isSettled = false
        for element in leaf.writes { ofArray[Int(element.array.raw)] |= own }
        for element in leaf.reads + leaf.boundReads { ofArray[Int(element.array.raw)] |= known[number] }
        for sharer in leaf.sharers { shared[sharer] |= known[number] }
      }
    }
  }
}
