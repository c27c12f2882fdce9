import FlatProgram
import Operations

extension FormulaMaker {
  /// Returns `a and b and ...` with every condition once.
  mutating func conjunction(_ a: FormulaID, _ b: FormulaID) -> FormulaID {
    var parts = conditions(in: a)
    for condition in conditions(in: b) where !parts.contains(condition) { parts.append(condition) }
    if let never = parts.first(where: { value(of: $0) == 0 }) { return never }
    parts.removeAll { value(of: $0) == 1 }
    guard let first = parts.first else { return number(1) }
    var all = first
    for condition in parts.dropFirst() { all = intern(.call(.and, [all, condition])) }
    return all
  }

  /// Returns the conditions that must all hold.
  func conditions(in id: FormulaID) -> [FormulaID] {
    var found: [FormulaID] = []
    var pending = [id]
    while let next = pending.popLast() {
      if case .call(.and, let operands) = self[next], found.count + pending.count < Self.longestList {
        pending += operands.reversed()
      } else {
        found.append(next)
      }
    }
    return found
  }

  /// Whether a comparison of integers, or of numbers of different ranges, holds everywhere, or nowhere, as far as that is plain.
  func known(_ operation: Operation, _ operands: [FormulaID]) -> Bool? {
    guard let a = integer(operands[0]), let b = integer(operands[1]) else {
      let (x, y) = (arena.facts(operands[0]).bounds, arena.facts(operands[1]).bounds)
      guard operation == .equal || operation == .notEqual else { return nil }
      let isApart = x.upper < y.lower || x.lower > y.upper
      return isApart ? operation == .notEqual : nil
    }
    let ranges = RangeAnalysis()
    func isNever(_ difference: IndexExpression) -> Bool { ranges.isNeverNegative(difference, of: program) }
    let one = IndexExpression(1)
    switch operation {
    case .lessOrEqual: return isNever(b - a) ? true : isNever(a - b - one) ? false : nil
    case .less: return isNever(b - a - one) ? true : isNever(a - b) ? false : nil
    case .greaterOrEqual: return isNever(a - b) ? true : isNever(b - a - one) ? false : nil
    case .greater: return isNever(a - b - one) ? true : isNever(b - a) ? false : nil
    case .equal: return (a - b).constant.map { $0 == 0 }
    case .notEqual: return (a - b).constant.map { $0 != 0 }
    default: return nil
    }
  }

  /// Returns the condition under which a product of indicators is 1; nil for anything else.
  mutating func condition(of id: FormulaID) -> FormulaID? {
    var all = number(1)
    for power in powers(of: id) {
      guard case .call(.select, let operands) = self[power.base], isIndicator(power.base), power.exponent == 1 else {
        return nil
      }
      all = conjunction(all, operands[0])
    }
    return all
  }

  /// Returns a formula that is asked for only where a condition holds: choices by the same condition are made.
  private mutating func assuming(_ condition: FormulaID, in root: FormulaID) -> FormulaID {
    guard arena.facts(root).size <= Self.longestAssumption else { return root }
    let order = arena.postorder(root)
    let isChosen = order.contains {
      if case .call(.select, let operands) = self[$0] { operands[0] == condition } else { false }
    }
    guard isChosen else { return root }
    // Within a sum over one of its axes the condition speaks of another point.
    let named = arena.facts(condition).axes
    var done: [FormulaID: FormulaID] = [:]
    for id in order {
      if arena.facts(id).bound.contains(where: named.contains) {
        done[id] = id
      } else if case .call(.select, let operands) = self[id], operands[0] == condition {
        done[id] = done[operands[1]] ?? operands[1]
      } else {
        done[id] = rebuilt(self[id], id, [:], isSimple: true) { done[$0] ?? $0 }
      }
    }
    return done[root] ?? root
  }

  /// The longest formula in which choices that are made already are looked for.
  private static let longestAssumption = 400

  func integer(_ id: FormulaID) -> IndexExpression? {
    if case .index(let index) = self[id] { return program[index] }
    return value(of: id).flatMap { Int(exactly: $0) }.map { IndexExpression($0) }
  }

  /// Returns the comparison that holds where another does not; NaN aside.
  mutating func negation(of id: FormulaID) -> FormulaID? {
    if let value = value(of: id) { return number(value == 0 ? 1 : 0) }
    guard case .call(let operation, let operands) = self[id] else { return nil }
    if operation == .not { return operands[0] }
    guard let opposite = operation.opposite else { return nil }
    return intern(.call(opposite, operands))
  }

  /// Returns `if c then a else b`; what is a factor whatever the condition says stands before it.
  mutating func choice(_ condition: FormulaID, _ a: FormulaID, _ b: FormulaID) -> FormulaID {
    if a == b { return a }
    if let number = value(of: condition) { return number != 0 ? a : b }
    if isZero(a), let opposite = negation(of: condition) { return choice(opposite, b, a) }
    let a = assuming(condition, in: a)
    guard isZero(b) else { return intern(.call(.select, [condition, a, b])) }
    var own = factors(of: a)
    var conditions = [condition]
    var outside: [Formula.Power] = []
    var inside: [Formula.Power] = []
    if own.powers.count > Self.longestList { own = (.one, [.init(base: a, exponent: 1)]) }
    for power in own.powers {
      if case .call(.select, let inner) = self[power.base], power.exponent == 1, isZero(inner[2]),
        arena.facts(inner[0]).isTotal
      {
        conditions.append(inner[0])
        if !isOne(inner[1]) { inside.append(.init(base: inner[1], exponent: 1)) }
      } else if arena.facts(power.base).isTotal, power.exponent > 0, power.exponent.rounded() == power.exponent {
        outside.append(power)
      } else if case .index(let index) = self[power.base], isOfDims(index) {
        outside.append(power)
      } else {
        inside.append(power)
      }
    }
    let all = conditions.dropFirst().reduce(condition) { apply(.and, [$0, $1]) }
    let then = product(.one, inside)
    if isOne(then), self.conditions(in: all).allSatisfy({ arena.facts($0).isTotal }) {
      // Nothing needs the conditions together, so that each may go where it is needed.
      for condition in self.conditions(in: all) {
        outside.append(.init(base: intern(.call(.select, [condition, then, number(0)])), exponent: 1))
      }
      return product(own.coefficient, outside)
    }
    let chosen = intern(.call(.select, [all, then, number(0)]))
    return product(own.coefficient, outside + [.init(base: chosen, exponent: 1)])
  }

  func isOfDims(_ index: IndexID) -> Bool {
    program[index].atoms.allSatisfy { if case .dim = $0 { true } else { false } }
  }
}

extension Operation {
  /// The comparison with its sides exchanged.
  var mirrored: Operation? {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    case .equal, .notEqual: self
    default: nil
    }
  }

  /// The comparison that holds where it does not; NaN aside.
  fileprivate var opposite: Operation? {
    switch self {
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    case .equal: .notEqual
    case .notEqual: .equal
    default: nil
    }
  }
}
