import FlatProgram
import Operations

/// Makes nodes of formulas in the form in which a person would write them.
///
/// Sums and products are flat up to a length, so that a long chain costs no more than its length.
struct FormulaMaker: Sendable {
  /// The longest sum or product that others are taken into.
  static let longestList = 64

  /// The program that the formulas are of; axes are added to it.
  var program: Program
  /// The nodes.
  var arena = FormulaArena()

  /// By what is summed, the name of a scalar that holds it.
  var namedSums: [FormulaID: FormulaID] = [:]
  /// By array: the sums of exponentials that are taken relative to the largest.
  var shiftedSums: [ArrayID: ShiftedSum] = [:]
  /// Where shares of such sums come from.
  var shareOrigins: [FormulaID: ShiftedSum.Share] = [:]
  /// The axes that sums over a range walk, so that equal sums are one node.
  private var usualAxes: [[IndexID]: [AxisID]] = [:]

  /// Starts with no formula.
  init(_ program: Program) { self.program = program }

  subscript(_ id: FormulaID) -> Formula { arena[id] }

  mutating func intern(_ node: Formula) -> FormulaID { arena.intern(node, in: program) }

  // MARK: Numbers

  mutating func number(_ number: Double) -> FormulaID {
    guard number.isFinite else { return intern(.number(number.bitPattern)) }
    if number == 0 { return intern(.sum([])) }
    let one = intern(.product([]))
    return number == 1 ? one : intern(.sum([.init(coefficient: Coefficient(number), factor: one)]))
  }

  /// Returns the number that a node is.
  func value(of id: FormulaID) -> Double? {
    switch self[id] {
    case .number(let bits): Double(bitPattern: bits)
    case .sum(let terms):
      if terms.isEmpty { 0 } else { terms.count == 1 && isOne(terms[0].factor) ? terms[0].coefficient.value : nil }
    case .product(let powers): powers.isEmpty ? 1 : nil
    case .element, .index, .call, .reduction, .logsumexp, .softmax: nil
    }
  }

  func isZero(_ id: FormulaID) -> Bool { if case .sum(let terms) = self[id] { terms.isEmpty } else { false } }

  func isOne(_ id: FormulaID) -> Bool { if case .product(let powers) = self[id] { powers.isEmpty } else { false } }

  // MARK: Parts

  /// Returns the terms of a sum; of anything else, the one term that it is.
  func terms(of id: FormulaID) -> [Formula.Term] {
    if case .sum(let terms) = self[id] { return terms }
    return [.init(coefficient: .one, factor: id)]
  }

  /// Returns the coefficient and the factors of what is one term; a sum of several is one factor.
  func factors(of id: FormulaID) -> (coefficient: Coefficient, powers: [Formula.Power]) {
    switch self[id] {
    case .sum(let terms) where terms.count == 1:
      return (terms[0].coefficient, powers(of: terms[0].factor))
    case .sum(let terms) where terms.isEmpty: return (Coefficient(0), [])
    default: return (.one, powers(of: id))
    }
  }

  /// Returns the factors of a product; of anything else, the one factor that it is.
  func powers(of id: FormulaID) -> [Formula.Power] {
    if case .product(let powers) = self[id] { return powers }
    return [.init(base: id, exponent: 1)]
  }

  // MARK: Axes

  /// Returns a sum over axes, each called as in other sums over the same range.
  mutating func usualReduction(_ axes: [AxisID], _ body: FormulaID) -> FormulaID {
    let facts = arena.facts(body)
    let taken = facts.axes.filter { !axes.contains($0) } + facts.walked
    var map: [AxisID: IndexID] = [:]
    var chosen: [AxisID] = []
    for axis in axes {
      let lower = substitutingBound(program[axis].lower, map)
      let upper = substitutingBound(program[axis].upper, map)
      var own = axis
      if (lower, upper) != (program[axis].lower, program[axis].upper) {
        own = program.axis(program[axis].name, from: lower, to: upper)
      }
      let usual = usualAxes[[lower, upper], default: []]
      if let known = usual.first(where: { !taken.contains($0) && !chosen.contains($0) }) {
        own = known
      } else if taken.contains(own) || chosen.contains(own) {
        return intern(.reduction(.add, axes, body))
      } else {
        usualAxes[[lower, upper], default: []].append(own)
      }
      chosen.append(own)
      if own != axis { map[axis] = program.index(own) }
    }
    let node = intern(.reduction(.add, chosen, map.isEmpty ? body : substituting(map, in: body, isSimple: true)))
    return namedSums[node] ?? node
  }

