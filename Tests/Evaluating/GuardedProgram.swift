import Fitting

/// A random program full of conditions that keep reads in range and functions in their domains, and what it comes to.
///
/// What is wanted of it is found by walking the formulas, with derivatives beside each value: a branch that is not taken is
/// not looked at, and a definition only where something asks for it.
package struct GuardedProgram: Sendable {
  /// The extent of all arrays, the dim `N`.
  package static let count = 4

  /// The program; its output is the scalar `f` of the parameters `x` and `y`, and of the integers `k`, some of them no position.
  package private(set) var text = ""
  /// The elements of `x`, then those of `y`.
  package private(set) var values: [Double] = []
  /// The elements of `k`.
  package private(set) var positions: [Int] = []
  /// What `f` is, and its derivatives by the values.
  package private(set) var value = 0.0
  package private(set) var gradient: [Double] = []

  /// Makes the program that belongs to a seed; a recurrent one has a step that needs a value of the step before where that
  /// exists, and reads of parts of definitions.
  package init(seed: Int, isRecurrent: Bool = false) {
    var writer = GuardedWriter(seed: seed)
    (values, positions) = writer.data()
    let total = isRecurrent ? writer.recurrence(values) : writer.program()
    text = writer.lines.joined(separator: "\n") + "\n"
    let oracle = GuardedOracle(values: values, positions: positions, definitions: writer.definitions)
    let result = oracle.value(of: total)
    (value, gradient) = (result.value, result.slopes)
  }
}

/// What conditions around a place say of a letter.
private struct Facts {
  /// What is before, and after it, exists.
  var hasBefore = false, hasAfter = false
  /// `k` gives a position.
  var hasPosition = false
  /// The definitions that have a value there, by their shift.
  var defined: [(number: Int, shift: Int)] = []
}

/// The writer of one program.
private struct GuardedWriter {
  private var random: SplitMix64
  private(set) var definitions: [GuardedFormula] = []
  private(set) var lines: [String] = []
  /// Under which condition on `x` or `y` a definition has a value; nil where it always has.
  private var domains: [(array: Int, least: Double)?] = []
  private var letters = 0

  init(seed: Int) { random = SplitMix64(seed: UInt64(seed)) }

  mutating func data() -> ([Double], [Int]) {
    let values = (0..<2 * GuardedProgram.count).map { _ in Double.random(in: -1.5...2.5, using: &random) }
    let positions = (0..<GuardedProgram.count).map { _ in Int.random(in: -1...GuardedProgram.count, using: &random) }
    return (values, positions)
  }

  /// Writes definitions, and returns what `f` is.
  mutating func program() -> GuardedFormula {
    lines = ["dim N", "param x: [N], y: [N]", "input k: Int[N]"]
    for number in 0..<4 {
      let formula: GuardedFormula
      if number < 2 {
        // Computed for all, wanted where it exists.
        let (array, least) = (below(2), 0.25 * Double(below(4)))
        formula = risky(.joined("-", .element(array: array, "i", shift: 0), .number(least)))
        domains.append((array, least))
      } else {
        formula = value(["i"], ["i": Facts()], depth: 4)
        domains.append(nil)
      }
      lines.append("d\(number)[i in 0..<N] = \(formula.text)")
      definitions.append(formula)
    }
    let total = GuardedFormula.reduced("sum", "i", .joined("+", .defined(2, "i", shift: 0), .defined(3, "i", shift: 0)))
    lines += ["f = \(total.text)", "output f"]
    return total
  }

