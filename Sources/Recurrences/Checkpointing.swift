import FlatProgram

/// How recurrences are divided into segments, so that a backward pass keeps the rows of one segment and the states at the
/// beginnings of some others.
///
/// Of a part of the steps, the state at its beginning is kept. With `free` more places and `levels` to go it is divided into
/// `free + 1` segments, whose beginnings take those places one after the other; they are reversed from the last to the first, each
/// with the places that are still free, or free again, so that earlier segments are longer. All of them together have
/// `units(free, levels)` parts, which is the most that any schedule with as many places and runs can reverse.
/// Source: Griewank and Walther, "Algorithm 799: revolve", ACM Transactions on Mathematical Software 26 (2000).
package struct Checkpointing: Hashable, Sendable {
  /// How often segments are divided: 1 or more. A step runs as often again at most.
  package var levels: Int
  /// The extent of each dim.
  package var extents: [Int]

  /// More levels take more code and hardly less memory.
  package static let mostLevels = 10

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

  /// Returns into how many parts a segment is divided in the end: `(free + levels)! / (free! levels!)`.
  static func units(_ free: Int, _ levels: Int) -> Int {
    var units = 1
    for level in 0..<levels {
      units = saturatingProduct(units, free + level + 1)
      if units == Int.max { return units }
      units /= level + 1
    }
    return units
  }

  /// Returns the same for a number of places that is an integer expression.
  static func units(_ free: IndexExpression, _ levels: Int) -> IndexExpression {
    var product = IndexExpression(1)
    var factorial = 1
    for level in 0..<levels {
      product = product * (free + IndexExpression(level + 1))
      factorial *= level + 1
    }
    return product.dividedExactly(by: factorial) ?? product
  }

  /// Returns how many places there are beside the one of the first state, where a state takes `state` numbers and a step's rows
  /// `step`: as many as make the least of all that is kept.
  ///
  /// Complexity: about the root of the number of steps.
  func places(for count: Int, state: Int, step: Int) -> Int {
    var best = (places: 0, size: Int.max)
    for free in 0..<max(count, 1) {
      let states = saturatingProduct(free + 1, max(state, 1))
      let units = Self.units(free, levels)
      // Positions of segments are sums of products of the steps and the units, over one denominator.
      let largest = saturatingProduct(saturatingProduct(count, units), saturatingProduct(4 * levels, factorial))
      guard states < best.size, largest < Int.max else { break }
      let size = saturatingSum(states, saturatingProduct(longest(of: count, places: free), max(step, 1)))
      if size < best.size { best = (free, size) }
    }
    return best.places
  }

  /// Returns the most steps that a segment of the last level has.
  func longest(of count: Int, places: Int) -> Int {
    let units = Self.units(places, levels)
    return count / units + (count % units == 0 ? 0 : 1)
  }

  private var factorial: Int { (1...max(levels, 1)).reduce(1, saturatingProduct) }
}
