/// Decides whether subscripts stay within extents, from the bounds of the axes and of integer data that they name.
///
/// Answers are kept, so that asking again for the same subscript costs nothing.
package struct RangeAnalysis: Sendable {
  /// What can be said of a subscript.
  package enum Answer: Hashable, Sendable {
    case inside
    /// At some point of the domain, where it has one.
    case outside
    case unknown
  }

  private struct Question: Hashable {
    var index: IndexID
    var extent: IndexID
  }

  private var answers: [Question: Answer] = [:]
  /// Bounds that name each other for longer than this are not followed.
  private static let longestChain = 24

  /// Makes an analysis that knows no answer yet.
  package init() {}

  /// Returns whether an integer expression is in `0..<extent` wherever its axes take it.
  package mutating func answer(_ index: IndexID, in extent: IndexID, of program: Program) -> Answer {
    let question = Question(index: index, extent: extent)
    if let known = answers[question] { return known }
    let found = answer(to: question, program)
    answers[question] = found
    return found
  }

  /// Returns whether a read, gathers in its subscripts included, is of an element that exists.
  package mutating func isInside(_ array: ArrayID, _ subscripts: SubscriptsID, of program: Program) -> Bool {
    var pending = [(array, subscripts)]
    while let (array, subscripts) = pending.popLast() {
      for (index, extent) in zip(program[subscripts], program[array].shape) {
        guard answer(index, in: extent, of: program) == .inside else { return false }
        for atom in program[index].atoms {
          if case .element(let array, let subscripts) = atom { pending.append((array, subscripts)) }
        }
      }
    }
    return true
  }

  /// Returns whether an integer expression is plainly 0 or more wherever its axes take it.
  package func isNeverNegative(_ expression: IndexExpression, of program: Program) -> Bool {
    let expression = fixed(expression, program)
    if isNonnegative(expression, program) { return true }
    guard let least = extreme(expression, isUpper: false, isLoose: false, program) else { return false }
    return isNonnegative(fixed(least, program), program)
  }

  /// Returns the extent that holds every value of an axis, in dims alone.
  package func extent(of axis: AxisID, in program: Program) -> IndexExpression? {
    let upper = program[program[axis].upper]
    guard let bound = extreme(upper, isUpper: true, isLoose: true, program) else { return nil }
    return bound
  }

  private func answer(to question: Question, _ program: Program) -> Answer {
    let index = fixed(program[question.index], program)
    let extent = fixed(program[question.extent], program)
    guard let least = extreme(index, isUpper: false, isLoose: false, program),
      let most = extreme(index, isUpper: true, isLoose: false, program)
    else { return .unknown }
    let room = fixed(extent - IndexExpression(1) - most, program)
    let start = fixed(least, program)
    if isNonnegative(start, program), isNonnegative(room, program) { return .inside }
    let isExact = !index.atoms.contains { if case .element = $0 { true } else { false } }
    if isExact, isNegative(start, program) || isNegative(room, program) { return .outside }
    return .unknown
  }

  /// Replaces axes and integer data by the bound that takes the expression furthest, innermost first.
  ///
  /// Loosely, an exclusive bound stands for the last value, so that the result is not negative where a range is empty.
  private func extreme(
    _ expression: IndexExpression, isUpper: Bool, isLoose: Bool, _ program: Program
  ) -> IndexExpression? {
    var expression = expression
    let step = IndexExpression(isLoose ? 0 : 1)
    for _ in 0..<Self.longestChain {
      guard let atom = innermost(expression, program) else { return isClosed(expression) ? expression : nil }
      guard let (slope, rest) = expression.linear(in: atom), let bounds = bounds(of: atom, program) else { return nil }
      let rises: Bool
      if isNonnegative(slope, program) {
        rises = true
      } else if isNonnegative(-slope, program) {
        rises = false
      } else {
        return nil
      }
      expression = slope * (rises == isUpper ? bounds.upper - step : bounds.lower) + rest
    }
    return nil
  }

  private func bounds(
    of atom: IndexAtom, _ program: Program
  ) -> (lower: IndexExpression, upper: IndexExpression)? {
    switch atom {
    case .dim, .quotient: return nil
    case .axis(let axis): return (program[program[axis].lower], program[program[axis].upper])
    case .element(let array, _):
      guard case .integer(let bound?) = program[array].element else { return nil }
      // A position found by the program is -1 over an empty range.
      return (IndexExpression(program[array].isGiven ? 0 : -1), program[bound])
    case .remainder(_, let divisor): return (IndexExpression(0), program[divisor])
    }
  }

  /// An atom, other than a dim, that the bounds of no other name.
  private func innermost(_ expression: IndexExpression, _ program: Program) -> IndexAtom? {
    let atoms = expression.atoms.filter { if case .dim = $0 { false } else { true } }
    return atoms.first { atom in
      !atoms.contains { other in
        guard other != atom, let bounds = bounds(of: other, program) else { return false }
        return bounds.lower.atoms.contains(atom) || bounds.upper.atoms.contains(atom)
      }
    } ?? atoms.first
  }

  private func isClosed(_ expression: IndexExpression) -> Bool {
    expression.atoms.allSatisfy { if case .dim = $0 { true } else { false } }
  }

  private func fixed(_ expression: IndexExpression, _ program: Program) -> IndexExpression {
    guard expression.atoms.contains(where: { if case .dim(let dim) = $0 { program[dim].fixed != nil } else { false } })
    else { return expression }
    return expression.substituting { atom in
      if case .dim(let dim) = atom, let number = program[dim].fixed { IndexExpression(number) } else { nil }
    }
  }

  /// Whether no dims and axes can make it negative; false where that is not plain.
  private func isNonnegative(_ expression: IndexExpression, _ program: Program) -> Bool {
    expression.terms.allSatisfy { term in
      term.coefficient >= 0
        && term.factors.allSatisfy { atom in
          switch atom {
          case .dim, .remainder: true
          case .axis(let axis): (program[program[axis].lower].constant ?? -1) >= 0
          case .element(let array, _): program[array].isGiven && program[array].element != .integer(bound: nil)
          case .quotient: false
          }
        }
    }
  }

  /// Whether it is negative whatever the dims are.
  private func isNegative(_ expression: IndexExpression, _ program: Program) -> Bool {
    isClosed(expression) && (expression.terms.last.map { $0.factors.isEmpty && $0.coefficient < 0 } ?? false)
      && expression.terms.allSatisfy { $0.coefficient < 0 }
  }
}
