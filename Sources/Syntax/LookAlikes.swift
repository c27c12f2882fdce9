/// Characters that look like something of the language but are not.
enum LookAlikes {
  /// What a sign that is not ASCII should have been.
  struct Sign {
    /// The spelling to offer.
    var spelling: String
    /// The token that it is read as, so that parsing goes on; nil where it is skipped.
    var kind: TokenKind?
  }

  /// Returns what to write in place of a sign.
  static func sign(for scalar: Unicode.Scalar) -> Sign? {
    switch scalar {
    case "\u{2212}", "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{FE63}", "\u{FF0D}":
      Sign(spelling: "-", kind: .minus)
    case "\u{FF0B}", "\u{2795}": Sign(spelling: "+", kind: .plus)
    case "\u{D7}", "\u{B7}", "\u{22C5}", "\u{2217}", "\u{2219}", "\u{2022}", "\u{2062}", "\u{2715}", "\u{FF0A}":
      Sign(spelling: "*", kind: .times)
    case "\u{F7}", "\u{2215}", "\u{2044}", "\u{FF0F}": Sign(spelling: "/", kind: .divide)
    case "\u{FF20}": Sign(spelling: "@", kind: .matrixProduct)
    case "\u{FF3E}", "\u{2191}": Sign(spelling: "^", kind: .power)
    case "\u{2264}", "\u{2A7D}": Sign(spelling: "<=", kind: .lessOrEqual)
    case "\u{2265}", "\u{2A7E}": Sign(spelling: ">=", kind: .greaterOrEqual)
    case "\u{2260}": Sign(spelling: "!=", kind: .notEqual)
    case "\u{FF1C}": Sign(spelling: "<", kind: .less)
    case "\u{FF1E}": Sign(spelling: ">", kind: .greater)
    case "\u{FF1D}", "\u{2254}": Sign(spelling: "=", kind: .equals)
    case "\u{2208}": Sign(spelling: "in", kind: .in)
    case "\u{2227}": Sign(spelling: "and", kind: .and)
    case "\u{2228}": Sign(spelling: "or", kind: .or)
    case "\u{AC}": Sign(spelling: "not", kind: .not)
    case "\u{FF08}", "\u{2768}": Sign(spelling: "(", kind: .leftParenthesis)
    case "\u{FF09}", "\u{2769}": Sign(spelling: ")", kind: .rightParenthesis)
    case "\u{FF3B}", "\u{3010}": Sign(spelling: "[", kind: .leftBracket)
    case "\u{FF3D}", "\u{3011}": Sign(spelling: "]", kind: .rightBracket)
    case "\u{FF5B}": Sign(spelling: "{", kind: .leftBrace)
    case "\u{FF5D}": Sign(spelling: "}", kind: .rightBrace)
    case "\u{FF0C}", "\u{3001}", "\u{201A}": Sign(spelling: ",", kind: .comma)
    case "\u{FF1A}", "\u{2236}": Sign(spelling: ":", kind: .colon)
    case "\u{FF1B}", "\u{37E}": Sign(spelling: ";", kind: .semicolon)
    case "\u{2026}": Sign(spelling: "...", kind: .closedRange)
    case "\u{FF03}": Sign(spelling: "#", kind: nil)
    case "\u{FF0E}": Sign(spelling: ".", kind: nil)
    case "\u{221E}": Sign(spelling: "inf", kind: nil)
    case "\u{221A}": Sign(spelling: "sqrt", kind: nil)
    case "\u{2211}": Sign(spelling: "sum", kind: nil)
    case "\u{220F}": Sign(spelling: "prod", kind: nil)
    case "\u{2018}", "\u{2019}", "\u{2032}": Sign(spelling: "'", kind: nil)
    case "\u{201C}", "\u{201D}", "\u{2033}": Sign(spelling: "\"", kind: nil)
    case "\u{B2}": Sign(spelling: "^2", kind: nil)
    case "\u{B3}": Sign(spelling: "^3", kind: nil)
    case "\u{B9}": Sign(spelling: "^1", kind: nil)
    case "\u{1D40}", "\u{22A4}": Sign(spelling: ".T", kind: .transpose)
    default: nil
    }
  }

  /// Returns the ASCII letter or digit that a letter or digit of another block draws.
  ///
  /// Source: the Unicode blocks Halfwidth and Fullwidth Forms, Mathematical Alphanumeric Symbols, Superscripts and Subscripts.
  static func alphanumeric(for scalar: Unicode.Scalar) -> UInt8? {
    let value = scalar.value
    switch value {
    case 0xFF10...0xFF19: return UInt8(ascii: "0") + UInt8(value - 0xFF10)
    case 0xFF21...0xFF3A: return UInt8(ascii: "A") + UInt8(value - 0xFF21)
    case 0xFF41...0xFF5A: return UInt8(ascii: "a") + UInt8(value - 0xFF41)
    case 0xFF3F: return UInt8(ascii: "_")
    case 0x2080...0x2089: return UInt8(ascii: "0") + UInt8(value - 0x2080)
    case 0x1D400...0x1D6A3:
      let letter = UInt8((value - 0x1D400) % 52)
      return letter < 26 ? UInt8(ascii: "A") + letter : UInt8(ascii: "a") + letter - 26
    case 0x1D7CE...0x1D7FF: return UInt8(ascii: "0") + UInt8((value - 0x1D7CE) % 10)
    default:
      guard scalar.properties.numericType == .decimal, let digit = scalar.properties.numericValue else { return nil }
      return UInt8(ascii: "0") + UInt8(digit)
    }
  }
}