  /// Writes definitions of which two recur together, and returns what `f` is.
  mutating func recurrence(_ values: [Double]) -> GuardedFormula {
    lines = ["dim N", "param x: [N], y: [N]", "input k: Int[N]"]
    for number in 0..<2 {
      let (array, least) = (below(2), 0.25 * Double(below(4)))
      define(number, as: risky(.joined("-", .element(array: array, "i", shift: 0), .number(least))))
      domains.append((array, least))
    }
    // The state, and what a step wants where the state before is large enough.
    let least = 0.25 * Double(below(3))
    let isLate = below(2) == 0
    let helper = risky(.joined("-", .defined(2, "i", shift: isLate ? -1 : 0), .number(least)))
    var facts = Facts()
    facts.hasBefore = true
    let wanted = GuardedFormula.joined(
      pick(["+", "*"]), .defined(3, "i", shift: isLate ? 0 : -1), value(["i"], ["i": facts], depth: 2))
    let other = GuardedFormula.joined(
      "+", .applied("tanh", .defined(2, "i", shift: -1)), value(["i"], ["i": facts], depth: 1))
    let step = GuardedFormula.choice(.value(.defined(2, "i", shift: -1), ">", least), wanted, other)
    let first = GuardedFormula.element(array: below(2), "i", shift: 0)
    let isFirst = GuardedCondition.letter("i", "==", 0)
    definitions += [
      .choice(isFirst, first, step), isLate ? .choice(isFirst, .number(0.5), helper) : helper,
    ]
    let start = first.text.replacing("[i]", with: "[0]")
    lines += [
      "d2[0] = \(start)", isLate ? "d3[0] = 0.5" : "", "d3[i in \(isLate ? 1 : 0)..<N] = \(helper.text)",
      "d2[i in 1..<N] = \(step.text)",
    ].filter { !$0.isEmpty }
    domains += [nil, nil]
    define(4, as: value(["i"], ["i": Facts()], depth: 3))
    var total = GuardedFormula.joined(
      "+", .sumFrom(below(2), "i", .defined(2, "i", shift: 0)), .sumFrom(below(3), "i", .defined(4, "i", shift: 0)))
    for number in 0..<2 where below(2) == 0 {
      guard let (array, least) = domains[number] else { continue }
      let inside = (0..<GuardedProgram.count).filter { values[array * GuardedProgram.count + $0] > least + 0.05 }
      if !inside.isEmpty { total = .joined("+", total, .picked(number, at: pick(inside))) }
    }
    lines += ["f = \(total.text)", "output f"]
    return total
  }

  private mutating func define(_ number: Int, as formula: GuardedFormula) {
    lines.append("d\(number)[i in 0..<N] = \(formula.text)")
    definitions.append(formula)
  }

  private mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

  private mutating func pick<T>(_ list: [T]) -> T { list[below(list.count)] }

  /// A function that is no number, or has no slope, where its operand is not positive.
  private mutating func risky(_ operand: GuardedFormula) -> GuardedFormula {
    switch below(5) {
    case 0: .applied("sqrt", operand)
    case 1: .applied("log", operand)
    case 2: .applied("recip", .applied("sqrt", operand))
    case 3: .applied("acosh", .joined("+", operand, .number(1)))
    default: .applied("^1.5", operand)
    }
  }

  private mutating func value(_ scope: [String], _ facts: [String: Facts], depth: Int) -> GuardedFormula {
    guard depth > 0 else { return leaf(scope, facts) }
    switch below(14) {
    case 0: return .joined("+", value(scope, facts, depth: depth - 1), value(scope, facts, depth: depth - 1))
    case 1, 2: return .joined("*", value(scope, facts, depth: depth - 1), value(scope, facts, depth: depth - 1))
    case 3: return .applied(pick(["tanh", "cos"]), value(scope, facts, depth: depth - 1))
    case 4, 5, 6: return beside(scope, facts, depth: depth)
    case 7, 8: return inDomain(scope, facts, depth: depth)
    case 9, 10: return whereDefined(scope, facts, depth: depth)
    case 11:
      let condition = GuardedCondition.value(leaf(scope, facts), pick([">", "<"]), 0.375)
      return .choice(condition, value(scope, facts, depth: depth - 1), value(scope, facts, depth: depth - 1))
    default:
      letters += 1
      let letter = "j\(letters)"
      var inner = facts
      inner[letter] = Facts()
      let body = value(scope + [letter], inner, depth: depth - 1)
      let name = pick(["sum", "sum", "max", "prod", "logsumexp"])
      return .reduced(name, letter, name == "prod" ? .joined("+", .number(1), .applied("tanh", body)) : body)
    }
  }

