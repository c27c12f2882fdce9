/// Text in JSON, in the order in which it is given.
package enum JSONText {
  /// Returns a string with its quotation marks.
  ///
  /// Source: RFC 8259, section 7; the two line separators of Unicode are escaped too, so that a line stays one.
  package static func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F || (0x2028...0x2029).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// Returns an object of members that are text already, on one line.
  package static func object(_ members: [(String, String)]) -> String {
    "{" + members.map { "\(string($0.0)): \($0.1)" }.joined(separator: ", ") + "}"
  }

  /// Returns a list of elements that are text already.
  package static func array(_ elements: [String]) -> String { "[" + elements.joined(separator: ", ") + "]" }
}
