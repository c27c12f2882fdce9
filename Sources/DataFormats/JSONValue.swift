import Diagnostics
import Interpretation

/// Holds JSON to be written, its members in the order in which they were given.
///
/// The toolchain's `JSONEncoder` can only sort members, and refuses numbers that are not finite.
package enum JSONValue: Sendable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int)
  /// NaN and the infinities become the strings "NaN", "Infinity" and "-Infinity".
  case number(Double)
  case string(String)
  case list([JSONValue])
  case object([Member])
  /// A number, or nested lists of numbers.
  case tensor(Tensor)

  /// One member of an object.
  package struct Member: Sendable, Equatable {
    package var name: String
    package var value: JSONValue

    /// Makes a member.
    package init(_ name: String, _ value: JSONValue) {
      (self.name, self.value) = (name, value)
    }
  }

  /// Makes an object of arrays in the given order.
  package static func arrays(_ tensors: [NamedTensor]) -> JSONValue {
    .object(tensors.map { Member($0.name, .tensor($0.tensor)) })
  }

  /// Writes the value on one line, without a line end.
  package var line: String {
    var text = ""
    append(to: &text, indentation: nil)
    return text
  }

  /// Writes objects with one member a line, and each list and array on one line, without a last line end.
  package var lines: String {
    var text = ""
    append(to: &text, indentation: 0)
    return text
  }

  // The recursion is as deep as the program's own structures nest; arrays, whose depth is the user's, are walked in place.
  private func append(to text: inout String, indentation: Int?) {
    switch self {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): Self.append(value, to: &text)
    case .string(let value): text += JSONText.string(value)
    case .tensor(let tensor): Self.append(tensor, to: &text)
    case .list(let values):
      text += "["
      for (position, value) in values.enumerated() {
        if position > 0 { text += ", " }
        value.append(to: &text, indentation: nil)
      }
      text += "]"
    case .object(let members):
      let inner = members.isEmpty ? nil : indentation.map { $0 + 2 }
      text += "{"
      for (position, member) in members.enumerated() {
        if position > 0 { text += inner == nil ? ", " : "," }
        if let inner { text += "\n" + String(repeating: " ", count: inner) }
        text += JSONText.string(member.name)
        text += ": "
        member.value.append(to: &text, indentation: inner)
      }
      if inner != nil, let indentation { text += "\n" + String(repeating: " ", count: indentation) }
      text += "}"
    }
  }

  private static func append(_ value: Double, to text: inout String) {
    if value.isFinite {
      text += NumberText.write(value)
    } else {
      text += value.isNaN ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\""
    }
  }

  private static func append(_ tensor: Tensor, to text: inout String) {
    // sizes[k] is the number of elements in one list of axis k: a list begins and ends at its multiples.
    var sizes: [Int] = []
    for length in tensor.shape.reversed() { sizes.append((sizes.last ?? 1) * length) }
    guard !tensor.values.isEmpty else { return appendEmpty(shape: tensor.shape, to: &text) }
    for (position, value) in tensor.values.enumerated() {
      if position > 0 { text += ", " }
      for size in sizes where position.isMultiple(of: size) { text += "[" }
      append(value, to: &text)
      for size in sizes where (position + 1).isMultiple(of: size) { text += "]" }
    }
  }

  /// Writes the lists down to the first axis of length zero, below which JSON can show nothing.
  private static func appendEmpty(shape: [Int], to text: inout String) {
    var list = "[]"
    for length in shape.prefix(while: { $0 > 0 }).reversed() {
      list = "[" + Array(repeating: list, count: length).joined(separator: ", ") + "]"
    }
    text += list
  }
}
