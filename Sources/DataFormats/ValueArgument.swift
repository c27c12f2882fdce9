import Interpretation

/// Holds one `name=value` of the command line, where the value is a literal or a file behind `@`.
package struct ValueArgument: Sendable, Equatable {
  /// Where the value comes from.
  package enum Source: Sendable, Equatable {
    /// A number or nested lists.
    case literal(String)
    /// A file, and the array in it where the argument names one: `@model.safetensors:w`.
    case file(path: String, member: String?)
  }

  package var name: String
  package var source: Source

  /// Takes an argument apart at its first `=`; the name is what stands before it, spaces aside.
  ///
  /// Diagnoses: no `=`, no name, no value.
  package init(_ argument: String) throws(DataError) {
    guard let equals = argument.firstIndex(of: "=") else {
      throw DataError("\(DataError.quote(argument)) is not of the form name=value")
    }
    name = Self.trim(argument[..<equals])
    let value = Self.trim(argument[argument.index(after: equals)...])
    guard !name.isEmpty else { throw DataError("\(DataError.quote(argument)) has no name before '='") }
    guard !value.isEmpty else { throw DataError("\(name) has no value after '='") }
    guard value.hasPrefix("@") else {
      source = .literal(value)
      return
    }
    let file = value.dropFirst()
    guard !file.isEmpty else { throw DataError("\(name)=@ has no file name after '@'") }
    // A path may hold colons itself: only one behind a known ending begins a member.
    if DataFormat(path: file) == nil,
      let colon = file.indices.last(where: { file[$0] == ":" && DataFormat(path: file[..<$0]) != nil })
    {
      source = .file(path: String(file[..<colon]), member: String(file[file.index(after: colon)...]))
    } else {
      source = .file(path: String(file), member: nil)
    }
  }

  /// Reads the value; a rank tells how to take a CSV file of one row or one column.
  ///
  /// Diagnoses: a literal or a file that holds no numeric array, a member that the file does not hold.
  package func tensor(rank: Int? = nil) throws(DataError) -> Tensor {
    switch source {
    case .literal(let text): try JSONFile.readLiteral(text, of: name)
    case .file(let path, nil): try DataFile.read(path).tensor(for: name, rank: rank)
    case .file(let path, let member?): try DataFile.read(path).tensor(named: member)
    }
  }

  private static func trim(_ text: Substring) -> String {
    String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
