import FlatProgram

/// Moves statements that go over the steps of a sequence, one by one, into the sequence itself: a value that one step makes and
/// another statement needs row by row is then needed only while that step runs.
///
/// A row that the sequence has no step for stays outside. Sums over the steps are taken in the order of the sequence.
struct Absorption {
  private var outline: Outline
  /// The statements that each sequence takes up before and after its own, by the passages that they were.
  private var heads: [[(from: Int, step: Step)]]
  private var tails: [[(from: Int, step: Step)]]
  /// Extents that are at least as long as these, since an element that far is given a value whatever the dims are.
  private var assured: [IndexExpression] = []

  /// What a sequence takes up.
  private enum Kind {
    /// What stands before it and makes what it needs.
    case before
    /// What stands before it and reads what it reads.
    case beside
    /// What stands after it and reads what it makes.
    case after
  }

  /// How many rows may stay outside a sequence.
  private static let mostRowsOutside = 4

  /// Returns the program with what its sequences can take up inside them.
  ///
  /// Complexity: linear in the program, times the number of statements that mention one array.
  static func run(_ program: Program) -> Program {
    var absorption = Absorption(Outline(program))
    let positions = absorption.outline.passages.indices.filter { absorption.outline.passages[$0].walk != nil }
    // What prepares a later sequence goes there, so that an earlier one need not keep it.
    for position in positions.reversed() { absorption.fill(position, .before) }
    for position in positions { absorption.fill(position, .after) }
    for position in positions.reversed() { absorption.fill(position, .beside) }
    return absorption.outline.assembled
  }

  private init(_ outline: Outline) {
    self.outline = outline
    heads = Array(repeating: [], count: outline.passages.count)
    tails = heads
    for passage in outline.passages {
      guard let assignment = passage.assignment, assignment.domain.isEmpty || assignment.combination == .assign
      else { continue }
      let program = outline.program
      for (index, extent) in zip(program[assignment.subscripts], program[assignment.target].shape) {
        guard let number = program[index].constant else { continue }
        assured.append(program[extent] - IndexExpression(number + 1))
      }
    }
  }

  /// Takes up statements of one kind into the sequence at a position, as long as something fits.
  private mutating func fill(_ position: Int, _ kind: Kind) {
    guard hasSteps(position) else { return }
    let isLater = kind == .after
    var pending = outline.passages[position].mentions.map(\.array)
    var seen = Set(pending)
    while let array = pending.popLast() {
      guard !outline.program[array].isGiven else { continue }
      let places = outline.places[Int(array.raw)].filter { isLater ? $0 > position : $0 < position }
      for candidate in isLater ? places : places.reversed() {
        guard let assignment = outline.passages[candidate].assignment, !assignment.domain.isEmpty else { continue }
        let found = outline.passages[candidate].mentions.map(\.array)
        guard absorb(assignment, at: candidate, into: position, kind) else { continue }
        for other in found where seen.insert(other).inserted { pending.append(other) }
        // A statement that one of its arrays held back may now fit.
        pending += found
      }
    }
  }

  /// Whether a sequence never has less than no steps, so that splitting a loop around it is right.
  private func hasSteps(_ position: Int) -> Bool {
    guard let walk = outline.passages[position].walk else { return false }
    let program = outline.program
    let count = program[program[walk.axis].upper] - program[program[walk.axis].lower]
    if program.isNonnegative(count) { return true }
    return assured.contains { program.isNonnegative(count - $0) }
  }

  // MARK: One statement

  private mutating func absorb(
    _ assignment: Assignment, at candidate: Int, into position: Int, _ kind: Kind
  ) -> Bool {
    guard isFree(assignment, at: candidate, from: position),
      let walk = outline.passages[position].walk
    else { return false }
    for axis in assignment.domain where !assignment.ranks(axis) {
      guard let room = room(of: axis, in: walk.axis, assignment),
        let shift = kind == .after
          ? shiftAfter(assignment, at: candidate, axis, position, walk, room)
          : shiftBefore(assignment, at: candidate, axis, position, walk, room, isBeside: kind == .beside)
      else { continue }
      split(assignment, axis, shift, candidate, position, walk.axis, room, isLater: kind == .after)
      return true
    }
    return false
  }

