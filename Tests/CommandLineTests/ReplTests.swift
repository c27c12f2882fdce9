import Foundation
import Testing

@testable import autodiff_gen

/// `repl`.
@Suite struct ReplTests {
  /// What some inputs print, and what is said of wrong ones.
  private struct Talk {
    var output = ""
    var complaints = ""
    var isOver = false

    init(_ inputs: String...) {
      let pages = Pages()
      var console = Console(
        result: {
          pages.output += $0
          return true
        }, complaint: { pages.complaints += $0 })
      var repl = Repl(FaultReport([], isColoured: false))
      for input in inputs where !isOver { isOver = !repl.take(input, on: &console) }
      (output, complaints) = (pages.output, pages.complaints)
    }

    private final class Pages {
      var output = ""
      var complaints = ""
    }
  }

  @Test func theDesignsConversation() {
    let talk = Talk("x = -2; y = 5; z = -4", "f = (x + y) * z", ":grad f")
    #expect(talk.output == "f = -12\ndf/dx = -4   df/dy = -4   df/dz = 3\n")
    #expect(talk.complaints == "")
  }

  @Test func whatHangsOnARedefinitionIsComputedAgain() {
    let talk = Talk("x = 2", "a = x^2", "b = a + 1", "c = 7*x^0", "x = 3", "a = x^3")
    #expect(talk.output == "a = 4\nb = 5\nc = 7\na = 9\nb = 10\nc = 7\na = 27\nb = 28\n")
  }

  @Test func aCommandIsToldFromTheRestOfAnInput() {
    for line in [":grad", ":grap f", "  :quit"] { #expect(Repl.isCommand(line), "\(line)") }
    for line in ["", ": x[i])", ":x[i])", "f = x", "i: x"] { #expect(!Repl.isCommand(line), "\(line)") }
  }

  @Test func aDefinitionWaitsForItsValues() {
    let talk = Talk("f = x*y", "x = 2", "y = 3")
    #expect(talk.output == "f waits for x, y\nf waits for y\nf = 6\n")
  }

  @Test func declaredArraysTakeValues() {
    let talk = Talk(
      "dim N; input label: Int[N] in 3; param w: [3]", "f = sum(n: w[label[n]])", "w = [1, 10, 100]",
      "label = [2, 0]", ":grad f w")
    #expect(talk.output == "f waits for label, w\nf waits for label\nf = 101\ndf/dw = [1, 0, 1]\n")
  }

  @Test func functionsAndClausesStay() {
    let talk = Talk("fn sq(a) = a^2", "h[0] = 1; h[t in 1...3] = sq(h[t-1]) + 1", "h")
    #expect(talk.output == "h = [1, 2, 5, 26]\n" || talk.output == "h = [1, 2, 5, 26]\nh = [1, 2, 5, 26]\n")
  }

  @Test func anErrorLeavesTheSessionAsItWas() {
    let talk = Talk("x = 2; f = x^2", "f = x +* 2", "x = sigmiod(1)", "f")
    #expect(talk.output == "f = 4\nf = 4\n")
    #expect(talk.complaints.contains("f = x +* 2\n    |        ^"), "\(talk.complaints)")
    #expect(talk.complaints.contains("did you mean 'sigmoid'?"))
  }

  @Test func anUnknownNameIsNoParameterOfAnExpression() {
    let talk = Talk("loss = 3", "los + 1")
    #expect(talk.complaints.contains("did you mean 'loss'?"), "\(talk.complaints)")
  }

  @Test func commandsOfTheToolWorkOnTheSession() {
    let talk = Talk("x = 2; y = 3", "f = x*y", ":trace", ":derive f --plain", ":cost f", ":graph f")
    for text in ["multiply swaps", "grad_x = grad_f*y", "digraph", "COLOR=\"#15803d\">6<"] {
      #expect(talk.output.contains(text), "\(talk.output)")
    }
    #expect(talk.complaints == "")
  }

  @Test func whatAFitReachesStays() {
    let talk = Talk("x = 0", "f = (x - 2)^2 + 1", ":fit f", "x", ":why f x")
    #expect(talk.output.contains("f = 1, from 5\nx = 2\nx = 2\n"), "\(talk.output)\(talk.complaints)")
    #expect(talk.output.contains("df/dx = 0"))
  }

  @Test func wrongCommandsAreAnswered() {
    let talk = Talk(":grad", "f = x", ":grd f", ":grad g", ":load", ":load /nowhere/a.adg")
    for text in [
      "nothing is defined yet", "did you mean ':grad'?", "nothing is called 'g' here", "':load' takes one FILE",
      "error[inaccessible-file]",
    ] { #expect(talk.complaints.contains(text), "\(talk.complaints)") }
  }

  @Test func whatIsSavedRunsAndIsTheSessionAgain() throws {
    let folder = try Folder()
    let path = folder.path + "/session.adg"
    let saved = Talk("x = 2; w = [1, 2]", "f = x*sum(w)", ":save \(path)")
    #expect(saved.output.hasSuffix("autodiff-gen eval \(path)\n"))
    #expect(Run("eval", path).output == "f = 6\n")
    #expect(Talk(":load \(path)", "x = 3").output == "f = 6\nf = 9\n")
  }

  @Test func valuesOfDeclaredNamesAreSavedBeside() throws {
    let folder = try Folder()
    let path = folder.path + "/session.adg"
    let saved = Talk("dim N; input X: [N]", "X = [1, 2]", "f = sum(X)", ":save \(path)")
    #expect(saved.complaints == "")
    #expect(Run("eval", path, "--values", folder.path + "/session.json").output == "f = 3\n")
    #expect(Talk(":load \(path)", ":load \(folder.path)/session.json").output == "f waits for X\nf = 3\n")
  }

  @Test func theSessionCanBeLookedAtAndForgotten() {
    let talk = Talk("x = 2; f = x^2", ":vars", ":reset", "f")
    #expect(talk.output == "f = 4\nx = 2\nf = x^2\n")
    #expect(talk.complaints.contains("nothing is called 'f' here"))
    #expect(Talk(":quit", "1 + 1").output == "")
  }

  @Test func helpHasEveryCommand() {
    let talk = Talk(":help")
    for command in ColonCommand.available { #expect(talk.output.contains("  \(command.spelling) ")) }
    #expect(talk.output.split(separator: "\n").allSatisfy { $0.count <= 110 })
  }

  @Test func anInputGoesOnWhileBracketsAreOpenOrAnOperandIsMissing() {
    for open in ["w = [1,", "f = sum(i: x[i]", "fn f(x) {\n  y = x", "f = x +", "f ="] { #expect(Repl.isOpen(open)) }
    for closed in ["f = x", "w = [1, 2]", ":graph f -o a.svg", "x # (", ""] { #expect(!Repl.isOpen(closed)) }
  }

  @Test func completionOffersNamesFunctionsAndCommands() {
    var repl = Repl(FaultReport([], isColoured: false))
    var console = Console(result: { _ in true }, complaint: { _ in })
    _ = repl.take("weight = 2", on: &console)
    for word in ["weight", "softplus", "logsumexp", ":trace", "pi"] { #expect(repl.words.contains(word)) }
  }
}
