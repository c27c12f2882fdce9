import DataFormats
import Diagnostics

extension Diagnostic {
  /// Returns the object that `--diagnostics json` prints on one line.
  func json(in source: SourceText?) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("code", .string(code)), .init("severity", .string(severity.rawValue)), .init("message", .string(message)),
    ]
    members += place(span, in: source)
    members.append(
      .init(
        "notes",
        .list(
          notes.map { note in
            .object([.init("message", .string(note.message))] + place(note.span, in: source))
          })))
    members.append(
      .init(
        "fixes",
        .list(
          fixes.map { fix in
            .object(
              [.init("message", .string(fix.message)), .init("replacement", .string(fix.replacement))]
                + place(fix.span, in: source))
          })))
    return .object(members)
  }

  private func place(_ span: SourceSpan?, in source: SourceText?) -> [JSONValue.Member] {
    guard let source else { return [] }
    let file = JSONValue.Member("file", .string(source.name))
    guard let span else { return [file] }
    let (start, end) = (source.location(of: Int(span.start)), source.location(of: Int(span.end)))
    return [
      file, .init("line", .integer(start.line)), .init("column", .integer(start.column)),
      .init("endLine", .integer(end.line)), .init("endColumn", .integer(end.column)),
    ]
  }
}
