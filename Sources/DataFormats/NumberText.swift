/// Reads and writes single numbers as text.
enum NumberText {
  /// The spelling that is allowed.
  enum Dialect {
    /// As RFC 8259 has it.
    case json
    /// As in the language: also `.5`, `1.`, `+1` and `1_000`; `inf` and `nan` in any case.
    case literal
  }

  /// What a piece of text is.
  enum Reading: Equatable {
    case number(Double)
    /// A number beyond the greatest double.
    case tooLarge
    case notANumber
  }

  /// Reads the whole text to the nearest double.
  static func read(_ text: ArraySlice<UInt8>, as dialect: Dialect) -> Reading {
    guard let digits = checkedDigits(text, dialect) else {
      return dialect == .literal ? word(text) : .notANumber
    }
    guard let value = Double(digits) else { return .notANumber }
    return value.isFinite ? .number(value) : .tooLarge
  }

  /// Reads the names of the values that are not finite: `inf`, `infinity`, `nan` with or without a sign.
  static func word(_ text: ArraySlice<UInt8>) -> Reading {
    guard text.count <= 9 else { return .notANumber }
    var name = String(decoding: text, as: UTF8.self).lowercased()
    let negative = name.hasPrefix("-")
    if negative || name.hasPrefix("+") { name.removeFirst() }
    switch name {
    case "inf", "infinity": return .number(negative ? -.infinity : .infinity)
    case "nan": return .number(.nan)
    default: return .notANumber
    }
  }

  /// Writes the shortest decimal that reads back to the same double; `inf`, `-inf`, `nan` where it is not finite.
  static func write(_ value: Double) -> String {
    let text = value.description
    // "-0.0" stays: many readers take "-0" for the integer 0 and lose the sign.
    return text.hasSuffix(".0") && text != "-0.0" ? String(text.dropLast(2)) : text
  }

  /// Checks the spelling of a decimal number and answers it without underscores.
  private static func checkedDigits(_ text: ArraySlice<UInt8>, _ dialect: Dialect) -> String? {
    var place = text.startIndex
    var underscores = false

    func peek() -> UInt8? { place < text.endIndex ? text[place] : nil }
    func skipDigits() -> Int {
      var count = 0
      while let byte = peek() {
        if UInt8.digits ~= byte {
          count += 1
        } else if byte == UInt8(ascii: "_"), dialect == .literal, count > 0, place + 1 < text.endIndex,
          UInt8.digits ~= text[place + 1]
        {
          underscores = true
        } else {
          break
        }
        place += 1
      }
      return count
    }

    if let sign = peek(), sign == UInt8(ascii: "-") || (sign == UInt8(ascii: "+") && dialect == .literal) { place += 1 }
    let first = peek()
    let whole = skipDigits()
    var fraction = 0
    if peek() == UInt8(ascii: ".") {
      place += 1
      fraction = skipDigits()
      if dialect == .json, fraction == 0 { return nil }
    }
    switch dialect {
    case .json: guard whole == 1 || (whole > 1 && first != UInt8(ascii: "0")) else { return nil }
    case .literal: guard whole + fraction > 0 else { return nil }
    }
    if let mark = peek(), mark | 0x20 == UInt8(ascii: "e") {
      place += 1
      if let sign = peek(), sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { place += 1 }
      guard skipDigits() > 0 else { return nil }
    }
    guard place == text.endIndex else { return nil }
    let digits = String(decoding: text, as: UTF8.self)
    return underscores ? digits.filter { $0 != "_" } : digits
  }
}

extension UInt8 {
  /// The ASCII digits.
  static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
}
