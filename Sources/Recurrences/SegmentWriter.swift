import FlatProgram

/// Writes the loops over segments.
///
/// Every loop over segments counts the places that are free while its segment is reversed, which is also the number of the place
/// where the state at the segment's beginning is kept: places that an earlier segment took are used again within it.
struct SegmentWriter {
  private(set) var program: Program
  private var steps: [Step] = []
  /// The arrays whose state a segment starts from, and where their states are kept.
  private let carried: [RowArray]
  private var states: [ArrayID] = []
  private let places: Int
  private let levels: Int
  /// The number of steps, at the extents that the plan is for.
  private let count: Int
  /// The axis of the first sequence, and its direction.
  private let axis: AxisID
  private let isReversed: Bool
  /// Where the present segment ends, in units from the first step, and the places that are free within it.
  private var end: IndexExpression
  private var free: IndexExpression
  private var depth = 0

  /// Starts with nothing written, over all steps of a sequence.
  init(
    _ program: Program, carried: [RowArray], places: Int, levels: Int, count: Int, axis: AxisID, isReversed: Bool
  ) {
    (self.program, self.carried, self.axis, self.isReversed) = (program, carried, axis, isReversed)
    (self.places, self.levels, self.count) = (places, levels, count)
    end = IndexExpression(Checkpointing.units(places, levels))
    free = IndexExpression(places)
    states = carried.map { found in
      let declaration = program[found.array]
      let rows = self.program.index(found.lag(isReversed: isReversed))
      return self.program.addArray(
        ArrayDeclaration(
          name: self.program.freshName("kept_" + declaration.name),
          shape: [self.program.index(places + 1), rows] + declaration.shape[..<found.position]
            + declaration.shape[(found.position + 1)...],
          role: .local, span: declaration.span))
    }
  }

  /// Returns what was written, and starts anew.
  mutating func takeSteps() -> [Step] {
    defer { steps = [] }
    return steps
  }

  /// Walks all segments of the first level in the order of the first sequence, keeping the state before each.
  mutating func walkAll(_ body: [Step]) {
    let place = enterSegments(from: 0, isReversed: true)
    let segment = segment(place)
    move(toStates: true, at: segment.start, place: place)
    sweep(body, along: axis, isReversed: isReversed, segment)
    steps.append(.leave)
  }

  /// Goes over the segments of the present one from the last to the first, each from the state that was kept before it.
  mutating func enterAndRestore() {
    let place = enterSegments(from: 0, isReversed: false)
    let segment = segment(place)
    move(toStates: false, at: segment.start, place: place)
    depth += 1
    (end, free) = (segment.end, place)
  }

  /// Walks the segments of the present one but the last, keeping the state after each.
  mutating func walkOn(_ body: [Step]) {
    let place = enterSegments(from: 1, isReversed: true)
    let segment = segment(place)
    sweep(body, along: axis, isReversed: isReversed, segment)
    move(toStates: true, at: segment.end, place: place - IndexExpression(1))
    steps.append(.leave)
  }

  /// Ends all loops over segments.
  mutating func leaveAll() {
    steps += Array(repeating: .leave, count: depth)
    depth = 0
  }

  /// Walks some steps over the present segment, which is of the last level.
  mutating func sweep(_ body: [Step], along axis: AxisID, isReversed: Bool) {
    sweep(body, along: axis, isReversed: isReversed, (end - IndexExpression(1), end))
  }

  private mutating func sweep(
    _ body: [Step], along axis: AxisID, isReversed: Bool, _ segment: (start: IndexExpression, end: IndexExpression)
  ) {
    let (start, end) = (position(of: segment.start), position(of: segment.end))
    let (lower, upper) = self.isReversed ? (end, start) : (start, end)
    let walk = program.addAxis(
      Axis(name: program.freshName(program[axis].name), lower: program.index(lower), upper: program.index(upper)))
    steps.append(.enter(walk, isReversed: isReversed))
    steps += program.renaming(axis, to: walk, in: body)
    steps.append(.leave)
  }

  /// Begins a loop over segments of the present one; the first has all places that are free, the last none.
  private mutating func enterSegments(from lower: Int, isReversed: Bool) -> IndexExpression {
    let axis = program.addAxis(
      Axis(
        name: program.freshName("segment"), lower: program.index(lower),
        upper: program.index(free + IndexExpression(1))))
    steps.append(.enter(axis, isReversed: isReversed))
    return IndexExpression(.axis(axis))
  }

  /// Returns the ends, in units, of the segment that leaves so many places free.
  private func segment(_ place: IndexExpression) -> (start: IndexExpression, end: IndexExpression) {
    let level = levels - depth
    return (
      end - Checkpointing.units(place, level), end - Checkpointing.units(place - IndexExpression(1), level)
    )
  }

  /// Returns the value of the axis at which a unit begins; of the last value, one more, where it is walked downwards.
  private mutating func position(of unit: IndexExpression) -> IndexExpression {
    let (lower, upper) = (program[program[axis].lower], program[program[axis].upper])
    let total = program.index(Checkpointing.units(places, levels))
    let steps = IndexExpression(.quotient(program.index(IndexExpression(count) * unit), total))
    return isReversed ? upper - steps : lower + steps
  }

  /// Copies the rows that a segment starts from to where they are kept, or back.
  private mutating func move(toStates isSaving: Bool, at unit: IndexExpression, place: IndexExpression) {
    let start = position(of: unit)
    for (found, state) in zip(carried, states) {
      for row in 0..<found.lag(isReversed: isReversed) {
        let first = start + IndexExpression(isReversed ? found.written.first : found.span.first)
        let rest = program[state].shape.dropFirst(2).enumerated().map { position, extent in
          program.axis(program.freshName("i\(position)"), from: program.index(0), to: extent)
        }
        var element = rest.map { program.index($0) }
        let number = program.index(first + IndexExpression(row))
        let rows = program[found.array].shape[found.position]
        element.insert(program.index(IndexExpression(.remainder(number, rows))), at: found.position)
        let own = program.subscripts(element)
        let kept = program.subscripts([program.index(place), program.index(row)] + rest.map { program.index($0) })
        let (target, source) = isSaving ? ((state, kept), (found.array, own)) : ((found.array, own), (state, kept))
        steps.append(
          .assignment(
            Assignment(
              target: target.0, subscripts: target.1, domain: rest, body: program.read(source.0, source.1),
              span: program[found.array].span)))
      }
    }
  }
}
