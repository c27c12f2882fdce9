import Diagnostics

/// Reads a text token by token; what is not a token is reported, and skipped or read as what it looks like.
struct Lexer {
  /// The text.
  let source: SourceText
  /// The offset of what is read next.
  var position: Int
  /// Everything that is wrong so far.
  var log = DiagnosticLog()
  /// Every name once, in order of first appearance.
  private(set) var symbols: [String] = []
  /// The comments read so far.
  private(set) var comments: [SourceSpan] = []
  /// The offset of the last thing that was skipped because nothing can be made of it.
  private(set) var lastSkipped = -1

  private var symbolNumbers: [String: SymbolID] = [:]
  private var startsLine = true
  /// The stray character that is reported for the line already: `|x|` is one fault.
  private var strayOfLine: UInt8?
  private var nulBytes = Occurrences()
  private var invalidBytes = Occurrences()

  /// Where a fault that is reported once a file was first met, and how often.
  private struct Occurrences {
    var first: SourceSpan?
    var count = 0
  }

  /// Starts behind the byte-order mark, if there is one.
  init(_ source: SourceText) {
    self.source = source
    position = source.bounds(ofLine: 1).lowerBound
  }

  /// Returns the next token; at the end of the text, `end` again and again.
  mutating func next() -> Token {
    while true {
      skipBlanks()
      guard position < source.bytes.count, !log.isFull else { return finish() }
      if let token = scan() {
        startsLine = false
        return token
      }
    }
  }

  /// Reports what is reported once a text, and returns its end.
  private mutating func finish() -> Token {
    position = source.bytes.count
    if let span = nulBytes.first { log.report(.nulByte(count: nulBytes.count, at: span)) }
    if let span = invalidBytes.first { log.report(.invalidUTF8(count: invalidBytes.count, at: span)) }
    (nulBytes, invalidBytes) = (Occurrences(), Occurrences())
    return token(.end, from: position)
  }

