import DataFormats

/// A gradient beside differences of the value.
public struct GradientCheck: Hashable, Sendable {
  /// What came of the derivative with respect to one element.
  public enum Verdict: String, Hashable, Sendable {
    /// The derivative is what the differences say.
    case agrees
    /// The slopes to the left and the right differ, and the derivative is one of them or between them.
    case kink
    /// The derivative is another number.
    case differs
    /// The value or the derivative is not finite here, or differences come to nothing.
    case undecided
  }

  /// The derivative with respect to one element.
  public struct Entry: Hashable, Sendable {
    /// The subscripts of the element; empty for a scalar.
    public let place: [Int]
    /// The derivative by reverse mode.
    public let derivative: Double
    /// What differences say.
    public let difference: Double
    /// About how far off the differences may be.
    public let uncertainty: Double
    /// What came of it.
    public let verdict: Verdict
  }

  /// The derivative with respect to one variable.
  public struct Part: Hashable, Sendable {
    /// The variable.
    public let name: String
    /// How many elements it has.
    public let count: Int
    /// The elements that were looked at: all, or some of many, evenly apart.
    public let entries: [Entry]

    /// How many elements came to a verdict.
    public func count(of verdict: Verdict) -> Int { entries.count { $0.verdict == verdict } }

    /// The largest distance between a derivative that agrees and the differences.
    public var largestDeviation: Double {
      entries.filter { $0.verdict == .agrees }.map { abs($0.derivative - $0.difference) }.max() ?? 0
    }
  }

  /// The scalar that is differentiated.
  public let output: String
  /// Its value.
  public let value: Double
  /// The extents of the dims that the file leaves open, in its order.
  public let extents: [NamedArray]
  /// Whether the values were made up.
  public let isMadeUp: Bool
  /// By variable.
  public let parts: [Part]
  /// The derivatives that functions state for themselves, function by function, where the program calls them.
  public let rules: [RuleCheck]

  /// Whether no derivative differs from what the differences say.
  public var agrees: Bool {
    parts.allSatisfy { $0.count(of: .differs) == 0 } && rules.allSatisfy(\.differences.isEmpty)
  }

  /// Returns everything as one JSON object on one line.
  public func json() -> String {
    let variables = parts.map { part in
      JSONValue.Member(
        part.name,
        .object([
          .init("elements", .integer(part.count)), .init("checked", .integer(part.entries.count)),
          .init("kinks", .integer(part.count(of: .kink))), .init("undecided", .integer(part.count(of: .undecided))),
          .init("largestDeviation", .number(part.largestDeviation)),
          .init("differing", .list(part.entries.filter { $0.verdict == .differs }.map(Self.json))),
        ]))
    }
    var members = [JSONValue.Member("check", .object(variables))]
    if !rules.isEmpty { members.append(.init("rules", .list(rules.map(\.json)))) }
    members += [.init("madeUpValues", .boolean(isMadeUp)), .init("agrees", .boolean(agrees))]
    return JSONValue.object(members).line
  }

  private static func json(_ entry: Entry) -> JSONValue {
    .object([
      .init("place", .list(entry.place.map { .integer($0) })), .init("derivative", .number(entry.derivative)),
      .init("difference", .number(entry.difference)), .init("uncertainty", .number(entry.uncertainty)),
    ])
  }
}
