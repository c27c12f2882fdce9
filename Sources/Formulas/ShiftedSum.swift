import FlatProgram
import Operations

/// A sum of exponentials relative to the largest, `s[n] = sum(k: exp(z[n, k] - m[n]))`, as the language computes `logsumexp` and `softmax`.
struct ShiftedSum: Sendable {
  /// One of the exponentials over their sum.
  struct Share: Hashable, Sendable {
    /// The sum's array, and which of its elements.
    var sum: ArrayID
    var subscripts: [IndexID]
    /// Which exponential.
    var index: IndexID
  }

  /// A definition of the user's that holds shares.
  struct Name: Sendable {
    var array: ArrayID
    var axes: [AxisID]
    var share: Share
  }

  /// The axes of an element of the sum.
  var axes: [AxisID]
  /// The axis that it walks, in the simple form and as written.
  var axis: AxisID
  var axisAsWritten: AxisID
  /// What is taken off every exponent.
  var shift: FormulaID
  /// The exponents without it, in the simple form and as written.
  var exponent: FormulaID
  var exponentAsWritten: FormulaID
  /// Definitions of shares.
  var names: [Name] = []
}

extension FormulaMaker {
  /// Recognises a sum of exponentials relative to the largest; nil where a formula is another.
  mutating func shiftedSum(
    _ simple: FormulaID, _ asWritten: FormulaID, at axes: [AxisID], isShift: (ArrayID) -> Bool
  ) -> ShiftedSum? {
    guard case .reduction(.add, let walked, let body) = self[simple], walked.count == 1,
      case .call(.exp, let operands) = self[body],
      case .reduction(.add, let written, let writtenBody) = self[asWritten], written.count == 1,
      case .call(.exp, let writtenOperands) = self[writtenBody],
      case .call(.subtract, let parts) = self[writtenOperands[0]], case .element(let array, _) = self[parts[1]],
      isShift(array)
    else { return nil }
    return ShiftedSum(
      axes: axes, axis: walked[0], axisAsWritten: written[0], shift: parts[1],
      exponent: sum([(.one, operands[0]), (.one, parts[1])]), exponentAsWritten: parts[0])
  }

  /// Notes that a definition holds the shares of such a sum.
  mutating func noteShare(_ simple: FormulaID, in array: ArrayID, at axes: [AxisID]) {
    guard let share = shareOrigins[simple] else { return }
    shiftedSums[share.sum]?.names.append(.init(array: array, axes: axes, share: share))
  }

  // MARK: Simple forms

  /// Puts `logsumexp(k: z)` in the place of `log(s) + m`.
  mutating func withLogarithmsOfSums(_ terms: [Formula.Term]) -> [Formula.Term] {
    var terms = terms
    for term in terms {
      guard case .call(.log, let operands) = self[term.factor],
        case .element(let array, let subscripts) = self[operands[0]],
        let known = shiftedSums[array]
      else { continue }
      let map = map(known, program[subscripts])
      let shift = substituting(map, in: known.shift, isSimple: true)
      guard let place = terms.firstIndex(where: { $0.factor == shift && $0.coefficient == term.coefficient }),
        let own = terms.firstIndex(of: term)
      else { continue }
      let (axis, body) = instance(known.axis, known.exponent, map, isSimple: true)
      terms[own].factor = intern(.logsumexp(axis, body))
      terms.remove(at: place)
    }
    return terms
  }

  /// Puts `softmax(k: z)[j]` in the place of `exp(z[j] - m)/s`; nil where there is none.
  mutating func withShares(_ powers: [Formula.Power]) -> [Formula.Power]? {
    for (below, power) in powers.enumerated() where power.exponent <= -1 {
      guard case .element(let array, let subscripts) = self[power.base], let known = shiftedSums[array] else {
        continue
      }
      let list = program[subscripts]
      for (above, other) in powers.enumerated() where other.exponent >= 1 {
        guard let part = share(other, of: array, known, list, power.base) else { continue }
        var rest = powers
        rest[below].exponent += 1
        rest[above].exponent -= 1
        rest.append(.init(base: part, exponent: 1))
        return rest.filter { $0.exponent != 0 }
      }
    }
    return nil
  }