  /// Goes on behind blanks, line ends and comments.
  // newline = ? LF, CRLF or a lone CR ? ;
  private mutating func skipBlanks() {
    let bytes = source.bytes
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0B, 0x0C: position += 1
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        startsLine = true
        strayOfLine = nil
        position += 1
      case UInt8(ascii: "#"): skipComment()
      default: return
      }
    }
  }

  // comment = "#" ? characters up to the end of the line ? ;
  private mutating func skipComment() {
    let start = position
    skipLine()
    comments.append(SourceSpan(start: start, end: position))
  }

  private mutating func skipLine() {
    let bytes = source.bytes
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n"), bytes[position] != UInt8(ascii: "\r") {
      position += 1
    }
  }

  /// Reads one token, or skips something that is none.
  private mutating func scan() -> Token? {
    let start = position
    let byte = source.bytes[start]
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
      return word()
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
    case UInt8(ascii: "."): return dot()
    case 0:
      while position < source.bytes.count, source.bytes[position] == 0 { position += 1 }
      nulBytes.first = nulBytes.first ?? SourceSpan(start: start, end: position)
      nulBytes.count += position - start
      lastSkipped = start
      return nil
    case 0x80...: return foreign()
    default: return sign(byte)
    }
  }

  /// Reads a sign of ASCII.
  private mutating func sign(_ byte: UInt8) -> Token? {
    let start = position
    let following = source.byte(at: start + 1)
    if let (spelling, kind) = Self.foreignOperator(byte, following, source.byte(at: start + 2)) {
      position += spelling.utf8.count
      let span = SourceSpan(start: start, end: position)
      log.report(.noSuchOperator(spelling, instead: kind?.rawValue, at: span))
      if kind == nil {
        lastSkipped = start
        skipLine()
      }
      return kind.map { Token(kind: $0, span: span, startsLine: startsLine) }
    }
    if let kind = Self.double(byte, following) {
      position += 2
      return token(kind, from: start)
    }
    if let kind = Self.single(byte) {
      position += 1
      return token(kind, from: start)
    }
    skipStray()
    return nil
  }

  /// Reads `.5`, `.T`, `..<` or `...`.
  private mutating func dot() -> Token? {
    let start = position
    let (second, third) = (source.byte(at: start + 1), source.byte(at: start + 2))
    if second.isDigit { return number() }
    if second == UInt8(ascii: ".") {
      if third == UInt8(ascii: "<") || third == UInt8(ascii: ".") {
        position += 3
        return token(third == UInt8(ascii: "<") ? .halfOpenRange : .closedRange, from: start)
      }
      let isClosed = third == UInt8(ascii: "=")
      position += isClosed ? 3 : 2
      let kind = isClosed ? TokenKind.closedRange : .halfOpenRange
      let result = token(kind, from: start)
      log.report(.noSuchOperator(isClosed ? "..=" : "..", instead: kind.rawValue, at: result.span))
      return result
    }
    if second.isLetter || second >= 0x80 {
      position += 1
      let end = endOfWord(from: position).end
      guard end > position else { return skipAfterDot(start) }
      let isTranspose = end == start + 2 && second == UInt8(ascii: "T")
      position = end
      return token(isTranspose ? .transpose : .member, from: start)
    }
    skipStray()
    return nil
  }

  private mutating func skipAfterDot(_ start: Int) -> Token? {
    position = start
    skipStray()
    return nil
  }

  /// Reads a name or a reserved word.
  // name = letter { letter | digit | mark } ;
  // letter = "_" | ? a character with the property XID_Start of Unicode, no look-alike of ASCII ? ;
  // mark = ? a character with the property XID_Continue of Unicode, such as an accent, no look-alike of ASCII ? ;
  private mutating func word() -> Token {
    let start = position
    let (end, look) = endOfWord(from: start)
    position = end
    var result = token(.name, from: start)
    var spelling = source.text(in: start..<end)
    if let look {
      spelling = look
      log.report(.lookAlike(source.text(in: start..<end), spelling: look, at: result.span))
    }
    if spelling.utf8.count <= 10, let kind = TokenKind(rawValue: spelling), TokenKind.reserved.contains(kind) {
      result.kind = kind
    } else {
      result.symbol = intern(spelling)
    }
    return result
  }

  private mutating func intern(_ name: String) -> SymbolID {
    if let known = symbolNumbers[name] { return known }
    let symbol = SymbolID(symbols.count)
    symbols.append(name)
    symbolNumbers[name] = symbol
    return symbol
  }

  /// Finds where a word ends; when it holds look-alikes, also its ASCII spelling.
  private func endOfWord(from start: Int) -> (end: Int, spelling: String?) {
    let bytes = source.bytes
    var end = start
    while end < bytes.count, bytes[end].isWordByte { end += 1 }
    guard end < bytes.count, bytes[end] >= 0x80 else { return (end, nil) }
    return endOfForeignWord(from: start, asciiUpTo: end)
  }

  private func endOfForeignWord(from start: Int, asciiUpTo firstForeign: Int) -> (end: Int, spelling: String?) {
    var end = firstForeign
    var spelling = source.text(in: start..<end)
    var hasLookAlike = false
    while end < source.bytes.count {
      let byte = source.bytes[end]
      if byte < 0x80 {
        guard byte.isWordByte else { break }
        spelling.unicodeScalars.append(Unicode.Scalar(byte))
        end += 1
      } else {
        guard let (scalar, length) = source.scalar(at: end), LookAlikes.sign(for: scalar) == nil else { break }
        if let letter = LookAlikes.alphanumeric(for: scalar) {
          hasLookAlike = true
          spelling.unicodeScalars.append(Unicode.Scalar(letter))
        } else {
          guard scalar.properties.isXIDContinue else { break }
          spelling.unicodeScalars.append(scalar)
        }
        end += length
      }
    }
    return (end, hasLookAlike ? spelling : nil)
  }

  /// Reads or skips what starts with a character that is not ASCII.
  private mutating func foreign() -> Token? {
    let start = position
    guard let (scalar, length) = source.scalar(at: start) else {
      while position < source.bytes.count, source.bytes[position] >= 0x80, source.scalar(at: position) == nil {
        position += 1
      }
      invalidBytes.first = invalidBytes.first ?? SourceSpan(start: start, end: position)
      invalidBytes.count += position - start
      lastSkipped = start
      return nil
    }
    if let look = LookAlikes.sign(for: scalar) {
      position += length
      let result = token(look.kind ?? .end, from: start)
      log.report(.lookAlike(String(scalar), spelling: look.spelling, at: result.span))
      if look.kind == nil { lastSkipped = start }
      return look.kind == nil ? nil : result
    }
    if let letter = LookAlikes.alphanumeric(for: scalar) {
      return letter.isDigit ? number() : word()
    }
    if scalar.properties.generalCategory == .spaceSeparator {
      position += length
      return nil
    }
    if scalar.properties.isXIDStart { return word() }
    skipStray()
    return nil
  }

  /// Skips a run of characters of which nothing can be made, blanks between them included.
  private mutating func skipStray() {
    let start = position
    var end = position
    while position < source.bytes.count {
      let byte = source.bytes[position]
      if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
        position += 1
        continue
      }
      if byte < 0x80 {
        guard position == start || Self.isStray(byte) else { break }
        position += 1
      } else {
        guard let (scalar, length) = source.scalar(at: position), position == start || Self.isStray(scalar) else {
          break
        }
        position += length
      }
      end = position
    }
    position = end
    lastSkipped = start
    guard strayOfLine != source.bytes[start] else { return }
    strayOfLine = source.bytes[start]
    let span = SourceSpan(start: start, end: end)
    log.report(.strayCharacters(source.text(of: SourceSpan(start: start, end: min(end, start + 64))), at: span))
  }

  private static func isStray(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x01...0x08, 0x0E...0x1F, 0x7F: true
    case UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "\\"), UInt8(ascii: "`"),
      UInt8(ascii: "~"), UInt8(ascii: "\""), UInt8(ascii: "'"):
      true
    default: false
    }
  }

  private static func isStray(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.properties.isXIDContinue && LookAlikes.sign(for: scalar) == nil
      && LookAlikes.alphanumeric(for: scalar) == nil && scalar.properties.generalCategory != .spaceSeparator
  }

  /// Makes a token that ends at the position.
  func token(_ kind: TokenKind, from start: Int) -> Token {
    Token(kind: kind, span: SourceSpan(start: start, end: position), startsLine: startsLine)
  }
}
