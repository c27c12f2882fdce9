import FlatProgram

extension Program {
  /// Returns the statement walking only the points at which one subscript of its target is no larger than another, where the
  /// first is an axis that walks a whole extent and no bound names; nil where it cannot.
  mutating func narrowed(_ assignment: Assignment, to triangle: Triangle) -> Assignment? {
    let subscripts = self[assignment.subscripts]
    guard let axis = self[subscripts[triangle.inner]].axis,
      let place = assignment.domain.firstIndex(of: axis),
      spans(axis, self[assignment.target].shape[triangle.inner])
    else { return nil }
    var outer: [AxisID] = []
    collectAxes(of: subscripts[triangle.outer], into: &outer)
    let isPlain = self[subscripts[triangle.outer]].atoms.allSatisfy { atom in
      switch atom {
      case .axis, .dim: true
      case .element, .quotient, .remainder: false
      }
    }
    let isBound = assignment.domain.contains { other in
      var named: [AxisID] = []
      collectAxes(of: self[other].lower, into: &named)
      collectAxes(of: self[other].upper, into: &named)
      return named.contains(axis)
    }
    guard isPlain, !isBound, !outer.contains(axis), outer.allSatisfy(assignment.domain.contains) else { return nil }
    let upper = index(self[subscripts[triangle.outer]] + IndexExpression(1))
    let short = addAxis(Axis(name: self[axis].name, lower: self[axis].lower, upper: upper))
    var narrowed = assignment
    narrowed.domain.remove(at: place)
    let last = narrowed.domain.lastIndex(where: outer.contains).map { $0 + 1 } ?? 0
    narrowed.domain.insert(short, at: max(last, min(place, narrowed.domain.count)))
    let map = [axis: index(short)]
    narrowed.subscripts = self.subscripts(subscripts.map { substituting(map, in: $0) })
    narrowed.body = substituting(map, in: assignment.body)
    return narrowed
  }

  /// Returns how far one subscript of a statement's target is above another, where that is the same at all points.
  func distance(_ assignment: Assignment, across triangle: Triangle) -> Int? {
    let subscripts = self[assignment.subscripts]
    return (self[subscripts[triangle.inner]] - self[subscripts[triangle.outer]]).constant
  }
}

extension Traversal {
  /// Returns for each array the first step that reads it, one after the last where none does.
  mutating func firstReads(of steps: [Step], in program: Program) -> [Int] {
    var first = [Int](repeating: steps.count, count: program.arrays.count)
    begin(in: program)
    for (position, step) in steps.enumerated() {
      func note(_ array: ArrayID) { first[Int(array.raw)] = min(first[Int(array.raw)], position) }
      switch step {
      case .assignment(let assignment):
        let bounds = assignment.domain.flatMap { [program[$0].lower, program[$0].upper] }
        continueElements(of: assignment.body, program[assignment.subscripts] + bounds, in: program) { array, _ in
          note(array)
        }
      case .enter(let axis, _):
        continueElements(inside: [program[axis].lower, program[axis].upper], in: program) { array, _ in note(array) }
      case .leave: break
      }
    }
    return first
  }
}
