/// One text that the user gave, with the name that messages call it by.
package struct SourceText: Sendable {
  /// The name as messages print it: a path, or something like `<expression>`.
  package let name: String
  /// The text as it was read, byte-order mark included; not necessarily valid UTF-8.
  package let bytes: [UInt8]
  /// The offset at which each line starts.
  private let lineStarts: [Int]

  /// Keeps a text and finds its lines, which end with LF, CRLF or a lone CR.
  ///
  /// Complexity: linear in the text.
  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
    bytes.withUnsafeBufferPointer { bytes in
      for offset in bytes.indices {
        let byte = bytes[offset]
        if byte == Ascii.lineFeed
          || (byte == Ascii.carriageReturn && !(offset + 1 < bytes.count && bytes[offset + 1] == Ascii.lineFeed))
        {
          starts.append(offset + 1)
        }
      }
    }
    self.lineStarts = starts
  }

  /// Keeps a text that is already a string.
  package init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// Returns the number of lines; a text that ends with a line end has an empty last line.
  package var lineCount: Int { lineStarts.count }

  /// Returns the number, from 1, of the line that holds an offset.
  ///
  /// Complexity: logarithmic in the number of lines.
  package func line(at offset: Int) -> Int {
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// Returns the offsets of a line, counted from 1, without its line end.
  package func bounds(ofLine line: Int) -> Range<Int> {
    guard line >= 1, line <= lineStarts.count else { return bytes.count..<bytes.count }
    let start = min(lineStarts[line - 1], bytes.count)
    var end = line < lineStarts.count ? lineStarts[line] : bytes.count
    if line < lineStarts.count {
      if end > start, bytes[end - 1] == Ascii.lineFeed { end -= 1 }
      if end > start, bytes[end - 1] == Ascii.carriageReturn { end -= 1 }
    }
    return start..<max(start, end)
  }

  /// Returns the place of an offset, columns counted in characters; one past the text is its end.
  ///
  /// Complexity: linear in the offset's line.
  package func location(of offset: Int) -> SourceLocation {
    let offset = min(max(offset, lineStarts[0]), bytes.count)
    let line = line(at: offset)
    let bounds = bounds(ofLine: line)
    return SourceLocation(
      line: line, column: characterCount(in: bounds.lowerBound..<max(offset, bounds.lowerBound)) + 1)
  }

  /// Returns the text of a span; bytes that are not UTF-8 come out as U+FFFD.
  package func text(of span: SourceSpan) -> String {
    let start = min(max(Int(span.start), 0), bytes.count)
    return text(in: start..<min(max(Int(span.end), start), bytes.count))
  }

  /// Returns the text of a line, counted from 1, without its line end.
  package func text(ofLine line: Int) -> String {
    text(in: bounds(ofLine: line))
  }

  /// Returns the text between two offsets, which must lie in the source.
  package func text(in range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  /// Counts characters, decoding only the stretches that are not ASCII.
  private func characterCount(in range: Range<Int>) -> Int {
    bytes.withUnsafeBufferPointer { bytes in
      var count = 0
      var offset = range.lowerBound
      while offset < range.upperBound {
        var end = offset + 1
        // An ASCII character may carry the combining marks that follow it.
        while end < range.upperBound, bytes[end] >= 0x80 { end += 1 }
        count += end == offset + 1 ? 1 : String(decoding: bytes[offset..<end], as: UTF8.self).count
        offset = end
      }
      return count
    }
  }
}

/// The two bytes that end lines.
private enum Ascii {
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
}
