import Diagnostics

extension Lexer {
  /// Reads a number: digits, `_` between digits, a fraction, an exponent; a following name is left for the parser.
  // number = ( digits [ "." [ digits ] ] | "." digits ) [ exponent_part ] ;
  mutating func number() -> Token {
    let start = position
    var digits = DigitReader(source: source, position: start)
    digits.readDigits()
    if digits.isASCII(".") && !rangeFollows(at: digits.position), fractionFollows(at: digits.position) {
      digits.take()
      digits.readDigits()
    }
    digits.readExponent()
    position = digits.position
    var result = token(.number, from: start)
    if malformedTail(after: digits) {
      result.span = SourceSpan(start: start, end: position)
      log.report(.malformedNumber(source.text(of: result.span), at: result.span))
      return result
    }
    if digits.hasLookAlike {
      log.report(.lookAlike(source.text(of: result.span), spelling: digits.text, at: result.span))
    }
    let value = digits.value
    guard value.isFinite else {
      log.report(.numberTooLarge(at: result.span))
      return result
    }
    result.value = value
    return result
  }

  /// Tells `1...T` and `0..<N` from `1.`.
  private func rangeFollows(at offset: Int) -> Bool {
    source.byte(at: offset + 1) == UInt8(ascii: ".")
  }

  /// Tells `1.T` from `1.e5` and `1.5`.
  private func fractionFollows(at offset: Int) -> Bool {
    let next = source.byte(at: offset + 1)
    guard next.isLetter else { return true }
    let sign = source.byte(at: offset + 2)
    let isSigned = sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
    return next | 0x20 == UInt8(ascii: "e") && source.byte(at: offset + (isSigned ? 3 : 2)).isDigit
  }

  /// Takes in what makes a number malformed: `1__0`, `1_`, `1.2.3`, `0x1F`.
  private mutating func malformedTail(after digits: DigitReader) -> Bool {
    let next = source.byte(at: position)
    let isSecondFraction =
      next == UInt8(ascii: ".") && source.byte(at: position + 1).isDigit && digits.hasFraction
    let isHexadecimal =
      digits.text == "0" && (next | 0x20 == UInt8(ascii: "x") || next | 0x20 == UInt8(ascii: "b"))
      && source.byte(at: position + 1).isDigit
    guard digits.hasMisplacedUnderscore || isSecondFraction || isHexadecimal else { return false }
    while source.byte(at: position).isWordByte
      || (source.byte(at: position) == UInt8(ascii: ".") && source.byte(at: position + 1).isDigit)
    {
      position += 1
    }
    return true
  }
}

/// Collects the ASCII spelling of a number.
private struct DigitReader {
  let source: SourceText
  var position: Int
  private(set) var text = ""
  private(set) var hasLookAlike = false
  private(set) var hasMisplacedUnderscore = false
  private(set) var hasFraction = false

  init(source: SourceText, position: Int) {
    (self.source, self.position) = (source, position)
  }

  /// The nearest double; infinite where the number is too large for one.
  var value: Double {
    if text.utf8.count <= 15, !hasFraction, let integer = Int(text) { return Double(integer) }
    return Double(text) ?? .infinity
  }

  func isASCII(_ character: Unicode.Scalar) -> Bool {
    source.byte(at: position) == UInt8(ascii: character)
  }

  /// Takes the ASCII character at the position.
  mutating func take() {
    let byte = source.byte(at: position)
    if byte == UInt8(ascii: ".") { hasFraction = true }
    text.unicodeScalars.append(Unicode.Scalar(byte))
    position += 1
  }

  /// Reads digits with `_` between them.
  // digits = digit { [ "_" ] digit } ;
  // digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" ;
  mutating func readDigits() {
    var afterDigit = false
    while true {
      let byte = source.byte(at: position)
      if byte.isDigit {
        take()
        afterDigit = true
      } else if byte == UInt8(ascii: "_") {
        if !afterDigit || !source.byte(at: position + 1).isDigit { hasMisplacedUnderscore = true }
        afterDigit = false
        position += 1
      } else if byte >= 0x80, let (scalar, length) = source.scalar(at: position),
        let digit = LookAlikes.alphanumeric(for: scalar), digit.isDigit
      {
        text.unicodeScalars.append(Unicode.Scalar(digit))
        hasLookAlike = true
        afterDigit = true
        position += length
      } else {
        return
      }
    }
  }

  /// Reads `e-3` where it is one.
  // exponent_part = ( "e" | "E" ) [ "+" | "-" ] digits ;
  mutating func readExponent() {
    guard source.byte(at: position) | 0x20 == UInt8(ascii: "e") else { return }
    let sign = source.byte(at: position + 1)
    let isSigned = sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
    guard source.byte(at: position + (isSigned ? 2 : 1)).isDigit else { return }
    hasFraction = true
    take()
    if isSigned { take() }
    readDigits()
  }
}
