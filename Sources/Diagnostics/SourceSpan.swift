/// A half-open range of UTF-8 offsets in one source text.
package struct SourceSpan: Hashable, Sendable, BitwiseCopyable {
  package var start: Int32
  package var end: Int32

  package init(start: Int, end: Int) {
    (self.start, self.end) = (Int32(start), Int32(end))
  }

  /// Returns the smallest span that holds both.
  package func joined(with other: SourceSpan) -> SourceSpan {
    SourceSpan(start: Int(min(start, other.start)), end: Int(max(end, other.end)))
  }
}

/// A place as people count it: lines and columns from 1, columns in characters.
package struct SourceLocation: Hashable, Sendable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    (self.line, self.column) = (line, column)
  }
}
