import FlatProgram

/// Writes the loops over segments.
struct SegmentWriter {
  private(set) var program: Program
  private var steps: [Step] = []
  /// The arrays whose state a segment starts from.
  private let carried: [RowArray]
  private let segments: IndexID
  /// The axis of the first sequence, and its direction.
  private let axis: AxisID
  private let isReversed: Bool
  /// The values of the axis that are walked where steps are written now.
  private var range: SegmentRange
  /// The states that the innermost level has saved: by carried array.
  private var states: [ArrayID] = []
  private var depth = 0

  /// Starts with nothing written, over all steps of a sequence.
  init(_ program: Program, carried: [RowArray], segments: Int, axis: AxisID, isReversed: Bool) {
    (self.program, self.carried, self.axis, self.isReversed) = (program, carried, axis, isReversed)
    self.segments = self.program.index(segments)
    range = SegmentRange(lower: program[program[axis].lower], upper: program[program[axis].upper])
  }

  /// Returns what was written, and starts anew.
  mutating func takeSteps() -> [Step] {
    defer { steps = [] }
    return steps
  }

  /// Walks the segments of the present range in the order of the first sequence, saving the state before each.
  mutating func sweepAndSave(_ body: [Step]) {
    states = carried.map { found in
      let declaration = program[found.array]
      let rows = program.index(found.lag(isReversed: isReversed))
      return program.addArray(
        ArrayDeclaration(
          name: program.freshName("kept_" + declaration.name),
          shape: [segments, rows] + declaration.shape[..<found.position] + declaration.shape[(found.position + 1)...],
          role: .local, span: declaration.span))
    }
    let whole = range
    let segment = enter(isReversed: isReversed)
    move(toStates: true, of: segment)
    sweep(body, along: axis, isReversed: isReversed)
    steps.append(.leave)
    range = whole
  }

  /// Goes over the segments of the present range from the last to the first, each from the state that was saved before it.
  mutating func enterAndRestore() {
    let segment = enter(isReversed: !isReversed)
    depth += 1
    move(toStates: false, of: segment)
  }

  /// Ends all loops over segments.
  mutating func leaveAll() {
    steps += Array(repeating: .leave, count: depth)
    depth = 0
  }

  /// Walks some steps over the present range.
  mutating func sweep(_ body: [Step], along axis: AxisID, isReversed: Bool) {
    let walk = program.addAxis(
      Axis(
        name: program.freshName(program[axis].name), lower: program.index(range.lower),
        upper: program.index(range.upper)))
    steps.append(.enter(walk, isReversed: isReversed))
    steps += program.renaming(axis, to: walk, in: body)
    steps.append(.leave)
  }

  private mutating func enter(isReversed: Bool) -> AxisID {
    let segment = program.addAxis(
      Axis(name: program.freshName("segment"), lower: program.index(0), upper: segments))
    steps.append(.enter(segment, isReversed: isReversed))
    let count = range.upper - range.lower
    let number = IndexExpression(.axis(segment))
    let starts = [number, number + IndexExpression(1)].map { number in
      range.lower + IndexExpression(.quotient(program.index(number * count), segments))
    }
    range = SegmentRange(lower: starts[0], upper: starts[1])
    return segment
  }

  /// Copies the rows that a segment starts from to where they are saved, or back.
  private mutating func move(toStates isSaving: Bool, of segment: AxisID) {
    for (found, state) in zip(carried, states) {
      for row in 0..<found.lag(isReversed: isReversed) {
        let first =
          isReversed
          ? range.upper + IndexExpression(found.written.first) : range.lower + IndexExpression(found.span.first)
        let rest = program[state].shape.dropFirst(2).enumerated().map { position, extent in
          program.axis(program.freshName("i\(position)"), from: program.index(0), to: extent)
        }
        var place = rest.map { program.index($0) }
        let number = program.index(first + IndexExpression(row))
        let rows = program[found.array].shape[found.position]
        place.insert(program.index(IndexExpression(.remainder(number, rows))), at: found.position)
        let own = program.subscripts(place)
        let saved = program.subscripts([program.index(segment), program.index(row)] + rest.map { program.index($0) })
        let (target, source) = isSaving ? ((state, saved), (found.array, own)) : ((found.array, own), (state, saved))
        steps.append(
          .assignment(
            Assignment(
              target: target.0, subscripts: target.1, domain: rest, body: program.read(source.0, source.1),
              span: program[found.array].span)))
      }
    }
  }
}

/// The values of an axis from `lower` to below `upper`.
private struct SegmentRange {
  var lower: IndexExpression
  var upper: IndexExpression
}
