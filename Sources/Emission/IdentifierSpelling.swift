/// Spells names in the letters, digits and underscores of ASCII.
enum IdentifierSpelling {
  /// Returns a name in ASCII: `θ` is `theta`, `é` is `e`, and what has no name of its own its number, `u4e2d`.
  ///
  /// Complexity: linear in the name.
  static func ascii(_ name: String) -> String {
    var text = ""
    for scalar in name.unicodeScalars {
      if scalar.isASCII {
        text.unicodeScalars.append(isPart(scalar) ? scalar : "_")
      } else {
        text += spelled(scalar)
      }
    }
    // Names that begin with an underscore belong to compilers and their libraries.
    guard let first = text.unicodeScalars.first else { return "v" }
    return first == "_" || isDigit(first) ? "v" + text : text
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    ("0"..."9").contains(scalar)
  }

  private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || isDigit(scalar) || scalar == "_"
  }

  /// Spells a letter by the name that Unicode gives it: `GREEK SMALL LETTER THETA`.
  private static func spelled(_ scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return ""
    default: break
    }
    let words = (scalar.properties.name ?? "").split(separator: " ")
    guard let size = words.lastIndex(where: { $0 == "SMALL" || $0 == "CAPITAL" }) else { return number(of: scalar) }
    let letters = words[(size + 1)...].drop { $0 == "LETTER" }.prefix { $0 != "WITH" && $0 != "SYMBOL" }
    let spelling = letters.joined().lowercased()
    guard !spelling.isEmpty, spelling.unicodeScalars.allSatisfy(isPart) else { return number(of: scalar) }
    return words[size] == "SMALL" ? spelling : spelling.prefix(1).uppercased() + spelling.dropFirst()
  }

  private static func number(of scalar: Unicode.Scalar) -> String {
    "u" + String(scalar.value, radix: 16)
  }
}
