import Diagnostics
import FlatProgram
import Operations

/// What remains to be done to lower an expression: a stack of these stands in for recursion.
enum LoweringTask {
  /// Lowers an expression at subscripts for its own axes.
  case lower(ResolvedID, SubscriptsID)
  /// Makes an operation of the last results.
  case apply(Operation, count: Int, at: SourceSpan)
  /// The condition is the last result: what follows counts only where it holds, or where it does not.
  case guardThen, guardElse
  /// Joins a condition and two branches, which may be conditions themselves.
  case select(isCondition: Bool)
  /// The body of a reduction is the last result.
  case reduce(ResolvedID, place: SubscriptsID, own: [AxisID])
  /// The body of a definition within the text, or of an array of values, is the last result.
  case keep(ResolvedID, place: SubscriptsID, own: [AxisID])
  case keepElement(ResolvedID, place: SubscriptsID, own: [AxisID], position: Int)
  /// The body of a comprehension is the last result: its indices become subscripts.
  case substitute([AxisID: IndexID])
  /// The positions among its subscripts are the last results.
  case element(ResolvedID, [ResolvedSubscript], SubscriptsID)
  /// The body of a clause within a function is the last result.
  case giveClause(Int, clause: Int, own: [AxisID])
  /// All clauses of a recurrence within a function have been given.
  case finishRecurrence(Int, asked: ResolvedID, place: SubscriptsID, start: Int)
  /// The elements of what takes part in a derivative are the last results, each over axes of its own.
  case requestDerivative(ResolvedID, place: SubscriptsID, own: [[AxisID]])
  /// The text is under a condition again.
  case guardAgain(ExpressionID)
  /// The arguments of a call with a rule are the last results.
  case record(Int, own: [[AxisID]])
  /// The arguments of a call that stays are the last results.
  case keepCall(ResolvedID, place: SubscriptsID, own: [[AxisID]])
  /// Notes a result that is asked for again.
  case remember(LoweringKey)
}

/// One value at one place, under one condition.
struct LoweringKey: Hashable {
  var node: ResolvedID
  var place: SubscriptsID
  var guarding: ExpressionID
}

/// An array that holds a part of an expression, for every value of the indices around it and of its own axes.
struct KeptArray {
  var array: ArrayID
  /// The indices around it that it depends on.
  var free: [AxisID]
}

/// What is known while one definition is lowered.
struct LoweringState {
  var tasks: [LoweringTask] = []
  var results: [ExpressionID] = []
  /// The condition under which the text at hand counts; `.none` where it always does.
  var guarding = ExpressionID.none
  var outerGuards: [ExpressionID] = []
  var kept: [LoweringKey: [KeptArray]] = [:]
  var known: [LoweringKey: ExpressionID] = [:]
  /// The calls whose arguments are kept.
  var recorded: Set<LoweringKey> = []
  var span: SourceSpan?
  /// The value that is the whole definition, and the array it goes into.
  var root: (node: ResolvedID, target: KeptArray)?
  /// Whether the value was put there.
  var isRootGiven = false

  /// Forgets the definition before, but not its memory.
  mutating func begin(at span: SourceSpan?) {
    tasks.removeAll(keepingCapacity: true)
    results.removeAll(keepingCapacity: true)
    outerGuards.removeAll(keepingCapacity: true)
    guarding = .none
    if !kept.isEmpty { kept = [:] }
    if !known.isEmpty { known = [:] }
    if !recorded.isEmpty { recorded = [] }
    root = nil
    isRootGiven = false
    self.span = span
  }
}

