import Diagnostics
import Foundation
import Semantics
import Testing

@testable import AutodiffGen

/// The pages of `explain`: one for each code, with an example that is wrong and one that is right.
///
/// The pages of the grammar are tested with the parser, and those of values and requests with the command line.
@Suite struct ExplanationTests {
  @Test(arguments: SemanticExplanations.pages) func theWrongExampleHasThatFault(page: Explanation) throws {
    let failure = #expect(throws: Failure.self) { try Model(page.wrong) }
    #expect(failure?.codes.first == page.code, "\(failure?.description ?? "")")
  }

  @Test(arguments: SemanticExplanations.pages) func theRightExampleHasNone(page: Explanation) {
    #expect(throws: Never.self) { try Model(page.right) }
  }

  @Test func anArrayHasSixtyFourAxesAtMost() throws {
    func lists(_ depth: Int) -> String {
      "A = " + String(repeating: "[", count: depth) + "1" + String(repeating: "]", count: depth)
    }
    #expect(throws: Never.self) { try Model(lists(64)) }
    let failure = #expect(throws: Failure.self) { try Model(lists(65)) }
    #expect(failure?.codes == ["too-many-axes"])
  }

  @Test func everyCodeInTheSourcesHasOnePage() throws {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let sources = root.appendingPathComponent("Sources").path
    var codes: Set<String> = []
    for file in try #require(FileManager.default.enumerator(atPath: sources)).compactMap({ $0 as? String })
    where file.hasSuffix(".swift") {
      let text = try String(contentsOfFile: sources + "/" + file, encoding: .utf8)
      for match in text.matches(of: /Diagnostic\(\s*"([a-z0-9-]+)"/) { codes.insert(String(match.1)) }
    }
    let pages = Explanations.all.map(\.code)
    #expect(pages == codes.sorted())
    #expect(codes.count > 80)
  }
}
