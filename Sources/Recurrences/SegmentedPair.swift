import FlatProgram

/// A sequence and a later one that walks the same steps the other way and reads what the first made, divided into segments.
struct SegmentedPair {
  /// Where the two stand.
  let first: Int
  let second: Int
  /// The axis of each.
  private let forwardAxis: AxisID
  private let backwardAxis: AxisID
  private let isReversed: Bool
  /// The arrays whose rows are kept for one segment only.
  let kept: [RowArray]
  /// The arrays that a step needs from the ones before it, the kept ones among them.
  private let carried: [RowArray]
  /// What has to run again to make the kept rows again.
  private let needed: Set<ArrayID>
  private let plan: Checkpointing
  /// How many states are kept beside the first, and the most steps that a segment of the last level has.
  private let free: Int
  /// The number of steps.
  private let count: Int
  let longest: Int

  /// Finds out whether two sequences can be divided; `rows` are the arrays that may be shortened.
  init?(_ first: Int, _ second: Int, _ rows: [ArrayID: RowArray], in outline: Outline, by plan: Checkpointing) {
    let program = outline.program
    guard let forward = outline.passages[first].walk, let backward = outline.passages[second].walk,
      forward.isReversed != backward.isReversed,
      program[forward.axis].lower == program[backward.axis].lower,
      program[forward.axis].upper == program[backward.axis].upper,
      let count = plan.value(of: program[program[forward.axis].upper] - program[program[forward.axis].lower])
    else { return nil }
    let isReversed = forward.isReversed
    let kept = rows.values.filter { $0.places == [first, second] }.sorted { $0.array < $1.array }
    let needed = outline.passages[first].needed(for: kept.map(\.array), rows, in: program)
    let all = needed.compactMap { rows[$0] }.sorted { $0.array < $1.array }
    guard !kept.isEmpty, count > 0, !all.contains(where: \.isStartedOutside) else { return nil }
    (self.first, self.second, self.kept, self.needed, self.plan) = (first, second, kept, needed, plan)
    self.count = count
    (forwardAxis, backwardAxis, self.isReversed) = (forward.axis, backward.axis, isReversed)
    carried = all.filter { $0.lag(isReversed: isReversed) > 0 }
    func size(_ found: RowArray) -> Int {
      program[found.array].shape.indices.filter { $0 != found.position }.reduce(1) { size, position in
        saturatingProduct(size, plan.value(of: program[program[found.array].shape[position]]) ?? 1)
      }
    }
    free = plan.places(
      for: count,
      state: carried.reduce(0) { saturatingSum($0, saturatingProduct($1.lag(isReversed: isReversed), size($1))) },
      step: kept.reduce(0) { saturatingSum($0, size($1)) })
    longest = plan.longest(of: count, places: free)
  }

  /// Returns what stands in the place of the two sequences.
  ///
  /// Requires: the steps mention the arrays as they are stored, and so does `program` declare them.
  func divided(
    _ forward: [Step], _ backward: [Step], in program: inout Program
  ) -> (first: [Step], second: [Step]) {
    var writer = SegmentWriter(
      program, carried: carried, places: free, levels: plan.levels, count: count, axis: forwardAxis,
      isReversed: isReversed)
    let body = Array(forward.dropFirst().dropLast())
    let sweep = body.filter { step in step.assignment.map { needed.contains($0.target) } ?? true }
    writer.walkAll(body)
    let first = writer.takeSteps()
    for level in 0..<plan.levels {
      writer.enterAndRestore()
      if level + 1 < plan.levels { writer.walkOn(sweep) }
    }
    writer.sweep(sweep, along: forwardAxis, isReversed: isReversed)
    writer.sweep(Array(backward.dropFirst().dropLast()), along: backwardAxis, isReversed: !isReversed)
    writer.leaveAll()
    program = writer.program
    return (first, writer.takeSteps())
  }
}

extension RowArray {
  /// How many rows a step may need of the ones that were made before the step.
  func lag(isReversed: Bool) -> Int {
    isReversed ? span.last - written.first : written.last - span.first
  }

  /// Whether a step of the second sequence needs only rows that the same step of the first, or one before it, has completed.
  func isComplete(isReversed: Bool) -> Bool {
    guard spans.count == 2 else { return false }
    return isReversed
      ? spans[1].first >= written.last && spans[0].first >= written.first
      : spans[1].last <= written.first && spans[0].last <= written.last
  }
}

extension Passage {
  /// Returns the arrays that have to be made again to have some rows again: those that are not whole anyway.
  fileprivate func needed(
    for arrays: [ArrayID], _ rows: [ArrayID: RowArray], in program: Program
  ) -> Set<ArrayID> {
    var outline = Outline(program)
    var reads: [ArrayID: [ArrayID]] = [:]
    for case .assignment(let assignment) in steps {
      reads[assignment.target, default: []] += outline.mentions(by: [.assignment(assignment)]).map(\.array)
    }
    var needed = Set(arrays)
    var pending = arrays
    while let array = pending.popLast() {
      for read in reads[array] ?? [] where rows[read] != nil && reads[read] != nil {
        if needed.insert(read).inserted { pending.append(read) }
      }
    }
    return needed
  }
}