extension Analyzer {
  /// Adds the assignments that give a definition its elements: over its indices, then the axes of its body.
  mutating func lower(
    _ body: ResolvedID, into target: ArrayID, at subscripts: [IndexID], axes: [AxisID], own: [AxisID], span: SourceSpan
  ) {
    lowering.begin(at: span)
    let place = program.subscripts(own)
    let targetSubscripts = program.subscripts(subscripts)
    // A definition that is a sum is summed where it stands.
    if case .sum(let reduced, let terms) = resolved[body].kind {
      let value = lower(terms, at: place)
      program.append(
        Assignment(
          target: target, subscripts: targetSubscripts, domain: axes + own + reduced, combination: .add, body: value,
          span: span))
      return
    }
    if let combination = Self.positionCombination(resolved[body].kind),
      case .reduce(_, let axis, let terms) = resolved[body].kind
    {
      let value = lower(terms, at: place)
      program.append(
        Assignment(
          target: target, subscripts: targetSubscripts, domain: axes + own + [axis], combination: combination,
          body: value, span: span))
      return
    }
    if targetSubscripts == program.subscripts(axes + own) {
      lowering.root = (body, KeptArray(array: target, free: axes))
    }
    let value = lower(body, at: place)
    // Some values went into the array where they arose.
    if lowering.isRootGiven { return }
    program.append(
      Assignment(target: target, subscripts: targetSubscripts, domain: axes + own, body: value, span: span))
  }

  private static func positionCombination(_ kind: ResolvedKind) -> Combination? {
    switch kind {
    case .reduce(.argmax, _, _): .argmax
    case .reduce(.argmin, _, _): .argmin
    default: nil
    }
  }

  /// Returns the expression for one element of a resolved value, adding the assignments it rests on.
  ///
  /// Complexity: linear in the value; no recursion.
  mutating func lower(_ node: ResolvedID, at place: SubscriptsID) -> ExpressionID {
    lowering.tasks.append(.lower(node, place))
    while let task = lowering.tasks.popLast() {
      switch task {
      case .lower(let node, let place): begin(node, at: place)
      case .apply(let operation, let count, let span):
        let c = count > 2 ? popResult() : .none
        let b = count > 1 ? popResult() : .none
        let known = program.expressions.count
        let made = program.apply(operation, popResult(), b, c)
        program.noteExpressions(since: known, and: made, at: span)
        lowering.results.append(made)
      case .guardThen:
        let condition = lowering.results[lowering.results.count - 1]
        lowering.outerGuards.append(lowering.guarding)
        lowering.guarding = conjunction(lowering.guarding, condition)
      case .guardElse:
        let condition = lowering.results[lowering.results.count - 2]
        lowering.guarding = conjunction(
          lowering.outerGuards[lowering.outerGuards.count - 1], program.apply(.not, condition))
      case .select(let isCondition):
        lowering.guarding = lowering.outerGuards.removeLast()
        let operands = popResults(3)
        lowering.results.append(select(operands[0], operands[1], operands[2], isCondition: isCondition))
      case .reduce(let node, let place, let own):
        let known = program.expressions.count
        finishReduction(node, at: place, own: own)
        program.noteExpressions(since: known, and: .none, at: resolved[node].span)
      case .keep(let node, let place, let own): finishKeeping(node, at: place, own: own)
      case .keepElement(let node, let place, let own, let position):
        finishElement(node, at: place, own: own, position: position)
      case .substitute(let map):
        let body = popResult()
        lowering.results.append(program.substituting(map, in: body))
      case .element(let base, let list, let place): finishElement(base, list, at: place)
      case .giveClause(let number, let clause, let own): giveClause(number, clause, own: own)
      case .finishRecurrence(let number, let node, let place, let start):
        finishRecurrence(number, asked: node, at: place, start: start)
      case .requestDerivative(let node, let place, let own): requestDerivative(node, at: place, own: own)
      case .guardAgain(let condition): lowering.guarding = condition
      case .record(let number, let own): record(number, own: own)
      case .keepCall(let node, let place, let own): finishCall(node, at: place, own: own)
      case .remember(let key): lowering.known[key] = lowering.results[lowering.results.count - 1]
      }
    }
    return popResult()
  }

  /// Takes the last result.
  mutating func popResult() -> ExpressionID { lowering.results.popLast() ?? .none }

  mutating func popResults(_ count: Int) -> [ExpressionID] {
    let popped = Array(lowering.results.suffix(count))
    lowering.results.removeLast(popped.count)
    return popped
  }