  /// A condition on a letter, and within what it allows.
  private mutating func beside(_ scope: [String], _ facts: [String: Facts], depth: Int) -> GuardedFormula {
    let letter = pick(scope)
    var inner = facts
    let other = value(scope, facts, depth: min(depth - 1, 1))
    switch below(6) {
    case 0, 1:
      inner[letter]?.hasBefore = true
      let then = value(scope, inner, depth: depth - 1)
      return below(3) == 0
        ? .choice(.letter(letter, "==", 0), other, then) : .choice(.letter(letter, ">", 0), then, other)
    case 2, 3:
      inner[letter]?.hasAfter = true
      let condition = GuardedCondition.letter(letter, "<", GuardedProgram.count - 1)
      let then = value(scope, inner, depth: depth - 1)
      return below(3) == 0 ? .choice(.opposite(condition), other, then) : .choice(condition, then, other)
    case 4:
      inner[letter]?.hasPosition = true
      let (low, high) = (
        GuardedCondition.position(letter, ">=", 0), GuardedCondition.position(letter, "<", GuardedProgram.count)
      )
      return .choice(.both(low, high), value(scope, inner, depth: depth - 1), other)
    default:
      inner[letter]?.hasPosition = true
      let then = value(scope, inner, depth: depth - 1)
      return .choice(
        .position(letter, ">=", 0), .choice(.position(letter, "<", GuardedProgram.count), then, other),
        leaf(scope, facts))
    }
  }

  /// A function where its operand is in its domain.
  private mutating func inDomain(_ scope: [String], _ facts: [String: Facts], depth: Int) -> GuardedFormula {
    let operand = leaf(scope, facts)
    let made = risky(.joined("-", operand, .number(0.125)))
    let then = GuardedFormula.joined(pick(["*", "+"]), made, value(scope, facts, depth: depth - 1))
    return .choice(.value(operand, ">", 0.125), then, value(scope, facts, depth: min(depth - 1, 1)))
  }

  /// A definition where it has a value, perhaps before or after the letter.
  private mutating func whereDefined(_ scope: [String], _ facts: [String: Facts], depth: Int) -> GuardedFormula {
    let letter = pick(scope)
    let partial = domains.indices.filter { domains[$0] != nil }
    guard let known = facts[letter], !partial.isEmpty else { return leaf(scope, facts) }
    let number = pick(partial)
    guard let (array, least) = domains[number] else { return leaf(scope, facts) }
    let shift = pick([0] + (known.hasBefore ? [-1, -1] : []) + (known.hasAfter ? [1, 1] : []))
    var inner = facts
    inner[letter]?.defined.append((number, shift))
    let then = value(scope, inner, depth: depth - 1)
    let used = GuardedFormula.joined(pick(["+", "*"]), .defined(number, letter, shift: shift), then)
    return .choice(
      .value(.element(array: array, letter, shift: shift), ">", least), used,
      value(scope, facts, depth: min(depth - 1, 1)))
  }

  private mutating func leaf(_ scope: [String], _ facts: [String: Facts]) -> GuardedFormula {
    let letter = pick(scope)
    guard let known = facts[letter] else { return .number(0.5) }
    if known.hasPosition, below(3) == 0 { return .gathered(array: below(2), letter) }
    if known.hasBefore, below(3) == 0 { return .element(array: below(2), letter, shift: -1) }
    if known.hasAfter, below(3) == 0 { return .element(array: below(2), letter, shift: 1) }
    if !known.defined.isEmpty, below(3) == 0 {
      let (number, shift) = pick(known.defined)
      return .defined(number, letter, shift: shift)
    }
    if definitions.count > 2, below(4) == 0 { return .defined(2, letter, shift: 0) }
    switch below(8) {
    case 0: return .number(pick([0.5, 1, 1.5]))
    case 1: return .fraction(letter)
    default: return .element(array: below(2), letter, shift: 0)
    }
  }
}
