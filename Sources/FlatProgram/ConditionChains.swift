import Operations

/// The conditions around the expressions of one statement, innermost last.
struct ConditionChains {
  /// The number of a chain.
  typealias Number = Int32

  /// No condition at all.
  static let always: Number = 0
  /// Some conditions, but not the same ones at every use.
  static let unclear: Number = -1
  private static let unknown: Number = -2

  /// One condition, and the chain around it.
  private struct Link: Equatable {
    var outer: Number
    var condition: ExpressionID
    var isTaken: Bool
  }

  private var links: [Link] = []
  private var numbers: [Number] = []
  /// By expression: the place among those at hand.
  private var places: [Int32] = []
  private static let longestChain = 16

  /// Finds the chains of a statement's expressions, operands first. Complexity: linear in their number.
  mutating func find(_ order: [ExpressionID], root: ExpressionID, in program: Program) {
    links = [Link(outer: 0, condition: .none, isTaken: true)]
    numbers.removeAll(keepingCapacity: true)
    let hasChoices = order.contains {
      if case .operation(let operation, _, _, _) = program[$0] { operation == .select } else { false }
    }
    guard hasChoices else {
      numbers.append(contentsOf: repeatElement(Self.always, count: order.count))
      return
    }
    if places.count < program.expressions.count { places = Array(repeating: -1, count: program.expressions.count) }
    for (position, id) in order.enumerated() { places[Int(id.raw)] = Int32(position) }
    numbers.append(contentsOf: repeatElement(Self.unknown, count: order.count))
    if order.last == root { numbers[order.count - 1] = Self.always }
    for position in order.indices.reversed() {
      guard case .operation(let operation, let a, let b, let c) = program[order[position]] else { continue }
      let here = numbers[position]
      note(a, here)
      if operation == .select {
        note(b, link(here, a, isTaken: true))
        note(c, link(here, a, isTaken: false))
      } else {
        note(b, here)
        note(c, here)
      }
    }
    for id in order { places[Int(id.raw)] = -1 }
  }

  subscript(_ position: Int) -> Number { numbers[position] }

  private mutating func link(_ outer: Number, _ condition: ExpressionID, isTaken: Bool) -> Number {
    if outer == Self.unclear { return outer }
    links.append(Link(outer: outer, condition: condition, isTaken: isTaken))
    return Number(links.count - 1)
  }

  private mutating func note(_ operand: ExpressionID, _ use: Number) {
    guard operand != .none, places[Int(operand.raw)] >= 0 else { return }
    let place = Int(places[Int(operand.raw)])
    let known = numbers[place]
    if known == Self.unknown {
      numbers[place] = use
    } else if known != use {
      numbers[place] = either(known, use)
    }
  }

  /// Returns what holds at both of two uses, where that is plain.
  private func either(_ a: Number, _ b: Number) -> Number {
    if a == Self.always || b == Self.always { return Self.always }
    if a == Self.unclear || b == Self.unclear { return Self.unclear }
    let (x, y) = (links[Int(a)], links[Int(b)])
    if x == y || x.outer == b { return b }
    if y.outer == a { return a }
    return x.outer == y.outer && x.condition == y.condition ? x.outer : Self.unclear
  }

  /// Returns what the conditions of a chain say of expressions.
  func refinement(of chain: Number, _ ranges: ExpressionBounds, in program: Program) -> Refinement {
    var refinement = Refinement()
    var chain = chain
    for _ in 0..<Self.longestChain where chain > Self.always {
      let link = links[Int(chain)]
      refinement.note(link.condition, is: link.isTaken, ranges, in: program)
      chain = link.outer
    }
    return refinement
  }
}

/// What conditions say of the range of expressions.
struct Refinement {
  private var known: [(id: ExpressionID, bounds: Bounds, isOut: Double?)] = []
  private static let longestCondition = 16
  private static let largestExpression = 48

  /// Takes note of a condition that holds, or that does not.
  mutating func note(_ condition: ExpressionID, is holds: Bool, _ ranges: ExpressionBounds, in program: Program) {
    var pending = [(condition, holds)]
    var count = 0
    while let (id, holds) = pending.popLast(), count < Self.longestCondition {
      count += 1
      guard case .operation(let operation, let a, let b, _) = program[id] else { continue }
      switch operation {
      case .not: pending.append((a, !holds))
      case .and: if holds { pending += [(a, true), (b, true)] }
      case .or: if !holds { pending += [(a, false), (b, false)] }
      case .less: compare(a, b, isLess: holds, isStrict: holds, ranges)
      case .lessOrEqual: compare(a, b, isLess: holds, isStrict: !holds, ranges)
      case .greater: compare(a, b, isLess: !holds, isStrict: holds, ranges)
      case .greaterOrEqual: compare(a, b, isLess: !holds, isStrict: !holds, ranges)
      case .equal, .notEqual:
        for (x, y) in [(a, b), (b, a)] {
          if holds == (operation == .equal) {
            known.append((x, ranges[y], nil))
          } else if let number = ranges[y].number {
            known.append((x, .all, number))
          }
        }
      default: break
      }
    }
  }

  private mutating func compare(
    _ a: ExpressionID, _ b: ExpressionID, isLess: Bool, isStrict: Bool, _ ranges: ExpressionBounds
  ) {
    let (low, high) = isLess ? (a, b) : (b, a)
    let (least, most) = (ranges[low], ranges[high])
    known.append((low, Bounds(-.infinity, most.upper, attainsUpper: most.attainsUpper && !isStrict), nil))
    known.append((high, Bounds(least.lower, .infinity, attainsLower: least.attainsLower && !isStrict), nil))
  }

  /// Returns the bounds of an expression where the conditions hold; nil where they don't speak of it, or it is long.
  func bounds(of root: ExpressionID, _ ranges: ExpressionBounds, in program: Program) -> Bounds? {
    var traversal: [ExpressionID] = []
    var pending = [root]
    while let id = pending.popLast() {
      guard traversal.count < Self.largestExpression else { return nil }
      traversal.append(id)
      if case .operation(_, let a, let b, let c) = program[id] { pending += [a, b, c].filter { $0 != .none } }
    }
    var isRefined = false
    var made: [ExpressionID: Bounds] = [:]
    for id in traversal.reversed() where made[id] == nil {
      var bounds = ranges[id]
      if case .operation(let operation, let a, let b, let c) = program[id] {
        let anew = ranges.made(operation, a, b, c, in: program) { made[$0] ?? ranges[$0] }
        bounds = bounds.intersection(anew)
      }
      for (other, limit, isOut) in known where other == id && (!limit.isAll || isOut != nil) {
        isRefined = true
        bounds = bounds.intersection(limit)
        if bounds.lower == isOut { bounds.attainsLower = false }
        if bounds.upper == isOut { bounds.attainsUpper = false }
      }
      made[id] = bounds
    }
    return isRefined ? made[root] : nil
  }
}
