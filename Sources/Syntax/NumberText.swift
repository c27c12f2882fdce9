/// Prints numbers as a person would write them.
package enum NumberText {
  /// Returns the shortest decimal text that reads back to the same finite number.
  ///
  /// Numerics: the digits are those of the shortest round trip. A small number takes an exponent where that is shorter,
  /// a large one where it is shorter by four characters: 0.01, 1e-3, 60000, 1e6.
  package static func shortest(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    let sign = value.sign == .minus ? "-" : ""
    let (digits, exponent) = decimal(of: value.magnitude)
    guard !digits.isEmpty else { return sign + "0" }
    let plain = plain(digits, exponent)
    let scientific = scientific(digits, exponent)
    let gain = value.magnitude < 1 ? 1 : 4
    return sign + (scientific.utf8.count + gain <= plain.utf8.count ? scientific : plain)
  }

  /// Returns the significant digits, and the power of ten by which `0.digits` is multiplied.
  private static func decimal(of value: Double) -> (digits: [UInt8], exponent: Int) {
    var digits: [UInt8] = []
    var exponent = 0
    var isBehindPoint = false
    let parts = value.description.split(separator: "e")
    for byte in parts.first?.utf8 ?? "".utf8[...] {
      if byte == UInt8(ascii: ".") {
        isBehindPoint = true
      } else if byte == UInt8(ascii: "0"), digits.isEmpty {
        if isBehindPoint { exponent -= 1 }
      } else {
        digits.append(byte)
        if !isBehindPoint { exponent += 1 }
      }
    }
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    if parts.count > 1 { exponent += Int(parts[1]) ?? 0 }
    return (digits, exponent)
  }

  private static func plain(_ digits: [UInt8], _ exponent: Int) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    if exponent <= 0 { return "0." + String(repeating: "0", count: -exponent) + text }
    if exponent >= digits.count { return text + String(repeating: "0", count: exponent - digits.count) }
    return String(text.prefix(exponent)) + "." + text.dropFirst(exponent)
  }

  private static func scientific(_ digits: [UInt8], _ exponent: Int) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    return text.prefix(1) + (digits.count > 1 ? "." + text.dropFirst() : "") + "e\(exponent - 1)"
  }
}
