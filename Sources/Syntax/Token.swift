import Diagnostics

/// One word, number or sign of a text.
struct Token: Hashable, Sendable {
  /// What it is.
  var kind: TokenKind
  /// Where it stands.
  var span: SourceSpan
  /// Whether a line end lies between the token before and this one.
  var startsLine: Bool
  /// The spelled name, of a `name`.
  var symbol: SymbolID?
  /// The value of a `number`; nil where its fault is reported already.
  var value: Double?
}

/// What a token is; the raw value is how the language writes it, where that is always the same.
enum TokenKind: String, Hashable, Sendable {
  case end = "end of file"
  case name, number
  /// `.x`, where x is not `T`.
  case member
  case transpose = ".T"

  case dim, input, param, const, local, fn, output, extern, derivative
  case `return`, `if`, then, `else`, and, or, not, `in`, `for`, reversed

  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBracket = "["
  case rightBracket = "]"
  case leftBrace = "{"
  case rightBrace = "}"
  case comma = ","
  case colon = ":"
  case semicolon = ";"
  case equals = "="
  case plusEquals = "+="

  case plus = "+"
  case minus = "-"
  case times = "*"
  case divide = "/"
  case matrixProduct = "@"
  case power = "^"
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case equal = "=="
  case notEqual = "!="
  case halfOpenRange = "..<"
  case closedRange = "..."

  /// The words that cannot be names, in the order of the grammar.
  // reserved = "dim" | "input" | "param" | "const" | "local" | "fn" | "output" | "extern" | "derivative" | "return" | "if" | "then" | "else" | "and" | "or" | "not" | "in" | "for" | "reversed" ;
  static let reserved: [TokenKind] = [
    .dim, .input, .param, .const, .local, .fn, .output, .extern, .derivative, .return, .if, .then, .else, .and, .or,
    .not, .in, .for, .reversed,
  ]

  /// Whether an item can start with this word and nothing else can.
  var startsItem: Bool {
    switch self {
    case .dim, .input, .param, .const, .local, .fn, .output, .extern: true
    default: false
    }
  }

  /// Whether a line that starts with this token goes on with the item of the line before.
  var continuesItem: Bool {
    switch self {
    case .rightParenthesis, .rightBracket, .rightBrace, .then, .else, .and, .or: true
    default: false
    }
  }
}
