/// Lines of formatted text, each with the comment behind it.
struct FormattedLines {
  fileprivate struct Line {
    var text: String
    var comment: String?
    var isSeparated: Bool
  }

  private var lines: [Line] = []
  private var current = Line(text: "", comment: nil, isSeparated: false)
  private var hasCurrent = false

  /// Whether nothing has been printed.
  var isEmpty: Bool { !hasCurrent }

  /// Whether the last line is closed by a comment.
  var lastHasComment: Bool { current.comment != nil }

  /// Starts a line, behind a blank one where it is separated.
  mutating func begin(indentation: Int, isSeparated: Bool) {
    if hasCurrent { lines.append(current) }
    hasCurrent = true
    current = Line(text: String(repeating: " ", count: indentation), comment: nil, isSeparated: isSeparated)
  }

  /// Whether the last line holds nothing yet.
  var lastIsBlank: Bool { hasCurrent && current.comment == nil && current.isBlank }

  /// Takes back the last line, which holds nothing.
  mutating func dropLast() {
    if let line = lines.popLast() { current = line }
  }

  /// Adds text to the last line.
  mutating func add(_ text: String) {
    current.text += text
  }

  /// Puts a comment behind the last line, or on a line of its own where that has one.
  mutating func comment(_ text: String, indentation: Int) {
    if lastHasComment { begin(indentation: indentation, isSeparated: false) }
    current.comment = text
  }

  /// Returns the whole text; the comments behind neighbouring lines are put below each other.
  func text() -> String {
    guard hasCurrent else { return "" }
    let all = lines + [current]
    var result = ""
    var position = 0
    while position < all.count {
      var end = position
      var width = 0
      while end < all.count, all[end].hasTrailingComment, end == position || !all[end].isSeparated {
        width = max(width, all[end].text.count)
        end += 1
      }
      // Lines that are much too long would push every comment out of sight.
      if width > Self.widestAligned { width = 0 }
      for line in all[position..<max(end, position + 1)] { result += line.text(commentColumn: width) }
      position = max(end, position + 1)
    }
    return result
  }

  private static let widestAligned = 100
}

extension FormattedLines.Line {
  fileprivate var isBlank: Bool { text.utf8.allSatisfy { $0 == UInt8(ascii: " ") } }

  fileprivate var hasTrailingComment: Bool { comment != nil && !isBlank }

  fileprivate func text(commentColumn width: Int) -> String {
    var result = (isSeparated ? "\n" : "") + text
    if let comment {
      if !isBlank { result += String(repeating: " ", count: max(0, width - text.count) + 2) }
      result += comment
    }
    return result + "\n"
  }
}
