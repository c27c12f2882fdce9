/// Which arrays reach which others, as edges grouped by where they start.
struct Dependence {
  private var offsets: [Int32]
  private var targets: [Int32]

  /// Groups the edges by `from`. Complexity: linear.
  init(count: Int, edges: some Collection<(from: Int32, to: Int32)>) {
    offsets = Array(repeating: 0, count: count + 1)
    targets = Array(repeating: 0, count: edges.count)
    for edge in edges { offsets[Int(edge.from) + 1] += 1 }
    for i in 0..<count { offsets[i + 1] += offsets[i] }
    var next = offsets
    for edge in edges {
      targets[Int(next[Int(edge.from)])] = edge.to
      next[Int(edge.from)] += 1
    }
  }

  /// Returns, for each array, whether it is one of the starts or reached from one. Complexity: linear.
  func reached(from starts: some Swift.Sequence<Int32>) -> [Bool] {
    var isReached = [Bool](repeating: false, count: offsets.count - 1)
    var pending: [Int32] = []
    for start in starts where !isReached[Int(start)] {
      isReached[Int(start)] = true
      pending.append(start)
    }
    while let array = pending.popLast() {
      for position in offsets[Int(array)]..<offsets[Int(array) + 1] {
        let target = targets[Int(position)]
        if !isReached[Int(target)] {
          isReached[Int(target)] = true
          pending.append(target)
        }
      }
    }
    return isReached
  }
}