  /// Returns a bound of an axis with axes replaced.
  mutating func substitutingBound(_ index: IndexID, _ map: [AxisID: IndexID]) -> IndexID {
    map.isEmpty ? index : program.substituting(map, in: index)
  }

  // MARK: Sums

  /// Returns the sum of some nodes, each with a coefficient: like terms together, and common factors before it.
  mutating func sum(_ parts: [(coefficient: Coefficient, id: FormulaID)]) -> FormulaID {
    var terms = collected(parts, multiplyingOut: false).terms
    if terms.contains(where: { !$0.coefficient.magnitude.isOne && isSum($0.factor) }) {
      // A number is multiplied out only where something comes together then.
      let whole = collected(terms.map { ($0.coefficient, $0.factor) }, multiplyingOut: true)
      if whole.isMerged { terms = whole.terms }
    }
    if let whole = wholeNumber(terms) { return whole }
    if !shiftedSums.isEmpty { terms = withLogarithmsOfSums(terms) }
    if let node = takingOutCommonFactors(terms) { return node }
    return made(terms)
  }

  /// Returns a sum with the terms that are products of names before those with functions, the highest powers first:
  /// `3*x^2 + y + cos(x)`.
  mutating func withPlainTermsFirst(_ id: FormulaID) -> FormulaID {
    guard case .sum(let terms) = self[id], terms.count > 1 else { return id }
    var plain: [(degree: Double, term: Formula.Term)] = []
    var rest: [Formula.Term] = []
    for term in terms {
      let powers = powers(of: term.factor)
      if powers.contains(where: { if case .call = self[$0.base] { true } else { false } }) {
        rest.append(term)
      } else {
        plain.append((powers.map(\.exponent).max() ?? 0, term))
      }
    }
    // A sum over an axis has no degree, so that its place is kept.
    let areNames = plain.allSatisfy { !arena.facts($0.term.factor).hasReduction }
    if areNames {
      plain = plain.enumerated().sorted {
        $0.element.degree == $1.element.degree ? $0.offset < $1.offset : $0.element.degree > $1.element.degree
      }.map(\.element)
    }
    return intern(.sum(plain.map(\.term) + rest))
  }

  private func isSum(_ id: FormulaID) -> Bool { if case .sum = self[id] { true } else { false } }

  /// Returns the terms of some nodes, like ones together, and whether any came together.
  private func collected(
    _ parts: [(coefficient: Coefficient, id: FormulaID)], multiplyingOut: Bool
  ) -> (terms: [Formula.Term], isMerged: Bool) {
    var terms: [Formula.Term] = []
    var places: [FormulaID: Int] = [:]
    var isMerged = false
    for part in parts {
      var own = self.terms(of: part.id)
      let isTaken = own.count < 2 || multiplyingOut || part.coefficient.magnitude.isOne
      if !isTaken || own.count > Self.longestList { own = [.init(coefficient: .one, factor: part.id)] }
      for term in own {
        let coefficient = part.coefficient * term.coefficient
        if let place = places[term.factor] {
          terms[place].coefficient = terms[place].coefficient + coefficient
          isMerged = true
        } else {
          places[term.factor] = terms.count
          terms.append(.init(coefficient: coefficient, factor: term.factor))
        }
      }
    }
    terms.removeAll { $0.coefficient.isZero }
    return (terms, isMerged)
  }

  /// Returns a sum of integers as one integer expression.
  private mutating func wholeNumber(_ terms: [Formula.Term]) -> FormulaID? {
    guard terms.count > 1 else { return nil }
    var total = IndexExpression(0)
    for term in terms {
      guard let factor = Int(exactly: term.coefficient.value), abs(factor) < 1 << 31 else { return nil }
      if case .index(let index) = self[term.factor] {
        total = total + IndexExpression(factor) * program[index]
      } else if isOne(term.factor) {
        total = total + IndexExpression(factor)
      } else {
        return nil
      }
    }
    if let constant = total.constant { return number(Double(constant)) }
    return intern(.index(program.index(total)))
  }

  private mutating func made(_ terms: [Formula.Term]) -> FormulaID {
    if terms.count == 1, terms[0].coefficient.isOne { return terms[0].factor }
    return intern(.sum(terms))
  }

