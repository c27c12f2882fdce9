import Foundation
import Testing

@testable import autodiff_gen

/// `graph`.
@Suite struct GraphCommandTests {
  private static func green(_ text: String) -> String { "COLOR=\"#15803d\">\(text)<" }
  private static func red(_ text: String) -> String { "COLOR=\"#b91c1c\">\(text)<" }

  /// The lecture's first example: x, y and z; a sum and a product; -2, 5, -4, 3 and -12; -4, -4, 3, -4 and 1.
  @Test func theFirstExampleHasTheLecturesNumbers() {
    let run = Run("graph", "-e", "f = (x + y) * z", "x=-2", "y=5", "z=-4")
    #expect(run.status == 0, "\(run.complaints)")
    let tables = run.output.split(separator: "\n").filter { $0.contains("<TABLE") }
    let expected = [("-2", "-4"), ("5", "-4"), ("3", "-4"), ("-4", "3"), ("-12", "1")]
    #expect(tables.count == expected.count)
    for (table, pair) in zip(tables, expected) {
      #expect(table.contains(Self.green(pair.0)) && table.contains(Self.red(pair.1)), "\(table)")
    }
    for label in ["<+>", "<*>", "<<B>x</B>>", "<<B>z</B>>", "<<B>f</B>>"] {
      #expect(run.output.contains("label=" + label))
    }
  }

  @Test func withoutValuesArraysHaveTheirShapes() {
    let run = Run("graph", "-e", "dim N, D; input X: [N, D]; param w: [D]; f = sum(n: relu(sum(d: X[n,d]*w[d])))")
    #expect(run.output.contains("label=\"[N, D]\""), "\(run.output)")
    #expect(run.output.contains("label=<sum d>"))
    #expect(run.output.contains("label=<relu>"))
    #expect(!run.output.contains("<TABLE"))
  }

  @Test func numbersInAStepStandInItsNode() {
    let run = Run("graph", "-e", "L = 1/(1 + exp(-s))")
    for label in ["<1/x>", "<1 + x>", "<exp>", "<->"] { #expect(run.output.contains("label=" + label)) }
  }

  @Test func valuesMayBeAnnounced() {
    let bare = Run("graph", "-e", "x*y", "x=2", "y=3")
    #expect(Run("graph", "-e", "x*y", "--values", "x=2", "y=3").output == bare.output)
  }

  @Test func aLargeProgramIsFoldedByDefinition() {
    let definitions = (1...30).map { "v\($0) = (v\($0 - 1) + 1) * 2 - x" }
    let run = Run("graph", "-e", "v0 = x^2\n" + definitions.joined(separator: "\n"))
    #expect(run.output.contains("v30 = (v29 + 1) * 2 - x"), "\(run.output)")
    #expect(!run.output.contains("label=<+>"))
  }

  /// a is 32 x and b is 3 x, so that 32 of the gradient comes back through a and 3 through b.
  @Test func anEdgeOfAFoldedGraphHasItsOwnShareOfTheGradient() {
    let sum = Array(repeating: "x", count: 32).joined(separator: " + ")
    let run = Run("graph", "-e", "param x; a = \(sum); b = 3*x; f = a + b", "x=2")
    let tables = run.output.split(separator: "\n").filter { $0.contains("<TABLE") }
    let expected = [("2", "32"), ("2", "3"), ("64", "1"), ("6", "1"), ("70", "1")]
    #expect(tables.count == expected.count, "\(run.output)")
    for (table, pair) in zip(tables, expected) {
      #expect(table.contains(Self.green(pair.0)) && table.contains(Self.red(pair.1)), "\(table)")
    }
    #expect(run.output.contains(">b = 3*x<") && run.output.contains(">f = a + b<"), "\(run.output)")
  }

  @Test func clausesStandOneBelowTheOther() {
    let sum = Array(repeating: "x", count: 32).joined(separator: " + ")
    let run = Run(
      "graph", "-e", "dim T = 3; param x; h[0] = x # the start\nh[t in 1...T] = 2 *\n  h[t-1]; a = \(sum); f = a + h[T]"
    )
    #expect(run.output.contains(">h[0] = x<BR/>h[t in 1...T] = 2 * h[t-1]<"), "\(run.output)")
  }

  @Test func valueAndGradientMeetWhereADownwardEdgeRuns() {
    let chain = (1...12).map { _ in "tanh(" }.joined() + "x" + String(repeating: ")", count: 12)
    let run = Run("graph", "-e", chain, "x=1")
    for table in run.output.split(separator: "\n") where table.contains("<VR/>") {
      let widths = table.matches(of: #/WIDTH="(\d+)"/#).map { String($0.1) }
      #expect(widths.count == 2 && widths[0] == widths[1], "\(table)")
    }
  }

  @Test func whatIsTooLongForASlideIsFoldedOrDrawnDownwards() {
    let chain = (1...12).map { _ in "tanh(" }.joined() + "x" + String(repeating: ")", count: 12)
    let long = Run("graph", "-e", chain, "x=1")
    #expect(long.output.contains("rankdir=TB") && long.output.contains("<VR/>"), "\(long.output)")
    let definitions = [
      "-e", "a = tanh(tanh(tanh(tanh(x))))", "-e", "b = tanh(tanh(tanh(tanh(a))))", "-e", "c = tanh(b)",
    ]
    let folded = Run(["graph"] + definitions)
    #expect(folded.output.contains("rankdir=TB") && !folded.output.contains("label=<tanh>"), "\(folded.output)")
    let plain = Run(["graph", "--plain"] + definitions)
    #expect(plain.output.contains("rankdir=TB"))
    #expect(plain.output.split(separator: "\n").count { $0.contains("label=<tanh") } == 9)
  }

  @Test func aPictureNeedsANameThatSaysWhichKind() {
    let run = Run("graph", "-e", "x*y", "-o", "picture")
    #expect(run.status == 2)
    #expect(run.complaints.contains("the name of a picture ends with one of .svg, .png, .pdf, .dot"))
  }

  @Test func theTextIsWrittenToAFile() throws {
    let folder = try Folder()
    let run = Run("graph", "-e", "x*y", "-o", folder.path + "/a.dot")
    #expect(run.status == 0 && run.output == "")
    #expect(try folder.text("a.dot") == Run("graph", "-e", "x*y").output)
  }

  /// Whether Graphviz is on this machine.
  private static let hasGraphviz = ChildProcess.run(["dot", "-V"], in: ".") != nil

  @Test(.enabled(if: hasGraphviz, "Graphviz is not on this machine")) func graphvizDrawsIt() throws {
    let folder = try Folder()
    let run = Run("graph", "-e", "f = (x < y and x > 0) * 1", "-o", folder.path + "/a.svg")
    #expect(run.status == 1)
    let good = Run("graph", "-e", "f = if x < y then x else y", "x=1", "y=2", "-o", folder.path + "/a.svg")
    #expect(good.status == 0, "\(good.complaints)")
    #expect(try folder.text("a.svg").contains("</svg>"))
  }
}
