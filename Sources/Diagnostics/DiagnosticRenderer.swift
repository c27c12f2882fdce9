/// Prints diagnostics for people.
///
///     a.adg:3:7: error[shape-mismatch]: '+' needs shapes that broadcast; found [n, m] and [n]
///       3 | y = A + b
///         |     ^~~~~
package struct DiagnosticRenderer: Sendable {
  /// How many diagnostics are printed in full before the rest are only counted.
  package static let most = 20

  /// How the heading of a diagnostic is written.
  package enum Form: Sendable {
    /// `a.adg:3:7: error[shape-mismatch]: '+' needs ...`
    case people
    /// `a.adg:3:7: error: '+' needs ... [shape-mismatch]`, with the first place of the text where there is no other.
    case compilers
  }

  private let source: SourceText?
  private let isColoured: Bool
  private let form: Form

  /// Makes a renderer for the diagnostics of one source; without a source, spans are not shown.
  package init(source: SourceText?, colour isColoured: Bool = false, form: Form = .people) {
    self.source = source
    self.isColoured = isColoured
    self.form = form
  }

  /// Returns the diagnostics in order of their places, each followed by its excerpt, notes and fixes, then the count of those left out; empty for none.
  package func render(_ diagnostics: [Diagnostic]) -> String {
    let ordered = diagnostics.inSourceOrder()
    var output = ""
    for diagnostic in ordered.prefix(Self.most) { append(diagnostic, to: &output) }
    let rest = ordered.dropFirst(Self.most)
    let errors = rest.count { $0.severity == .error }
    appendCount(errors, "error", to: &output)
    appendCount(rest.count - errors, "warning", to: &output)
    return output
  }

  private func appendCount(_ count: Int, _ noun: String, to output: inout String) {
    if count > 0 { output += "\(count) more \(noun)\(count == 1 ? "" : "s")\n" }
  }

  private func append(_ diagnostic: Diagnostic, to output: inout String) {
    appendPlace(of: diagnostic.span, to: &output)
    let code = "[\(diagnostic.code)]"
    let heading = diagnostic.severity.rawValue + (form == .people ? code : "") + ":"
    output += styled(heading, diagnostic.severity == .error ? .error : .warning)
    output += " " + styled(diagnostic.message, .message) + (form == .people ? "" : " " + code) + "\n"
    appendExcerpt(of: diagnostic.span, to: &output)
    for note in diagnostic.notes {
      if note.span == nil { output += "  " } else { appendPlace(of: note.span, to: &output) }
      output += styled("note:", .note) + " \(note.message)\n"
      appendExcerpt(of: note.span, to: &output)
    }
    for fix in diagnostic.fixes {
      output += "  " + styled("fix:", .fix) + " \(fix.message)\n"
    }
  }

  private func appendPlace(of span: SourceSpan?, to output: inout String) {
    guard let source else { return }
    output += source.name + ":"
    if let span {
      let location = source.location(of: Int(span.start))
      output += "\(location.line):\(location.column):"
    } else if form == .compilers {
      output += "1:1:"
    }
    output += " "
  }

  private func appendExcerpt(of span: SourceSpan?, to output: inout String) {
    guard let source, let span else { return }
    let first = source.line(at: Int(span.start))
    let last = source.line(at: max(Int(span.start), Int(span.end) - 1))
    let excerpt = SourceExcerpt(of: span, in: source)
    let number = String(first)
    let margin = String(repeating: " ", count: number.count)
    output += "  " + styled(number + " |", .margin) + " \(excerpt.text)\n"
    output += "  " + styled(margin + " |", .margin) + " " + styled(excerpt.underline, .caret)
    if last > first { output += styled(" ... to line \(last)", .caret) }
    output += "\n"
  }

  private enum Style: String {
    case error = "1;31"
    case warning = "1;35"
    case note = "1;36"
    case fix = "1;32"
    case message = "1"
    case margin = "34"
    case caret = "32"
  }

  private func styled(_ text: String, _ style: Style) -> String {
    isColoured ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}

extension [Diagnostic] {
  /// Returns the diagnostics in order of their places, those without a place first, equals in the order given.
  package func inSourceOrder() -> [Diagnostic] {
    enumerated().sorted { a, b in
      let (left, right) = (a.element.span?.start ?? -1, b.element.span?.start ?? -1)
      return (left, a.offset) < (right, b.offset)
    }.map(\.element)
  }
}
