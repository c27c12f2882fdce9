import Diagnostics

extension UInt8 {
  /// Whether this is an ASCII digit.
  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

  /// Whether this is an ASCII letter or `_`.
  var isLetter: Bool {
    let lower = self | 0x20
    return (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")) || self == UInt8(ascii: "_")
  }

  /// Whether this may stand in a name behind its first letter.
  var isWordByte: Bool { isLetter || isDigit }
}

extension SourceText {
  /// Returns the byte at an offset, zero behind the end.
  func byte(at offset: Int) -> UInt8 {
    offset < bytes.count ? bytes[offset] : 0
  }

  /// Decodes the character at an offset; nil where the bytes are not UTF-8.
  ///
  /// Source: The Unicode Standard, table 3-7.
  func scalar(at offset: Int) -> (Unicode.Scalar, length: Int)? {
    let first = byte(at: offset)
    let length: Int
    switch first {
    case 0..<0x80: return (Unicode.Scalar(first), 1)
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF: length = 3
    case 0xF0...0xF4: length = 4
    default: return nil
    }
    var value = UInt32(first) & (0xFF >> UInt32(length + 1))
    for position in offset + 1..<offset + length {
      let next = byte(at: position)
      guard next & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(next & 0x3F)
    }
    let smallest: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x1_0000
    guard value >= smallest, let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, length)
  }
}

extension Lexer {
  /// Returns the sign of one character.
  static func single(_ byte: UInt8) -> TokenKind? {
    switch byte {
    case UInt8(ascii: "("): .leftParenthesis
    case UInt8(ascii: ")"): .rightParenthesis
    case UInt8(ascii: "["): .leftBracket
    case UInt8(ascii: "]"): .rightBracket
    case UInt8(ascii: "{"): .leftBrace
    case UInt8(ascii: "}"): .rightBrace
    case UInt8(ascii: ","): .comma
    case UInt8(ascii: ":"): .colon
    case UInt8(ascii: ";"): .semicolon
    case UInt8(ascii: "="): .equals
    case UInt8(ascii: "+"): .plus
    case UInt8(ascii: "-"): .minus
    case UInt8(ascii: "*"): .times
    case UInt8(ascii: "/"): .divide
    case UInt8(ascii: "@"): .matrixProduct
    case UInt8(ascii: "^"): .power
    case UInt8(ascii: "<"): .less
    case UInt8(ascii: ">"): .greater
    default: nil
    }
  }

  /// Returns the sign of two characters.
  static func double(_ first: UInt8, _ second: UInt8) -> TokenKind? {
    guard second == UInt8(ascii: "=") else { return nil }
    switch first {
    case UInt8(ascii: "="): return .equal
    case UInt8(ascii: "!"): return .notEqual
    case UInt8(ascii: "<"): return .lessOrEqual
    case UInt8(ascii: ">"): return .greaterOrEqual
    case UInt8(ascii: "+"): return .plusEquals
    default: return nil
    }
  }

  /// Returns the operator of another language that stands here, and the token that it is read as; nil to skip it.
  static func foreignOperator(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> (String, TokenKind?)? {
    switch (first, second) {
    case (UInt8(ascii: "*"), UInt8(ascii: "*")): ("**", .power)
    case (UInt8(ascii: "&"), UInt8(ascii: "&")): ("&&", .and)
    case (UInt8(ascii: "|"), UInt8(ascii: "|")): ("||", .or)
    case (UInt8(ascii: "&"), _): ("&", .and)
    case (UInt8(ascii: "!"), UInt8(ascii: "=")): third == UInt8(ascii: "=") ? ("!==", .notEqual) : nil
    case (UInt8(ascii: "!"), _): ("!", .not)
    case (UInt8(ascii: ":"), UInt8(ascii: "=")): (":=", .equals)
    case (UInt8(ascii: "="), UInt8(ascii: "=")): third == UInt8(ascii: "=") ? ("===", .equal) : nil
    case (UInt8(ascii: "="), UInt8(ascii: ">")): ("=>", .greaterOrEqual)
    case (UInt8(ascii: "="), UInt8(ascii: "<")): ("=<", .lessOrEqual)
    case (UInt8(ascii: "<"), UInt8(ascii: ">")): ("<>", .notEqual)
    case (UInt8(ascii: "-"), UInt8(ascii: "=")): ("-=", .plusEquals)
    case (UInt8(ascii: "*"), UInt8(ascii: "=")): ("*=", .plusEquals)
    case (UInt8(ascii: "/"), UInt8(ascii: "=")): ("/=", .plusEquals)
    case (UInt8(ascii: "/"), UInt8(ascii: "/")): ("//", nil)
    case (UInt8(ascii: "/"), UInt8(ascii: "*")): ("/*", nil)
    default: nil
    }
  }
}
