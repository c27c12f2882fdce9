import FlatProgram
import Operations

/// The exponential of something, with or without a weight.
struct ExponentialTerm: Sendable {
  private enum Form: Sendable {
    case plain, weightFirst, weightLast, divided
  }

  /// What the exponential is of.
  var exponent: ExpressionID
  /// The weight; `.none` without one.
  private(set) var weight: ExpressionID
  private var form: Form

  /// Reads an expression as such a term; nil where it is none.
  init?(_ id: ExpressionID, in program: Program, _ insight: Insight) {
    func seen(_ id: ExpressionID) -> ExpressionID { insight.definition(of: id) ?? id }
    func exponent(_ id: ExpressionID) -> ExpressionID? {
      if case .operation(.exp, let exponent, _, _) = program[seen(id)] { return exponent }
      return nil
    }
    guard case .operation(let operation, let a, let b, let c) = program[seen(id)] else { return nil }
    if operation == .exp {
      (self.exponent, weight, form) = (a, .none, .plain)
    } else if operation == .multiply, let exponent = exponent(b) {
      (self.exponent, weight, form) = (exponent, a, .weightFirst)
    } else if operation == .multiply, let exponent = exponent(a) {
      (self.exponent, weight, form) = (exponent, b, .weightLast)
    } else if operation == .divide, let exponent = exponent(a) {
      (self.exponent, weight, form) = (exponent, b, .divided)
    } else if operation == .select, case .operation(_, let size, _, _) = program[a],
      case .operation(.max, _, _, _) = program[size], case .operation(_, let first, _, _) = program[b],
      exponent(first) != nil, let exponent = exponent(c)
    {
      // The product of two exponentials, taken as one where they are large.
      (self.exponent, weight, form) = (exponent, .none, .plain)
    } else {
      return nil
    }
  }

  /// Returns the term with another expression in the place of its exponential.
  func weighting(_ exponential: ExpressionID, in program: inout Program) -> ExpressionID {
    switch form {
    case .plain: exponential
    case .weightFirst: program.apply(.multiply, weight, exponential)
    case .weightLast: program.apply(.multiply, exponential, weight)
    case .divided: program.apply(.divide, exponential, weight)
    }
  }
}

extension Insight {
  /// Returns what an expression is the square of, or nil.
  func squared(_ id: ExpressionID, _ program: Program) -> ExpressionID? {
    switch program[definition(of: id) ?? id] {
    case .operation(.square, let a, _, _): a
    case .operation(.power, let a, let b, _): program[b].number == 2 ? a : nil
    case .operation(.multiply, let a, let b, _): a == b ? a : nil
    default: nil
    }
  }

  /// Returns whether an exponent has the largest one taken off already, as `logsumexp` does.
  func isScaled(_ exponent: ExpressionID, _ program: Program) -> Bool {
    guard case .operation(.subtract, _, let scale, _) = program[exponent], let definition = definition(of: scale),
      case .operation(.select, let condition, let value, _) = program[definition],
      case .operation(.less, let size, let bound, _) = program[condition],
      case .operation(.abs, value, _, _) = program[size]
    else { return false }
    return program[bound].number == .infinity
  }
}
