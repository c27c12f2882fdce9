import AutodiffGen
import Diagnostics
import Testing

@testable import autodiff_gen

/// The pages of `explain` whose examples are command lines: one has the fault, the other has not.
@Suite struct ExplainedCommandTests {
  private static let pages = Explanations.all.filter { $0.wrong.hasPrefix("autodiff-gen ") }

  /// Takes a line apart as a shell does, single quotes being the only ones.
  private func run(_ line: String) -> Run {
    var words: [String] = []
    for (position, part) in line.split(separator: "'", omittingEmptySubsequences: false).enumerated() {
      if position.isMultiple(of: 2) {
        words += part.split(separator: " ").map(String.init)
      } else {
        words.append(String(part))
      }
    }
    return Run(Array(words.dropFirst()))
  }

  @Test func thereAreSuchPages() {
    #expect(Self.pages.count > 15)
  }

  @Test(arguments: pages) func theWrongLineHasTheFault(page: Explanation) {
    // The project's own files are found from the top of the project only.
    guard !page.wrong.contains("Samples/"), !page.wrong.contains("Sources/") else { return }
    // Whether Graphviz is missing is up to the machine.
    guard page.code != "no-graphviz" else { return }
    let run = run(page.wrong)
    // What is only suspicious runs all the same.
    if run.complaints.contains(" warning[\(page.code)]") { return #expect(run.status == 0) }
    #expect(
      run.complaints.hasPrefix("error[\(page.code)]") || run.complaints.contains(" error[\(page.code)]"),
      "\(run.complaints)")
    #expect(run.status == (page.code == "command-line" ? 2 : 1))
  }

  @Test(arguments: pages) func theRightLineHasNone(page: Explanation) {
    let run = run(page.right)
    #expect(run.complaints == "")
    #expect(run.status == 0)
  }
}
