import DataFormats

/// A gradient by reverse mode beside forward mode and differences of the value.
public struct GradientCheck: Hashable, Sendable {
  /// What came of one derivative.
  public enum Verdict: String, Hashable, Sendable {
    /// The derivative is what forward mode and the differences say.
    case agrees
    /// The slopes to the left and the right differ, and the derivative is one of them or between them.
    case kink
    /// Forward mode or the differences give another number.
    case differs
    /// Forward and reverse mode give the same number, but differences are too far off to say anything.
    case untrusted
    /// The value or the derivative is not finite here.
    case undecided
  }

  /// The derivative with respect to one element at one point, or along a random direction through all elements.
  public struct Entry: Hashable, Sendable {
    /// The number of the point: 0 for the first.
    public let point: Int
    /// The subscripts of the element; empty for a scalar, nil for a direction.
    public let place: [Int]?
    /// The derivative by reverse mode.
    public let derivative: Double
    /// The derivative by forward mode.
    public let tangent: Double
    /// What differences say.
    public let difference: Double
    /// About how far off the differences may be.
    public let uncertainty: Double
    /// What came of it.
    public let verdict: Verdict

    /// How far reverse mode is from the differences.
    public var deviation: Double { abs(derivative - difference) }

    /// How far that is beside the larger of both; 0 where both are 0.
    public var relativeDeviation: Double {
      deviation == 0 ? 0 : deviation / max(abs(derivative), abs(difference))
    }
  }

  /// The derivative with respect to one variable.
  public struct Part: Hashable, Sendable {
    /// The variable.
    public let name: String
    /// How many elements it has.
    public let count: Int
    /// The elements that were looked at, point by point: all, or some of many, evenly apart.
    public fileprivate(set) var entries: [Entry]
    /// One for each point where not all elements were looked at one by one.
    public fileprivate(set) var directions: [Entry]

    /// How many elements were looked at, each point counted.
    public func count(of verdict: Verdict) -> Int { entries.count { $0.verdict == verdict } }

    /// What disagrees.
    public var differing: [Entry] { (entries + directions).filter { $0.verdict == .differs } }

    /// The element that agrees least among those that agree.
    public var worst: Entry? {
      let agreeing = entries.filter { $0.verdict == .agrees }
      return agreeing.max { $0.deviation < $1.deviation }
    }

    /// The largest distance between a derivative that agrees and the differences.
    public var largestDeviation: Double { worst?.deviation ?? 0 }

    /// The largest distance between forward and reverse mode.
    public var largestModeDeviation: Double {
      entries.map { abs($0.derivative - $0.tangent) }.filter(\.isFinite).max() ?? 0
    }
  }

  /// The scalar that is differentiated.
  public let output: String
  /// Its value at the first point.
  public private(set) var value = Double.nan
  /// The extents of the dims that the file leaves open, in its order.
  public let extents: [NamedArray]
  /// Whether the values were made up.
  public let isMadeUp: Bool
  /// How many random points there are, behind the given one if there is one.
  public let randomPoints: Int
  /// By variable.
  public private(set) var parts: [Part] = []
  /// The derivatives that functions state for themselves, function by function, where the program calls them.
  public internal(set) var rules: [RuleCheck] = []

  /// Whether no derivative differs from what forward mode and the differences say.
  public var agrees: Bool { parts.allSatisfy { $0.differing.isEmpty } && rules.allSatisfy(\.differences.isEmpty) }

  /// Makes a check of no point yet.
  init(output: String, extents: [NamedArray], isMadeUp: Bool, randomPoints: Int) {
    (self.output, self.extents, self.isMadeUp, self.randomPoints) = (output, extents, isMadeUp, randomPoints)
  }

  /// Adds what came of a point.
  mutating func add(_ part: [Part], at value: Double) {
    if parts.isEmpty { (parts, self.value) = (part, value) } else { add(part) }
  }

  private mutating func add(_ other: [Part]) {
    for (position, part) in other.enumerated() {
      parts[position].entries += part.entries
      parts[position].directions += part.directions
    }
  }

  /// Returns everything as one JSON object on one line.
  public func json() -> String {
    let variables = parts.map { part in
      JSONValue.Member(
        part.name,
        .object([
          .init("elements", .integer(part.count)), .init("checked", .integer(part.entries.count)),
          .init("kinks", .integer(part.count(of: .kink))), .init("undecided", .integer(part.count(of: .undecided))),
          .init("untrusted", .integer(part.count(of: .untrusted))),
          .init("largestDeviation", .number(part.largestDeviation)),
          .init("worstPlace", part.worst?.place.map { .list($0.map { .integer($0) }) } ?? .list([])),
          .init("largestModeDeviation", .number(part.largestModeDeviation)),
          .init("differing", .list(part.differing.map(Self.json))),
        ]))
    }
    var members = [JSONValue.Member("check", .object(variables))]
    if !rules.isEmpty { members.append(.init("rules", .list(rules.map(\.json)))) }
    members += [
      .init("madeUpValues", .boolean(isMadeUp)), .init("randomPoints", .integer(randomPoints)),
      .init("agrees", .boolean(agrees)),
    ]
    return JSONValue.object(members).line
  }

  private static func json(_ entry: Entry) -> JSONValue {
    let place: [JSONValue.Member] = entry.place.map { [.init("place", .list($0.map { .integer($0) }))] } ?? []
    return .object(
      place + [
        .init("point", .integer(entry.point)), .init("derivative", .number(entry.derivative)),
        .init("forward", .number(entry.tangent)), .init("difference", .number(entry.difference)),
        .init("uncertainty", .number(entry.uncertainty)),
      ])
  }
}
