import Diagnostics
import FlatProgram

/// Arrays whose elements wait for each other, so that no order of calculation exists.
struct Cycle: Error {
  var arrays: [ArrayID]
  var span: SourceSpan?
}

/// Finds an order for statements that may read each other's arrays: statements one after the other, and sequences that
/// walk an axis where an element needs earlier ones.
///
/// A component of statements that wait for each other is walked along an axis on which each is shifted so that none
/// reads an element later than itself; what still waits within one step is ordered in the same way along the next axis.
/// Source: Karp, Miller and Winograd, The organization of computations for uniform recurrence equations, J. ACM 14 (1967).
struct RecurrenceOrder {
  private(set) var program: Program

  init(_ program: Program) { self.program = program }

  /// Returns the statements in order. Complexity: quadratic in the statements of a component, linear otherwise.
  mutating func arrange(_ statements: [Statement]) -> Result<[Statement], Cycle> {
    do {
      return .success(try arrange(statements, SubscriptRanges(fixed: [], statements: statements)))
    } catch { return .failure(error) }
  }

  private mutating func arrange(_ statements: [Statement], _ ranges: SubscriptRanges) throws(Cycle) -> [Statement] {
    let units = statements.map { RecurrenceUnit($0, program) }
    var writers: [ArrayID: [Int]] = [:]
    for (number, unit) in units.enumerated() {
      for write in unit.writes { writers[write.array, default: []].append(number) }
    }
    let successors = units.map { unit in
      unit.reads.flatMap { read in
        ranges.givers(of: read, among: writers[read.array] ?? [], of: units, program).map(\.unit)
      }
    }
    var ordered: [Statement] = []
    for component in strongComponents(successors) {
      // What a sequence reads of its own, it gives in an order of its own.
      if component.count == 1, !successors[component[0]].contains(component[0]) || isSequence(statements[component[0]])
      {
        ordered.append(statements[component[0]])
      } else {
        ordered += try walk(component.map { statements[$0] }, component.map { units[$0] }, ranges)
      }
    }
    return ordered
  }

  private func isSequence(_ statement: Statement) -> Bool {
    if case .sequence = statement { true } else { false }
  }

  /// Returns a component as sequences along the first axis, of the first statement's, on which an order exists.
  private mutating func walk(
    _ statements: [Statement], _ units: [RecurrenceUnit], _ ranges: SubscriptRanges
  ) throws(Cycle) -> [Statement] {
    let cycle = Cycle(arrays: units.flatMap { $0.writes.map(\.array) }, span: units.compactMap(\.span).first)
    guard let first = units.first?.writes.first else { throw cycle }
    var failure = cycle
    let known = program.checks.count
    // Where the text shows no order, data may: what is read by a table of theirs is taken to be given before.
    for trustsData in [false, true] {
      for position in program[first.subscripts].indices {
        for isReversed in [false, true] {
          guard
            let walk = RecurrenceWalk(
              units, from: first.array, position: position, isReversed: isReversed, trustsData: trustsData, ranges,
              program)
          else { continue }
          do { return try sequences(of: statements, walk, isReversed: isReversed, ranges) } catch { failure = error }
          program.checks.removeLast(program.checks.count - known)
        }
      }
    }
    throw failure
  }

  /// Returns the sequences of a walk: one for every stretch of steps in which the same statements take part.
  private mutating func sequences(
    of statements: [Statement], _ walk: RecurrenceWalk, isReversed: Bool, _ ranges: SubscriptRanges
  ) throws(Cycle) -> [Statement] {
    for assumption in walk.assumptions {
      program.checks.append(
        .precedence(
          Precedence(
            assumption.array, along: walk.steps[assumption.reader].axis, isReversed: isReversed,
            reads: assumption.index, where: assumption.conditions, span: walk.spans[assumption.reader])))
    }
    // Step T of the walk holds the point t = T - offset of each statement.
    let bounds = walk.steps.map { step in
      let axis = program[step.axis]
      return (lower: program[axis.lower] + step.offset, upper: program[axis.upper] + step.offset)
    }
    guard let cuts = sorted(bounds.flatMap { [$0.lower, $0.upper] }) else {
      throw Cycle(arrays: walk.arrays, span: walk.spans.compactMap { $0 }.first)
    }
    var stretches: [[Statement]] = []
    for (lower, upper) in zip(cuts, cuts.dropFirst()) {
      let active = statements.indices.filter {
        isAtMost(bounds[$0].lower, lower) && isAtMost(upper, bounds[$0].upper)
      }
      if active.isEmpty { continue }
      let isOneStep = program.fixedValue(of: upper - lower) == 1
      let (start, end) = (program.index(lower), program.index(upper))
      let name = program[walk.steps[active[0]].axis].name
      let axis = isOneStep ? nil : program.addAxis(Axis(name: name, lower: start, upper: end))
      let step = axis.map { IndexExpression(.axis($0)) } ?? lower
      var points: [Statement] = []
      for number in active {
        let point = program.index(step - walk.steps[number].offset)
        points += program.fixing(walk.steps[number].axis, at: point, in: statements[number])
      }
      var inner = SubscriptRanges(fixed: ranges.fixed.union(axis.map { [$0] } ?? []), statements: points)
      for number in active {
        let (axis, offset) = walk.steps[number]
        let point = program.index(step - offset)
        let taken = walk.assumptions.filter { $0.reader == number }.map(\.index)
        for index in ranges.earlier.union(taken) {
          inner.earlier.insert(program.substituting([axis: point], in: index))
        }
      }
      let body = try arrange(points, inner)
      stretches.append(
        axis.map { [.sequence(FlatProgram.Sequence(axis: $0, isReversed: isReversed, body: body))] } ?? body)
    }
    return Array((isReversed ? stretches.reversed() : stretches).joined())
  }

  /// Returns the distinct ends of ranges in ascending order; nil where two cannot be compared.
  private func sorted(_ ends: [IndexExpression]) -> [IndexExpression]? {
    var sorted: [IndexExpression] = []
    search: for end in ends {
      for (position, known) in sorted.enumerated() {
        // An open extent is taken to leave room for the steps before and after: a stretch may turn out empty.
        let difference = program.fixedValue(of: end - known) ?? order(end, known)
        guard let difference else { return nil }
        if difference == 0 { continue search }
        if difference < 0 {
          sorted.insert(end, at: position)
          continue search
        }
      }
      sorted.append(end)
    }
    return sorted
  }

  /// Orders a number before an expression over dims.
  private func order(_ a: IndexExpression, _ b: IndexExpression) -> Int? {
    switch (program.fixedValue(of: a), program.fixedValue(of: b)) {
    case (.some, nil): -1
    case (nil, .some): 1
    default: nil
    }
  }

  private func isAtMost(_ a: IndexExpression, _ b: IndexExpression) -> Bool {
    (program.fixedValue(of: b - a) ?? order(b, a) ?? -1) >= 0
  }
}
