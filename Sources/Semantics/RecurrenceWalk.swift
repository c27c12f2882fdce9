import Diagnostics
import FlatProgram

/// A walk along one axis of every statement of a component, with shifts under which no statement reads an element that
/// a later step defines.
struct RecurrenceWalk {
  /// For each statement, its axis, and what to add to a point of it to get its step.
  private(set) var steps: [(axis: AxisID, offset: IndexExpression)] = []
  let arrays: [ArrayID]
  /// Where each statement stands.
  let spans: [SourceSpan?]

  /// Reads that integer data decide, and that are taken to be of earlier elements; by number of the statement.
  private(set) var assumptions: [Assumption] = []

  /// A read that is taken to be of an earlier element.
  struct Assumption: Hashable {
    var reader: Int
    var array: ArrayID
    /// The subscript along the walk.
    var index: IndexID
    var conditions: [Precedence.Condition]
  }

  /// A read of a statement, and a write of one, that may be of the same element.
  private struct Meeting {
    var reader: Int
    var read: ElementAccess
    var conditions: [Precedence.Condition]
    var writer: Int
    var write: ElementAccess
  }

  /// The position of each array's subscripts along which it is walked.
  private var positions: [ArrayID: Int] = [:]
  /// The axis of each statement.
  private var axes: [AxisID?]

  /// Finds the walk that takes a position of one array's subscripts as the axis; nil where there is none.
  ///
  /// Complexity: the statements times their accesses, for each shift that has to be passed on.
  init?(
    _ units: [RecurrenceUnit], from array: ArrayID, position: Int, isReversed: Bool, trustsData: Bool,
    _ ranges: SubscriptRanges, _ program: Program
  ) {
    arrays = units.flatMap { $0.writes.map(\.array) }
    spans = units.map(\.span)
    axes = Array(repeating: nil, count: units.count)
    positions[array] = position
    var meetings: [Meeting] = []
    for (reader, unit) in units.enumerated() {
      for (read, conditions) in zip(unit.reads, unit.conditions) {
        for (writer, write) in ranges.givers(of: read, among: units.indices, of: units, program) {
          meetings.append(
            Meeting(reader: reader, read: read, conditions: conditions, writer: writer, write: write))
        }
      }
    }
    guard findAxes(units, meetings, program),
      let shifts = shifts(units, meetings, isReversed: isReversed, trustsData: trustsData, ranges, program)
    else { return nil }
    for (axis, shift) in zip(axes, shifts) {
      guard let axis else { return nil }
      var named: [AxisID] = []
      program.collectAxes(of: program[axis].lower, into: &named)
      program.collectAxes(of: program[axis].upper, into: &named)
      guard named.allSatisfy(ranges.fixed.contains) else { return nil }
      steps.append((axis, IndexExpression(isReversed ? -shift : shift)))
    }
  }

  /// Passes positions on from what statements write to what they read, until every statement has its axis.
  private mutating func findAxes(_ units: [RecurrenceUnit], _ meetings: [Meeting], _ program: Program) -> Bool {
    var isChanging = true
    while isChanging {
      isChanging = false
      for (number, unit) in units.enumerated() where axes[number] == nil {
        guard let write = unit.writes.first(where: { positions[$0.array] != nil }),
          let position = positions[write.array]
        else { continue }
        guard let (axis, _) = program.point(program[write.subscripts][position]), unit.axes.contains(axis)
        else { return false }
        axes[number] = axis
        isChanging = true
      }
      for (number, unit) in units.enumerated() {
        for write in unit.writes { isChanging = findPosition(of: write, along: axes[number], program) || isChanging }
      }
      for meeting in meetings {
        isChanging = findPosition(of: meeting.read, along: axes[meeting.reader], program) || isChanging
      }
      if !isChanging { isChanging = findAxisOfReader(units, meetings, program) }
    }
    return !axes.contains { $0 == nil }
  }

  /// Gives an array the position at which an access moves along an axis, where it has none yet.
  private mutating func findPosition(of access: ElementAccess, along axis: AxisID?, _ program: Program) -> Bool {
    guard let axis, positions[access.array] == nil,
      let place = program[access.subscripts].firstIndex(where: { program.point($0)?.axis == axis })
    else { return false }
    positions[access.array] = place
    return true
  }

  /// Gives a statement that writes nothing of which the position is known the axis along which it reads.
  private mutating func findAxisOfReader(
    _ units: [RecurrenceUnit], _ meetings: [Meeting], _ program: Program
  ) -> Bool {
    for meeting in meetings where axes[meeting.reader] == nil {
      guard let position = positions[meeting.read.array],
        let (axis, _) = program.point(program[meeting.read.subscripts][position]),
        units[meeting.reader].axes.contains(axis)
      else { continue }
      axes[meeting.reader] = axis
      return true
    }
    return false
  }

  /// Returns how far each statement has to be shifted, by difference constraints; nil where there is no solution.
  private mutating func shifts(
    _ units: [RecurrenceUnit], _ meetings: [Meeting], isReversed: Bool, trustsData: Bool, _ ranges: SubscriptRanges,
    _ program: Program
  ) -> [Int]? {
    var constraints: [(writer: Int, reader: Int, distance: Int)] = []
    for meeting in meetings {
      guard let axis = axes[meeting.reader], let position = positions[meeting.read.array],
        let written = program.point(program[meeting.write.subscripts][position]), written.axis == axes[meeting.writer]
      else { return nil }
      let index = program[meeting.read.subscripts][position]
      let distances = ranges.distances(of: index, before: axis, meeting.read.facts, program)
      var nearest = isReversed ? distances?.greatest : distances?.least
      if nearest == nil, trustsData, program.isGivenByData(index) {
        // One step before at least: an earlier step, however the array's own clauses are shifted.
        nearest = 0
        let assumption = Assumption(
          reader: meeting.reader, array: meeting.read.array, index: index, conditions: meeting.conditions)
        if !assumptions.contains(assumption) { assumptions.append(assumption) }
      }
      guard let nearest else { return nil }
      // The point of the writer that gives the element lies so many points before the one that reads it.
      let distance = isReversed ? -(nearest + written.offset) : nearest + written.offset
      constraints.append((meeting.writer, meeting.reader, distance))
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

extension Program {
  /// Whether an integer hangs on data that are given, and on nothing that the program finds.
  fileprivate func isGivenByData(_ index: IndexID) -> Bool {
    var traversal = Traversal()
    var tables: [ArrayID] = []
    traversal.atoms(of: [index], in: self) { atom in
      if case .element(let table, _) = atom { tables.append(table) }
    }
    return !tables.isEmpty && tables.allSatisfy { self[$0].isGiven }
  }
}
