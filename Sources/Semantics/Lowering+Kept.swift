import FlatProgram
import Operations

/// The parts of an expression that get an array of their own: reductions, named values, arrays of values.
extension Analyzer {
  /// Returns an element of what is kept of a value.
  mutating func element(of kept: [KeptArray], _ node: ResolvedID, at place: SubscriptsID) -> ExpressionID {
    let own = program[place]
    func read(_ kept: KeptArray, _ indices: some Swift.Sequence<IndexID>) -> ExpressionID {
      let subscripts = program.subscripts(positions(of: kept.free) + indices)
      guard program[kept.array].isInteger else { return program.read(kept.array, subscripts) }
      return program.number(program.index(IndexExpression(.element(kept.array, subscripts))))
    }
    switch resolved[node].kind {
    case .softmax(_, _, let position):
      var all = Array(own.dropFirst())
      all.insert(own[0], at: min(position, all.count))
      return program.apply(.divide, read(kept[0], all), read(kept[1], own.dropFirst()))
    case .reduce(.logsumexp, _, _):
      return program.apply(.add, program.apply(.log, read(kept[0], own)), read(kept[1], own))
    default:
      let value = read(kept[0], own)
      return resolved[node].isCondition ? holds(value) : value
    }
  }

  mutating func remember(_ kept: [KeptArray], _ node: ResolvedID, at place: SubscriptsID) {
    lowering.kept[keptKey(node, at: place)] = kept
    lowering.results.append(element(of: kept, node, at: place))
  }

  /// Returns a body that counts only where the text around it does.
  mutating func guarded(_ body: ExpressionID, otherwise neutral: Double) -> ExpressionID {
    guard lowering.guarding != .none else { return body }
    return program.apply(.select, lowering.guarding, body, program.constant(neutral))
  }

  mutating func assign(
    _ kept: KeptArray, own: [AxisID], over inner: [AxisID] = [], _ combination: Combination, _ body: ExpressionID
  ) {
    let subscripts = program.subscripts(positions(of: kept.free + own))
    program.append(
      Assignment(
        target: kept.array, subscripts: subscripts, domain: domain(kept.free + own + inner), combination: combination,
        body: body, span: lowering.span))
  }

  /// Keeps a value that has a name.
  mutating func finishKeeping(_ node: ResolvedID, at place: SubscriptsID, own: [AxisID]) {
    let value = popResult()
    let body = guarded(resolved[node].isCondition ? number(of: value) : value, otherwise: 0)
    guard case .named(let name, _) = resolved[node].kind else { return }
    let free = freeAxes(of: [body], boundAxes: own)
    let kept = KeptArray(array: addKept(program.freshName(name), free: free, own: own), free: free)
    assign(kept, own: own, .assign, body)
    remember([kept], node, at: place)
  }

  // MARK: Arrays of values

  /// Keeps the elements of an array of values, since the subscript that asks for one is known only when it runs.
  mutating func beginLiteral(_ node: ResolvedID, _ elements: [ResolvedID], at place: SubscriptsID) {
    if let known = kept(node, at: place) { return lowering.results.append(known) }
    let shape = resolved[node].shape.dropFirst()
    let own = shape.enumerated().map { wholeAxis($1, position: $0) }
    let inner = program.subscripts(own)
    lowering.tasks.append(.keepElement(node, place: place, own: own, position: elements.count - 1))
    for element in elements.reversed() { lowering.tasks.append(.lower(element, inner)) }
  }

  mutating func finishElement(_ node: ResolvedID, at place: SubscriptsID, own: [AxisID], position: Int) {
    let isCondition = resolved[node].isCondition
    let bodies = popResults(position + 1).map { guarded(isCondition ? number(of: $0) : $0, otherwise: 0) }
    let free = freeAxes(of: bodies, boundAxes: own)
    let shape = free.map { keptExtent(of: $0) } + resolved[node].shape
    let array = program.addArray(
      ArrayDeclaration(name: program.freshNumberedName("a"), shape: shape, role: .local, span: lowering.span))
    for (number, body) in bodies.enumerated() {
      let subscripts = program.subscripts(
        positions(of: free) + [program.index(number)] + own.map { program.index($0) })
      program.append(
        Assignment(
          target: array, subscripts: subscripts, domain: domain(free + own), body: body, span: lowering.span))
    }
    remember([KeptArray(array: array, free: free)], node, at: place)
  }

  // MARK: Reductions