  /// Returns what a factor is when it is divided by a sum: a share, or a sum of products with shares.
  private mutating func share(
    _ power: Formula.Power, of array: ArrayID, _ known: ShiftedSum, _ list: [IndexID], _ sum: FormulaID
  ) -> FormulaID? {
    let map = map(known, list)
    let shift = substituting(map, in: known.shift, isSimple: true)
    switch self[power.base] {
    case .call(.exp, let operands):
      let (axis, exponents) = instance(known.axis, known.exponent, map, isSimple: true)
      let exponent = self.sum([(.one, operands[0]), (.one, shift)])
      guard let index = index(in: exponent, where: axis, of: exponents, isSimple: true) else { return nil }
      return named(.init(sum: array, subscripts: list, index: index), axis, exponents)
    case .reduction(.add, let axes, let body) where power.exponent == 1:
      let own = factors(of: body)
      guard own.powers.contains(where: { isExponential($0.base, relativeTo: shift) }) else { return nil }
      let inner = product(own.coefficient, own.powers + [.init(base: sum, exponent: -1)])
      guard !powers(of: inner).contains(where: { $0.base == sum }) else { return nil }
      return reduction(.add, axes, inner)
    default: return nil
    }
  }

  private func isExponential(_ id: FormulaID, relativeTo shift: FormulaID) -> Bool {
    guard case .call(.exp, let operands) = self[id] else { return false }
    return terms(of: operands[0]).contains { $0.factor == shift && $0.coefficient == -.one }
  }

  /// Returns a share by the name of a definition that holds it, or written out.
  private mutating func named(_ share: ShiftedSum.Share, _ axis: AxisID, _ exponents: FormulaID) -> FormulaID {
    for name in shiftedSums[share.sum]?.names ?? [] {
      var map: [AxisID: IndexID] = [:]
      for (index, wanted) in zip(name.share.subscripts + [name.share.index], share.subscripts + [share.index]) {
        if let axis = program[index].axis { map[axis] = wanted }
      }
      let list = name.axes.compactMap { map[$0] }
      let isSame = zip(name.share.subscripts + [name.share.index], share.subscripts + [share.index]).allSatisfy {
        program.substituting(map, in: $0) == $1
      }
      if isSame, list.count == name.axes.count { return intern(.element(name.array, program.subscripts(list))) }
    }
    let node = intern(.softmax(axis, exponents, share.index))
    shareOrigins[node] = share
    return node
  }

  // MARK: As written

  /// Returns `logsumexp` or a share for an operation that is one as the language computes it; nil for others.
  mutating func shiftedAsWritten(_ operation: Operation, _ operands: [FormulaID]) -> FormulaID? {
    if shiftedSums.isEmpty { return nil }
    switch operation {
    case .add:
      guard case .call(.log, let inner) = self[operands[0]], case .element(let array, let subscripts) = self[inner[0]],
        let known = shiftedSums[array]
      else { return nil }
      let map = map(known, program[subscripts])
      guard substituting(map, in: known.shift, isSimple: false) == operands[1] else { return nil }
      let (axis, body) = instance(known.axisAsWritten, known.exponentAsWritten, map, isSimple: false)
      return intern(.logsumexp(axis, body))
    case .divide:
      guard case .element(let array, let subscripts) = self[operands[1]], let known = shiftedSums[array],
        case .call(.exp, let inner) = self[operands[0]], case .call(.subtract, let parts) = self[inner[0]]
      else { return nil }
      let map = map(known, program[subscripts])
      guard substituting(map, in: known.shift, isSimple: false) == parts[1] else { return nil }
      let (axis, body) = instance(known.axisAsWritten, known.exponentAsWritten, map, isSimple: false)
      guard let index = index(in: parts[0], where: axis, of: body, isSimple: false) else { return nil }
      return intern(.softmax(axis, body, index))
    default: return nil
    }
  }

  // MARK: Matching

  private func map(_ known: ShiftedSum, _ list: [IndexID]) -> [AxisID: IndexID] {
    Dictionary(zip(known.axes, list)) { first, _ in first }
  }

  /// Returns the exponents of a sum at some element, and the axis that they are over.
  private mutating func instance(
    _ axis: AxisID, _ body: FormulaID, _ map: [AxisID: IndexID], isSimple: Bool
  ) -> (AxisID, FormulaID) {
    // The axis goes along as that of a sum would.
    let whole = substituting(map, in: intern(.logsumexp(axis, body)), isSimple: isSimple)
    guard case .logsumexp(let moved, let inner) = self[whole] else { return (axis, body) }
    return (moved, inner)
  }

  /// Returns the value of an axis at which one formula is another: one of the subscripts in it.
  private mutating func index(
    in formula: FormulaID, where axis: AxisID, of general: FormulaID, isSimple: Bool
  ) -> IndexID? {
    var candidates: [IndexID] = []
    for id in arena.postorder(formula) {
      switch self[id] {
      case .element(_, let subscripts):
        for index in program[subscripts] where !candidates.contains(index) { candidates.append(index) }
      case .index(let index): if !candidates.contains(index) { candidates.append(index) }
      default: break
      }
    }
    for candidate in candidates.prefix(Self.longestList)
    where substituting([axis: candidate], in: general, isSimple: isSimple) == formula { return candidate }
    return nil
  }
}
