import Interpretation

/// Holds what the header of a `.npy` file says.
struct NumPyHeader: Equatable {
  /// The byte order and the type, as in `<f8`.
  var type: String
  var fortranOrder: Bool
  var shape: [Int]

  /// Reads the text of a header: a Python dictionary such as `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`.
  ///
  /// Answers nil where the text is something else; structured types are.
  init?(_ text: ArraySlice<UInt8>) {
    var reader = Reader(rest: text)
    var type: String?
    var fortranOrder: Bool?
    var shape: [Int]?
    guard reader.take("{") else { return nil }
    while !reader.take("}") {
      guard let key = reader.string(), reader.take(":") else { return nil }
      switch key {
      case "descr" where type == nil:
        guard let value = reader.string() else { return nil }
        type = value
      case "fortran_order" where fortranOrder == nil:
        if reader.take("True") {
          fortranOrder = true
        } else if reader.take("False") {
          fortranOrder = false
        } else {
          return nil
        }
      case "shape" where shape == nil:
        guard let value = reader.tuple() else { return nil }
        shape = value
      default: return nil
      }
      guard reader.take(",") || reader.rest.first == UInt8(ascii: "}") else { return nil }
    }
    reader.skipSpace()
    guard let type, let fortranOrder, let shape, reader.rest.isEmpty else { return nil }
    (self.type, self.fortranOrder, self.shape) = (type, fortranOrder, shape)
  }

  private struct Reader {
    var rest: ArraySlice<UInt8>

    mutating func skipSpace() {
      rest = rest.drop { $0 == 0x20 || $0 == 0x0A }
    }

    mutating func take(_ word: StaticString) -> Bool {
      skipSpace()
      let found = word.withUTF8Buffer { rest.starts(with: $0) }
      if found { rest = rest.dropFirst(word.utf8CodeUnitCount) }
      skipSpace()
      return found
    }

    mutating func string() -> String? {
      guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
      let text = rest.dropFirst().prefix { $0 != quote }
      guard text.endIndex < rest.endIndex else { return nil }
      rest = rest[(text.endIndex + 1)...]
      skipSpace()
      return String(decoding: text, as: UTF8.self)
    }

    mutating func tuple() -> [Int]? {
      var lengths: [Int] = []
      guard take("(") else { return nil }
      while !take(")") {
        let digits = rest.prefix { UInt8.digits ~= $0 }
        guard let length = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
        lengths.append(length)
        rest = rest[digits.endIndex...]
        // Python 2 wrote long integers as 3L.
        _ = take("L")
        guard take(",") || rest.first == UInt8(ascii: ")") else { return nil }
      }
      return lengths
    }
  }
}
