/// A number in decimal digits, as it is printed.
struct Decimal {
  /// How many digits numbers in arrays have, unless all are asked for.
  ///
  /// Eight tell values apart that differ by single precision, and keep the columns of a matrix on a terminal.
  static let digitsInArrays = 8

  private var isNegative: Bool
  /// The digits from the first that is not 0; none for zero.
  private var digits: [UInt8]
  /// The power of ten of the first digit.
  private var exponent: Int

  /// Returns the shortest text that reads back to the same double; `inf`, `-inf` and `nan` where it is not finite.
  static func exactText(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Returns the text of a number rounded to some digits, without zeros at its end.
  static func roundedText(_ value: Double, digits: Int = digitsInArrays) -> String {
    guard value.isFinite else { return exactText(value) }
    var decimal = Decimal(value)
    if decimal.digits.count > digits { decimal.round(to: digits) }
    return decimal.text
  }

  /// Takes the shortest text of a finite number apart.
  private init(_ value: Double) {
    isNegative = value.sign == .minus
    digits = []
    exponent = 0
    var isBehindPoint = false
    var rest = value.magnitude.description.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "."): isBehindPoint = true
      case UInt8(ascii: "e"):
        exponent += Int(String(rest) ?? "") ?? 0
        rest = rest.suffix(0)
      default:
        let isLeadingZero = digits.isEmpty && byte == UInt8(ascii: "0")
        if !isLeadingZero {
          if !digits.isEmpty, !isBehindPoint { exponent += 1 }
          digits.append(byte - UInt8(ascii: "0"))
        }
        // The digits of a fraction begin below the units.
        if isBehindPoint, digits.isEmpty || (digits.count == 1 && !isLeadingZero) { exponent -= 1 }
      }
    }
    while digits.last == 0 { digits.removeLast() }
  }

  /// Rounds to the nearest number of so many digits, a tie away from zero.
  private mutating func round(to count: Int) {
    let goesUp = digits[count] >= 5
    digits.removeSubrange(count...)
    if goesUp {
      while digits.last == 9 { digits.removeLast() }
      if digits.isEmpty {
        digits = [1]
        exponent += 1
      } else {
        digits[digits.count - 1] += 1
      }
    }
    while digits.last == 0 { digits.removeLast() }
  }

  private var text: String {
    if digits.isEmpty { return isNegative ? "-0" : "0" }
    var characters = digits.map { UInt8(ascii: "0") + $0 }
    var suffix = ""
    switch exponent {
    case 0..<9:
      let whole = exponent + 1
      while characters.count < whole { characters.append(UInt8(ascii: "0")) }
      if characters.count > whole { characters.insert(UInt8(ascii: "."), at: whole) }
    case -5..<0:
      characters = Array("0.".utf8) + Array(repeating: UInt8(ascii: "0"), count: -exponent - 1) + characters
    default:
      if characters.count > 1 { characters.insert(UInt8(ascii: "."), at: 1) }
      suffix = "e\(exponent)"
    }
    return (isNegative ? "-" : "") + String(decoding: characters, as: UTF8.self) + suffix
  }
}
