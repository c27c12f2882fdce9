import AutodiffGen
import Foundation
import Testing

/// What the guide shows is what comes out.
@Suite("Guide") struct GuideTests {
  @Test(
    "The commands of a page, run one after the other in a folder of their own, print what is shown",
    arguments: Document.guide)
  func shownOutput(page: Document) throws {
    try PageRun(page).compare()
  }

  @Test("The guide has its pages, and each begins with a title and what it is about")
  func pages() {
    #expect(Document.guide.count >= 11)
    for page in Document.guide {
      let lines = page.text.split(separator: "\n")
      #expect(lines.count > 20 && lines[0].hasPrefix("# ") && lines[1].hasSuffix("."), "\(page)")
      for link in page.text.matches(of: #/<doc:(\w+)>/#) {
        #expect(Document.guide.contains { $0.path.hasSuffix("/\(link.1).md") }, "\(page): \(link.0)")
      }
    }
  }

  @Test("Every page is linked from the first")
  func links() {
    let first = Document("Sources/AutodiffGen/AutodiffGen.docc/AutodiffGen.md").text
    for page in Document.guide {
      let name = page.path.split(separator: "/").last?.dropLast(3) ?? ""
      #expect(name == "AutodiffGen" || first.contains("- <doc:\(name)>\n"), "\(page)")
      #expect(name == "AutodiffGen" || Document("README.md").text.contains("`\(name).md`"), "\(page)")
    }
  }

  @Test("The example of the first page does what the page says")
  func example() throws {
    let model = try Model("f = (x + y) * z")
    let result = try model.gradient(at: ["x": NumericArray(-2), "y": NumericArray(5), "z": NumericArray(-4)])
    #expect(result["f"]?.scalar == -12 && result.gradient(of: "z")?.scalar == 3)
    let chain = try Model("dim n\nparam x: [n]\ny[i in 0..<n-1] = (x[i+1] - x[i]^2)^2\noutput y")
    let slopes = try chain.sparseJacobian().run(["x": NumericArray([1, 2, 3])]).matrix(of: "y", by: "x")
    #expect(slopes?.rows == [0, 0, 1, 1] && slopes?.columns == [0, 1, 1, 2] && slopes?.values == [-4, 2, 8, -2])
    // These are its lines: what stands here is compiled.
    let own = try String(contentsOfFile: #filePath, encoding: .utf8)
    let shown = Document.guide.flatMap { $0.blocks(of: "swift") }.flatMap { $0 }.filter { $0.hasPrefix("let ") }
    #expect(shown.count == 4)
    for line in shown { #expect(own.contains(line)) }
  }
}