  private mutating func conjunction(_ outer: ExpressionID, _ condition: ExpressionID) -> ExpressionID {
    program.conjunction(outer, condition, isSafe: outer == .none || safety.isSafe(condition, in: program))
  }

  /// Chooses between numbers, or between conditions, which are numbers as long as they are chosen between.
  private mutating func select(
    _ condition: ExpressionID, _ then: ExpressionID, _ otherwise: ExpressionID, isCondition: Bool
  ) -> ExpressionID {
    guard isCondition else { return program.apply(.select, condition, then, otherwise) }
    return holds(program.apply(.select, condition, number(of: then), number(of: otherwise)))
  }

  /// Returns 1 where a condition holds, else 0.
  mutating func number(of condition: ExpressionID) -> ExpressionID {
    program.apply(.select, condition, program.constant(1), program.constant(0))
  }

  /// Returns the condition that `number(of:)` made a number of.
  mutating func holds(_ number: ExpressionID) -> ExpressionID {
    program.apply(.notEqual, number, program.constant(0))
  }

  private mutating func begin(_ node: ResolvedID, at place: SubscriptsID) {
    let value = resolved[node]
    switch value.kind {
    case .failed: lowering.results.append(program.constant(.nan))
    case .constant(let number): lowering.results.append(program.constant(number))
    case .number(let index): lowering.results.append(program.number(index))
    case .array(let array): lowering.results.append(read(array, place))
    case .apply(let operation, let a, let b, let c): beginOperation(node, operation, a, b, c, at: place)
    case .element(let base, let list): beginElement(base, list, at: place)
    case .permuted(let base, let order):
      let own = program[place]
      var outer = own
      for (position, axis) in order.enumerated() { outer[axis] = own[position] }
      lowering.tasks.append(.lower(base, program.subscripts(outer)))
    case .comprehension(let axes, let body):
      let own = program[place]
      var map: [AxisID: IndexID] = [:]
      for (axis, index) in zip(axes, own) {
        let position = program[index] + program[program[axis].lower]
        map[axis] = program.index(position)
      }
      lowering.tasks += [.substitute(map), .lower(body, program.subscripts(Array(own.dropFirst(axes.count))))]
    case .literal(let elements):
      let own = program[place]
      if let position = own.first.flatMap({ program[$0].constant }), elements.indices.contains(position) {
        lowering.tasks.append(.lower(elements[position], program.subscripts(Array(own.dropFirst()))))
      } else {
        beginLiteral(node, elements, at: place)
      }
    case .sum(_, let body), .reduce(_, _, let body), .softmax(_, let body, _):
      if let known = kept(node, at: place) { return lowering.results.append(known) }
      let own = ownAxes(of: body, at: place, isSoftmax: { if case .softmax = value.kind { true } else { false } }())
      lowering.tasks += [.reduce(node, place: place, own: own), .lower(body, program.subscripts(own))]
    case .recurring(let number, _):
      if let known = kept(node, at: place) { return lowering.results.append(known) }
      beginRecurrence(number, asked: node, at: place)
    case .derivative(_, let parts):
      if let known = kept(node, at: place) { return lowering.results.append(known) }
      beginDerivative(node, of: parts, at: place)
    case .call(let number) where recordsRules: beginRecord(number, node, at: place)
    case .call(let number): beginCall(number, node, at: place)
    case .named(_, let body):
      if let known = kept(node, at: place) { return lowering.results.append(known) }
      if lowering.guarding != .none, resolved.variables.contains(node) {
        lowering.tasks.append(.guardAgain(lowering.guarding))
        lowering.guarding = .none
      }
      let own = ownAxes(of: node, at: place, isSoftmax: false)
      lowering.tasks += [.keep(node, place: place, own: own), .lower(body, program.subscripts(own))]
    }
  }

