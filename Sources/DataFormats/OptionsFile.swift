/// Reads options of the command line from JSON: `{"real": "float", "wrt": ["w", "b"], "max-lines": 400, "plain": true}`.
package enum OptionsFile {
  /// Returns the members of a file's object as arguments, in the order of the file; `false` leaves an option out.
  ///
  /// Diagnoses: a file that cannot be read, text that is not JSON, a member that is no option's value.
  package static func arguments(in path: String) throws(DataError) -> [String] {
    var scanner = JSONScanner(try FileStore.read(path), name: path)
    guard try scanner.next() == .openObject else { throw scanner.error("options are the members of an object") }
    var arguments: [String] = []
    while case .member(let name) = try scanner.next() {
      guard !name.isEmpty, !name.hasPrefix("-"), !name.contains("=") else {
        throw scanner.error("an option is named without '--', as in \"real\"; found \(DataError.quote(name))")
      }
      switch try scanner.next() {
      case .boolean(let isGiven): if isGiven { arguments.append("--\(name)") }
      case .openList:
        var token = try scanner.next()
        while token != .closeList {
          arguments.append("--\(name)=\(try text(of: token, for: name, scanner))")
          token = try scanner.next()
        }
      case let token: arguments.append("--\(name)=\(try text(of: token, for: name, scanner))")
      }
    }
    guard try scanner.next() == .end else { throw scanner.error("something follows the object") }
    return arguments
  }

  private static func text(
    of token: JSONScanner.Token, for name: String, _ scanner: JSONScanner
  ) throws(DataError) -> String {
    switch token {
    case .string(let text): return text
    case .number(let number): return NumberText.write(number)
    default:
      throw scanner.error("\(DataError.quote(name)) has to be a text, a number, true, false or a list of texts")
    }
  }
}
