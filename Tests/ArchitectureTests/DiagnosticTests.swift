import AutodiffGen
import Foundation
import Testing

/// Every fault has a name, a page of its own, and a test.
@Suite("Diagnostics") struct DiagnosticTests {
  /// The codes that the sources give to faults, in the order of the alphabet.
  private static let codes: [String] = {
    let code = #/\bDiagnostic\(\s*"(?<code>[^"]*)"/#
    let found = ProjectFiles.sources.flatMap { file in file.text.matches(of: code).map { String($0.code) } }
    return Set(found).sorted()
  }()

  @Test("A code is in kebab case")
  func spelling() {
    #expect(Self.codes.count > 60)
    for code in Self.codes { #expect(code.wholeMatch(of: #/[a-z0-9]+(-[a-z0-9]+)*/#) != nil, "\(code)") }
  }

  @Test("Every code has a page of 'explain', and every page a code")
  func pages() {
    let pages = Explanations.all.map(\.code)
    #expect(pages == Array(Set(pages)).sorted())
    #expect(Set(Self.codes).subtracting(pages).sorted() == [])
    #expect(Set(pages).subtracting(Self.codes).sorted() == [])
  }

  @Test("Every code is expected by a test")
  func tests() {
    let expected = Set(
      ProjectFiles.tests.flatMap { $0.text.matches(of: #/["\[]([a-z0-9]+(?:-[a-z0-9]+)*)[" \]]/#).map { String($0.1) } }
    )
    #expect(Self.codes.filter { !expected.contains($0) } == [])
  }
}
