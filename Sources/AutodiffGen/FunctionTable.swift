import DataFormats
import Operations
import Syntax

/// One function of the language, as the operation table has it.
public struct FunctionEntry: Hashable, Sendable {
  /// The name in calls: `softplus`.
  public let name: String
  /// How it is used: `clamp(x, low, high)`.
  public let signature: String
  /// One phrase that says what it computes.
  public let summary: String
  /// Where it is defined, in words.
  public let domain: String
  /// What its operands are called.
  public let operands: [String]
  /// The partial derivative for each operand, in the language.
  public let derivatives: [String]
  /// The partial derivatives as textbooks write them, where they look different.
  public let textbookDerivatives: [String]
  /// The element of the subdifferential that is taken where there is no derivative.
  public let kinks: String?
}

/// The functions and constants of the language.
public enum FunctionTable {
  /// The functions, in the order of the table.
  public static var entries: [FunctionEntry] {
    Operation.allCases.filter(\.row.isCallable).map(entry)
  }

  /// The names that take indices or an axis, such as `sum`.
  public static var reductions: [String] { Reductions.names }

  /// What subscripts and extents may hold besides sums and products: how it is used, and its meaning.
  public static let integerFunctions = [
    (name: "div", signature: "div(a, b)", summary: "the quotient of whole numbers, rounded down"),
    (name: "mod", signature: "mod(a, b)", summary: "what it leaves"),
  ]

  /// The constants: name, value and meaning.
  public static var constants: [(name: String, value: Double, summary: String)] {
    NamedConstant.allCases.map { ($0.rawValue, $0.value, $0.summary) }
  }

  /// Returns the entry of a function.
  public static func entry(named name: String) -> FunctionEntry? {
    Operation.named(name).map(entry)
  }

  /// Returns the name of the function that other languages call so; nil where there is none.
  package static func name(elsewhereCalled name: String) -> String? {
    Operation.known(elsewhereAs: name)?.row.name
  }

  /// Returns the table as JSON: `{"functions": [{"name": "exp", ...}], "constants": [...]}`.
  package static func json(_ entries: [FunctionEntry]) -> String {
    let functions = entries.map { entry -> JSONValue in
      .object([
        .init("name", .string(entry.name)), .init("signature", .string(entry.signature)),
        .init("summary", .string(entry.summary)), .init("domain", .string(entry.domain)),
        .init(
          "derivatives", .object(zip(entry.operands, entry.derivatives).map { .init($0, .string($1)) })),
        .init("kinks", entry.kinks.map { .string($0) } ?? .null),
      ])
    }
    let constants = Self.constants.map { constant -> JSONValue in
      .object([
        .init("name", .string(constant.name)), .init("value", .number(constant.value)),
        .init("summary", .string(constant.summary)),
      ])
    }
    let members: [JSONValue.Member] = [
      .init("functions", .list(functions)), .init("reductions", .list(reductions.map { .string($0) })),
      .init("constants", .list(constants)),
    ]
    return JSONValue.object(members).line
  }

  private static func entry(_ operation: Operation) -> FunctionEntry {
    let row = operation.row
    return FunctionEntry(
      name: row.name, signature: row.notation == .function ? operation.signature : call(row), summary: row.summary,
      domain: row.domain, operands: row.operandNames, derivatives: operation.derivatives,
      textbookDerivatives: operation.textbookDerivatives, kinks: row.kinks)
  }

  /// Returns the call of an operation that has another notation too: `pow(x, y)`, `where(c, a, b)`.
  private static func call(_ row: OperationRow) -> String {
    "\(row.name)(\(row.operandNames.joined(separator: ", ")))"
  }
}
