import Interpretation

/// Reads arrays from JSON: numbers and nested lists, and objects whose members are these.
///
/// NaN and the infinities are the strings "NaN", "Infinity" and "-Infinity".
enum JSONFile {
  /// Reads a file that holds one array or an object of arrays, in the order of the file.
  ///
  /// Diagnoses: text that is not JSON, a duplicate member, ragged lists, a value that is not a number.
  static func read(_ bytes: [UInt8], name: String) throws(DataError) -> DataFile.Contents {
    var scanner = JSONScanner(bytes, name: name)
    let first = try scanner.next()
    guard first == .openObject else {
      let tensor = try readTensor(&scanner, from: first, called: "the value")
      try expectEnd(&scanner)
      return .single(tensor)
    }
    var members: [NamedTensor] = []
    var names: Set<String> = []
    while case .member(let member) = try scanner.next() {
      guard names.insert(member).inserted else {
        throw scanner.error("member \(DataError.quote(member)) appears twice")
      }
      let token = try scanner.next()
      members.append(NamedTensor(member, try readTensor(&scanner, from: token, called: member)))
    }
    try expectEnd(&scanner)
    return .named(members)
  }

  /// Reads a number or nested lists whose spelling is the language's, as in `w=[1, -inf, 1_000]`.
  static func readLiteral(_ text: String, of name: String) throws(DataError) -> Tensor {
    var scanner = JSONScanner(Array(text.utf8), name: DataError.clip("\(name)=\(text)"), dialect: .literal)
    let first = try scanner.next()
    let tensor = try readTensor(&scanner, from: first, called: name)
    try expectEnd(&scanner)
    return tensor
  }

  private static func expectEnd(_ scanner: inout JSONScanner) throws(DataError) {
    guard try scanner.next() == .end else { throw scanner.error("something follows the value") }
  }

  /// Reads the element that begins with the token.
  private static func readTensor(
    _ scanner: inout JSONScanner, from first: JSONScanner.Token, called name: String
  ) throws(DataError) -> Tensor {
    var builder = Tensor.Builder(name: name)
    var token = first
    var depth = 0
    while true {
      do throws(Tensor.RaggedLists) {
        switch token {
        case .openList:
          try builder.openList()
          depth += 1
        case .closeList:
          try builder.closeList()
          depth -= 1
        case .number(let value): try builder.append(value)
        case .string("NaN"): try builder.append(.nan)
        case .string("Infinity"): try builder.append(.infinity)
        case .string("-Infinity"): try builder.append(-.infinity)
        default:
          throw Tensor.RaggedLists(
            "\(name) has to be a number, \"NaN\", \"Infinity\", \"-Infinity\" or nested lists of these; found \(token.noun)"
          )
        }
      } catch {
        throw scanner.error(error.message)
      }
      guard depth > 0 else { break }
      token = try scanner.next()
    }
    guard let tensor = builder.finish() else { throw scanner.error("\(name) has no value") }
    return tensor
  }
}

extension JSONScanner.Token {
  /// Names the token in a message.
  fileprivate var noun: String {
    switch self {
    case .openObject: "an object"
    case .string(let text): "the string \(DataError.quote(text))"
    case .boolean(let value): "\(value)"
    case .null: "null"
    case .number, .openList, .closeList, .closeObject, .member, .end: "something else"
    }
  }
}
