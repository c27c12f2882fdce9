/// What can be said of a check.
package enum CheckAnswer<Fault: Hashable & Sendable>: Hashable, Sendable {
  case sound
  case faulty(Fault)
  /// It rests on something that is not known yet.
  case unknown
}

/// Something that a program takes for granted, and that extents and integer data decide.
package enum DataCheck: Hashable, Sendable {
  case coverage(Coverage)
  case precedence(Precedence)

  /// What was found, with the check that found it.
  package enum Fault: Hashable, Sendable {
    case coverage(Coverage.Fault, of: Coverage)
    case precedence(Precedence.Fault, of: Precedence)
  }

  /// Returns whether it holds, as far as extents and data are known.
  package func answer(in program: Program, _ values: IndexEvaluator) -> CheckAnswer<Fault> {
    switch self {
    case .coverage(let coverage):
      switch coverage.answer(in: program, values) {
      case .sound: .sound
      case .unknown: .unknown
      case .faulty(let fault): .faulty(.coverage(fault, of: coverage))
      }
    case .precedence(let precedence):
      switch precedence.answer(in: program, values) {
      case .sound: .sound
      case .unknown: .unknown
      case .faulty(let fault): .faulty(.precedence(fault, of: precedence))
      }
    }
  }
}
