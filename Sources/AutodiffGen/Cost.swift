import DataFormats

/// What the values of a program and its gradient cost, and how large the code for them is.
public struct Cost: Hashable, Sendable {
  /// A number that may hang on extents.
  public struct Amount: Hashable, Sendable {
    /// The number, or a formula over the dims whose extents are not known.
    public let formula: String
    /// The number; nil for a formula.
    public let number: Int?
  }

  /// The operations of one kind.
  public struct Count: Hashable, Sendable {
    /// `arithmetic`, or the name of an elementary function.
    public let kind: String
    /// How many there are.
    public let amount: Amount
  }

  /// What one function costs.
  public struct Part: Hashable, Sendable {
    /// `value` or `gradient`; the gradient comes with the value.
    public let name: String
    /// The operations by kind, arithmetic first.
    public let operations: [Count]
    /// All operations together.
    public let total: Amount
    /// Numbers of scratch memory.
    public let scratch: Amount
    /// Whether loops that hang on data are left out.
    public let isLowerBound: Bool
  }

  /// What the Jacobian of one output by one variable costs, the value included, by the ways to take it.
  public struct Modes: Hashable, Sendable {
    /// What is differentiated.
    public let output: String
    /// By what.
    public let variable: String
    /// From the variable on.
    public let forward: Amount
    /// From the output back.
    public let reverse: Amount
    /// Block by block, where only what may differ from 0 is computed.
    public let blocks: Amount
    /// The way that is taken where all elements are asked for: `forward` or `reverse`.
    public let chosen: String
  }

  /// How large the code in one language is.
  public struct CodeSize: Hashable, Sendable {
    /// The language.
    public let language: CodeLanguage
    /// The lines of all files.
    public let lines: Int
    /// The bytes of all files.
    public let bytes: Int
  }

  /// How many times the operations of a value its gradient may take, where each is an addition or multiplication.
  ///
  /// Source: W. Baur and V. Strassen, The complexity of partial derivatives, 1983, theorem 1.
  public static let theoreticalRatio = 5.0

  /// The value, and the gradient where the program has one.
  public let parts: [Part]
  /// The operations of the gradient over those of the value; nil without a gradient.
  public let ratio: Double?
  /// The extent at which the ratio is taken where a dim is open; nil where none is.
  public let assumedExtent: Int?
  /// Output by output, and variable by variable; not more than the first few.
  public let modes: [Modes]
  /// How many Jacobians there are.
  public let jacobianCount: Int
  /// The emitted code.
  public let sizes: [CodeSize]

  /// Returns everything as one JSON object on one line.
  public func json() -> String {
    var members = parts.map { part in
      JSONValue.Member(
        part.name,
        .object([
          .init("operations", .object(part.operations.map { .init($0.kind, Self.json($0.amount)) })),
          .init("total", Self.json(part.total)), .init("scratch", Self.json(part.scratch)),
          .init("lowerBound", .boolean(part.isLowerBound)),
        ]))
    }
    if let ratio {
      members.append(.init("ratio", .number(ratio)))
      members.append(.init("theoreticalRatio", .number(Self.theoreticalRatio)))
    }
    if let assumedExtent { members.append(.init("assumedExtent", .integer(assumedExtent))) }
    let all = modes.map { mode in
      JSONValue.object([
        .init("output", .string(mode.output)), .init("variable", .string(mode.variable)),
        .init("forward", Self.json(mode.forward)), .init("reverse", Self.json(mode.reverse)),
        .init("blocks", Self.json(mode.blocks)), .init("chosen", .string(mode.chosen)),
      ])
    }
    members.append(.init("jacobians", .list(all)))
    let code = sizes.map { size in
      JSONValue.Member(
        size.language.rawValue,
        .object([.init("lines", .integer(size.lines)), .init("bytes", .integer(size.bytes))]))
    }
    members.append(.init("code", .object(code)))
    return JSONValue.object(members).line
  }

  private static func json(_ amount: Amount) -> JSONValue {
    amount.number.map { .integer($0) } ?? .string(amount.formula)
  }
}
