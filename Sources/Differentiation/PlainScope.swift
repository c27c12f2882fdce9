import FlatProgram

/// The axes around one statement, outer first, with sets of them as bits.
struct PlainScope {
  /// Bit k is the axis at position k.
  typealias Axes = UInt64

  /// The axes of the sequences, which every step inside them has.
  let enclosingAxes: Axes
  private let axes: [AxisID]
  private let rooms: [AxisRoom]
  /// By position: the axis with those that its bounds name.
  private var closures: [Axes] = []

  /// Returns nil where there are too many axes for a set, or one has no rectangular room.
  init?(_ assignment: Assignment, within enclosing: [AxisID], in program: Program) {
    axes = enclosing + assignment.domain
    guard axes.count <= Axes.bitWidth else { return nil }
    rooms = axes.compactMap { AxisRoom(of: $0, in: program) }
    guard rooms.count == axes.count else { return nil }
    enclosingAxes = enclosing.indices.reduce(0) { $0 | 1 << Axes($1) }
    for (position, axis) in axes.enumerated() {
      closures.append(1 << Axes(position))
      closures[position] |= self.axes(of: [program[axis].lower, program[axis].upper], in: program)
    }
  }

  /// Returns the axes that integer expressions depend on, with those that bound them.
  func axes(of indices: [IndexID], in program: Program) -> Axes {
    guard !axes.isEmpty, !indices.isEmpty else { return 0 }
    var named: [AxisID] = []
    for index in indices { program.collectAxes(of: index, into: &named) }
    return named.reduce(0) { set, axis in
      guard let position = axes.firstIndex(of: axis), position < closures.count else { return set }
      return set | closures[position]
    }
  }

  /// Returns those of a set that a statement inside the sequences walks itself.
  func domain(_ set: Axes) -> [AxisID] { positions(set & ~enclosingAxes).map { axes[$0] } }

  /// Returns the extents of an array with those axes.
  func shape(_ set: Axes, in program: inout Program) -> [IndexID] {
    positions(set).map { program.index(rooms[$0].extent) }
  }

  /// Returns the subscripts of an array with those axes at the current point.
  func subscripts(_ set: Axes, in program: inout Program) -> SubscriptsID {
    let list = positions(set).map { program.index(IndexExpression(.axis(axes[$0])) - rooms[$0].first) }
    return program.subscripts(list)
  }

  private func positions(_ set: Axes) -> [Int] { axes.indices.filter { set & (1 << Axes($0)) != 0 } }
}
