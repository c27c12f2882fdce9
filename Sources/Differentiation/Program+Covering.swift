import FlatProgram

extension Program {
  /// Returns whether a statement over these axes, inside those sequences, meets every element of an array exactly once:
  /// its subscripts are distinct axes that span the extents, shifted perhaps, and no other axis is walked.
  func covers(
    _ array: ArrayID, _ subscripts: SubscriptsID, over domain: [AxisID], within enclosing: [AxisID]
  ) -> Bool {
    let list = self[subscripts]
    let shape = self[array].shape
    guard list.count == domain.count + enclosing.count, list.count == shape.count else { return false }
    var met: [AxisID] = []
    for (position, extent) in zip(list, shape) {
      guard let axis = spanningAxis(self[position], extent), !met.contains(axis),
        domain.contains(axis) || enclosing.contains(axis)
      else { return false }
      met.append(axis)
    }
    return true
  }

  /// Returns the axis that a subscript moves along, where it meets every position of an extent once.
  private func spanningAxis(_ position: IndexExpression, _ extent: IndexID) -> AxisID? {
    if let axis = position.axis { return spans(axis, extent) ? axis : nil }
    for case .axis(let axis) in position.atoms {
      guard let (slope, shift) = position.linear(in: axis), slope.constant == 1,
        (self[self[axis].lower] + shift).constant == 0, self[self[axis].upper] + shift == self[extent]
      else { continue }
      return axis
    }
    return nil
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
