import Diagnostics

/// What is wrong with a program or with the values it is given.
public struct Failure: Error, Sendable, CustomStringConvertible {
  /// The faults, in the order of the text; at least one.
  package let diagnostics: [Diagnostic]
  /// The text they point into.
  package let source: SourceText

  /// The faults as people read them: place, code, sentence, the line with a caret, the likely cure.
  public var description: String {
    DiagnosticRenderer(source: source).render(diagnostics)
  }

  /// The stable names of the faults, such as `shape-mismatch`.
  public var codes: [String] { diagnostics.map(\.code) }
}
