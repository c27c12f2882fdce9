import Diagnostics

/// The clauses that give an array its elements between them: each element once.
package struct Coverage: Hashable, Sendable {
  /// One clause: it gives the element at its subscripts for every point of its axes.
  package struct Clause: Hashable, Sendable {
    /// Outer first; a bound names only axes before it.
    package var axes: [AxisID]
    /// Those of the positions that the text names; the clause gives all of the rest.
    package var subscripts: [IndexID]
    package var span: SourceSpan

    package init(axes: [AxisID], subscripts: [IndexID], span: SourceSpan) {
      (self.axes, self.subscripts, self.span) = (axes, subscripts, span)
    }
  }

  /// What may be wrong with clauses.
  package enum Fault: Hashable, Sendable {
    /// Two clauses, by number, give one element; or one gives it at two points.
    case twice(element: [Int], first: Int, second: Int)
    case missing(element: [Int])
    /// A clause gives an element that does not exist.
    case outside(element: [Int], clause: Int, position: Int, extent: Int)
  }

  /// What the array is called.
  package var name: String
  /// The extents as the text has them; what is run may keep fewer rows of the array.
  package var shape: [IndexID]
  /// In the order of the text; at least one.
  package var clauses: [Clause]

  package init(_ name: String, _ shape: [IndexID], _ clauses: [Clause]) {
    (self.name, self.shape, self.clauses) = (name, shape, clauses)
  }

  /// Returns whether every element is given once, as far as extents and integer data are known; the first fault in the order
  /// of the elements otherwise.
  ///
  /// Complexity: that of sorting the clauses, times the rows of a triangle; the elements of the array where a subscript is more
  /// than an axis and a shift, which is unknown for more elements than the limit.
  package func answer(in program: Program, _ values: IndexEvaluator, upTo limit: Int = 1 << 26) -> CheckAnswer<Fault> {
    var extents: [Int] = []
    for extent in shape.prefix(clauses[0].subscripts.count) {
      guard let value = values.value(of: extent) else { return .unknown }
      extents.append(value)
    }
    var sweep = CoverageSweep(program, clauses, extents: extents, values)
    if let answer = sweep.answer() { return answer }
    return CoverageMap(program, clauses, extents: extents, values).answer(upTo: limit)
  }
}

/// Checks clauses position by position: between two ends of their ranges, the same clauses take part.
private struct CoverageSweep {
  /// A clause, with the values of axes that later positions rest on.
  private struct Region {
    var clause: Int
    var values: [(axis: AxisID, value: Int)] = []
  }

  /// The subscripts that a region has at one position.
  private struct Interval {
    var region: Region
    var lower: Int
    var upper: Int
    /// The axis whose value later positions rest on, and what it lies before the subscript.
    var bound: (axis: AxisID, shift: Int)?
  }

  private let program: Program
  private let clauses: [Coverage.Clause]
  private let extents: [Int]
  private var values: IndexEvaluator

  init(_ program: Program, _ clauses: [Coverage.Clause], extents: [Int], _ values: IndexEvaluator) {
    (self.program, self.clauses, self.extents, self.values) = (program, clauses, extents, values)
  }

  /// Returns nil where a subscript is more than an axis and a shift.
  mutating func answer() -> CheckAnswer<Coverage.Fault>? {
    answer(at: [], clauses.indices.map { Region(clause: $0) })
  }

  /// Looks at the elements that begin with some subscripts; one level for each position.
  private mutating func answer(at element: [Int], _ regions: [Region]) -> CheckAnswer<Coverage.Fault>? {
    let position = element.count
    if position == extents.count { return answer(for: element, regions) }
    var intervals: [Interval] = []
    for region in regions {
      guard let interval = interval(of: region, at: position) else { return nil }
      if interval.lower < interval.upper { intervals.append(interval) }
    }
    let cuts = Set(intervals.flatMap { [$0.lower, $0.upper] } + [0, extents[position]]).sorted()
    var waiting = intervals.sorted { $0.lower < $1.lower }[...]
    var active: [Interval] = []
    for (start, end) in zip(cuts, cuts.dropFirst()) {
      active.removeAll { $0.upper <= start }
      while let next = waiting.first, next.lower <= start { active.append(waiting.removeFirst()) }
      let isInside = start >= 0 && start < extents[position]
      if active.isEmpty, !isInside { continue }
      let isUniform = active.allSatisfy { $0.bound == nil }
      for value in start..<(isUniform ? start + 1 : end) {
        let inner = active.map { interval in
          var region = interval.region
          if let (axis, shift) = interval.bound { region.values.append((axis, value - shift)) }
          return region
        }
        guard let answer = answer(at: element + [value], inner) else { return nil }
        if answer != .sound { return answer }
      }
    }
    return .sound
  }