  /// Returns an element of an array, as a number also where it is an integer.
  private mutating func read(_ array: ArrayID, _ place: SubscriptsID) -> ExpressionID {
    guard program[array].isInteger else { return program.read(array, place) }
    return program.number(program.index(IndexExpression(.element(array, place))))
  }

  private mutating func beginOperation(
    _ node: ResolvedID, _ operation: Operation, _ a: ResolvedID, _ b: ResolvedID?, _ c: ResolvedID?,
    at place: SubscriptsID
  ) {
    let key = LoweringKey(node: node, place: place, guarding: lowering.guarding)
    // Arguments of functions are shared: without this a chain of calls is lowered again and again.
    if !functions.isEmpty {
      if let known = lowering.known[key] { return lowering.results.append(known) }
      lowering.tasks.append(.remember(key))
    }
    if operation == .select, let b, let c {
      lowering.tasks += [
        .select(isCondition: resolved[node].isCondition), .lower(c, broadcast(place, to: c)), .guardElse,
      ]
      lowering.tasks += [.lower(b, broadcast(place, to: b)), .guardThen, .lower(a, broadcast(place, to: a))]
      return
    }
    lowering.tasks.append(.apply(operation, count: c != nil ? 3 : b != nil ? 2 : 1, at: resolved[node].span))
    if let c { lowering.tasks.append(.lower(c, broadcast(place, to: c))) }
    if let b { lowering.tasks.append(.lower(b, broadcast(place, to: b))) }
    lowering.tasks.append(.lower(a, broadcast(place, to: a)))
  }

  /// Returns the subscripts of an operand for subscripts of the result: the last ones, 0 where its extent is 1.
  private mutating func broadcast(_ place: SubscriptsID, to operand: ResolvedID) -> SubscriptsID {
    if place == .none { return .none }
    let shape = resolved[operand].shape
    if shape.isEmpty { return .none }
    let own = program[place]
    let zero = program.index(0)
    let aligned = zip(shape, own.suffix(shape.count)).map { extent, index in isOne(extent) ? zero : index }
    return program.subscripts(aligned)
  }

  private mutating func beginElement(_ base: ResolvedID, _ list: [ResolvedSubscript], at place: SubscriptsID) {
    lowering.tasks.append(.element(base, list, place))
    var own = program[place][...]
    var positions: [LoweringTask] = []
    for entry in list {
      switch entry {
      case .at: break
      case .all, .slice: own = own.dropFirst()
      case .gather(_, let rank): own = own.dropFirst(rank)
      case .position(let node, let rank):
        positions.append(.lower(unnamed(node), program.subscripts(Array(own.prefix(rank)))))
        own = own.dropFirst(rank)
      }
    }
    lowering.tasks += positions.reversed()
  }

  /// Returns what a name stands for: what is kept under the name are real numbers.
  private func unnamed(_ node: ResolvedID) -> ResolvedID {
    var node = node
    while case .named(_, let held) = resolved[node].kind { node = held }
    return node
  }

  private mutating func finishElement(_ base: ResolvedID, _ list: [ResolvedSubscript], at place: SubscriptsID) {
    let found = popResults(list.count { if case .position = $0 { true } else { false } })
    var positions = found[...]
    var own = program[place][...]
    var indices: [IndexID] = []
    for entry in list {
      switch entry {
      case .at(let index): indices.append(index)
      case .all: if let index = own.popFirst() { indices.append(index) }
      case .slice(let lower):
        guard let index = own.popFirst() else { continue }
        let shifted = program[lower] + program[index]
        indices.append(program.index(shifted))
        program.noteSubscript(indices[indices.count - 1], madeOf: lower)
      case .gather(let array, let rank):
        let element = program.subscripts(Array(own.prefix(rank)))
        own = own.dropFirst(rank)
        indices.append(program.index(IndexExpression(.element(array, element))))
      case .position(_, let rank):
        own = own.dropFirst(rank)
        if let position = positions.popFirst(), case .index(let index) = program[position] { indices.append(index) }
      }
    }
    lowering.tasks.append(.lower(base, program.subscripts(indices + own)))
  }

