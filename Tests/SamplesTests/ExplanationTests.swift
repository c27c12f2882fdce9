import AutodiffGen
import Diagnostics
import Testing

/// The examples of `explain` are what they say: one has the fault, the other has not.
@Suite("Explanations") struct ExplanationTests {
  /// Runs an example: a command line, or a program.
  private func complaints(_ example: String) throws -> (codes: [String], hasErrors: Bool) {
    guard example.hasPrefix("autodiff-gen") else {
      do {
        return (try Model(example).warnings.map(\.code), false)
      } catch {
        return (error.codes, true)
      }
    }
    let run = try ToolRun(line: example)
    return (run.complaints.matches(of: #/(?:error|warning)\[([a-z0-9-]+)\]/#).map { String($0.1) }, run.status != 0)
  }

  /// The pages but for one whose example works for a while until it meets a limit.
  private static let quick = Explanations.all.filter { $0.code != "program-too-large" }

  @Test("A wrong example has the fault that its page is about", arguments: quick)
  func wrong(_ page: Explanation) throws {
    #expect(try complaints(page.wrong).codes.contains(page.code), "\(page.wrong)")
  }

  @Test("A right example has no fault", arguments: Explanations.all)
  func right(_ page: Explanation) throws {
    let found = try complaints(page.right)
    #expect(!found.hasErrors && !found.codes.contains(page.code), "\(page.right): \(found.codes)")
  }

  @Test("A page says more than its code", arguments: Explanations.all)
  func text(_ page: Explanation) {
    #expect(page.text.count > page.code.count && page.text.hasSuffix("."))
    #expect(page.wrong != page.right)
  }
}
