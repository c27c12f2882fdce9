/// The constants of the language; a definition may shadow one.
package enum NamedConstant: String, CaseIterable, Hashable, Sendable {
  case pi, tau, inf, nan

  /// The nearest double.
  package var value: Double {
    switch self {
    case .pi: .pi
    case .tau: 2 * .pi
    case .inf: .infinity
    case .nan: .nan
    }
  }

  /// One phrase that says what it is.
  package var summary: String {
    switch self {
    case .pi: "the circumference of a circle over its diameter"
    case .tau: "2*pi, a full turn in radians"
    case .inf: "positive infinity"
    case .nan: "not a number"
    }
  }
}