  // MARK: Axes of kept arrays

  /// Returns the axes over which a value is kept: the subscripts asked for under a condition, where they are plain, so
  /// that the condition and the value speak of the same point; else fresh ones.
  private mutating func ownAxes(of node: ResolvedID, at place: SubscriptsID, isSoftmax: Bool) -> [AxisID] {
    let shape = resolved[node].shape
    if shape.isEmpty { return [] }
    if lowering.guarding != .none {
      let wanted = program[place].dropFirst(isSoftmax ? 1 : 0)
      let axes = wanted.compactMap { program[$0].axis }
      let isWhole = zip(axes, shape).allSatisfy { axis, extent in
        program[program[axis].lower].constant == 0 && isSameExtent(program[axis].upper, extent)
      }
      if axes.count == shape.count, Set(axes).count == axes.count, isWhole { return axes }
    }
    return shape.enumerated().map { wholeAxis($1, position: $0) }
  }

  /// Returns the element of what is kept already of a value: for this condition, or for all.
  mutating func kept(_ node: ResolvedID, at place: SubscriptsID) -> ExpressionID? {
    let always = LoweringKey(node: node, place: .none, guarding: .none)
    guard let known = lowering.kept[keptKey(node, at: place)] ?? lowering.kept[always] else { return nil }
    return element(of: known, node, at: place)
  }

  func keptKey(_ node: ResolvedID, at place: SubscriptsID) -> LoweringKey {
    // Under a condition what is kept may speak of the point that was asked for.
    LoweringKey(node: node, place: lowering.guarding == .none ? .none : place, guarding: lowering.guarding)
  }

  /// Returns the axes that matter around a kept value, outermost first, for an expression and the bounds of axes.
  mutating func freeAxes(of bodies: [ExpressionID], boundAxes: [AxisID]) -> [AxisID] {
    var free = bodies.flatMap { program.axes(of: $0) } + sequenceAxes
    for axis in boundAxes {
      program.collectAxes(of: program[axis].lower, into: &free)
      program.collectAxes(of: program[axis].upper, into: &free)
    }
    var position = 0
    // The bounds of a free axis may name axes further out.
    while position < free.count {
      program.collectAxes(of: program[free[position]].lower, into: &free)
      program.collectAxes(of: program[free[position]].upper, into: &free)
      position += 1
    }
    return Set(free).subtracting(boundAxes).sorted()
  }

  /// The axes of the sequences around the text at hand: what is kept in a step is kept for that step alone.
  var sequenceAxes: [AxisID] { openSequences.compactMap(\.axis) }

  /// Returns where an axis' values lie in an array that is kept over it: they are counted from its lower bound.
  mutating func positions(of axes: [AxisID]) -> [IndexID] {
    axes.map { axis in
      let lower = lowerBound(of: axis)
      let position = IndexExpression(.axis(axis)) - lower
      return program.index(position)
    }
  }

  /// Returns the extent of an array that is kept over an axis: the widest range where the bounds depend on other axes.
  mutating func keptExtent(of axis: AxisID) -> IndexID {
    let upper = extreme(program.index(program[program[axis].upper] - IndexExpression(1)), highest: true)
    let highest = (upper ?? program[program[axis].upper] - IndexExpression(1)) + IndexExpression(1)
    let extent = highest - lowerBound(of: axis)
    return program.index(extent)
  }

  mutating func lowerBound(of axis: AxisID) -> IndexExpression {
    let lower = program[axis].lower
    return extreme(lower, highest: false) ?? program[lower]
  }

  /// Adds an array for a part of an expression, over the axes around it and its own.
  mutating func addKept(
    _ name: String, free: [AxisID], own: [AxisID], element: Element = .real, extraExtents: [IndexID] = []
  ) -> ArrayID {
    let shape = (free + own).map { keptExtent(of: $0) } + extraExtents
    return program.addArray(
      ArrayDeclaration(name: name, shape: shape, element: element, role: .local, span: lowering.span))
  }
}
