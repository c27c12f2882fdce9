import Diagnostics
import Testing

@testable import Syntax

/// Parses a text and returns how many nodes and diagnostics came out.
private func counts(_ text: String) -> (nodes: Int, errors: Int) {
  let (tree, diagnostics) = Parser.parse(SourceText(name: "test.adg", text: text))
  return (tree.nodes.count, diagnostics.count)
}

@Suite struct StressTests {
  private func nested(_ open: String, _ inner: String, _ close: String, _ depth: Int) -> String {
    String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
  }

  @Test func deepNestingNeedsNoStack() {
    #expect(counts(nested("(", "x", ")", 100_000)) == (1, 0))
    #expect(counts(nested("f(", "x", ")", 100_000)) == (100_001, 0))
    #expect(counts(nested("[", "1", "]", 100_000)) == (100_001, 0))
    #expect(counts(nested("-", "x", "", 100_000)) == (100_001, 0))
    #expect(counts(nested("not ", "x", "", 100_000)) == (100_001, 0))
    #expect(counts(nested("2^", "x", "", 100_000)) == (200_001, 0))
    #expect(counts(nested("A[", "0", "]", 100_000)) == (200_001, 0))
    #expect(counts(nested("sum(i: ", "x", ")", 100_000)) == (100_001, 0))
    #expect(counts(nested("if a then b else ", "c", "", 100_000)) == (300_001, 0))
    #expect(counts(nested("if ", "c", " then a else b", 100_000)) == (300_001, 0))
    #expect(counts("A" + String(repeating: "[0]", count: 100_000)) == (200_001, 0))
    #expect(counts("A" + String(repeating: ".T", count: 100_000)) == (100_001, 0))
  }

  @Test func aLongSumIsReadInOneGo() {
    #expect(counts("s = x" + String(repeating: "+x", count: 999_999)) == (1_999_999, 0))
  }

  @Test func longNamesAndManyItemsAreReadInOneGo() {
    let name = String(repeating: "n", count: 5_000)
    #expect(counts((0..<200).map { "\(name)\($0) = \(name)\($0)x" }.joined(separator: "\n")) == (200, 0))
    #expect(counts(String(repeating: "y = x\n", count: 100_000)) == (100_000, 0))
  }

  @Test func unclosedAndStrayTextEndsAfterOneErrorAnItem() {
    #expect(counts(nested("(", "x", "", 100_000)).errors == 1)
    #expect(counts(nested("", "x", ")", 100_000)).errors == 1)
    #expect(counts(nested("(\n", "x", "", 100_000)).errors == 1)
    #expect(counts(String(repeating: "$ ? ", count: 100_000)).errors == 1)
    #expect(counts(String(repeating: "a[ b c\n", count: 100_000)).errors == DiagnosticLog.limit + 1)
  }
}
