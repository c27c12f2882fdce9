/// One thing that is wrong, or suspicious, in what the user gave.
package struct Diagnostic: Hashable, Sendable {
  package enum Severity: String, Sendable {
    case error, warning
  }

  /// A second place that matters, or a sentence of explanation.
  package struct Note: Hashable, Sendable {
    package var message: String
    package var span: SourceSpan?

    package init(_ message: String, at span: SourceSpan? = nil) {
      (self.message, self.span) = (message, span)
    }
  }

  /// A likely cure: the text to put in place of a span.
  package struct Fix: Hashable, Sendable {
    package var message: String
    package var span: SourceSpan
    package var replacement: String

    package init(_ message: String, replacing span: SourceSpan, with replacement: String) {
      (self.message, self.span, self.replacement) = (message, span, replacement)
    }
  }

  /// The stable kebab-case name, as in `error[shape-mismatch]`.
  package var code: String
  package var severity: Severity
  /// Lower case, no full stop, in the user's own names and shapes.
  package var message: String
  package var span: SourceSpan?
  package var notes: [Note]
  package var fixes: [Fix]

  package init(
    _ code: String, severity: Severity = .error, _ message: String, at span: SourceSpan?, notes: [Note] = [],
    fixes: [Fix] = []
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.span = span
    self.notes = notes
    self.fixes = fixes
  }
}
