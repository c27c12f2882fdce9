import Diagnostics

/// What is wrong with a program, with the values it is given, or with what is asked of it.
public struct Failure: Error, Sendable, CustomStringConvertible {
  /// The faults, in the order of the text; at least one.
  package let diagnostics: [Diagnostic]
  /// The text they point into; nil where they concern no text.
  package let source: SourceText?

  /// Makes a failure from what is wrong; at least one error.
  package init(diagnostics: [Diagnostic], source: SourceText?) {
    (self.diagnostics, self.source) = (diagnostics, source)
  }

  /// The faults as people read them: place, code, sentence, the line with a caret, the likely cure.
  public var description: String { rendered() }

  /// The stable names of the faults, such as `shape-mismatch`; `autodiff-gen explain NAME` tells more of each.
  public var codes: [String] { diagnostics.map(\.code) }

  /// Returns the faults as people read them, with a terminal's colours where they are asked for.
  public func rendered(inColour isColoured: Bool = false) -> String {
    DiagnosticRenderer(source: source, colour: isColoured).render(diagnostics)
  }

  /// Returns the faults with headings as gcc and clang have them, which editors and build systems find the place by.
  package func renderedAsByCompilers() -> String {
    DiagnosticRenderer(source: source, form: .compilers).render(diagnostics)
  }

  /// Returns the same faults as those of a file, of no place in it.
  package func located(in file: String) -> Failure {
    Failure(diagnostics: diagnostics, source: SourceText(name: file, text: ""))
  }

  /// Returns each fault as one line of JSON, `{"code": "shape-mismatch", "severity": "error", "message": "...", ...}`.
  ///
  /// Units: lines and columns count from 1, columns in characters; they are absent where a fault has no place.
  public func jsonLines() -> String {
    diagnostics.inSourceOrder().map { $0.json(in: source) + "\n" }.joined()
  }
}
