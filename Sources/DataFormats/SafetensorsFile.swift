import Interpretation

/// Reads and writes arrays by name as a `.safetensors` file; an array becomes doubles when it is asked for.
///
/// Source: the format's description, github.com/huggingface/safetensors.
package struct SafetensorsFile: Sendable, Equatable {
  private struct Entry: Equatable {
    var name: String
    var type: String
    var shape: [Int]
    /// Where its bytes lie in the file.
    var range: Range<Int>
  }

  private let file: String
  private let bytes: [UInt8]
  private let entries: [Entry]
  private let places: [String: Int]

  /// The names in the order of the header.
  package var names: [String] { entries.map(\.name) }

  /// Reads the header and checks that the arrays fill the file.
  ///
  /// Diagnoses: a header that is cut off or not JSON, arrays that overlap or leave gaps.
  init(_ bytes: [UInt8], name file: String) throws(DataError) {
    (self.file, self.bytes) = (file, bytes)
    guard bytes.count >= 8 else { throw DataError("\(file) is too short for a safetensors file") }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(bytes.count - 8) else {
      throw DataError("\(file) ends within its header, or is no safetensors file")
    }
    let start = 8 + Int(length)
    var header = HeaderReader(JSONScanner(Array(bytes[8..<start]), name: "the header of \(file)"))
    entries = try header.entries(dataStart: start, dataEnd: bytes.count)
    places = Dictionary(entries.enumerated().map { ($1.name, $0) }) { first, _ in first }
    var end = start
    for entry in entries.sorted(by: {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }) {
      guard entry.range.lowerBound == end else {
        throw DataError("\(file): the bytes of tensor \(DataError.quote(entry.name)) do not follow those before it")
      }
      end = entry.range.upperBound
    }
    guard end == bytes.count else { throw DataError("\(file) holds \(bytes.count - end) bytes after its last tensor") }
  }

  /// Reads the array of the name, or answers nil where there is none.
  ///
  /// Diagnoses: a type that is not read, a shape that does not fit the bytes.
  package func tensor(named name: String) throws(DataError) -> Tensor? {
    guard let entry = places[name].map({ entries[$0] }) else { return nil }
    let label = "tensor \(DataError.quote(name)) of \(file)"
    guard let type = ElementType.allCases.first(where: { $0.safetensorsName == entry.type }) else {
      let known = ElementType.allCases.map(\.safetensorsName).joined(separator: ", ")
      throw DataError("\(label) has the type \(DataError.quote(entry.type)); \(known) are read")
    }
    guard entry.shape.count <= Tensor.maximumRank else {
      throw DataError("\(label) has \(entry.shape.count) axes; at most \(Tensor.maximumRank) are read")
    }
    guard let count = Tensor.count(of: entry.shape), count * type.size == entry.range.count else {
      throw DataError(
        "\(label) holds \(entry.range.count) bytes, which is not what its shape \(entry.shape) of type \(entry.type) takes"
      )
    }
    return Tensor(shape: entry.shape, values: try type.decode(bytes[entry.range], name: label))
  }

  /// Writes arrays of F64 in the given order, the data aligned to eight bytes.
  ///
  /// Requires: names that differ.
  static func write(_ tensors: [NamedTensor]) -> [UInt8] {
    var end = 0
    let members = tensors.map { named in
      let start = end
      end += named.tensor.count * 8
      return JSONValue.Member(
        named.name,
        .object([
          .init("dtype", .string("F64")), .init("shape", .list(named.tensor.shape.map(JSONValue.integer))),
          .init("data_offsets", .list([.integer(start), .integer(end)])),
        ]))
    }
    var header = Array(JSONValue.object(members).line.utf8)
    header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    let length = withUnsafeBytes(of: UInt64(header.count).littleEndian, Array.init)
    return length + header + tensors.flatMap { littleEndianBytes($0.tensor.values) }
  }

  private struct HeaderReader {
    private var scanner: JSONScanner

    init(_ scanner: JSONScanner) {
      self.scanner = scanner
    }

    mutating func entries(dataStart: Int, dataEnd: Int) throws(DataError) -> [Entry] {
      var entries: [Entry] = []
      var names: Set<String> = []
      try expect(.openObject, "an object of tensors")
      while case .member(let name) = try scanner.next() {
        guard names.insert(name).inserted else { throw scanner.error("tensor \(DataError.quote(name)) appears twice") }
        try expect(.openObject, "an object that describes \(DataError.quote(name))")
        if name == "__metadata__" {
          while try scanner.next() != .closeObject {}
        } else {
          entries.append(try entry(name, dataStart: dataStart, dataEnd: dataEnd))
        }
      }
      try expect(.end, "its end")
      return entries
    }

    private mutating func entry(_ name: String, dataStart: Int, dataEnd: Int) throws(DataError) -> Entry {
      var type: String?
      var shape: [Int]?
      var offsets: [Int]?
      while case .member(let key) = try scanner.next() {
        switch key {
        case "dtype" where type == nil:
          guard case .string(let value) = try scanner.next() else { throw scanner.error("expected a string for dtype") }
          type = value
        case "shape" where shape == nil: shape = try integers(of: key)
        case "data_offsets" where offsets == nil: offsets = try integers(of: key)
        default: throw scanner.error("member \(DataError.quote(key)) is not expected here")
        }
      }
      guard let type, let shape, let offsets else {
        throw scanner.error("tensor \(DataError.quote(name)) needs dtype, shape and data_offsets")
      }
      guard offsets.count == 2, offsets[0] <= offsets[1], offsets[1] <= dataEnd - dataStart else {
        throw scanner.error("the data_offsets of tensor \(DataError.quote(name)) do not lie within the file")
      }
      return Entry(name: name, type: type, shape: shape, range: dataStart + offsets[0]..<dataStart + offsets[1])
    }

    private mutating func integers(of key: String) throws(DataError) -> [Int] {
      var values: [Int] = []
      try expect(.openList, "a list for \(key)")
      while true {
        switch try scanner.next() {
        case .closeList: return values
        case .number(let value):
          guard value >= 0, let integer = Int(exactly: value) else { fallthrough }
          values.append(integer)
        default: throw scanner.error("expected an integer from 0 in \(key)")
        }
      }
    }

    private mutating func expect(_ token: JSONScanner.Token, _ what: String) throws(DataError) {
      guard try scanner.next() == token else { throw scanner.error("expected \(what)") }
    }
  }
}
