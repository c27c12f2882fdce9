import FlatProgram

extension Workspace {
  /// Lays out the arrays that live in scratch memory, one after the other, and tells each its slot.
  ///
  /// Complexity: linear in the arrays.
  init(placing storage: inout [ArrayStorage], in program: Program) {
    var end = IndexExpression(0)
    for number in storage.indices {
      guard case .workspace = storage[number].place else { continue }
      storage[number].place = .workspace(slot: slots.count)
      let shape = program.arrays[number].shape
      var size = IndexExpression(1)
      for axis in storage[number].keptAxes { size = size * program[shape[axis]] }
      slots.append(Slot(offset: end, size: size, arrays: [ArrayID(number)]))
      end = end + size
    }
  }
}