  private func answer(for element: [Int], _ regions: [Region]) -> CheckAnswer<Coverage.Fault> {
    let outside = zip(element, extents).enumerated().first { $1.0 < 0 || $1.0 >= $1.1 }
    if let (position, (_, extent)) = outside {
      guard let region = regions.first else { return .sound }
      return .faulty(.outside(element: element, clause: region.clause, position: position, extent: extent))
    }
    if regions.isEmpty { return .faulty(.missing(element: element)) }
    if regions.count == 1 { return .sound }
    let numbers = regions.map(\.clause).sorted()
    return .faulty(.twice(element: element, first: numbers[0], second: numbers[1]))
  }

  private mutating func interval(of region: Region, at position: Int) -> Interval? {
    for (axis, value) in region.values { values[axis] = value }
    defer { for (axis, _) in region.values { values[axis] = nil } }
    let clause = clauses[region.clause]
    let index = program[clause.subscripts[position]]
    if let value = values.value(of: index) {
      return Interval(region: region, lower: value, upper: saturatingSum(value, 1))
    }
    for case .axis(let axis) in index.atoms where values[axis] == nil {
      guard let (slope, rest) = index.linear(in: axis), slope.constant == 1, index.divisor == 1,
        let shift = values.value(of: rest), let range = values.range(of: axis)
      else { return nil }
      return Interval(
        region: region, lower: saturatingSum(range.lowerBound, shift), upper: saturatingSum(range.upperBound, shift),
        bound: isNamed(axis, in: clause, after: position) ? (axis, shift) : nil)
    }
    return nil
  }

  /// Whether later subscripts, or the bounds of other axes, name an axis.
  private func isNamed(_ axis: AxisID, in clause: Coverage.Clause, after position: Int) -> Bool {
    var named: [AxisID] = []
    for index in clause.subscripts[(position + 1)...] { program.collectAxes(of: index, into: &named) }
    for other in clause.axes {
      program.collectAxes(of: program[other].lower, into: &named)
      program.collectAxes(of: program[other].upper, into: &named)
    }
    return named.contains(axis)
  }
}

/// Checks clauses element by element.
private struct CoverageMap {
  private let program: Program
  private let clauses: [Coverage.Clause]
  private let extents: [Int]
  private let values: IndexEvaluator
  /// The clause, counted from 1, that gives each element.
  private var givers: [Int32] = []

  init(_ program: Program, _ clauses: [Coverage.Clause], extents: [Int], _ values: IndexEvaluator) {
    (self.program, self.clauses, self.extents, self.values) = (program, clauses, extents, values)
  }

  consuming func answer(upTo limit: Int) -> CheckAnswer<Coverage.Fault> {
    let count = extents.reduce(1) { saturatingProduct($0, max($1, 0)) }
    guard count <= limit else { return .unknown }
    givers = Array(repeating: 0, count: count)
    for number in clauses.indices {
      let answer = mark(number)
      if answer != .sound { return answer }
    }
    guard let gap = givers.firstIndex(of: 0) else { return .sound }
    return .faulty(.missing(element: element(at: gap)))
  }

  /// Marks the elements that a clause gives.
  private mutating func mark(_ number: Int) -> CheckAnswer<Coverage.Fault> {
    var answer = CheckAnswer<Coverage.Fault>.sound
    var walk = values
    let areKnown = walk.visitPoints(of: clauses[number].axes) { values in
      answer = markElement(number, values)
      return answer == .sound
    }
    return areKnown ? answer : .unknown
  }

  private mutating func markElement(_ number: Int, _ values: IndexEvaluator) -> CheckAnswer<Coverage.Fault> {
    var element: [Int] = []
    for index in clauses[number].subscripts {
      guard let value = values.value(of: index) else { return .unknown }
      element.append(value)
    }
    var offset = 0
    for (position, (value, extent)) in zip(element, extents).enumerated() {
      guard value >= 0, value < extent else {
        return .faulty(.outside(element: element, clause: number, position: position, extent: extent))
      }
      offset = offset * extent + value
    }
    if givers[offset] != 0 { return .faulty(.twice(element: element, first: Int(givers[offset]) - 1, second: number)) }
    givers[offset] = Int32(number + 1)
    return .sound
  }

  private func element(at offset: Int) -> [Int] {
    var rest = offset
    var element: [Int] = []
    for extent in extents.reversed() {
      element.insert(rest % max(extent, 1), at: 0)
      rest /= max(extent, 1)
    }
    return element
  }
}
