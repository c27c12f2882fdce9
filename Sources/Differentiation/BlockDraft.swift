import FlatProgram
import Operations

/// A block that is being made: its axes still go by any names, and may be summed over.
struct BlockDraft {
  var axes: [AxisID] = []
  var bounds: [AxisID: (lower: IndexID, upper: IndexID)] = [:]
  var limits: [SparseBlock.Limit] = []
  /// Conditions that the factors do not see to by themselves.
  var guards: [SparseBlock.Limit] = []
  var rows: [IndexID] = []
  var columns: [IndexID] = []
  /// The value is their product.
  var factors: [ExpressionID] = []
}

/// Turns drafts into blocks: names axes by their places, sums over those that place nothing, and keeps values in arrays.
struct BlockWriter {
  var program: Program
  var ranges = RangeAnalysis()
  /// The statements that compute values.
  private(set) var steps: [Step] = []
  /// How many multiplications the statements take.
  private(set) var work = 0.0

  /// How large extents are.
  let sizes: SizeGuess
  private struct AxisKey: Hashable {
    var place: Int
    var lower: IndexID
    var upper: IndexID
  }

  private var knownAxes: [AxisKey: AxisID] = [:]
  private var takenAxes: Set<AxisID> = []
  /// How many arrays there were before.
  private let givenCount: Int

  init(_ program: Program) {
    self.program = program
    sizes = SizeGuess(program)
    givenCount = program.arrays.count
  }

  /// Adds a statement.
  mutating func append(_ assignment: Assignment) { steps.append(.assignment(assignment)) }

  /// Returns the block that a draft comes to; nil where it has no entry, or all are 0.
  mutating func block(_ draft: BlockDraft) -> SparseBlock? {
    var draft = draft
    if draft.factors.contains(where: { program[$0].number == 0 }) { return nil }
    let placing = placingAxes(&draft)
    let summed = draft.axes.filter { !placing.contains($0) }
    let names = rename(&draft, placing: placing, summed: summed)
    work += sizes.pointCount(draft.axes, in: program)
    let value =
      names.summed.isEmpty
      ? product(draft.factors, where: draft.guards)
      : sum(draft, over: names.summed, placing: names.placing)
    if program[value].number == 0 { return nil }
    let limits = draft.limits.filter { limit in !program.names(names.summed, in: limit) }
    let block = SparseBlock(axes: names.placing, limits: limits, rows: draft.rows, columns: draft.columns, value: value)
    return loosened(block, from: names.summed)
  }

  // MARK: Axes

  /// Returns the axes that rows and columns name, in an order in which bounds name only axes before them.
  ///
  /// An axis whose bounds name one that is summed over gets a range that holds all its values.
  private mutating func placingAxes(_ draft: inout BlockDraft) -> [AxisID] {
    var named: [AxisID] = []
    for index in draft.rows + draft.columns { program.collectAxes(of: index, into: &named) }
    var placing: [AxisID] = []
    var pending = Array(named.reversed())
    while let axis = pending.last {
      if placing.contains(axis) {
        pending.removeLast()
        continue
      }
      let missing = boundAxes(of: axis, in: draft).filter { named.contains($0) && !placing.contains($0) }
      if missing.isEmpty {
        placing.append(axis)
        pending.removeLast()
      } else {
        pending.append(contentsOf: missing)
      }
    }
    return placing
  }

  private func boundAxes(of axis: AxisID, in draft: BlockDraft) -> [AxisID] {
    var named: [AxisID] = []
    let bounds = draft.bounds[axis] ?? (program[axis].lower, program[axis].upper)
    program.collectAxes(of: bounds.lower, into: &named)
    program.collectAxes(of: bounds.upper, into: &named)
    return named
  }

