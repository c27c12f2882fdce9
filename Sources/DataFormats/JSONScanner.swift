/// Splits JSON text into tokens and checks its grammar, with one stack entry for each open bracket and no recursion.
///
/// The toolchain's `JSONDecoder` cannot stand in: it loses the order of members, lets a duplicate member pass,
/// and answers nested lists of unknown depth only through one attempt after the other for each element.
/// Complexity: linear in the text. Source: RFC 8259.
struct JSONScanner {
  /// One piece of the text; commas and colons are not told.
  enum Token: Equatable {
    case openObject, closeObject, openList, closeList
    case member(String)
    case string(String)
    case number(Double)
    case boolean(Bool)
    case null
    case end
  }

  private enum Expectation {
    case value, valueOrClose, member, memberOrClose, commaOrClose, end
  }

  /// What messages call the text: a file's path, or the argument.
  let name: String
  private let bytes: [UInt8]
  private let dialect: NumberText.Dialect
  private var place: Int
  private var tokenStart: Int
  private var expectation = Expectation.value
  /// For each open bracket, whether it is an object's.
  private var openObjects: [Bool] = []

  /// Makes a scanner of the text; the literal dialect also takes the language's spellings of numbers.
  init(_ bytes: [UInt8], name: String, dialect: NumberText.Dialect = .json) {
    (self.bytes, self.name, self.dialect) = (bytes, name, dialect)
    place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    tokenStart = place
  }

  /// Reads the next token; after the end of the text, always `.end`.
  mutating func next() throws(DataError) -> Token {
    skipSpace()
    if expectation == .commaOrClose, let inObject = openObjects.last, peek() == UInt8(ascii: ",") {
      place += 1
      skipSpace()
      expectation = inObject ? .member : .value
    }
    tokenStart = place
    guard let byte = peek() else {
      guard expectation == .end else { throw unexpected() }
      return .end
    }
    switch (expectation, byte) {
    case (.valueOrClose, UInt8(ascii: "]")), (.memberOrClose, UInt8(ascii: "}")): return close()
    case (.commaOrClose, UInt8(ascii: "]")) where openObjects.last == false: return close()
    case (.commaOrClose, UInt8(ascii: "}")) where openObjects.last == true: return close()
    case (.value, _), (.valueOrClose, _): return try value(byte)
    case (.member, UInt8(ascii: "\"")), (.memberOrClose, UInt8(ascii: "\"")):
      let name = try string()
      skipSpace()
      guard peek() == UInt8(ascii: ":") else { throw unexpected("':'") }
      place += 1
      expectation = .value
      return .member(name)
    default: throw unexpected()
    }
  }

  /// Makes an error whose message begins with the place of the latest token.
  func error(_ message: String) -> DataError {
    error(message, at: tokenStart)
  }

  private func error(_ message: String, at place: Int) -> DataError {
    let before = bytes[..<min(place, bytes.count)]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let lineStart = (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
    let column = String(decoding: before[lineStart...], as: UTF8.self).unicodeScalars.count + 1
    return DataError(dialect == .json ? "\(name):\(line):\(column): \(message)" : "\(name): \(message)")
  }

  private func peek() -> UInt8? {
    place < bytes.count ? bytes[place] : nil
  }

  private mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || (0x09...0x0D ~= byte && byte != 0x0B && byte != 0x0C) { place += 1 }
  }

  private func unexpected(_ wanted: String? = nil) -> DataError {
    let close = openObjects.last == true ? "'}'" : "']'"
    let wanted =
      wanted
      ?? {
        switch expectation {
        case .value: dialect == .json ? "a value" : "a number or a list"
        case .valueOrClose: "a value or ']'"
        case .member: "a member name in double quotes"
        case .memberOrClose: "a member name in double quotes or '}'"
        case .commaOrClose: "',' or \(close)"
        case .end: "the end"
        }
      }()
    guard place < bytes.count else {
      return error("expected \(wanted), found the end\(dialect == .json ? " of the file" : "")", at: place)
    }
    let found = String(decoding: bytes[place..<min(place + 4, bytes.count)], as: UTF8.self).unicodeScalars.prefix(1)
    return error("expected \(wanted), found \(DataError.quote(String(found)))", at: place)
  }

  private mutating func finishValue() {
    expectation = openObjects.isEmpty ? .end : .commaOrClose
  }

  private mutating func close() -> Token {
    place += 1
    let wasObject = openObjects.popLast() == true
    finishValue()
    return wasObject ? .closeObject : .closeList
  }

  private mutating func value(_ byte: UInt8) throws(DataError) -> Token {
    switch byte {
    case UInt8(ascii: "["):
      place += 1
      openObjects.append(false)
      expectation = .valueOrClose
      return .openList
    case UInt8(ascii: "{"):
      place += 1
      openObjects.append(true)
      expectation = .memberOrClose
      return .openObject
    case UInt8(ascii: "\""):
      let text = try string()
      finishValue()
      return .string(text)
    default:
      let token = try word()
      finishValue()
      return token
    }
  }

  /// Reads a number, `true`, `false` or `null`: all that reaches to the next bracket, comma or space.
  private mutating func word() throws(DataError) -> Token {
    let start = place
    while let byte = peek(), byte > 0x20, !Self.wordEnds.contains(byte) { place += 1 }
    let text = bytes[start..<place]
    switch NumberText.read(text, as: dialect) {
    case .number(let value): return .number(value)
    case .tooLarge: throw error("\(DataError.quote(String(decoding: text, as: UTF8.self))) is too large for a double")
    case .notANumber: break
    }
    switch String(decoding: text, as: UTF8.self) {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "null": return .null
    case "": throw unexpected()
    case let other:
      let isName = NumberText.word(text) != .notANumber
      let advice = isName ? "; write \"NaN\", \"Infinity\" or \"-Infinity\" in double quotes" : ""
      throw error("\(DataError.quote(other)) is not a number\(advice)")
    }
  }

  private static let wordEnds = Array("[]{},:\"".utf8)

  private mutating func string() throws(DataError) -> String {
    place += 1
    var start = place
    var text: [UInt8] = []
    while let byte = peek(), byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw error("a string holds a control character that is not escaped", at: place) }
      place += 1
      guard byte == UInt8(ascii: "\\") else { continue }
      text += bytes[start..<place - 1]
      text += Array(String(try escape()).utf8)
      start = place
    }
    guard place < bytes.count else { throw error("a string has no closing quote") }
    text += bytes[start..<place]
    place += 1
    guard let string = decodeText(text[...]) else { throw error("a string is not UTF-8 text") }
    return string
  }

  private mutating func escape() throws(DataError) -> Unicode.Scalar {
    let start = place - 1
    let letter = peek()
    place += 1
    switch letter {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      var code = hexadecimal()
      if let high = code, 0xD800..<0xDC00 ~= high, bytes[min(place, bytes.count)...].starts(with: Array("\\u".utf8)) {
        place += 2
        code = hexadecimal().flatMap { 0xDC00..<0xE000 ~= $0 ? 0x10000 + ((high - 0xD800) << 10) + ($0 - 0xDC00) : nil }
      }
      if let scalar = code.flatMap(Unicode.Scalar.init) { return scalar }
    default: break
    }
    throw error("a string holds an escape that JSON does not have", at: start)
  }

  private mutating func hexadecimal() -> UInt32? {
    guard place + 4 <= bytes.count else { return nil }
    let digits = String(decoding: bytes[place..<place + 4], as: UTF8.self)
    place += 4
    return digits.allSatisfy(\.isHexDigit) ? UInt32(digits, radix: 16) : nil
  }
}
