import FlatProgram

/// Shows, where it can, that subscripts stay inside their axes whatever the dims are.
package enum RangeProof {
  /// Tells whether every subscript is in range at every point of the axes that it names.
  package static func holds(_ element: ElementReference, in program: Program) -> Bool {
    let shape = program[element.array].shape
    let subscripts = program[element.subscripts]
    guard shape.count == subscripts.count else { return false }
    return zip(subscripts, shape).allSatisfy { index, extent in
      let value = program[index]
      if let axis = value.axis, program[program[axis].lower].constant == 0, program[axis].upper == extent {
        return true
      }
      return isNonNegative(value, in: program)
        && isNonNegative(program[extent] - IndexExpression(1) - value, in: program)
    }
  }

  /// Tells whether an integer expression can be evaluated without reading out of range or dividing by zero.
  package static func isSafe(_ id: IndexID, in program: Program) -> Bool {
    IndexAnalysis.parts(of: id, in: program).allSatisfy { part in
      program[part].atoms.allSatisfy { atom in
        switch atom {
        case .dim, .axis: true
        case .element(let array, let subscripts):
          holds(ElementReference(array: array, subscripts: subscripts), in: program)
        case .quotient(_, let divisor), .remainder(_, let divisor): (program[divisor].constant ?? 0) > 0
        }
      }
    }
  }

  /// Returns condition and value of a contribution that is left out where its condition fails, since the element may
  /// not exist there; nil for a store that is always carried out.
  package static func guardedContribution(
    _ store: Store, in program: Program
  ) -> (condition: ExpressionID, value: ExpressionID)? {
    guard case .add = store.accumulation,
      case .operation(.select, let condition, let value, let otherwise) = program[store.value],
      program[otherwise].number == 0,
      !holds(store.target, in: program) || !program[store.target.subscripts].allSatisfy({ isSafe($0, in: program) })
    else { return nil }
    return (condition, value)
  }

  /// Tells whether the expression is shown to be 0 or more: axes and bounded data at the worst of their ends, dims
  /// at least 0.
  static func isNonNegative(_ expression: IndexExpression, in program: Program) -> Bool {
    var rest = expression
    // Each round takes out one atom; bounds may bring in outer axes, which nest only so deep.
    for _ in 0..<64 {
      guard let atom = innermostBoundedAtom(of: rest, in: program) else { break }
      guard let (slope, without) = linear(rest, in: atom) else { return false }
      if case .quotient(let a, let b) = atom {
        guard let bound = atQuotient(a, b, slope, in: program) else { return false }
        rest = bound + without
        continue
      }
      guard let (low, high) = ends(of: atom, in: program) else { return false }
      if isSigned(slope, 1, in: program) {
        rest = slope * low + without
      } else if isSigned(slope, -1, in: program) {
        guard let high else { return false }
        rest = slope * high + without
      } else {
        return false
      }
    }
    return isSigned(rest, 1, in: program)
  }

  /// Returns what a multiple of a quotient is at least; nil where that is not known.
  ///
  /// A quotient rounded down is no more than the quotient.
  private static func atQuotient(
    _ a: IndexID, _ b: IndexID, _ slope: IndexExpression, in program: Program
  ) -> IndexExpression? {
    guard let factor = slope.constant, let divisor = program[b].constant, divisor > 0 else { return nil }
    if factor < 0 { return factor % divisor == 0 ? IndexExpression(factor / divisor) * program[a] : nil }
    return isNonNegative(program[a], in: program) ? IndexExpression(0) : nil
  }

  private static func ends(
    of atom: IndexAtom, in program: Program
  ) -> (low: IndexExpression, high: IndexExpression?)? {
    switch atom {
    case .axis(let axis):
      return (program[program[axis].lower], program[program[axis].upper] - IndexExpression(1))
    case .element(let array, _):
      // Only data that the caller gives is checked against its bound before anything runs.
      guard case .integer(let bound?) = program[array].element, program[array].isGiven else { return nil }
      return (IndexExpression(0), program[bound] - IndexExpression(1))
    case .remainder(_, let divisor):
      guard let number = program[divisor].constant, number > 0 else { return nil }
      return (IndexExpression(0), IndexExpression(number - 1))
    case .dim, .quotient: return nil
    }
  }

  /// An atom with ends that no other atom's ends depend on.
  private static func innermostBoundedAtom(of expression: IndexExpression, in program: Program) -> IndexAtom? {
    let atoms = expression.atoms.filter { if case .dim = $0 { false } else { true } }
    guard atoms.count > 1 else { return atoms.first }
    return atoms.first { candidate in
      guard case .axis(let axis) = candidate else { return true }
      return !atoms.contains { other in
        guard case .axis(let inner) = other, inner != axis else { return false }
        return program[program[inner].lower].atoms.contains(candidate)
          || program[program[inner].upper].atoms.contains(candidate)
      }
    }
  }

  private static func linear(
    _ expression: IndexExpression, in atom: IndexAtom
  ) -> (slope: IndexExpression, rest: IndexExpression)? {
    if case .axis(let axis) = atom { return expression.linear(in: axis) }
    guard expression.terms.allSatisfy({ $0.factors.count { $0 == atom } <= 1 }) else { return nil }
    let without = expression.substituting { $0 == atom ? IndexExpression(0) : nil }
    let with = expression.substituting { $0 == atom ? IndexExpression(1) : nil }
    return (with - without, without)
  }

  /// Whether all terms have that sign, dims being 0 or more.
  private static func isSigned(_ expression: IndexExpression, _ sign: Int, in program: Program) -> Bool {
    let simplified =
      expression.atoms.contains { fixedValue($0, in: program) != nil }
      ? expression.substituting { fixedValue($0, in: program).map { IndexExpression($0) } } : expression
    return simplified.terms.allSatisfy { term in
      term.coefficient.signum() == sign
        && term.factors.allSatisfy { if case .dim = $0 { true } else { false } }
    }
  }

  private static func fixedValue(_ atom: IndexAtom, in program: Program) -> Int? {
    if case .dim(let dim) = atom { program[dim].fixed } else { nil }
  }
}

extension ArrayDeclaration {
  /// Whether the elements are there before the program starts.
  package var isGiven: Bool {
    switch role {
    case .input, .parameter, .constant: true
    case .local, .adjoint, .tangent: false
    }
  }
}