  mutating func finishReduction(_ node: ResolvedID, at place: SubscriptsID, own: [AxisID]) {
    let plain = popResult()
    switch resolved[node].kind {
    case .sum(let axes, _):
      let body = guarded(plain, otherwise: 0)
      let free = freeAxes(of: [body], boundAxes: own + axes)
      let kept = KeptArray(array: addKept(program.freshNumberedName("s"), free: free, own: own), free: free)
      assign(kept, own: own, over: axes, .add, body)
      remember([kept], node, at: place)
    case .reduce(let kind, let axis, _):
      let body = guarded(plain, otherwise: 0)
      let free = freeAxes(of: [body], boundAxes: own + [axis])
      switch kind {
      case .sum: break
      case .product: keepProduct(node, at: place, over: axis, body, free: free, own: own)
      case .maximum, .minimum: keepExtremum(node, at: place, kind, over: axis, body, free: free, own: own)
      case .argmax, .argmin:
        let kept = addPosition(kind, over: axis, body, free: free, own: own)
        remember([kept], node, at: place)
      case .logsumexp:
        let terms = keepTerms(body, over: axis, free: free, own: own)
        let shift = keepShift(terms, over: axis, free: free, own: own)
        let sum = KeptArray(array: addKept(program.freshNumberedName("s"), free: free, own: own), free: free)
        assign(sum, own: own, over: [axis], .add, exponential(terms, shift, own: own))
        remember([sum, shift], node, at: place)
      }
    case .softmax(let axis, _, let position):
      let body = guarded(plain, otherwise: 0)
      let free = freeAxes(of: [body], boundAxes: own + [axis])
      let terms = keepTerms(body, over: axis, free: free, own: own)
      let shift = keepShift(terms, over: axis, free: free, own: own)
      var all = own
      all.insert(axis, at: min(position, own.count))
      let powers = KeptArray(array: addKept(program.freshNumberedName("e"), free: free, own: all), free: free)
      assign(powers, own: all, .assign, exponential(terms, shift, own: own))
      let sum = KeptArray(array: addKept(program.freshNumberedName("s"), free: free, own: own), free: free)
      let power = program.read(powers.array, program.subscripts(positions(of: free + all)))
      assign(sum, own: own, over: [axis], .add, power)
      remember([powers, sum], node, at: place)
    default: break
    }
  }

  /// Keeps the terms of a shifted sum where they cost more than reading them twice.
  private mutating func keepTerms(
    _ body: ExpressionID, over axis: AxisID, free: [AxisID], own: [AxisID]
  ) -> ExpressionID {
    switch program[body] {
    case .constant, .read, .index: return body
    case .operation: break
    }
    let terms = KeptArray(array: addKept(program.freshNumberedName("t"), free: free, own: [axis] + own), free: free)
    assign(terms, own: [axis] + own, .assign, body)
    return program.read(terms.array, program.subscripts(positions(of: free + [axis] + own)))
  }

  /// Keeps the number that is taken off every exponent: the largest where it is finite, so that none overflows.
  private mutating func keepShift(
    _ terms: ExpressionID, over axis: AxisID, free: [AxisID], own: [AxisID]
  ) -> KeptArray {
    let largest = KeptArray(array: addKept(program.freshNumberedName("m"), free: free, own: own), free: free)
    assign(largest, own: own, over: [axis], .maximum, program.apply(.stop, terms))
    let shift = KeptArray(array: addKept(program.freshNumberedName("m"), free: free, own: own), free: free)
    let value = program.read(largest.array, program.subscripts(positions(of: free + own)))
    let isFinite = program.apply(.less, program.apply(.abs, value), program.constant(.infinity))
    assign(shift, own: own, .assign, program.apply(.select, isFinite, value, program.constant(0)))
    return shift
  }

  private mutating func exponential(_ terms: ExpressionID, _ shift: KeptArray, own: [AxisID]) -> ExpressionID {
    let amount = program.read(shift.array, program.subscripts(positions(of: shift.free + own)))
    return program.apply(.exp, program.apply(.subtract, terms, amount))
  }

  /// Adds an array for a value, or takes the definition's own where the value is all of it.
  private mutating func addResult(
    _ name: String, of node: ResolvedID, free: [AxisID], own: [AxisID]
  ) -> KeptArray {
    if let root = lowering.root, root.node == node {
      lowering.isRootGiven = true
      return root.target
    }
    return KeptArray(array: addKept(program.freshNumberedName(name), free: free, own: own), free: free)
  }

  private mutating func addPosition(
    _ kind: Reduction, over axis: AxisID, _ body: ExpressionID, free: [AxisID], own: [AxisID]
  ) -> KeptArray {
    let highest = extreme(program.index(program[program[axis].upper] - IndexExpression(1)), highest: true)
    let bound = highest.map { program.index($0 + IndexExpression(1)) } ?? program[axis].upper
    let name = program.freshNumberedName(program[axis].name)
    let position = KeptArray(
      array: addKept(name, free: free, own: own, element: .integer(bound: bound)), free: free)
    assign(position, own: own, over: [axis], kind == .argmax || kind == .maximum ? .argmax : .argmin, body)
    return position
  }

