import FlatProgram

/// How far before another a subscript lies; nil where there is no end to it.
struct Distances {
  var least: Int?
  var greatest: Int?
}

/// Says between which ends subscripts lie, and whether two accesses of one array may touch the same element.
struct SubscriptRanges {
  /// The axes that have one value at the time.
  var fixed: Set<AxisID>
  /// The subscripts that are taken to be of earlier steps, which is checked when the data are known.
  var earlier: Set<IndexID> = []
  /// Whether open extents are taken to leave room: what is apart where they are large enough is apart.
  private let leavesRoom: Bool
  /// The statements that find positions, by the array they put them in.
  private var searches: [ArrayID: Assignment] = [:]

  /// Starts with nothing taken for granted.
  init(fixed: Set<AxisID>, statements: [Statement] = [], leavesRoom: Bool = false) {
    (self.fixed, self.leavesRoom) = (fixed, leavesRoom)
    var pending = statements
    while let statement = pending.popLast() {
      switch statement {
      case .sequence(let sequence): pending += sequence.body
      case .assignment(let assignment):
        if assignment.combination == .argmax || assignment.combination == .argmin {
          searches[assignment.target] = assignment
        }
      }
    }
  }

  /// Whether a write and a read may be of the same element.
  func mayMeet(_ write: ElementAccess, _ read: ElementAccess, _ program: Program) -> Bool {
    for (x, y) in zip(program[write.subscripts], program[read.subscripts]) {
      if earlier.contains(y) || isOther(x, y, program) { return false }
      if isApart(x, y, read.facts, program) || isApart(y, x, [], program) { return false }
      for highest in ends(of: x, isHighest: true, [], program) {
        for lowest in ends(of: y, isHighest: false, read.facts, program)
        where isPositive(lowest - highest, program) {
          return false
        }
      }
      for highest in ends(of: y, isHighest: true, read.facts, program) {
        for lowest in ends(of: x, isHighest: false, [], program)
        where isPositive(lowest - highest, program) {
          return false
        }
      }
    }
    return true
  }

  /// Whether a difference is more than 0, as far as that is decided.
  private func isPositive(_ difference: IndexExpression, _ program: Program) -> Bool {
    if let value = program.fixedValue(of: difference) { return value > 0 }
    guard leavesRoom else { return false }
    let growing = difference.terms.filter { !$0.factors.isEmpty }
    return growing.allSatisfy { term in
      term.coefficient > 0 && term.factors.allSatisfy { if case .dim = $0 { true } else { false } }
    }
  }

  /// Whether two integers that name dims alone differ for most extents.
  private func isOther(_ x: IndexID, _ y: IndexID, _ program: Program) -> Bool {
    guard leavesRoom else { return false }
    let difference = program[x] - program[y]
    return program.fixedValue(of: difference) == nil
      && difference.atoms.allSatisfy { if case .dim = $0 { true } else { false } }
  }

  /// Whether a subscript that has one value at the time is never that of the other.
  private func isApart(_ x: IndexID, _ y: IndexID, _ facts: [AxisFact], _ program: Program) -> Bool {
    guard let point = program.point(x), fixed.contains(point.axis),
      let distances = distances(of: y, before: point.axis, facts, program)
    else { return false }
    return distances.least ?? .min > -point.offset || distances.greatest ?? .max < -point.offset
  }

  /// Returns how far before an axis' value a subscript lies, at least and at most: for `axis + number`, for an element
  /// of a table of numbers in the file, and for an index whose range, or the conditions around it, end at the axis.
  func distances(of index: IndexID, before axis: AxisID, _ facts: [AxisFact], _ program: Program) -> Distances? {
    if let point = program.point(index), point.axis == axis {
      return Distances(least: -point.offset, greatest: -point.offset)
    }
    if let distances = program.tableDistances(of: index, before: axis) { return distances }
    var inner = self
    inner.fixed = [axis]
    func offsets(isHighest: Bool) -> [Int] {
      inner.ends(of: index, isHighest: isHighest, facts, program).compactMap { end in
        guard let (slope, rest) = end.linear(in: axis), slope.constant == 1 else { return nil }
        return rest.constant
      }
    }
    let least = offsets(isHighest: true).map { -$0 }.max()
    let greatest = offsets(isHighest: false).map { -$0 }.min()
    return least == nil && greatest == nil ? nil : Distances(least: least, greatest: greatest)
  }

