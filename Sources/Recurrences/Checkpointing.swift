import FlatProgram

/// How recurrences are divided into segments, so that a backward pass keeps the rows of one segment and the states at the
/// beginnings of the others.
///
/// Each level divides every segment of the level above it. A step runs once more for each level; `levels` of them keep about
/// `(levels + 1) * count^(1 / (levels + 1))` states of a recurrence of `count` steps: two square roots with one level.
/// Source: Griewank, "Achieving logarithmic growth of temporal and spatial complexity in reverse automatic
/// differentiation" (1992), the schedule with a fixed number of levels.
package struct Checkpointing: Hashable, Sendable {
  /// How often segments are divided: 1 or more.
  package var levels: Int
  /// The extent of each dim.
  package var extents: [Int]

  /// Makes a plan for known extents.
  package init(levels: Int, extents: [Int]) {
    (self.levels, self.extents) = (levels, extents)
  }

  /// Returns what an integer expression over dims comes to; nil where it names more.
  func value(of expression: IndexExpression) -> Int? {
    expression.substituting { atom in
      guard case .dim(let dim) = atom, extents.indices.contains(Int(dim.raw)) else { return nil }
      return IndexExpression(extents[Int(dim.raw)])
    }.constant
  }

  /// Returns into how many segments each level divides, where a state takes `state` numbers and a step's rows `step`.
  ///
  /// Complexity: logarithmic in the number of steps.
  func segments(of count: Int, state: Int, step: Int) -> Int {
    // The least of levels * segments * state + count / segments^levels * step.
    let wanted = saturatingProduct(count, max(step, 1)) / max(state, 1)
    var (low, high) = (1, max(count, 1))
    while low < high {
      let middle = low + (high - low) / 2
      let power = (0..<levels).reduce(middle) { product, _ in saturatingProduct(product, middle) }
      if power < wanted { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Returns the most steps that a segment of the last level has.
  func longest(of count: Int, in segments: Int) -> Int {
    (0..<levels).reduce(count) { count, _ in (count + segments - 1) / max(segments, 1) }
  }
}
