/// Says what is wrong with data that the user gave: one sentence that names the file, the member and the place.
package struct DataError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Lower case, no full stop, stands alone.
  package var message: String

  /// The file that is not there, where that is the fault.
  package var missing: String?

  /// Makes an error from its sentence.
  package init(_ message: String, missing: String? = nil) {
    (self.message, self.missing) = (message, missing)
  }

  /// The sentence.
  package var description: String { message }

  /// Quotes a piece of the user's text.
  static func quote(_ text: some StringProtocol) -> String {
    "'\(clip(text))'"
  }

  /// Puts a piece of the user's text on one line, cut where it is long.
  static func clip(_ text: some StringProtocol) -> String {
    var clipped = ""
    for (position, character) in text.unicodeScalars.enumerated() {
      guard position < 40 else { return clipped + "..." }
      clipped +=
        character.value < 0x20 || character.value == 0x7F ? character.escaped(asASCII: true) : String(character)
    }
    return clipped
  }

  /// Lists names for a message, the first eight of them.
  static func list(_ names: [String]) -> String {
    let shown = names.prefix(8).map { quote($0) }.joined(separator: ", ")
    return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
  }
}

/// Decodes UTF-8, or answers nil where the bytes are not UTF-8.
func decodeText(_ bytes: ArraySlice<UInt8>) -> String? {
  let text = String(decoding: bytes, as: UTF8.self)
  return text.utf8.elementsEqual(bytes) ? text : nil
}
