import Diagnostics
import Testing

@Suite struct DiagnosticRendererTests {
  private func render(_ text: String, _ start: Int, _ end: Int) -> [String] {
    let source = SourceText(name: "a.adg", text: text)
    let diagnostic = Diagnostic("code", "message", at: SourceSpan(start: start, end: end))
    return DiagnosticRenderer(source: source).render([diagnostic]).split(separator: "\n").map(String.init)
  }

  @Test func theCaretsStandUnderTheSpan() {
    let text = "param A: [n, m]\nparam b: [n]\ny = A + b\n"
    let source = SourceText(name: "a.adg", text: text)
    let diagnostic = Diagnostic(
      "shape-mismatch", "'+' needs shapes that broadcast; found [n, m] and [n]", at: SourceSpan(start: 33, end: 38),
      notes: [
        .init("'A' has this shape", at: SourceSpan(start: 9, end: 15)), .init("shapes are aligned from the right"),
      ],
      fixes: [.init("write 'A.T + b'", replacing: SourceSpan(start: 33, end: 34), with: "A.T")])
    #expect(
      DiagnosticRenderer(source: source).render([diagnostic]) == """
        a.adg:3:5: error[shape-mismatch]: '+' needs shapes that broadcast; found [n, m] and [n]
          3 | y = A + b
            |     ^~~~~
        a.adg:1:10: note: 'A' has this shape
          1 | param A: [n, m]
            |          ^~~~~~
          note: shapes are aligned from the right
          fix: write 'A.T + b'

        """)
  }

  @Test func theFormOfCompilersHasTheCodeLastAndAlwaysAPlace() {
    let source = SourceText(name: "a.adg", text: "y = z\n")
    let diagnostics = [
      Diagnostic("no-parameters", "there is nothing to differentiate by", at: nil, notes: [.init("declare one")]),
      Diagnostic("unknown-name", "nothing is called 'z' here", at: SourceSpan(start: 4, end: 5)),
    ]
    #expect(
      DiagnosticRenderer(source: source, form: .compilers).render(diagnostics) == """
        a.adg:1:1: error: there is nothing to differentiate by [no-parameters]
          note: declare one
        a.adg:1:5: error: nothing is called 'z' here [unknown-name]
          1 | y = z
            |     ^

        """)
    #expect(
      DiagnosticRenderer(source: nil, form: .compilers).render([Diagnostic("command-line", "no", at: nil)])
        == "error: no [command-line]\n")
  }

  @Test func tabsAndWideCharactersKeepTheCaretInLine() {
    #expect(render("\ta\tb c", 3, 4) == ["a.adg:1:4: error[code]: message", "  1 | \ta\tb c", "    | \t \t^"])
    #expect(render("变量 + x", 9, 10) == ["a.adg:1:6: error[code]: message", "  1 | 变量 + x", "    |        ^"])
    #expect(render("e\u{301} + x", 6, 7).last == "    |     ^")
  }

  @Test func charactersThatATerminalWouldObeyAreShown() {
    #expect(render("a\u{1B}[31m\u{0}\u{202E}b", 10, 11)[1] == "  1 | a\u{241B}[31m\u{2400}\u{FFFD}b")
  }

  @Test func emptySpansAndSpansOverSeveralLinesHaveCarets() {
    #expect(render("ab\ncd", 2, 2) == ["a.adg:1:3: error[code]: message", "  1 | ab", "    |   ^"])
    #expect(render("ab\ncd\nef", 1, 7) == ["a.adg:1:2: error[code]: message", "  1 | ab", "    |  ^ ... to line 3"])
    #expect(render("", 0, 0) == ["a.adg:1:1: error[code]: message", "  1 | ", "    | ^"])
    #expect(render("a", 40, 50) == ["a.adg:1:2: error[code]: message", "  1 | a", "    |  ^"])
  }

  @Test func longLinesAreCutAroundTheCaret() {
    let text = String(repeating: "x+", count: 5_000_000)
    let lines = render(text, 6_000_000, 6_000_003)
    #expect(lines[0] == "a.adg:1:6000001: error[code]: message")
    #expect(lines[1].hasPrefix("  1 | ...") && lines[1].hasSuffix("..."))
    #expect(lines[1].count <= 140)
    let caret = lines[2].firstIndex(of: "^").map { lines[2].distance(from: lines[2].startIndex, to: $0) } ?? 0
    #expect(Array(lines[1])[caret] == "x")
    #expect(lines[2].hasSuffix(" ^~~"))
    #expect(render(text, 0, 1)[1].hasPrefix("  1 | x+x+"))
    #expect(render(text, 0, 10_000_000)[2].count <= 140)
    let wide = String(repeating: "变", count: 1_000)
    #expect(render(wide, 1_500, 1_503)[1].count <= 75)
  }

  @Test func diagnosticsAreSortedAndOnlyTwentyShown() {
    let source = SourceText(name: "a.adg", text: String(repeating: "x\n", count: 30))
    var diagnostics = (0..<23).map { Diagnostic("e", "number \($0)", at: SourceSpan(start: 2 * $0, end: 2 * $0 + 1)) }
    diagnostics.append(Diagnostic("w", severity: .warning, "late", at: SourceSpan(start: 58, end: 59)))
    let text = DiagnosticRenderer(source: source).render(diagnostics.reversed())
    #expect(text.hasPrefix("a.adg:1:1: error[e]: number 0\n"))
    #expect(text.contains("number 19") && !text.contains("number 20"))
    #expect(text.hasSuffix("\n3 more errors\n1 more warning\n"))
    #expect(DiagnosticRenderer(source: source).render([]) == "")
  }

  @Test func withoutASpanOrASourceTheMessageStandsAlone() {
    let diagnostic = Diagnostic("code", "message", at: nil)
    #expect(DiagnosticRenderer(source: nil).render([diagnostic]) == "error[code]: message\n")
    #expect(
      DiagnosticRenderer(source: SourceText(name: "a.adg", text: "x")).render([diagnostic])
        == "a.adg: error[code]: message\n")
  }

  @Test func colourOnlyAddsEscapes() {
    let source = SourceText(name: "a.adg", text: "x + y")
    let diagnostic = Diagnostic("code", "message", at: SourceSpan(start: 4, end: 5), notes: [.init("so")])
    let coloured = DiagnosticRenderer(source: source, colour: true).render([diagnostic])
    #expect(coloured.contains("\u{1B}[1;31m"))
    #expect(
      coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == DiagnosticRenderer(source: source).render([diagnostic]))
  }
}
