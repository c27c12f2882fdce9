/// Sets of axes, each stored once and known by a number: 0 is the empty one.
package struct AxisSets: Sendable {
  private var sets = Interner<[AxisID]>()
  private var unions: [UInt64: Int32] = [:]

  /// Makes a list with only the empty set.
  package init() { _ = sets.position(of: []) }

  /// The axes of a set, in order of their ids.
  package subscript(_ set: Int32) -> [AxisID] { sets[Int(set)] }

  /// Returns the set of some axes.
  package mutating func set(of axes: [AxisID]) -> Int32 { Int32(sets.position(of: axes.sorted())) }

  /// Returns the set of the axes in either; asking again for the same two costs nothing.
  package mutating func union(_ a: Int32, _ b: Int32) -> Int32 {
    if a == b || b == 0 { return a }
    if a == 0 { return b }
    let key = UInt64(UInt32(bitPattern: min(a, b))) << 32 | UInt64(UInt32(bitPattern: max(a, b)))
    if let known = unions[key] { return known }
    let made = set(of: Array(Set(self[a]).union(self[b])))
    unions[key] = made
    return made
  }
}