  /// Returns `a*(b + c)` for `a*b + a*c`.
  private mutating func takingOutCommonFactors(_ terms: [Formula.Term]) -> FormulaID? {
    guard terms.count > 1, terms.count <= Self.longestList else { return nil }
    var common = powers(of: terms[0].factor)
    for term in terms.dropFirst() {
      let others = powers(of: term.factor)
      common = common.compactMap { power in
        guard let other = others.first(where: { $0.base == power.base }) else { return nil }
        guard (power.exponent < 0) == (other.exponent < 0) else { return nil }
        return power.exponent.magnitude <= other.exponent.magnitude ? power : other
      }
      if common.isEmpty { break }
    }
    let first = terms[0].coefficient.magnitude
    let isCommon = !first.isOne && terms.allSatisfy { $0.coefficient.magnitude == first }
    if common.isEmpty && !isCommon { return nil }
    var rest: [(Coefficient, FormulaID)] = []
    for term in terms {
      let coefficient = isCommon ? Coefficient(term.coefficient.isNegative ? -1 : 1) : term.coefficient
      let left = powers(of: term.factor).compactMap { power -> Formula.Power? in
        guard let taken = common.first(where: { $0.base == power.base }) else { return power }
        let exponent = power.exponent - taken.exponent
        return exponent == 0 ? nil : .init(base: power.base, exponent: exponent)
      }
      rest.append((coefficient, product(.one, left)))
    }
    return product(isCommon ? first : .one, common + [.init(base: sum(rest), exponent: 1)])
  }

  // MARK: Products

  /// Returns a product of powers with a number before it: like bases together.
  mutating func product(_ coefficient: Coefficient, _ parts: [Formula.Power]) -> FormulaID {
    var coefficient = coefficient
    var powers: [Formula.Power] = []
    var places: [FormulaID: Int] = [:]
    func add(_ base: FormulaID, _ exponent: Double) {
      if let place = places[base] {
        powers[place].exponent = isIndicator(base) ? 1 : powers[place].exponent + exponent
      } else {
        places[base] = powers.count
        powers.append(.init(base: base, exponent: exponent))
      }
    }
    for part in parts {
      let isWhole = part.exponent.rounded() == part.exponent
      let own = factors(of: part.base)
      if own.coefficient.isZero, part.exponent > 0 { return number(0) }
      guard isWhole || part.exponent == 1, own.powers.count <= Self.longestList,
        let scale = own.coefficient.raised(to: part.exponent)
      else {
        add(part.base, part.exponent)
        continue
      }
      coefficient = coefficient * scale
      for power in own.powers {
        let signed = withoutSign(power.base)
        if signed.isNegative, (power.exponent * part.exponent).truncatingRemainder(dividingBy: 2) != 0,
          power.exponent.rounded() == power.exponent
        {
          coefficient = -coefficient
        }
        let base = power.exponent.rounded() == power.exponent ? signed.base : power.base
        add(base, power.exponent * part.exponent)
      }
    }
    if coefficient.isZero { return number(0) }
    powers.removeAll { $0.exponent == 0 }
    if !shiftedSums.isEmpty, let shorter = withShares(powers) { return product(coefficient, shorter) }
    let factor: FormulaID
    if powers.count == 1, powers[0].exponent == 1 {
      factor = powers[0].base
      // What is one factor may be a sum of its own.
      if coefficient.isOne { return factor }
      if case .sum(let terms) = self[factor], terms.count > 1, coefficient.magnitude.isOne {
        return intern(.sum(terms.map { .init(coefficient: coefficient * $0.coefficient, factor: $0.factor) }))
      }
    } else {
      factor = intern(.product(powers))
    }
    return coefficient.isOne ? factor : intern(.sum([.init(coefficient: coefficient, factor: factor)]))
  }

  /// Returns a sum with the signs of its terms changed where all of them are negative.
  private mutating func withoutSign(_ id: FormulaID) -> (base: FormulaID, isNegative: Bool) {
    guard case .sum(let terms) = self[id], terms.count > 1, terms.allSatisfy(\.coefficient.isNegative) else {
      return (id, false)
    }
    return (intern(.sum(terms.map { .init(coefficient: -$0.coefficient, factor: $0.factor) })), true)
  }

  /// Whether a node is 1 under a condition, else 0.
  func isIndicator(_ id: FormulaID) -> Bool {
    guard case .call(.select, let operands) = self[id] else { return false }
    return isOne(operands[1]) && isZero(operands[2])
  }
}