  /// Gives axes the names of their places, so that equal blocks are equal values, and moves them by constants so that the
  /// first subscript that names one is it alone.
  private mutating func rename(
    _ draft: inout BlockDraft, placing: [AxisID], summed: [AxisID]
  ) -> (placing: [AxisID], summed: [AxisID]) {
    var map: [AxisID: IndexID] = [:]
    var newAxes: [AxisID: AxisID] = [:]
    // Bounds may name axes of either kind; what is placed comes first wherever that is possible.
    var order: [AxisID] = []
    var pending = (placing + summed)[...]
    while let axis = pending.popFirst() {
      if boundAxes(of: axis, in: draft).contains(where: { draft.axes.contains($0) && newAxes[$0] == nil && $0 != axis })
      {
        pending.append(axis)
        continue
      }
      let shift = summed.contains(axis) ? IndexExpression(0) : self.shift(of: axis, in: draft)
      let bounds = draft.bounds[axis] ?? (program[axis].lower, program[axis].upper)
      let ends = (program.substituting(map, in: bounds.lower), program.substituting(map, in: bounds.upper))
      let (lower, upper) = (program[ends.0] + shift, program[ends.1] + shift)
      let made = self.axis(at: order.count, from: lower, to: upper, like: axis)
      newAxes[axis] = made
      map[axis] = program.index(IndexExpression(.axis(made)) - shift)
      order.append(made)
    }
    draft.substitute(map, in: &program)
    draft.axes = order
    draft.bounds = [:]
    let summedNames = Set(summed.compactMap { newAxes[$0] })
    return (order.filter { !summedNames.contains($0) }, order.filter { summedNames.contains($0) })
  }

  /// Returns the axis with these bounds that stands at a place of every block: the first one that did.
  mutating func axis(
    at place: Int, from lower: IndexExpression, to upper: IndexExpression, like model: AxisID? = nil
  ) -> AxisID {
    let key = AxisKey(place: place, lower: program.index(lower), upper: program.index(upper))
    if let known = knownAxes[key] { return known }
    var made = program.axis(Program.axisName(at: place), from: key.lower, to: key.upper)
    if let model, program[model].lower == key.lower, program[model].upper == key.upper { made = model }
    if !takenAxes.insert(made).inserted {
      made = program.addAxis(Axis(name: program[made].name, lower: key.lower, upper: key.upper))
      takenAxes.insert(made)
    }
    knownAxes[key] = made
    return made
  }

  /// Returns what the first subscript that moves along an axis adds to it.
  private func shift(of axis: AxisID, in draft: BlockDraft) -> IndexExpression {
    for index in draft.rows + draft.columns {
      guard let (slope, rest) = program[index].linear(in: axis), slope.constant == 1 else { continue }
      let isPlain = rest.atoms.allSatisfy { if case .dim = $0 { true } else { false } }
      return isPlain ? rest : IndexExpression(0)
    }
    return IndexExpression(0)
  }

  /// Returns a block in which no bound names an axis that was summed over: such an axis walks all values that it ever has.
  private mutating func loosened(_ block: SparseBlock, from summed: [AxisID]) -> SparseBlock {
    var map: [AxisID: IndexID] = [:]
    var axes: [AxisID] = []
    for (place, axis) in block.axes.enumerated() {
      let named = program.collectedAxes(of: [program[axis].lower, program[axis].upper])
      guard named.contains(where: { summed.contains($0) || map[$0] != nil }),
        let room = AxisRoom(of: axis, in: program)
      else {
        axes.append(axis)
        continue
      }
      let made = self.axis(at: place, from: room.first, to: room.first + room.extent)
      map[axis] = program.index(made)
      axes.append(made)
    }
    if map.isEmpty { return block }
    return SparseBlock(
      axes: axes, limits: block.limits.map { program.substituting(map, in: $0) },
      rows: block.rows.map { program.substituting(map, in: $0) },
      columns: block.columns.map { program.substituting(map, in: $0) },
      value: program.substituting(map, in: block.value))
  }

  // MARK: Values

