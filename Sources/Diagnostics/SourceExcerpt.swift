/// One source line as a terminal can show it, with the carets under a span of it.
struct SourceExcerpt {
  /// The widest excerpt of a line, in terminal columns.
  static let widest = 120
  /// What stands for the part of a line that is left out.
  private static let ellipsis = "..."

  /// The line, control characters made visible, cut to the neighbourhood of the span.
  private(set) var text = ""
  /// The line to print below: blanks and tabs, then `^~~~`.
  private(set) var underline = ""

  /// Cuts the line at which a span starts; what the span covers beyond that line is left out.
  ///
  /// Complexity: independent of the length of the line.
  init(of span: SourceSpan, in source: SourceText) {
    let line = source.bounds(ofLine: source.line(at: Int(span.start)))
    let caret = min(max(Int(span.start), line.lowerBound), line.upperBound)
    let end = min(max(Int(span.end), caret), line.upperBound)
    // Each visible character may take several bytes, so this much always fills the width.
    let reach = Self.widest * 4
    let low = source.scalarBoundary(notAfter: max(line.lowerBound, caret - reach), from: line.lowerBound)
    let high = source.scalarBoundary(notAfter: min(line.upperBound, caret + reach), from: line.lowerBound)

    let before = Self.cells(source.text(in: low..<caret))
    let marked = Self.cells(source.text(in: caret..<max(caret, min(end, high))))
    let after = Self.cells(source.text(in: max(caret, min(end, high))..<max(high, caret)))
    let total = Self.width(before) + Self.width(marked) + Self.width(after)
    let isWhole = low == line.lowerBound && high == line.upperBound && total <= Self.widest

    let leftRoom = isWhole ? Int.max : Self.widest / 2
    let left = Self.suffix(of: before, fitting: leftRoom)
    let leftOut = low > line.lowerBound || left.count < before.count
    let rightRoom = isWhole ? Int.max : Self.widest - Self.width(left)
    let right = Self.prefix(of: marked + after, fitting: rightRoom)
    let rightOut = high < line.upperBound || right.count < marked.count + after.count

    if leftOut { text += Self.ellipsis }
    for cell in left + right { text += cell.shown }
    if rightOut { text += Self.ellipsis }

    if leftOut { underline += String(repeating: " ", count: Self.ellipsis.count) }
    for cell in left { underline += cell.shown == "\t" ? "\t" : String(repeating: " ", count: cell.width) }
    let marks = Self.width(Array(right.prefix(marked.count)))
    underline += "^" + String(repeating: "~", count: max(0, marks - 1))
  }

  /// One character and the columns that it takes.
  private struct Cell {
    var shown: String
    var width: Int
  }

  private static func cells(_ text: String) -> [Cell] {
    text.map { character in
      guard let scalar = character.unicodeScalars.first else { return Cell(shown: "", width: 0) }
      if character == "\t" { return Cell(shown: "\t", width: 1) }
      if scalar.value < 0x20 {
        return Cell(shown: Unicode.Scalar(0x2400 + scalar.value).map(String.init) ?? "?", width: 1)
      }
      switch scalar.properties.generalCategory {
      // What a terminal would obey instead of showing: escapes, and marks that turn the direction of the text.
      case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
        return Cell(shown: "\u{FFFD}", width: 1)
      default: return Cell(shown: String(character), width: isWide(scalar) ? 2 : 1)
      }
    }
  }

  /// Tells whether terminals give a character two columns (Unicode Standard Annex 11, the large blocks only).
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }

  private static func width(_ cells: [Cell]) -> Int {
    cells.reduce(0) { $0 + $1.width }
  }

  private static func prefix(of cells: [Cell], fitting room: Int) -> [Cell] {
    var used = 0
    return Array(
      cells.prefix { cell in
        used += cell.width
        return used <= room
      })
  }

  private static func suffix(of cells: [Cell], fitting room: Int) -> [Cell] {
    prefix(of: cells.reversed(), fitting: room).reversed()
  }
}

extension SourceText {
  /// Returns the nearest offset, not after the given one, that does not cut a UTF-8 sequence.
  fileprivate func scalarBoundary(notAfter offset: Int, from start: Int) -> Int {
    var boundary = offset
    while boundary > start, boundary < bytes.count, offset - boundary < 4, bytes[boundary] & 0xC0 == 0x80 {
      boundary -= 1
    }
    return boundary
  }
}
