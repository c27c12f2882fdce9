import FlatProgram
import Operations

/// The chain rule for blocks.
extension BlockWriter {
  /// Returns the block of `C` by `A` that a block of `C` by `B` and one of `B` by `A` come to; nil where they have no element
  /// of `B` in common.
  ///
  /// The columns of the one are equated with the rows of the other, and what is left of the axes is walked.
  mutating func composed(_ outer: SparseBlock, _ inner: SparseBlock) -> SparseBlock? {
    var join = BlockJoin(outer, inner, in: &program)
    guard join.solve(in: &program), let draft = join.draft(in: &program, &ranges) else { return nil }
    return block(draft)
  }
}

/// Two blocks that are being joined.
private struct BlockJoin {
  private let outer: SparseBlock
  /// With axes of its own.
  private var inner: SparseBlock
  private var axes: [AxisID]
  /// What axes are equal to; none of them is named in any of these.
  private var bindings: [AxisID: IndexID] = [:]
  private var bound: [AxisID] = []
  private var guards: [SparseBlock.Limit] = []

  init(_ outer: SparseBlock, _ inner: SparseBlock, in program: inout Program) {
    self.outer = outer
    self.inner = inner
    var map: [AxisID: IndexID] = [:]
    var own: [AxisID] = []
    for axis in inner.axes {
      let known = program[axis]
      let made = program.addAxis(
        Axis(
          name: known.name, lower: program.substituting(map, in: known.lower),
          upper: program.substituting(map, in: known.upper)))
      map[axis] = program.index(made)
      own.append(made)
    }
    self.inner.axes = own
    self.inner.rows = inner.rows.map { program.substituting(map, in: $0) }
    self.inner.columns = inner.columns.map { program.substituting(map, in: $0) }
    self.inner.limits = inner.limits.map { program.substituting(map, in: $0) }
    self.inner.value = program.substituting(map, in: inner.value)
    axes = own + outer.axes
  }

  /// Equates columns and rows; false where they never meet.
  mutating func solve(in program: inout Program) -> Bool {
    var pairs = zip(outer.columns, inner.rows).map { ($0, $1) }
    // What is an axis and no more is solved for first: then nothing has to be inverted.
    for isPlain in [true, false] {
      var left: [(IndexID, IndexID)] = []
      for (column, row) in pairs {
        let sides = (program.substituting(bindings, in: column), program.substituting(bindings, in: row))
        let (x, y) = (program[sides.0], program[sides.1])
        let difference = x - y
        if let number = difference.constant {
          if number != 0 { return false }
        } else if isPlain {
          if !bind(y, to: x, in: &program), !bind(x, to: y, in: &program) { left.append((column, row)) }
        } else if !bind(difference, to: IndexExpression(0), in: &program) {
          guards.append(
            SparseBlock.Limit(
              index: program.index(difference), lower: program.index(0), upper: program.index(1)))
        }
      }
      pairs = left
    }
    return true
  }

  /// Binds an axis on one side where that makes the sides equal.
  private mutating func bind(_ side: IndexExpression, to other: IndexExpression, in program: inout Program) -> Bool {
    let isEquation = other.constant == 0
    if !isEquation, side.atoms.count(where: { if case .dim = $0 { false } else { true } }) != 1 { return false }
    for axis in axes where !bound.contains(axis) {
      guard side.atoms.contains(.axis(axis)), let (slope, rest) = side.linear(in: axis), let factor = slope.constant,
        abs(factor) == 1
      else { continue }
      let value = IndexExpression(factor) * (other - rest)
      let index = program.index(value)
      if program.collectedAxes(of: [index]).contains(axis) { continue }
      for known in bound {
        bindings[known] = bindings[known].map { program.substituting([axis: index], in: $0) }
      }
      bindings[axis] = index
      bound.append(axis)
      return true
    }
    return false
  }