  private mutating func product(_ factors: [ExpressionID], where guards: [SparseBlock.Limit]) -> ExpressionID {
    var product = program.constant(1)
    for factor in factors { product = program.foldedProduct(product, factor) }
    return program.masking(product, where: program.condition(guards))
  }

  /// Returns a read of an array that holds the sum of the products over some axes.
  private mutating func sum(_ draft: BlockDraft, over summed: [AxisID], placing: [AxisID]) -> ExpressionID {
    var inner = draft.factors
    var outer: [ExpressionID] = []
    if draft.guards.isEmpty {
      inner.removeAll { factor in
        let isOutside = !program.axes(of: factor).contains { summed.contains($0) } && draft.factors.count > 1
        if isOutside { outer.append(factor) }
        return isOutside
      }
    }
    let body = product(inner, where: draft.guards)
    if program[body].number == 0 { return body }
    let bounded = placing.filter { axis in boundAxes(of: axis, in: draft).contains { summed.contains($0) } }
    if bounded.isEmpty, let points = program.fewPoints(of: summed) {
      var terms = points.map { point in program.specialized(point, in: body) }
      terms.removeAll { program[$0].number == 0 }
      let total = terms.reduce(nil) { sum, term in sum.map { program.apply(.add, $0, term) } ?? term }
      return product(outer + [total ?? program.constant(0)], where: [])
    }
    // An axis whose bounds name one that is summed over decides which of its values count.
    let axes = program.closedAxes(of: program.axes(of: body) + summed + bounded, among: draft.axes)
    let total = keep(body, over: placing.filter { axes.contains($0) }, walking: axes)
    return product(outer + [total], where: [])
  }

  /// Returns a block whose value costs no more than reading it.
  mutating func kept(_ block: SparseBlock) -> SparseBlock {
    guard case .operation = program[block.value] else { return block }
    var block = block
    let axes = program.closedAxes(of: block.value, among: block.axes)
    block.value = keep(block.value, over: axes, walking: axes)
    return block
  }

  /// Returns the array that holds just the values of a block, where there is one.
  func ownArray(of block: SparseBlock) -> ArrayID? {
    guard case .read(let array, let subscripts) = program[block.value], Int(array.raw) >= givenCount else { return nil }
    var copy = self
    return program[subscripts] == copy.positions(along: block.axes) ? array : nil
  }

  /// Lays down the statement that gives an array the values of an expression, and returns what reads it.
  mutating func keep(_ value: ExpressionID, over kept: [AxisID], walking axes: [AxisID]) -> ExpressionID {
    let array = addArray(over: kept)
    let subscripts = program.subscripts(positions(along: kept))
    append(
      Assignment(
        target: array, subscripts: subscripts, domain: axes,
        combination: kept.count == axes.count ? .assign : .add, body: value, pass: .backward))
    return program.read(array, subscripts)
  }

  /// Declares an array with room for every point of some axes.
  mutating func addArray(over axes: [AxisID]) -> ArrayID {
    let shape = axes.map { axis in
      program.index(program.clamped(AxisRoom(of: axis, in: program)?.extent ?? program[program[axis].upper]))
    }
    return program.addArray(
      ArrayDeclaration(name: program.freshNumberedName("j"), shape: shape, role: .local))
  }

  /// Returns the positions of a point in such an array.
  mutating func positions(along axes: [AxisID]) -> [IndexID] {
    axes.map { axis in
      let first = AxisRoom(of: axis, in: program)?.first ?? IndexExpression(0)
      return program.index(IndexExpression(.axis(axis)) - first)
    }
  }
}

extension BlockDraft {
  /// Replaces axes in everything but the bounds.
  mutating func substitute(_ map: [AxisID: IndexID], in program: inout Program) {
    rows = rows.map { program.substituting(map, in: $0) }
    columns = columns.map { program.substituting(map, in: $0) }
    factors = factors.map { program.specialized(map, in: $0) }
    limits = limits.map { program.substituting(map, in: $0) }
    guards = guards.map { program.substituting(map, in: $0) }
  }
}
