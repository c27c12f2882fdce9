import FlatProgram

/// An array of which a sequence mentions only rows near the row of its step, so that the rest need not exist at the same time.
struct RowArray {
  var array: ArrayID
  /// The position of the subscript that follows the steps.
  var position: Int
  /// The sequences that mention it, in order: one, or one that makes it and a later one that reads it.
  var places: [Int]
  /// The rows that each of these mentions, relative to its step.
  var spans: [RowSpan]
  /// The rows that the first of these writes.
  var written: RowSpan
  /// Whether values are added up in it.
  var isAccumulated: Bool
  /// Whether a statement before the first sequence touches the row that the sequence itself enters first.
  var isStartedOutside: Bool

  /// The rows that are mentioned at one step.
  var span: RowSpan { spans.dropFirst().reduce(spans[0]) { $0.union($1) } }

  /// Finds out whether an array is of that kind.
  init?(_ array: ArrayID, in outline: Outline, _ ranges: inout RangeAnalysis) {
    let program = outline.program
    let all = outline.places[Int(array.raw)]
    let places = all.filter { outline.passages[$0].walk != nil }
    guard let first = places.first, places.count <= 2, !program[array].isGiven, !program[array].isInteger,
      !program.outputs.contains(array)
    else { return nil }
    for position in program[array].shape.indices {
      guard let found = Self(array, at: position, places, in: outline) else { continue }
      let isInside = all.allSatisfy { place in
        outline.passages[place].mentions(of: array).allSatisfy { mention in
          ranges.answer(program[mention.subscripts][position], in: program[array].shape[position], of: program)
            == .inside || outline.passages[place].walk == nil
        }
      }
      guard isInside else { continue }
      self = found
      for place in all where !places.contains(place) {
        guard let isEntering = isEntering(place, first, in: outline) else { return nil }
        isStartedOutside = isStartedOutside || isEntering
      }
      return
    }
    return nil
  }

  private init?(_ array: ArrayID, at position: Int, _ places: [Int], in outline: Outline) {
    var spans: [RowSpan] = []
    var written: RowSpan?
    isAccumulated = false
    for place in places {
      guard let walk = outline.passages[place].walk else { return nil }
      let mentions = outline.passages[place].mentions(of: array)
      guard let span = outline.program.rows(of: mentions, at: position, along: walk.axis) else { return nil }
      spans.append(span)
      let writes = mentions.filter { $0.combination != nil }
      guard place == places[0] || writes.isEmpty else { return nil }
      for write in writes where write.combination != .assign {
        guard write.combination == .add else { return nil }
        isAccumulated = true
      }
      if place == places[0] { written = outline.program.rows(of: writes, at: position, along: walk.axis) }
    }
    guard let written else { return nil }
    (self.array, self.position, self.places, self.spans, self.written) = (array, position, places, spans, written)
    isStartedOutside = false
  }

  /// The row, relative to its step, that a sequence is the first to meet.
  func entering(isReversed: Bool) -> Int { isReversed ? spans[0].first : spans[0].last }

  /// Whether an outer statement touches the row that the first sequence enters; nil where it touches rows that are not at
  /// hand when it stands there.
  private func isEntering(_ place: Int, _ first: Int, in outline: Outline) -> Bool? {
    let program = outline.program
    guard let walk = outline.passages[first].walk else { return nil }
    let axis = program[walk.axis]
    let isBefore = place < first
    // The first step is at hand before, the last one after.
    let isAtUpperEnd = isBefore == walk.isReversed
    let step = isAtUpperEnd ? program[axis.upper] - IndexExpression(1) : program[axis.lower]
    guard isBefore || places.count == 1 || place < places[1] else { return nil }
    var isEntering = false
    for mention in outline.passages[place].mentions(of: array) {
      let index = program[mention.subscripts][position]
      guard let row = (program[index] - step).constant, span.first <= row, row <= span.last else { return nil }
      isEntering = isEntering || isBefore && row == entering(isReversed: walk.isReversed)
    }
    return isEntering
  }
}
