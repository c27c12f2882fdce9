import FlatProgram
import Operations

extension FormulaMaker {
  /// Returns a reduction over axes; of a sum, factors that do not depend on them stand before it.
  mutating func reduction(_ combination: Combination, _ axes: [AxisID], _ body: FormulaID) -> FormulaID {
    if axes.isEmpty { return body }
    guard combination == .add else { return intern(.reduction(combination, axes, body)) }
    if isZero(body) { return body }
    let own = factors(of: body)
    var inner = axes
    if own.powers.count == 1, own.powers[0].exponent == 1,
      case .reduction(.add, let more, let deeper) = self[own.powers[0].base], !more.contains(where: axes.contains)
    {
      return product(own.coefficient, [.init(base: reduction(.add, axes + more, deeper), exponent: 1)])
    }
    if let picked = picked(own.powers, axes) { return product(own.coefficient, [.init(base: picked, exponent: 1)]) }
    var outside: [Formula.Power] = []
    var inside: [Formula.Power] = []
    for power in own.powers {
      if arena.facts(power.base).axes.contains(where: axes.contains) {
        inside.append(power)
      } else {
        outside.append(power)
      }
    }
    // A sum of what does not depend on an axis is a multiple of it.
    for axis in axes.reversed() {
      let others = inner.filter { $0 != axis }
      let isNamed =
        inside.contains { arena.facts($0.base).axes.contains(axis) } || others.contains { names(axis, program[$0]) }
      guard !isNamed, program[program[axis].lower].constant == 0, isOfDims(program[axis].upper),
        program[program[axis].upper].terms.allSatisfy({ $0.coefficient > 0 })
      else { continue }
      inner = others
      let extent = program[axis].upper
      let count = program[extent].constant.map { number(Double($0)) } ?? intern(.index(extent))
      outside.append(.init(base: count, exponent: 1))
    }
    let rest = product(.one, inside)
    let sum = inner.isEmpty ? rest : reducedAgain(inner, rest)
    return product(own.coefficient, outside + [.init(base: sum, exponent: 1)])
  }

  private mutating func reducedAgain(_ axes: [AxisID], _ body: FormulaID) -> FormulaID {
    if case .reduction(.add, let more, let deeper) = self[body], !more.contains(where: axes.contains) {
      return usualReduction(axes + more, deeper)
    }
    return split(axes, body) ?? usualReduction(axes, body)
  }

  /// Returns `sum(x) - N*c` for `sum(i: x[i] - c)` where that is shorter, as where the sum of deviations from a mean vanishes.
  private mutating func split(_ axes: [AxisID], _ body: FormulaID) -> FormulaID? {
    let terms = terms(of: body)
    guard terms.count > 1, terms.count <= Self.longestList else { return nil }
    let fixed = terms.filter { term in !arena.facts(term.factor).axes.contains(where: axes.contains) }
    guard !fixed.isEmpty, fixed.count < terms.count else { return nil }
    var parts: [(Coefficient, FormulaID)] = []
    for term in terms { parts.append((term.coefficient, reduction(.add, axes, term.factor))) }
    let whole = sum(parts)
    return arena.facts(whole).size < arena.facts(body).size ? whole : nil
  }

  private func names(_ axis: AxisID, _ other: Axis) -> Bool {
    var named: [AxisID] = []
    program.collectAxes(of: other.lower, into: &named)
    program.collectAxes(of: other.upper, into: &named)
    return named.contains(axis)
  }

  /// Returns the one term of a sum in which an axis has the value that a condition asks for; nil where no condition does.
  private mutating func picked(_ powers: [Formula.Power], _ axes: [AxisID]) -> FormulaID? {
    for (place, power) in powers.enumerated() where power.exponent == 1 {
      guard case .call(.select, let operands) = self[power.base], isZero(operands[2]) else { continue }
      let conditions = conditions(in: operands[0])
      for condition in conditions {
        guard case .call(.equal, let sides) = self[condition], let first = integer(sides[0]),
          let second = integer(sides[1]),
          let (axis, value) = solved(first - second, for: axes)
        else { continue }
        let others = axes.filter { $0 != axis }
        if others.contains(where: { names(axis, program[$0]) }) { continue }
        var rest = powers
        let remaining = conditions.filter { $0 != condition }.reduce(number(1)) { conjunction($0, $1) }
        rest[place].base = choice(remaining, operands[1], operands[2])
        let index = program.index(value)
        let inside = conjunction(
          comparison(.greaterOrEqual, index, program[axis].lower), comparison(.less, index, program[axis].upper))
        let whole = product(.one, rest)
        // An axis that picks data stays in its range only where it is walked.
        if self.value(of: inside) == nil, picksData(axis, in: whole) { continue }
        let term = substituting([axis: index], in: whole, isSimple: true)
        return reduction(.add, others, choice(inside, term, number(0)))
      }
    }
    return nil
  }

  /// Whether an axis stands in a subscript of integer data that is a subscript or a number itself.
  private func picksData(_ axis: AxisID, in formula: FormulaID) -> Bool {
    var indices: [IndexID] = []
    for id in arena.postorder(formula) {
      switch self[id] {
      case .element(_, let subscripts): indices += program[subscripts]
      case .index(let index), .softmax(_, _, let index): indices.append(index)
      default: break
      }
    }
    var traversal = Traversal()
    var picked: [AxisID] = []
    traversal.atoms(of: indices, in: program) { atom in
      if case .element(_, let subscripts) = atom {
        for index in program[subscripts] { program.collectAxes(of: index, into: &picked) }
      }
    }
    return picked.contains(axis)
  }

  /// Returns the axis that an integer expression is 0 for one value of, and the value.
  private mutating func solved(_ expression: IndexExpression, for axes: [AxisID]) -> (AxisID, IndexExpression)? {
    guard expression.divisor == 1 else { return nil }
    for axis in axes {
      guard let (slope, rest) = expression.linear(in: axis), let sign = slope.constant, sign == 1 || sign == -1 else {
        continue
      }
      let other = program.index(rest)
      var named: [AxisID] = []
      program.collectAxes(of: other, into: &named)
      if !named.contains(axis) { return (axis, IndexExpression(-sign) * rest) }
    }
    return nil
  }

  private mutating func comparison(_ operation: Operation, _ a: IndexID, _ b: IndexID) -> FormulaID {
    apply(operation, [integerNode(a), integerNode(b)])
  }

  /// Returns an integer expression as a node.
  mutating func integerNode(_ index: IndexID) -> FormulaID {
    program[index].constant.map { number(Double($0)) } ?? intern(.index(index))
  }
}
