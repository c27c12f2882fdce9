import AutodiffGen

/// Numbers on part of a line: scalars with six digits, arrays as lists where they fit, else their ends and their shape.
struct ShortText {
  /// How many characters an array may take.
  var width = 20
  /// How many digits numbers have; nil for all of them.
  var digits: Int? = 6

  /// Returns the text of an array.
  func text(_ array: NumericArray) -> String {
    if let scalar = array.scalar { return number(scalar) }
    if array.values.count <= width, let list = list(array), list.count <= width || digits == nil { return list }
    if digits == nil { return list(array) ?? shape(array) }
    return abbreviated(array)
  }

  /// Returns the text of a number.
  func number(_ value: Double) -> String {
    guard let digits else { return Decimal.exactText(value) }
    // A gradient of -0 says no more than 0.
    return Decimal.roundedText(value == 0 ? 0 : value, digits: digits)
  }

  /// Returns the extents, `[3, 4]`.
  func shape(_ array: NumericArray) -> String { "[\(array.shape.map { String($0) }.joined(separator: ", "))]" }

  /// Returns nested lists; nil for an array without elements.
  private func list(_ array: NumericArray) -> String? {
    guard !array.values.isEmpty else { return nil }
    var text = ""
    for (position, value) in array.values.enumerated() {
      if position > 0 { text += ", " }
      var size = 1
      var opened = ""
      for extent in array.shape.reversed() {
        size *= extent
        if position % size == 0 { opened += "[" }
      }
      text += opened + number(value)
      size = 1
      for extent in array.shape.reversed() {
        size *= extent
        if (position + 1) % size == 0 { text += "]" }
      }
    }
    return text
  }

  /// Returns the shape and as many of the first elements as fit, at least one.
  private func abbreviated(_ array: NumericArray) -> String {
    var text = shape(array)
    guard !array.values.isEmpty else { return text }
    let rough = ShortText(width: width, digits: 3)
    text += ": "
    for (position, value) in array.values.enumerated() {
      let next = rough.number(value)
      if position > 0, text.count + next.count + 6 > width { break }
      text += next + ", "
    }
    return text + "..."
  }
}
