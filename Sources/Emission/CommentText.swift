/// Text of the user's as it may stand inside a comment.
enum CommentText {
  /// Returns one line that can neither end a comment nor go on in the next line, whatever stands in it.
  ///
  /// A star before a slash, and a slash before a star, are drawn apart; trigraphs lose a question mark to a space;
  /// backslashes at the end get a full stop; control characters, and characters that turn the direction of the text,
  /// become spaces.
  static func line(_ text: some StringProtocol) -> String {
    var result = ""
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      let next: Unicode.Scalar = isPrintable(scalar) ? scalar : " "
      let isEnd = (previous == "*" && next == "/") || (previous == "/" && next == "*")
      if isEnd || (previous == "?" && next == "?") { result += " " }
      result.unicodeScalars.append(next)
      previous = next
    }
    while result.last == " " { result.removeLast() }
    return result.last == "\\" ? result + "." : result
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
    default: true
    }
  }
}
