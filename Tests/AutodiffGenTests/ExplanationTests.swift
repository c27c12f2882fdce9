import Diagnostics
import Testing

@testable import AutodiffGen

/// The pages of `explain`, each with an example that is wrong and one that is right.
@Suite struct ExplanationTests {
  private static let programs = Explanations.all.filter { !$0.wrong.hasPrefix("autodiff-gen ") }

  /// What the parser finds before names and shapes are looked at.
  private static let found = ["empty-array", "range-in-read"]

  /// Without optimisation, the program that is too large is read for too long.
  #if DEBUG
    private static let wrongPrograms = programs.filter { !found.contains($0.code) && $0.code != "program-too-large" }
  #else
    private static let wrongPrograms = programs.filter { !found.contains($0.code) }
  #endif

  @Test(arguments: wrongPrograms.map(\.code)) func theWrongExampleHasThatFault(code: String) throws {
    let page = try #require(Explanations.page(for: code))
    let failure = #expect(throws: Failure.self) { try Model(page.wrong) }
    #expect(failure?.codes.first == code, "\(failure?.description ?? "")")
  }

  @Test(arguments: programs.map(\.code)) func theRightExampleHasNone(code: String) throws {
    let page = try #require(Explanations.page(for: code))
    #expect(throws: Never.self) { try Model(page.right) }
  }

  @Test func everyCodeHasOnePage() {
    let codes = Explanations.all.map(\.code)
    #expect(Set(codes).count == codes.count)
  }
}