  /// Returns what a subscript is never above, or below, over the ranges of the axes that are not fixed: by their
  /// bounds, and by what conditions say of them.
  private func ends(
    of index: IndexID, isHighest: Bool, _ facts: [AxisFact], _ program: Program
  ) -> [IndexExpression] {
    let byBounds = extreme(program[index], isHighest: isHighest, [], program)
    let byFacts = facts.isEmpty ? nil : extreme(program[index], isHighest: isHighest, facts, program)
    return [byBounds, byFacts].compactMap { $0 }
  }

  private func extreme(
    _ start: IndexExpression, isHighest: Bool, _ facts: [AxisFact], _ program: Program
  ) -> IndexExpression? {
    let values = IndexEvaluator(program, dims: [])
    var expression = start
    // The bounds of an axis name axes further out: a chain of them is as long as nests are deep.
    for _ in 0..<64 {
      if let atom = expression.atoms.first(where: { !$0.isNamed }) {
        guard let factor = expression.linear(in: atom)?.slope.constant,
          let end = self.end(of: atom, isHighest: (factor > 0) == isHighest, program, values)
        else { return nil }
        expression = expression.substituting { $0 == atom ? end : nil }
        continue
      }
      let free = expression.atoms.compactMap { atom -> AxisID? in
        if case .axis(let axis) = atom, !fixed.contains(axis) { axis } else { nil }
      }
      guard let axis = free.max() else { return expression }
      guard let factor = expression.linear(in: axis)?.slope.constant else { return nil }
      let isUpper = (factor > 0) == isHighest
      let fact = facts.first { $0.axis == axis && $0.isUpper == isUpper && !$0.end.atoms.contains(.axis(axis)) }
      let bounds = program[axis]
      let end = isUpper ? program[bounds.upper] - IndexExpression(1) : program[bounds.lower]
      expression = expression.substituting { $0 == .axis(axis) ? fact?.end ?? end : nil }
    }
    return nil
  }

  /// Returns the highest or lowest value of an integer that data give, or of a remainder.
  private func end(
    of atom: IndexAtom, isHighest: Bool, _ program: Program, _ values: IndexEvaluator
  ) -> IndexExpression? {
    if let value = values.value(of: IndexExpression(atom)) { return IndexExpression(value) }
    switch atom {
    case .dim, .axis, .quotient: return nil
    case .remainder(_, let divisor):
      return isHighest ? program[divisor] - IndexExpression(1) : IndexExpression(0)
    case .element(let array, let subscripts):
      if let search = searches[array], let axis = search.domain.last {
        let bounds = program[axis]
        let end = isHighest ? program[bounds.upper] - IndexExpression(1) : program[bounds.lower]
        return end.substituting { program.replacement(of: $0, in: search, at: subscripts) }
      }
      guard case .integer(let bound?) = program[array].element, program[array].isGiven else { return nil }
      return isHighest ? program[bound] - IndexExpression(1) : IndexExpression(0)
    }
  }
}

extension Program {
  /// Returns the axis and the number of a subscript `axis + number`.
  func point(_ index: IndexID) -> (axis: AxisID, offset: Int)? {
    for case .axis(let axis) in self[index].atoms {
      guard let (slope, rest) = self[index].linear(in: axis), slope.constant == 1, let offset = rest.constant
      else { continue }
      return (axis, offset)
    }
    return nil
  }

  fileprivate func tableDistances(of index: IndexID, before axis: AxisID) -> Distances? {
    let expression = self[index]
    guard expression.terms.count == 1, expression.divisor == 1, expression.terms[0].coefficient == 1,
      expression.terms[0].factors.count == 1, case .element(let table, let subscripts) = expression.terms[0].factors[0],
      case .constant(let values) = self[table].role, self[subscripts].count == 1,
      let place = point(self[subscripts][0]), place.axis == axis,
      let lower = fixedValue(of: self[self[axis].lower]), let upper = fixedValue(of: self[self[axis].upper]),
      lower < upper, values.indices.contains(lower + place.offset), values.indices.contains(upper - 1 + place.offset)
    else { return nil }
    let distances = (lower..<upper).map { $0 - (Int(exactly: values[$0 + place.offset]) ?? 0) }
    guard let least = distances.min(), let greatest = distances.max() else { return nil }
    return Distances(least: least, greatest: greatest)
  }

  /// Returns what an axis of an assignment is where the assignment gives the element at some subscripts.
  fileprivate func replacement(
    of atom: IndexAtom, in assignment: Assignment, at subscripts: SubscriptsID
  ) -> IndexExpression? {
    guard case .axis(let axis) = atom else { return nil }
    for (own, asked) in zip(self[assignment.subscripts], self[subscripts]) {
      if let place = point(own), place.axis == axis { return self[asked] - IndexExpression(place.offset) }
    }
    return nil
  }
}
