extension Diagnostic {
  /// Returns the diagnostic as one line of JSON; lines and columns count from 1, columns in characters.
  ///
  /// Without a source there is no file, and without a span no place.
  package func json(in source: SourceText?) -> String {
    var members = [
      "\"code\": \(quoted(code))", "\"severity\": \(quoted(severity.rawValue))", "\"message\": \(quoted(message))",
    ]
    if let source { members.append("\"file\": \(quoted(source.name))") }
    members += place(span, in: source)
    let notes = notes.map { object(["\"message\": \(quoted($0.message))"] + place($0.span, in: source)) }
    let fixes = fixes.map { fix in
      object(
        ["\"message\": \(quoted(fix.message))"] + place(fix.span, in: source)
          + ["\"replacement\": \(quoted(fix.replacement))"])
    }
    members.append("\"notes\": [" + notes.joined(separator: ", ") + "]")
    members.append("\"fixes\": [" + fixes.joined(separator: ", ") + "]")
    return object(members)
  }
}

private func object(_ members: [String]) -> String {
  "{" + members.joined(separator: ", ") + "}"
}

private func place(_ span: SourceSpan?, in source: SourceText?) -> [String] {
  guard let span, let source else { return [] }
  let start = source.location(of: Int(span.start))
  let end = source.location(of: Int(span.end))
  return [
    "\"line\": \(start.line)", "\"column\": \(start.column)", "\"endLine\": \(end.line)",
    "\"endColumn\": \(end.column)",
  ]
}

/// Writes a string as JSON does.
///
/// Source: RFC 8259, section 7.
private func quoted(_ text: String) -> String {
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
