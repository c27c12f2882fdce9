import Diagnostics
import FlatProgram

/// One element, or one set of elements, that a statement reads or writes.
struct ElementAccess: Hashable {
  var array: ArrayID
  var subscripts: SubscriptsID
}

/// A statement as far as its place in an order is concerned: what it reads and writes, and over which axes.
struct RecurrenceUnit {
  private(set) var reads: [ElementAccess] = []
  private(set) var writes: [ElementAccess] = []
  /// The axes of its assignments; of a sequence, not those that it walks.
  private(set) var axes: Set<AxisID> = []
  private(set) var span: SourceSpan?

  /// Complexity: linear in the statement's expressions.
  init(_ statement: Statement, _ program: Program) {
    var pending = [statement]
    var walked: Set<AxisID> = []
    while let next = pending.popLast() {
      switch next {
      case .sequence(let sequence):
        walked.insert(sequence.axis)
        pending += sequence.body
      case .assignment(let assignment):
        writes.append(ElementAccess(array: assignment.target, subscripts: assignment.subscripts))
        addReads(of: assignment.body, program)
        for index in program[assignment.subscripts] { addReads(within: index, program) }
        axes.formUnion(assignment.domain)
        span = span ?? assignment.span
      }
    }
    axes.subtract(walked)
  }

  private mutating func addReads(of expression: ExpressionID, _ program: Program) {
    var seen: Set<ExpressionID> = []
    var pending = [expression]
    while let next = pending.popLast() {
      guard seen.insert(next).inserted else { continue }
      switch program[next] {
      case .constant: break
      case .index(let index): addReads(within: index, program)
      case .read(let array, let subscripts):
        reads.append(ElementAccess(array: array, subscripts: subscripts))
        for index in program[subscripts] { addReads(within: index, program) }
      case .operation(_, let a, let b, let c): pending += [a, b, c].filter { $0 != .none }
      }
    }
  }

  private mutating func addReads(within index: IndexID, _ program: Program) {
    var pending = [index]
    while let next = pending.popLast() {
      for atom in program[next].atoms {
        switch atom {
        case .dim, .axis: break
        case .element(let array, let subscripts):
          reads.append(ElementAccess(array: array, subscripts: subscripts))
          pending += program[subscripts]
        case .quotient(let a, let b), .remainder(let a, let b): pending += [a, b]
        }
      }
    }
  }
}

/// How far before another a subscript lies; nil where there is no end to it.
struct Distances {
  var least: Int?
  var greatest: Int?
}

/// Says whether two accesses of one array may touch the same element.
struct SubscriptRanges {
  /// The axes that have one value at the time.
  var fixed: Set<AxisID>

  func mayMeet(_ a: ElementAccess, _ b: ElementAccess, _ program: Program) -> Bool {
    for (x, y) in zip(program[a.subscripts], program[b.subscripts]) {
      if isApart(x, y, program) || isApart(y, x, program) { return false }
      let (first, second) = (range(of: x, program), range(of: y, program))
      if let end = first.upper, let start = second.lower, let gap = program.fixedValue(of: start - end), gap > 0 {
        return false
      }
      if let end = second.upper, let start = first.lower, let gap = program.fixedValue(of: start - end), gap > 0 {
        return false
      }
    }
    return true
  }

  /// Whether a subscript that has one value at the time is never that of the other.
  private func isApart(_ x: IndexID, _ y: IndexID, _ program: Program) -> Bool {
    guard let point = program.point(x), fixed.contains(point.axis),
      let distances = program.distances(of: y, before: point.axis)
    else { return false }
    return distances.least ?? .min > -point.offset || distances.greatest ?? .max < -point.offset
  }

  /// Returns the lowest and the highest value of a subscript over the ranges of the axes that are not fixed.
  private func range(of index: IndexID, _ program: Program) -> (lower: IndexExpression?, upper: IndexExpression?) {
    (extreme(program[index], isHighest: false, program), extreme(program[index], isHighest: true, program))
  }

  func extreme(_ start: IndexExpression, isHighest: Bool, _ program: Program) -> IndexExpression? {
    var expression = start
    for _ in 0..<64 {
      let free = expression.atoms.compactMap { atom -> AxisID? in
        if case .axis(let axis) = atom, !fixed.contains(axis) { axis } else { nil }
      }
      if expression.atoms.contains(where: {
        if case .dim = $0 { false } else if case .axis = $0 { false } else { true }
      }) {
        return nil
      }
      guard let axis = free.max() else { return expression }
      guard let slope = expression.linear(in: axis)?.slope.constant else { return nil }
      let end =
        (slope > 0) == isHighest ? program[program[axis].upper] - IndexExpression(1) : program[program[axis].lower]
      expression = expression.substituting { $0 == .axis(axis) ? end : nil }
    }
    return nil
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

  /// Returns how far before an axis' value a subscript lies, at least and at most: for `axis + number`, for an element
  /// of a table of numbers in the file, and for an index whose range ends at the axis.
  func distances(of index: IndexID, before axis: AxisID) -> Distances? {
    if let point = point(index), point.axis == axis { return Distances(least: -point.offset, greatest: -point.offset) }
    if let distances = tableDistances(of: index, before: axis) { return distances }
    let inner = SubscriptRanges(fixed: [axis])
    func offset(isHighest: Bool) -> Int? {
      guard let end = inner.extreme(self[index], isHighest: isHighest, self),
        let (slope, rest) = end.linear(in: axis), slope.constant == 1
      else { return nil }
      return rest.constant
    }
    let distances = Distances(
      least: offset(isHighest: true).map { -$0 }, greatest: offset(isHighest: false).map { -$0 })
    return distances.least == nil && distances.greatest == nil ? nil : distances
  }

  private func tableDistances(of index: IndexID, before axis: AxisID) -> Distances? {
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

  /// Returns a statement at one value of an axis of its domain.
  mutating func fixing(_ axis: AxisID, at point: IndexID, in statement: Statement) -> Statement {
    switch statement {
    case .assignment(let assignment): return .assignment(fixing([axis: point], in: assignment))
    case .sequence(let sequence):
      // The walked axis may have bounds that name the axis; its statements are few and nest as the text does.
      var map = [axis: point]
      let bounds = self[sequence.axis]
      let lower = substituting(map, in: bounds.lower)
      let upper = substituting(map, in: bounds.upper)
      var walked = sequence
      if lower != bounds.lower || upper != bounds.upper {
        walked.axis = addAxis(Axis(name: bounds.name, lower: lower, upper: upper))
        map[sequence.axis] = index(walked.axis)
      }
      walked.body = sequence.body.map { inner in
        if case .assignment(let assignment) = inner { return .assignment(fixing(map, in: assignment)) }
        return fixing(axis, at: point, in: inner)
      }
      return .sequence(walked)
    }
  }

  private mutating func fixing(_ replacements: [AxisID: IndexID], in assignment: Assignment) -> Assignment {
    var map = replacements
    var domain: [AxisID] = []
    for axis in assignment.domain where map[axis] == nil {
      let bounds = self[axis]
      let lower = substituting(map, in: bounds.lower)
      let upper = substituting(map, in: bounds.upper)
      if lower == bounds.lower, upper == bounds.upper {
        domain.append(axis)
      } else {
        let shifted = addAxis(Axis(name: bounds.name, lower: lower, upper: upper))
        map[axis] = index(shifted)
        domain.append(shifted)
      }
    }
    var result = assignment
    result.domain = domain
    result.subscripts = subscripts(self[assignment.subscripts].map { substituting(map, in: $0) })
    result.body = substituting(map, in: assignment.body)
    return result
  }
}
