import FlatProgram

/// What axes are called while what they walk is printed: no two that are walked within each other have one name.
struct BoundNames {
  /// Prints what has no axes of its own, under these names.
  var leaf: ProgramPrinter
  private var names: Set<String> = []
  /// What axes around those at hand were called, where one axis is walked within itself.
  private var hidden: [String?] = []

  /// Starts where no axis is walked.
  init(_ program: Program) { leaf = ProgramPrinter(program) }

  /// Names axes until they are left.
  mutating func enter(_ axes: [AxisID], in program: Program) {
    for axis in axes {
      let name = name(for: program[axis].name)
      hidden.append(leaf.axisNames[axis])
      leaf.axisNames[axis] = name
      names.insert(name)
    }
  }

  /// Takes the names of axes away.
  mutating func leave(_ axes: [AxisID]) {
    for axis in axes.reversed() {
      if let name = leaf.axisNames[axis] { names.remove(name) }
      leaf.axisNames[axis] = hidden.popLast() ?? nil
    }
  }

  /// Returns a name that is free: the axis's own, or another letter where that is one.
  private mutating func name(for own: String) -> String {
    let letters = ["i", "j", "k", "l", "m", "n", "p", "q", "r"]
    guard own.count == 1 else { return leaf.freeName(own, besides: names) }
    for letter in [own] + letters where leaf.freeName(letter, besides: names) == letter { return letter }
    return leaf.freeName(own, besides: names)
  }
}
