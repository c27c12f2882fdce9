import FlatProgram

extension Program {
  /// Returns whether a statement over these axes, inside those sequences, meets every element of an array exactly once:
  /// its subscripts are distinct axes that span the extents, and no other axis is walked.
  func covers(
    _ array: ArrayID, _ subscripts: SubscriptsID, over domain: [AxisID], within enclosing: [AxisID]
  ) -> Bool {
    let list = self[subscripts]
    let shape = self[array].shape
    guard list.count == domain.count + enclosing.count, list.count == shape.count else { return false }
    var met: [AxisID] = []
    for (subscript_, extent) in zip(list, shape) {
      guard let axis = self[subscript_].axis, !met.contains(axis), spans(axis, extent),
        domain.contains(axis) || enclosing.contains(axis)
      else { return false }
      met.append(axis)
    }
    return true
  }

  /// Returns axes that walk every element of a shape, named as people name them and unlike any array or dim.
  mutating func axes(spanning shape: [IndexID]) -> [AxisID] {
    guard !shape.isEmpty else { return [] }
    let taken = Set(arrays.map(\.name)).union(dims.map(\.name))
    let zero = index(0)
    var letters = ["i", "j", "k", "l", "m", "n"].filter { !taken.contains($0) }.makeIterator()
    return shape.map { extent in
      let name = letters.next() ?? freshName("i")
      return axis(name, from: zero, to: extent)
    }
  }
}
