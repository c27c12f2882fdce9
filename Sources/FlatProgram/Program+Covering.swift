/// Whether statements and axes meet every element of an array.
extension Program {
  /// Returns whether a statement over these axes, inside those sequences, meets every element of an array exactly once:
  /// its subscripts are distinct axes that span the extents, shifted perhaps, and no other axis is walked.
  package func covers(
    _ array: ArrayID, _ subscripts: SubscriptsID, over domain: [AxisID], within enclosing: [AxisID] = []
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

  /// Returns whether reads over some axes meet every element of an array at least once, as far as that is plain.
  package func meetsEvery(_ array: ArrayID, _ subscripts: SubscriptsID, over axes: [AxisID]) -> Bool {
    var met: [AxisID] = []
    for (position, extent) in zip(self[subscripts], self[array].shape) {
      guard let axis = spanningAxis(self[position], extent), !met.contains(axis), axes.contains(axis) else {
        return false
      }
      met.append(axis)
    }
    return true
  }

  /// Returns whether an axis walks exactly the positions of an extent.
  package func spans(_ axis: AxisID, _ extent: IndexID) -> Bool {
    self[axis].upper == extent && self[self[axis].lower].constant == 0
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
}
