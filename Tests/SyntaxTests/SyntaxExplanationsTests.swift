import Diagnostics
import Foundation
import Testing

@testable import Syntax

@Suite struct SyntaxExplanationsTests {
  /// Returns the codes of what is wrong with a text.
  private func codes(_ text: String) -> [String] {
    Parser.parse(SourceText(name: "test.adg", text: text)).diagnostics.map(\.code)
  }

  /// What the language of a page cannot show at full length.
  private static let abridged: Set<String> = ["text-too-long", "too-many-errors", "invalid-utf8"]

  @Test(arguments: SyntaxExplanations.pages) func thePageShowsAFaultAndItsCure(page: Explanation) {
    if !Self.abridged.contains(page.code) { #expect(codes(page.wrong) == [page.code]) }
    #expect(codes(page.right) == [])
    #expect(!page.text.isEmpty)
  }

  @Test func theAbridgedFaultsAreFoundToo() {
    let long = Parser.parse(SourceText(name: "test.adg", text: "x = 1 + 2"), longestText: 8)
    #expect(long.diagnostics.map(\.code) == ["text-too-long"])
    #expect(codes(String(repeating: "a b\n", count: 2_000)).last == "too-many-errors")
    let bytes = Array("x = 1 # caf".utf8) + [0xE9]
    let invalid = Parser.parse(SourceText(name: "test.adg", bytes: bytes + Array("\ny = \u{e9}".utf8) + [0xFF]))
    #expect(invalid.diagnostics.map(\.code) == ["invalid-utf8"])
  }

  @Test func everyCodeInTheSourcesHasOnePage() throws {
    let path = GrammarFile.root.appendingPathComponent("Sources/Syntax/SyntaxDiagnostics.swift")
    let text = try String(contentsOf: path, encoding: .utf8)
    let codes = text.matches(of: /Diagnostic\(\s*"([a-z0-9-]+)"/).map { String($0.1) }
    let pages = SyntaxExplanations.pages.map(\.code)
    #expect(Set(codes) == Set(pages))
    #expect(Set(pages).count == pages.count)
  }
}
