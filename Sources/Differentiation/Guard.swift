import FlatProgram
import Operations

/// When a derivative is wanted at all: always, or where a condition of the program holds.
///
/// A node that stands only in the untaken branch of an `if` gives no gradient, whatever its partials are there.
enum Guard: Hashable {
  case always
  case condition(ExpressionID)

  /// Returns the guard of a branch that is taken where the condition holds besides.
  func and(_ condition: ExpressionID, in program: inout Program) -> Guard {
    switch self {
    case .always: .condition(condition)
    case .condition(let outer): .condition(program.apply(.and, outer, condition))
    }
  }

  /// Returns the guard of a node that both uses want, which is the one around an `if` for its two branches together.
  func or(_ other: Guard, in program: inout Program) -> Guard {
    guard self != other, case .condition(let a) = self, case .condition(let b) = other else {
      return self == other ? self : .always
    }
    if program.areComplementary(a, b) { return .always }
    if case .operation(.and, let outer, let first, _) = program[a],
      case .operation(.and, outer, let second, _) = program[b], program.areComplementary(first, second)
    {
      return .condition(outer)
    }
    return .condition(program.apply(.or, a, b))
  }

  /// Returns the value where the guard holds and 0 elsewhere.
  func masking(_ value: ExpressionID, in program: inout Program) -> ExpressionID {
    guard case .condition(let condition) = self else { return value }
    if case .operation(.select, condition, _, let otherwise) = program[value], program.isZero(otherwise) {
      return value
    }
    return program.apply(.select, condition, value, program.constant(0))
  }
}

extension Program {
  /// Returns whether one condition is the other's negation as written.
  func areComplementary(_ a: ExpressionID, _ b: ExpressionID) -> Bool {
    if case .operation(.not, a, _, _) = self[b] { return true }
    if case .operation(.not, b, _, _) = self[a] { return true }
    return false
  }

  /// Returns whether an expression is the constant 0.
  func isZero(_ id: ExpressionID) -> Bool { self[id].number == 0 }

  /// Returns the sum of two contributions to one derivative; those of the two branches of one `if` become an `if`.
  mutating func sum(_ a: ExpressionID, _ b: ExpressionID) -> ExpressionID {
    if case .operation(.select, let first, let p, let r) = self[a], isZero(r),
      case .operation(.select, let second, let q, let s) = self[b], isZero(s), areComplementary(first, second)
    {
      if case .operation(.not, second, _, _) = self[first] { return apply(.select, second, q, p) }
      return apply(.select, first, p, q)
    }
    return apply(.add, a, b)
  }
}