  /// How far the values of a loop may be shifted against the steps, so that every step has one.
  private func room(of axis: AxisID, in walk: AxisID, _ assignment: Assignment) -> ClosedRange<Int>? {
    let program = outline.program
    guard let lower = program.difference(program[axis].lower, program[walk].lower),
      let upper = program.difference(program[axis].upper, program[walk].upper), lower <= upper,
      upper - lower <= Self.mostRowsOutside
    else { return nil }
    return lower...upper
  }

  /// Whether nothing between a statement and a sequence stands in the way: what is made, and what is read.
  private func isFree(_ assignment: Assignment, at candidate: Int, from position: Int) -> Bool {
    let between = min(candidate, position) + 1..<max(candidate, position)
    return outline.passages[candidate].mentions.allSatisfy { mention in
      if outline.program[mention.array].isGiven { return true }
      return outline.places[Int(mention.array.raw)].allSatisfy { place in
        guard between.contains(place) else { return true }
        return mention.combination == nil
          && outline.passages[place].mentions.allSatisfy { $0.array != mention.array || $0.combination == nil }
      }
    }
  }

  /// Returns the shift at which every row is made before the steps that mention it; a statement whose result the sequence
  /// does not need goes to the step that shares a row with it.
  private func shiftBefore(
    _ assignment: Assignment, at candidate: Int, _ axis: AxisID, _ position: Int,
    _ walk: (axis: AxisID, isReversed: Bool), _ room: ClosedRange<Int>, isBeside: Bool
  ) -> Int? {
    let passage = outline.passages[position]
    let program = outline.program
    let reads = reads(at: candidate)
    let isReady = passage.mentions.allSatisfy { mention in
      mention.combination == nil || !reads.contains { $0.array == mention.array }
    }
    guard isReady else { return nil }
    var mentions = passage.mentions(of: assignment.target)
    var own = Mention(array: assignment.target, subscripts: assignment.subscripts, combination: nil)
    if isBeside, mentions.allSatisfy({ $0.combination == .add && assignment.combination == .add }) {
      guard let shared = reads.first(where: { read in passage.mentions.contains { $0.array == read.array } }) else {
        return nil
      }
      own = shared
      mentions = passage.mentions(of: shared.array)
    }
    guard let place = program.rowPosition(in: mentions, along: walk.axis),
      let row = program.offset(of: program[own.subscripts][place], from: axis),
      let rows = program.rows(of: mentions, at: place, along: walk.axis)
    else { return nil }
    // What is added up may come in any order, as long as it is there when it is read.
    let isSum =
      assignment.combination == .add && mentions.allSatisfy { $0.combination == nil || $0.combination == .add }
    let reading = isSum ? mentions.filter { $0.combination == nil } : mentions
    let read = program.rows(of: reading, at: place, along: walk.axis) ?? rows
    let wanted = walk.isReversed ? rows.first - row : rows.last - row
    let shift = min(max(wanted, room.lowerBound), room.upperBound)
    return (walk.isReversed ? shift <= read.first - row : shift >= read.last - row) ? shift : nil
  }