  /// Returns what is to be computed; nil where it has no point.
  mutating func draft(in program: inout Program, _ ranges: inout RangeAnalysis) -> BlockDraft? {
    var draft = BlockDraft()
    draft.axes = (outer.axes + inner.axes).filter { !bound.contains($0) }
    for axis in draft.axes {
      draft.bounds[axis] = bounds(of: axis, in: &program)
    }
    let own = (outer.limits + inner.limits).map { program.substituting(bindings, in: $0) }
    for axis in bound {
      let value = bindings[axis] ?? program.index(axis)
      let limit = SparseBlock.Limit(
        index: value, lower: program.substituting(bindings, in: program[axis].lower),
        upper: program.substituting(bindings, in: program[axis].upper))
      guard restrict(limit, &draft, in: &program, &ranges) else { return nil }
    }
    for guarding in guards { draft.guards.append(program.substituting(bindings, in: guarding)) }
    draft.limits = own
    for guarding in draft.guards where !draft.limits.contains(guarding) { draft.limits.append(guarding) }
    draft.rows = outer.rows.map { program.substituting(bindings, in: $0) }
    draft.columns = inner.columns.map { program.substituting(bindings, in: $0) }
    draft.factors = [outer.value, inner.value].map { program.specialized(bindings, in: $0) }
    return draft
  }

  /// Returns the bounds of an axis that is left; those that now name data become limits.
  private mutating func bounds(of axis: AxisID, in program: inout Program) -> (lower: IndexID, upper: IndexID) {
    let lower = program.substituting(bindings, in: program[axis].lower)
    let upper = program.substituting(bindings, in: program[axis].upper)
    guard !program.isPlain(lower) || !program.isPlain(upper), let room = AxisRoom(of: axis, in: program) else {
      return (lower, upper)
    }
    guards.append(SparseBlock.Limit(index: program.index(axis), lower: lower, upper: upper))
    return (program.index(room.first), program.index(room.first + room.extent))
  }

  /// Sees to it that an axis that has become an expression stays within its bounds: by the bounds of the axis that the expression
  /// moves along, or by a guard. Returns false where it never does.
  private func restrict(
    _ limit: SparseBlock.Limit, _ draft: inout BlockDraft, in program: inout Program, _ ranges: inout RangeAnalysis
  ) -> Bool {
    let (index, lower, upper) = (program[limit.index], program[limit.lower], program[limit.upper])
    let (above, below) = (index - lower, upper - index - IndexExpression(1))
    if above.isNegative || below.isNegative { return false }
    if above.isNonnegative, below.isNonnegative { return true }
    if draft.tighten(limit, in: &program) { return true }
    let (offset, extent) = (program.index(above), program.index(upper - lower))
    if ranges.answer(offset, in: extent, of: program) != .inside { draft.guards.append(limit) }
    return true
  }
}

extension BlockDraft {
  /// Narrows the bounds of an axis to those of a limit on it, where they can be compared.
  fileprivate mutating func tighten(_ limit: SparseBlock.Limit, in program: inout Program) -> Bool {
    let limited = program.collectedAxes(of: [limit.lower, limit.upper])
    guard limited.isEmpty, let axis = program[limit.index].singleAxis, let bounds = bounds[axis],
      let (_, shift) = program[limit.index].linear(in: axis)
    else { return false }
    let (lower, upper) = (program[limit.lower] - shift, program[limit.upper] - shift)
    let (before, after) = (lower - program[bounds.lower], program[bounds.upper] - upper)
    guard before.isNonnegative || (-before).isNonnegative, after.isNonnegative || (-after).isNonnegative else {
      return false
    }
    self.bounds[axis] = (
      before.isNonnegative ? program.index(lower) : bounds.lower,
      after.isNonnegative ? program.index(upper) : bounds.upper
    )
    return true
  }
}

extension IndexExpression {
  /// Whether it is at least 0 whatever the dims are; false where that is not plain.
  var isNonnegative: Bool {
    terms.allSatisfy { term in
      term.coefficient >= 0 && term.factors.allSatisfy { if case .dim = $0 { true } else { false } }
    }
  }

  /// Whether it is below 0 whatever the dims are; false where that is not plain.
  fileprivate var isNegative: Bool { (-self - IndexExpression(1)).isNonnegative }

  /// The axis that it is but for a sum of dims and numbers.
  fileprivate var singleAxis: AxisID? {
    var found: AxisID?
    for atom in atoms {
      switch atom {
      case .dim: continue
      case .axis(let axis) where found == nil: found = axis
      case .axis, .element, .quotient, .remainder: return nil
      }
    }
    guard let axis = found, linear(in: axis)?.slope.constant == 1 else { return nil }
    return axis
  }
}
