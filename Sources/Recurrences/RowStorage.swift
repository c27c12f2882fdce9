import FlatProgram

/// Lets arrays that a sequence fills row by row keep only the rows that are still needed.
struct RowStorage {
  private var outline: Outline
  private var rings = Rings()
  /// The statements that clear a row before anything is added to it, by sequence.
  private var fills: [[Step]]
  /// The number of rows that each shortened array has.
  private var lengths: [ArrayID: Int] = [:]
  private var pairs: [SegmentedPair] = []

  /// What the rows would have to exceed for a shorter array to be worth its subscripts.
  private static let leastSaving = 8

  /// Returns the program with shorter arrays; a plan has what is kept for a backward pass shortened too.
  ///
  /// Complexity: linear in the program.
  static func run(_ program: Program, _ plan: Checkpointing?) -> Program {
    var storage = RowStorage(Outline(program))
    storage.shortenArrays(plan)
    return storage.rewritten()
  }

  private init(_ outline: Outline) {
    self.outline = outline
    fills = Array(repeating: [], count: outline.passages.count)
  }

  private mutating func shortenArrays(_ plan: Checkpointing?) {
    var ranges = RangeAnalysis()
    var found: [ArrayID: RowArray] = [:]
    for array in outline.program.arrays.indices.map({ ArrayID($0) }) {
      guard let rows = RowArray(array, in: outline, &ranges) else { continue }
      if rows.places.count == 1 {
        let count = rows.span.count + (rows.isAccumulated && rows.isStartedOutside ? 1 : 0)
        let extent = outline.program[outline.program[array].shape[rows.position]]
        if let whole = extent.constant, whole < count + Self.leastSaving { continue }
        found[array] = rows
        lengths[array] = count
      } else if plan != nil {
        found[array] = rows
      }
    }
    if let plan { divide(found, plan) }
    for array in outline.program.arrays.indices.map({ ArrayID($0) }) {
      if let rows = found[array], let length = lengths[array] { shorten(rows, to: length) }
    }
  }

  /// Divides each sequence with the later one that reads most of what it makes.
  private mutating func divide(_ found: [ArrayID: RowArray], _ plan: Checkpointing) {
    var isTaken = [Bool](repeating: false, count: outline.passages.count)
    for first in outline.passages.indices {
      guard let walk = outline.passages[first].walk, !isTaken[first] else { continue }
      let shared = found.values.filter { $0.places.count == 2 && $0.places[0] == first }
      for second in Set(shared.map { $0.places[1] }).sorted().reversed() where !isTaken[second] {
        let rows = found.filter { _, rows in
          rows.places.count == 1
            || rows.places == [first, second] && rows.isComplete(isReversed: walk.isReversed)
        }
        guard let pair = SegmentedPair(first, second, rows, in: outline, by: plan) else { continue }
        (isTaken[first], isTaken[second]) = (true, true)
        for rows in pair.kept { lengths[rows.array] = pair.longest + rows.span.count - 1 }
        pairs.append(pair)
        break
      }
    }
  }

  private mutating func shorten(_ found: RowArray, to rows: Int) {
    let place = found.places[0]
    if found.isAccumulated, let walk = outline.passages[place].walk, !isGiven(found, along: walk) {
      fills[place].append(.assignment(outline.program.clearing(found, along: walk)))
    }
    rings.shorten(
      found.array, at: found.position, to: outline.program.index(rows), in: &outline.program)
  }

  /// Whether a statement of the sequence itself gives every element of the entering row a value.
  private func isGiven(_ found: RowArray, along walk: (axis: AxisID, isReversed: Bool)) -> Bool {
    let program = outline.program
    var depth = 0
    for step in outline.passages[found.places[0]].steps {
      switch step {
      case .enter: depth += 1
      case .leave: depth -= 1
      case .assignment(let assignment):
        if depth == 1, assignment.target == found.array, assignment.combination == .assign,
          program.fillsRow(assignment, found, found.entering(isReversed: walk.isReversed), along: walk.axis)
        {
          return true
        }
      }
    }
    return false
  }

  private consuming func rewritten() -> Program {
    var program = outline.program
    var passages: [[Step]] = []
    for (passage, fills) in zip(outline.passages, fills) {
      let steps = Array(passage.steps.prefix(1)) + fills + passage.steps.dropFirst()
      passages.append(
        steps.map { step in
          if case .assignment(let assignment) = step {
            .assignment(rings.rewrite(assignment, in: &program))
          } else {
            step
          }
        })
    }
    for pair in pairs {
      (passages[pair.first], passages[pair.second]) = pair.divided(
        passages[pair.first], passages[pair.second], in: &program)
    }
    program.steps = passages.flatMap { $0 }
    return program
  }
}

extension Program {
  /// Whether an assignment goes over all elements of one row.
  fileprivate func fillsRow(_ assignment: Assignment, _ found: RowArray, _ row: Int, along walk: AxisID) -> Bool {
    let subscripts = self[assignment.subscripts]
    guard offset(of: subscripts[found.position], from: walk) == row else { return false }
    var met: Set<AxisID> = []
    for (position, extent) in self[found.array].shape.enumerated() where position != found.position {
      guard let axis = self[subscripts[position]].axis, met.insert(axis).inserted, assignment.domain.contains(axis),
        self[self[axis].lower].constant == 0, self[axis].upper == extent
      else { return false }
    }
    return true
  }

  /// Returns the statement that clears the next row of an array at each step of the sequence that adds to it.
  mutating func clearing(_ found: RowArray, along walk: (axis: AxisID, isReversed: Bool)) -> Assignment {
    var row = found.entering(isReversed: walk.isReversed)
    if found.isStartedOutside { row += walk.isReversed ? -1 : 1 }
    var subscripts: [IndexID] = []
    var domain: [AxisID] = []
    for (position, extent) in self[found.array].shape.enumerated() {
      if position == found.position {
        subscripts.append(index(IndexExpression(.axis(walk.axis)) + IndexExpression(row)))
      } else {
        let axis = axis(freshName("i\(position)"), from: index(0), to: extent)
        subscripts.append(index(axis))
        domain.append(axis)
      }
    }
    return Assignment(
      target: found.array, subscripts: self.subscripts(subscripts), domain: domain, body: constant(0),
      span: self[found.array].span, pass: self[found.array].pass)
  }
}

extension ArrayDeclaration {
  /// The pass that the array belongs to.
  fileprivate var pass: Pass {
    switch role {
    case .input, .parameter, .constant, .local: .forward
    case .adjoint: .backward
    case .tangent: .tangent
    }
  }
}