  /// Returns the shift at which every row is complete after the step that uses it.
  private func shiftAfter(
    _ assignment: Assignment, at candidate: Int, _ axis: AxisID, _ position: Int,
    _ walk: (axis: AxisID, isReversed: Bool), _ room: ClosedRange<Int>
  ) -> Int? {
    let passage = outline.passages[position]
    let program = outline.program
    var shift = walk.isReversed ? room.lowerBound : room.upperBound
    var isFed = false
    for read in reads(at: candidate) {
      let mentions = passage.mentions(of: read.array)
      let writes = mentions.filter { $0.combination != nil }
      if writes.isEmpty { continue }
      guard read.array != assignment.target, let place = program.rowPosition(in: mentions, along: walk.axis),
        let rows = program.rows(of: writes, at: place, along: walk.axis),
        let row = program.offset(of: program[read.subscripts][place], from: axis)
      else { return nil }
      isFed = true
      shift = walk.isReversed ? max(shift, rows.last - row) : min(shift, rows.first - row)
    }
    let meets = passage.mentions(of: assignment.target)
    guard isFed, room.contains(shift),
      meets.allSatisfy({ $0.combination == .add && assignment.combination == .add })
    else { return nil }
    return shift
  }

  /// The computed elements that the statement at a position reads.
  private func reads(at position: Int) -> [Mention] {
    outline.passages[position].mentions.filter { $0.combination == nil && !outline.program[$0.array].isGiven }
  }

  // MARK: Moving

  private mutating func split(
    _ assignment: Assignment, _ axis: AxisID, _ shift: Int, _ candidate: Int, _ position: Int, _ walk: AxisID,
    _ room: ClosedRange<Int>, isLater: Bool
  ) {
    let step = IndexExpression(.axis(walk)) + IndexExpression(shift)
    let moved = Step.assignment(outline.program.fixing(axis, at: step, in: assignment, inside: walk))
    if isLater {
      tails[position].append((candidate, moved))
      tails[position].sort { $0.from < $1.from }
    } else {
      heads[position].append((candidate, moved))
      heads[position].sort { $0.from < $1.from }
    }
    let (lower, upper) = (outline.program[outline.program[axis].lower], outline.program[outline.program[axis].upper])
    let low = (0..<shift - room.lowerBound).map { lower + IndexExpression($0) }
    let high = (0..<room.upperBound - shift).map { upper - IndexExpression(room.upperBound - shift - $0) }
    var rows = low + high
    // Rows from before the first step are at hand before the sequence, and perhaps not after it.
    if isLater, position > 0, let walk = outline.passages[position].walk, outline.passages[position - 1].walk == nil,
      reads(at: candidate).allSatisfy({ isBegun($0.array, before: position) })
    {
      let early = outside(walk.isReversed ? high : low, axis, assignment)
      outline.replace(position - 1, by: outline.passages[position - 1].steps + early)
      rows = walk.isReversed ? low : high
    }
    outline.replace(candidate, by: outside(rows, axis, assignment))
    insert(moved, into: position, isLater: isLater)
  }

  /// Whether something before a sequence gives an array values; else it has not even zeros there.
  private func isBegun(_ array: ArrayID, before position: Int) -> Bool {
    outline.places[Int(array.raw)].contains { place in
      place < position && outline.passages[place].mentions.contains { $0.array == array && $0.combination != nil }
    }
  }

  private mutating func outside(_ rows: [IndexExpression], _ axis: AxisID, _ assignment: Assignment) -> [Step] {
    rows.map { .assignment(outline.program.fixing(axis, at: $0, in: assignment, inside: nil)) }
  }

  /// Puts a statement among those that a sequence has taken up, in the order in which they stood.
  private mutating func insert(_ step: Step, into position: Int, isLater: Bool) {
    var steps = outline.passages[position].steps
    let taken = isLater ? tails[position] : heads[position]
    let rank = taken.firstIndex { $0.step == step } ?? 0
    let place = isLater ? steps.count - 1 - (taken.count - 1 - rank) : 1 + rank
    steps.insert(step, at: place)
    outline.replace(position, by: steps)
  }
}

extension Assignment {
  /// Whether it looks for a position along an axis, which must then be walked as a whole.
  fileprivate func ranks(_ axis: AxisID) -> Bool {
    (combination == .argmax || combination == .argmin) && domain.last == axis
  }
}
