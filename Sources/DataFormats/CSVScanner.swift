/// Splits comma-separated text into cells and rows.
///
/// Quoted cells may hold commas, line ends and doubled quotes; lines end in LF, CRLF or CR; blank lines at the end are left out.
/// Complexity: linear in the text. Source: RFC 4180.
struct CSVScanner {
  /// One cell; spaces around it are left out.
  struct Cell {
    var text: ArraySlice<UInt8>
    var isQuoted: Bool
  }

  /// What messages call the text.
  let name: String
  /// The line on which the latest row began, counted from 1.
  private(set) var line = 1
  private let bytes: ArraySlice<UInt8>
  private var place: Int
  private var nextLine = 1

  /// Makes a scanner of the text.
  init(_ bytes: [UInt8], name: String) {
    let end = bytes.lastIndex { !Self.isSpace($0) && !Self.isLineEnd($0) } ?? -1
    (self.bytes, self.name) = (bytes[...end], name)
    place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// Reads the next row, or answers nil at the end.
  mutating func nextRow() throws(DataError) -> [Cell]? {
    guard place < bytes.endIndex else { return nil }
    line = nextLine
    var row: [Cell] = []
    while true {
      row.append(try cell())
      guard let byte = peek() else { return row }
      place += 1
      if byte == UInt8(ascii: ",") { continue }
      if byte == UInt8(ascii: "\r"), peek() == UInt8(ascii: "\n") { place += 1 }
      nextLine += 1
      return row
    }
  }

  /// Makes an error whose message begins with the line of the latest row.
  func error(_ message: String) -> DataError {
    DataError("\(name):\(line): \(message)")
  }

  /// Reads to the comma or the line end behind the cell.
  private mutating func cell() throws(DataError) -> Cell {
    skipSpace()
    if peek() == UInt8(ascii: "\"") {
      let text = try quoted()
      skipSpace()
      guard peek().map({ $0 == UInt8(ascii: ",") || Self.isLineEnd($0) }) ?? true else {
        throw error("something follows the closing quote of a cell")
      }
      return Cell(text: text[...], isQuoted: true)
    }
    let start = place
    while let byte = peek(), byte != UInt8(ascii: ","), !Self.isLineEnd(byte) { place += 1 }
    var end = place
    while end > start, Self.isSpace(bytes[end - 1]) { end -= 1 }
    return Cell(text: bytes[start..<end], isQuoted: false)
  }

  private mutating func quoted() throws(DataError) -> [UInt8] {
    var text: [UInt8] = []
    place += 1
    while let byte = peek() {
      place += 1
      if byte == UInt8(ascii: "\"") {
        guard peek() == UInt8(ascii: "\"") else { return text }
        place += 1
      }
      if byte == UInt8(ascii: "\n") { nextLine += 1 }
      text.append(byte)
    }
    throw error("a quoted cell has no closing quote")
  }

  private func peek() -> UInt8? {
    place < bytes.endIndex ? bytes[place] : nil
  }

  private mutating func skipSpace() {
    while let byte = peek(), Self.isSpace(byte) { place += 1 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  private static func isLineEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }
}
