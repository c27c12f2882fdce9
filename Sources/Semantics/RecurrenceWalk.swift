import Diagnostics
import FlatProgram

/// A walk along one axis of every statement of a component, with shifts under which no statement reads an element that
/// a later step defines.
struct RecurrenceWalk {
  /// For each statement, its axis, and what to add to a point of it to get its step.
  private(set) var steps: [(axis: AxisID, offset: IndexExpression)] = []
  let arrays: [ArrayID]
  let span: SourceSpan?

  /// The position of each array's subscripts along which it is walked.
  private var positions: [ArrayID: Int] = [:]
  /// The axis of each statement.
  private var axes: [AxisID?]

  /// Finds the walk that takes a position of one array's subscripts as the axis; nil where there is none.
  ///
  /// Complexity: the statements times their accesses, for each shift that has to be passed on.
  init?(
    _ units: [RecurrenceUnit], from array: ArrayID, position: Int, isReversed: Bool, fixed: Set<AxisID>,
    _ program: Program
  ) {
    arrays = units.flatMap { $0.writes.map(\.array) }
    span = units.compactMap(\.span).first
    axes = Array(repeating: nil, count: units.count)
    positions[array] = position
    guard findAxes(units, fixed: fixed, program),
      let shifts = shifts(units, isReversed: isReversed, fixed: fixed, program)
    else { return nil }
    for (axis, shift) in zip(axes, shifts) {
      guard let axis else { return nil }
      var named: [AxisID] = []
      program.collectAxes(of: program[axis].lower, into: &named)
      program.collectAxes(of: program[axis].upper, into: &named)
      guard named.allSatisfy(fixed.contains) else { return nil }
      steps.append((axis, IndexExpression(isReversed ? -shift : shift)))
    }
  }

  /// Passes positions on from what statements write to what they read, until every statement has its axis.
  private mutating func findAxes(_ units: [RecurrenceUnit], fixed: Set<AxisID>, _ program: Program) -> Bool {
    let members = Set(arrays)
    var isChanging = true
    while isChanging {
      isChanging = false
      for (number, unit) in units.enumerated() {
        if axes[number] == nil {
          for write in unit.writes {
            guard let position = positions[write.array] else { continue }
            guard let (axis, _) = program.point(program[write.subscripts][position]), unit.axes.contains(axis)
            else { return false }
            axes[number] = axis
            isChanging = true
            break
          }
        }
        guard let axis = axes[number] else { continue }
        for access in unit.writes + unit.reads where members.contains(access.array) && positions[access.array] == nil {
          let places = program[access.subscripts]
          if let place = places.firstIndex(where: { program.point($0)?.axis == axis }) {
            positions[access.array] = place
            isChanging = true
          }
        }
      }
      if !isChanging { isChanging = findAxisOfReader(units, program) }
    }
    return !axes.contains { $0 == nil }
  }

  /// Gives a statement that writes nothing of which the position is known the axis along which it reads.
  private mutating func findAxisOfReader(_ units: [RecurrenceUnit], _ program: Program) -> Bool {
    for (number, unit) in units.enumerated() where axes[number] == nil {
      for read in unit.reads {
        guard let position = positions[read.array],
          let (axis, _) = program.point(program[read.subscripts][position]), unit.axes.contains(axis)
        else { continue }
        axes[number] = axis
        return true
      }
    }
    return false
  }

  /// Returns how far each statement has to be shifted, by difference constraints; nil where there is no solution.
  private func shifts(
    _ units: [RecurrenceUnit], isReversed: Bool, fixed: Set<AxisID>, _ program: Program
  ) -> [Int]? {
    var constraints: [(writer: Int, reader: Int, distance: Int)] = []
    let ranges = SubscriptRanges(fixed: fixed)
    for (reader, unit) in units.enumerated() {
      guard let axis = axes[reader] else { return nil }
      for read in unit.reads {
        for (writer, other) in units.enumerated() {
          for write in other.writes where write.array == read.array && ranges.mayMeet(write, read, program) {
            guard let position = positions[read.array],
              let written = program.point(program[write.subscripts][position]), written.axis == axes[writer],
              let distances = program.distances(
                of: program[read.subscripts][position], before: axis, within: ranges),
              let nearest = isReversed ? distances.greatest : distances.least
            else { return nil }
            // The point of the writer that gives the element lies so many points before the one that reads it.
            let distance = isReversed ? -(nearest + written.offset) : nearest + written.offset
            constraints.append((writer, reader, distance))
          }
        }
      }
    }
    // shift(writer) <= shift(reader) + distance: relaxed as often as there are statements, or there is a cycle.
    var shifts = [Int](repeating: 0, count: units.count)
    for _ in 0...units.count {
      var isStable = true
      for constraint in constraints where shifts[constraint.writer] > shifts[constraint.reader] + constraint.distance {
        shifts[constraint.writer] = shifts[constraint.reader] + constraint.distance
        isStable = false
      }
      if isStable { return shifts }
    }
    return nil
  }
}
