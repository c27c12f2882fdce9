import DataFormats

/// A derivative that a function states for itself, beside differences of the function's value.
public struct RuleCheck: Hashable, Sendable {
  /// A derivative that is not what the differences say, and with which arguments.
  public struct Difference: Hashable, Sendable {
    /// The function's arguments.
    public let arguments: [NamedArray]
    /// The element of the function's value; empty where that is a scalar.
    public let place: [Int]
    /// The element of the parameter, what the function states, and what the differences say.
    public let entry: GradientCheck.Entry
  }

  /// The function.
  public let function: String
  /// The parameter that the derivative is taken by.
  public let parameter: String
  /// With how many different arguments the function was looked at, of those that the program calls it with.
  public let points: Int
  /// What came of each derivative that was looked at.
  public let verdicts: [GradientCheck.Verdict]
  /// The largest distance between a derivative that agrees and the differences.
  public let largestDeviation: Double
  /// The derivatives that differ.
  public let differences: [Difference]

  /// How many derivatives came to a verdict.
  public func count(of verdict: GradientCheck.Verdict) -> Int { verdicts.count { $0 == verdict } }

  /// Returns everything as one object.
  var json: JSONValue {
    .object([
      .init("function", .string(function)), .init("parameter", .string(parameter)), .init("points", .integer(points)),
      .init("checked", .integer(verdicts.count)), .init("kinks", .integer(count(of: .kink))),
      .init("undecided", .integer(count(of: .undecided))), .init("largestDeviation", .number(largestDeviation)),
      .init("differing", .list(differences.map(Self.json))),
    ])
  }

  private static func json(_ difference: Difference) -> JSONValue {
    .object([
      .init("arguments", .arrays(difference.arguments.map { NamedTensor($0.name, $0.array.tensor) })),
      .init("place", .list(difference.place.map { .integer($0) })),
      .init("element", .list((difference.entry.place ?? []).map { .integer($0) })),
      .init("stated", .number(difference.entry.derivative)), .init("difference", .number(difference.entry.difference)),
      .init("uncertainty", .number(difference.entry.uncertainty)),
    ])
  }
}
