import FlatProgram

/// Where a statement adds to an element: its axes as functions of the element's subscripts, and the axes that it sums over.
struct Contribution: Sendable {
  /// A comparison of integers that must hold.
  enum Guard: Hashable, Sendable {
    case less(IndexID, IndexID)
    case atLeast(IndexID, IndexID)
    case equal(IndexID, IndexID)
  }

  /// What the axes of the statement are in the formula.
  var map: [AxisID: IndexID] = [:]
  /// The axes that are summed over, outer first.
  var walked: [AxisID] = []
  /// Where the statement has a part in the element at all.
  var guards: [Guard] = []

  /// Solves the subscripts of a target for the axes of its statement.
  ///
  /// - Parameter place: the axes of the element, in the order of the target's.
  init(of assignment: Assignment, at place: [AxisID], in program: inout Program) {
    let subscripts = program[assignment.subscripts]
    var open = Array(subscripts.indices)
    var solved: [AxisID] = []
    // An axis that picks data for another subscript stays in its range only where it is walked.
    var picking: [AxisID] = []
    for index in subscripts {
      for case .element(_, let inner) in program[index].atoms {
        for index in program[inner] { program.collectAxes(of: index, into: &picking) }
      }
    }
    // Subscripts that are an axis and nothing more come first: others may then be numbers.
    for isPlain in [true, false] {
      for position in open {
        let index = program.substituting(map, in: subscripts[position])
        let domain = isPlain ? assignment.domain : assignment.domain.filter { !picking.contains($0) }
        guard let (axis, value) = Self.solve(index, for: place[position], domain, solved, isPlain, &program)
        else { continue }
        for known in solved { map[known] = map[known].map { program.substituting([axis: value], in: $0) } }
        map[axis] = value
        solved.append(axis)
        open.removeAll { $0 == position }
      }
    }
    for axis in assignment.domain where !solved.contains(axis) {
      let (lower, upper) = bounds(of: axis, &program)
      if (lower, upper) == (program[axis].lower, program[axis].upper) {
        walked.append(axis)
      } else {
        let moved = program.axis(program[axis].name, from: lower, to: upper)
        map[axis] = program.index(moved)
        walked.append(moved)
      }
    }
    for axis in solved { map[axis] = map[axis].map { program.substituting(map, in: $0) } }
    for axis in assignment.domain where solved.contains(axis) { guardBounds(of: axis, &program) }
    for position in open {
      let index = program.substituting(map, in: subscripts[position])
      guards.append(.equal(index, program.index(place[position])))
    }
  }

  private func bounds(of axis: AxisID, _ program: inout Program) -> (lower: IndexID, upper: IndexID) {
    (program.substituting(map, in: program[axis].lower), program.substituting(map, in: program[axis].upper))
  }

  private mutating func guardBounds(of axis: AxisID, _ program: inout Program) {
    guard let value = map[axis] else { return }
    let (lower, upper) = bounds(of: axis, &program)
    let ranges = RangeAnalysis()
    let above = program[value] - program[lower]
    if !ranges.isNeverNegative(above, of: program) {
      // `d >= 1` reads better than `d - 1 >= 0`.
      let (positive, negative) = above.bySign
      guards.append(.atLeast(program.index(positive), program.index(negative)))
    }
    if !ranges.isNeverNegative(program[upper] - IndexExpression(1) - program[value], of: program) {
      let shift = program[value].terms.first { $0.factors.isEmpty }?.coefficient ?? 0
      let shifted = IndexExpression(program[value].divisor == 1 ? shift : 0)
      guards.append(.less(program.index(program[value] - shifted), program.index(program[upper] - shifted)))
    }
  }

  /// Returns an axis of a domain, and what it is where a subscript has a value.
  private static func solve(
    _ index: IndexID, for place: AxisID, _ domain: [AxisID], _ solved: [AxisID], _ isPlain: Bool,
    _ program: inout Program
  ) -> (axis: AxisID, value: IndexID)? {
    let expression = program[index]
    if isPlain {
      guard let axis = expression.axis, domain.contains(axis), !solved.contains(axis) else { return nil }
      return (axis, program.index(place))
    }
    for case .axis(let axis) in expression.atoms where domain.contains(axis) && !solved.contains(axis) {
      guard expression.divisor == 1, let (slope, rest) = expression.linear(in: axis), let sign = slope.constant,
        sign == 1 || sign == -1
      else { continue }
      let restID = program.index(rest)
      var named: [AxisID] = []
      program.collectAxes(of: restID, into: &named)
      if named.contains(axis) { continue }
      return (axis, program.index(IndexExpression(sign) * (IndexExpression(.axis(place)) - rest)))
    }
    return nil
  }
}

extension IndexExpression {
  /// The terms with a plus, and those with a minus without it; of a quotient, the whole and 0.
  fileprivate var bySign: (positive: IndexExpression, negative: IndexExpression) {
    guard divisor == 1 else { return (self, IndexExpression(0)) }
    var (positive, negative) = (IndexExpression(0), IndexExpression(0))
    for term in terms {
      let product = term.factors.reduce(IndexExpression(abs(term.coefficient))) { $0 * IndexExpression($1) }
      if term.coefficient > 0 { positive = positive + product } else { negative = negative + product }
    }
    return (positive, negative)
  }
}
