import Diagnostics
import Foundation
import Testing

@Suite struct DiagnosticJSONTests {
  private struct Read: Decodable, Equatable {
    struct Note: Decodable, Equatable {
      var message: String
      var line: Int?
      var replacement: String?
    }
    var code, severity, message: String
    var file: String?
    var line, column, endLine, endColumn: Int?
    var notes, fixes: [Note]
  }

  @Test func aDiagnosticIsOneLineThatReadsBack() throws {
    let source = SourceText(name: "dir/\"a\".adg", text: "é = 2x\n")
    let span = SourceSpan(start: 5, end: 7)
    let diagnostic = Diagnostic(
      "missing-operator", "an\n\"operator\"\\ \u{1} is missing", at: span, notes: [.init("so")],
      fixes: [.init("write", replacing: span, with: "2*x")])
    let json = diagnostic.json(in: source)
    #expect(!json.contains("\n"))
    let read = try JSONDecoder().decode(Read.self, from: Data(json.utf8))
    #expect(
      read
        == Read(
          code: "missing-operator", severity: "error", message: diagnostic.message, file: source.name, line: 1,
          column: 5,
          endLine: 1, endColumn: 7, notes: [.init(message: "so")],
          fixes: [.init(message: "write", line: 1, replacement: "2*x")]))
  }

  @Test func theShapeIsThatOfTheCommandLinesPromise() {
    let source = SourceText(name: "a.adg", text: "a\nb\ny = A + b")
    let diagnostic = Diagnostic("shape-mismatch", "m", at: SourceSpan(start: 8, end: 13))
    #expect(
      diagnostic.json(in: source)
        == #"{"code": "shape-mismatch", "severity": "error", "message": "m", "file": "a.adg", "line": 3, "column": 5, "endLine": 3, "endColumn": 10, "notes": [], "fixes": []}"#
    )
    #expect(
      Diagnostic("c", severity: .warning, "m", at: nil).json(in: nil)
        == #"{"code": "c", "severity": "warning", "message": "m", "notes": [], "fixes": []}"#)
  }
}