  /// Keeps where an extremum is first attained, then the value there: its gradient goes where a gather's does.
  private mutating func keepExtremum(
    _ node: ResolvedID, at place: SubscriptsID, _ kind: Reduction, over axis: AxisID, _ body: ExpressionID,
    free: [AxisID], own: [AxisID]
  ) {
    let position = addPosition(kind, over: axis, body, free: free, own: own)
    let subscripts = program.subscripts(positions(of: free + own))
    let index = program.index(IndexExpression(.element(position.array, subscripts)))
    var value = program.substituting([axis: index], in: body)
    let bounds = program[axis]
    let count = comparable(program.index(program[bounds.upper] - program[bounds.lower]))
    if (program[count].constant ?? 0) < 1 {
      let exists = program.apply(.greaterOrEqual, program.number(index), program.constant(0))
      let none = program.constant(kind == .maximum ? -.infinity : .infinity)
      value = program.apply(.select, exists, value, none)
    }
    let extremum = addResult(kind == .maximum ? "max" : "min", of: node, free: free, own: own)
    assign(extremum, own: own, .assign, value)
    remember([extremum], node, at: place)
  }

  /// Keeps the products of the first factors, one by one: backwards that is the product of the last ones, so that the
  /// gradient divides by nothing and zeros are right.
  private mutating func keepProduct(
    _ node: ResolvedID, at place: SubscriptsID, over axis: AxisID, _ body: ExpressionID, free: [AxisID], own: [AxisID]
  ) {
    let bounds = program[axis]
    // Factors are counted from where the range begins; the product of none has a place even where it is empty.
    let extent = keptExtent(of: axis)
    let lowest = lowerBound(of: axis)
    let spare = isNeverNegative(lowest) ? lowest : IndexExpression(0)
    let longer = program.index(program[extent] + spare + IndexExpression(1))
    let prefix = addKept(program.freshNumberedName("p"), free: free, own: own, extraExtents: [longer])
    let points = positions(of: free + own)
    let start = program.index(0)
    program.append(
      Assignment(
        target: prefix, subscripts: program.subscripts(points + [start]), domain: domain(free + own),
        body: program.constant(1), span: lowering.span))
    let walk = program.addAxis(Axis(name: bounds.name, lower: bounds.lower, upper: bounds.upper))
    let walked = program.index(IndexExpression(.axis(walk)) - program[bounds.lower])
    let next = program.index(program[walked] + IndexExpression(1))
    let before = program.read(prefix, program.subscripts(points + [walked]))
    let factor = program.substituting([axis: program.index(walk)], in: body)
    // Axes that the bounds name are walked around it.
    let outer = boundingAxes(of: walk).filter { (free + own).contains($0) && domain([$0]) == [$0] }
    let step = Assignment(
      target: prefix, subscripts: program.subscripts(points + [next]),
      domain: domain(free + own).filter { !outer.contains($0) }, body: program.apply(.multiply, before, factor),
      span: lowering.span)
    let sequence = ([walk] + outer.reversed()).reduce(Statement.assignment(step)) { inner, axis in
      .sequence(FlatProgram.Sequence(axis: axis, isReversed: false, body: [inner]))
    }
    program.statements.append(sequence)
    // The product of all is where the walk ends; a range may be empty at some points, and end before it begins.
    let count = program[bounds.upper] - program[bounds.lower]
    let end = program.index(count)
    var product = program.read(prefix, program.subscripts(points + [end]))
    if !isNeverNegative(count), (comparableValue(count) ?? -1) < 0 {
      let isWalked = program.apply(.greater, program.number(bounds.upper), program.number(bounds.lower))
      product = program.apply(.select, isWalked, product, program.constant(1))
    }
    let result = addResult("prod", of: node, free: free, own: own)
    assign(result, own: own, .assign, product)
    remember([result], node, at: place)
  }

  /// Whether an expression is 0 or more, dims being so.
  private func isNeverNegative(_ expression: IndexExpression) -> Bool {
    expression.terms.allSatisfy { term in
      term.coefficient > 0 && term.factors.allSatisfy { if case .dim = $0 { true } else { false } }
    }
  }

  /// Returns the axes that the bounds of an axis name, and theirs in turn, outermost first.
  private func boundingAxes(of axis: AxisID) -> [AxisID] {
    var found: [AxisID] = []
    var pending = [axis]
    while let next = pending.popLast() {
      let known = found.count
      program.collectAxes(of: program[next].lower, into: &found)
      program.collectAxes(of: program[next].upper, into: &found)
      pending += found[known...]
    }
    return found.sorted()
  }
}
