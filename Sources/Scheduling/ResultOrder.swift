import FlatProgram

extension NestTree {
  /// Has the stores into results that nothing reads come last among the steps between loops, array by array.
  ///
  /// What a caller may leave out is then decided once for all elements of an array. Complexity: linear in reads and writes.
  mutating func gatherResultStores() {
    // By array; a result that the program reads does not count.
    var isResult = [Bool](repeating: false, count: program.arrays.count)
    for array in program.outputs { isResult[Int(array.raw)] = !program[array].shape.isEmpty }
    for leaf in leaves { for element in leaf.reads + leaf.boundReads { isResult[Int(element.array.raw)] = false } }
    for block in blocks.indices {
      var items: [NestItem] = []
      var run: [Int] = []
      for item in blocks[block].items {
        if case .leaf(let leaf) = item {
          run.append(leaf)
        } else {
          items += ordered(run, isResult).map(NestItem.leaf) + [item]
          run = []
        }
      }
      blocks[block].items = items + ordered(run, isResult).map(NestItem.leaf)
    }
  }

  /// The most stores that are moved, so that few values wait for their store.
  private static let mostMoved = 64

  private func ordered(_ run: [Int], _ isResult: [Bool]) -> [Int] {
    let moved = run.filter { isResultStore($0, isResult) }
    guard moved.count > 1, moved.count <= Self.mostMoved else { return run }
    var lastWrite: [ArrayID: Int] = [:]
    for (position, leaf) in run.enumerated() {
      for element in leaves[leaf].writes { lastWrite[element.array] = position }
    }
    for (position, leaf) in run.enumerated() where isResultStore(leaf, isResult) {
      // A value that changes later on has to be stored before.
      if leaves[leaf].reads.contains(where: { lastWrite[$0.array, default: -1] > position }) { return run }
    }
    var byArray: [ArrayID: [Int]] = [:]
    var arrays: [ArrayID] = []
    for leaf in moved {
      let array = leaves[leaf].store.target.array
      if byArray[array] == nil { arrays.append(array) }
      byArray[array, default: []].append(leaf)
    }
    return run.filter { !isResultStore($0, isResult) } + arrays.flatMap { byArray[$0] ?? [] }
  }

  private func isResultStore(_ leaf: Int, _ isResult: [Bool]) -> Bool {
    isResult[Int(leaves[leaf].store.target.array.raw)]
  }
}
