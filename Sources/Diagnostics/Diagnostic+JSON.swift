extension Diagnostic {
  /// Returns the diagnostic as one line of JSON; lines and columns count from 1, columns in characters.
  ///
  /// Without a source there is no file, and without a span no place.
  package func json(in source: SourceText?) -> String {
    var members = [
      "\"code\": \(JSONText.string(code))", "\"severity\": \(JSONText.string(severity.rawValue))",
      "\"message\": \(JSONText.string(message))",
    ]
    if let source { members.append("\"file\": \(JSONText.string(source.name))") }
    members += place(span, in: source)
    let notes = notes.map { object(["\"message\": \(JSONText.string($0.message))"] + place($0.span, in: source)) }
    let fixes = fixes.map { fix in
      object(
        ["\"message\": \(JSONText.string(fix.message))"] + place(fix.span, in: source)
          + ["\"replacement\": \(JSONText.string(fix.replacement))"])
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
