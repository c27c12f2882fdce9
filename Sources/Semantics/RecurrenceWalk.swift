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
  /// For each statement: its axis, and the element along the walked position that it writes, less its axis.
  private var axes: [(axis: AxisID, offset: Int)?]

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
    for (entry, shift) in zip(axes, shifts) {
      guard let entry else { return nil }
      var named: [AxisID] = []
      program.collectAxes(of: program[entry.axis].lower, into: &named)
      program.collectAxes(of: program[entry.axis].upper, into: &named)
      guard named.allSatisfy(fixed.contains) else { return nil }
      steps.append((entry.axis, IndexExpression(entry.offset + (isReversed ? -shift : shift))))
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
            guard let (axis, offset) = point(program[program[write.subscripts][position]]), unit.axes.contains(axis)
            else { return false }
            axes[number] = (axis, offset)
            isChanging = true
            break
          }
        }
        guard let axis = axes[number]?.axis else { continue }
        for access in unit.writes + unit.reads where members.contains(access.array) && positions[access.array] == nil {
          let places = program[access.subscripts]
          if let place = places.firstIndex(where: { point(program[$0])?.axis == axis }) {
            positions[access.array] = place
            isChanging = true
          }
        }
      }
    }
    return !axes.contains { $0 == nil }
  }

  /// Returns the axis and the number of a subscript `axis + number`.
  private func point(_ index: IndexExpression) -> (axis: AxisID, offset: Int)? {
    for case .axis(let axis) in index.atoms {
      guard let (slope, rest) = index.linear(in: axis), slope.constant == 1, let offset = rest.constant else {
        continue
      }
      return (axis, offset)
    }
    return nil
  }

  /// Returns how far each statement has to be shifted, by difference constraints; nil where there is no solution.
  private func shifts(
    _ units: [RecurrenceUnit], isReversed: Bool, fixed: Set<AxisID>, _ program: Program
  ) -> [Int]? {
    var constraints: [(writer: Int, reader: Int, distance: Int)] = []
    var copy = program
    let ranges = SubscriptRanges(fixed: fixed)
    for (reader, unit) in units.enumerated() {
      guard let entry = axes[reader] else { return nil }
      for read in unit.reads {
        for (writer, other) in units.enumerated() {
          for write in other.writes where write.array == read.array && ranges.mayMeet(write, read, &copy) {
            guard let position = positions[read.array],
              let distance = distance(
                program[program[read.subscripts][position]], from: entry, isReversed: isReversed, program)
            else { return nil }
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

  /// Returns how many steps before the element that is written the one that is read lies, at least.
  private func distance(
    _ index: IndexExpression, from entry: (axis: AxisID, offset: Int), isReversed: Bool, _ program: Program
  ) -> Int? {
    if let (axis, offset) = point(index), axis == entry.axis {
      return isReversed ? offset - entry.offset : entry.offset - offset
    }
    // A table of numbers in the file: the nearest of the elements that it names.
    guard index.terms.count == 1, index.divisor == 1, index.terms[0].coefficient == 1,
      index.terms[0].factors.count == 1,
      case .element(let table, let subscripts) = index.terms[0].factors[0],
      case .constant(let values) = program[table].role, program[subscripts].count == 1,
      let (axis, offset) = point(program[program[subscripts][0]]), axis == entry.axis,
      let lower = program.fixedValue(of: program[program[axis].lower]),
      let upper = program.fixedValue(of: program[program[axis].upper]), lower < upper,
      values.indices.contains(lower + offset), values.indices.contains(upper - 1 + offset)
    else { return nil }
    let distances = (lower..<upper).map { point in
      let read = Int(exactly: values[point + offset]) ?? 0
      return isReversed ? read - (point + entry.offset) : point + entry.offset - read
    }
    return distances.min()
  }
}
