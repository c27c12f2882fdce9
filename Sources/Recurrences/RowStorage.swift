import FlatProgram

/// Lets arrays that a sequence fills row by row keep only the rows that are still needed.
struct RowStorage {
  private var outline: Outline
  private var rings = Rings()
  /// The statements that clear a row before anything is added to it, by sequence.
  private var fills: [[Step]]

  /// What the rows would have to exceed for a shorter array to be worth its subscripts.
  private static let leastSaving = 8

  /// Returns the program with shorter arrays. Complexity: linear in the program.
  static func run(_ program: Program) -> Program {
    guard program.steps.contains(where: { if case .enter = $0 { true } else { false } }) else { return program }
    var storage = RowStorage(Outline(program))
    storage.shortenArrays()
    return storage.rewritten()
  }

  private init(_ outline: Outline) {
    self.outline = outline
    fills = Array(repeating: [], count: outline.passages.count)
  }

  private mutating func shortenArrays() {
    var ranges = RangeAnalysis()
    for array in outline.program.arrays.indices.map({ ArrayID($0) }) {
      guard let found = RowArray(array, in: outline, &ranges), found.places.count == 1 else { continue }
      let rows = found.span.count + (found.isAccumulated && found.isStartedOutside ? 1 : 0)
      let extent = outline.program[outline.program[array].shape[found.position]]
      if let count = extent.constant, count < rows + Self.leastSaving { continue }
      shorten(found, to: rows)
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
    var steps: [Step] = []
    var program = outline.program
    for (passage, fills) in zip(outline.passages, fills) {
      for (number, step) in passage.steps.enumerated() {
        if case .assignment(let assignment) = step {
          steps.append(.assignment(rings.rewrite(assignment, in: &program)))
        } else {
          steps.append(step)
        }
        if number == 0 {
          for case .assignment(let fill) in fills { steps.append(.assignment(rings.rewrite(fill, in: &program))) }
        }
      }
    }
    program.steps = steps
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
