import Foundation
import Testing

@testable import autodiff_gen

/// What newcomers get wrong: a code, a sentence, the place with a caret, and what to write instead.
@Suite struct MistakeTests {
  /// A program or a command line with a mistake in it, and what is to be said.
  struct Mistake: CustomTestStringConvertible {
    let arguments: [String]
    let parts: [String]
    var testDescription: String { arguments.joined(separator: " ") }

    init(_ arguments: String..., says parts: String...) { (self.arguments, self.parts) = (arguments, parts) }
  }

  @Test(arguments: [
    Mistake("param w; f = ww^2", says: "1:14: error[unknown-name]", "did you mean 'w'?"),
    Mistake("f = sine(x)", says: "1:5: error[unknown-function]", "did you mean 'sin'?"),
    Mistake("f = ln(x)", says: "1:5: error[unknown-function]", "  fix: did you mean 'log'?"),
    Mistake("f = arctan(x)", says: "did you mean 'atan'?"),
    Mistake("f = maximum(x, 0)", says: "did you mean 'max'?"),
    Mistake("f = np.exp(x)", says: "1:7: error[unknown-member]", "functions stand alone, as in 'exp(x)'"),
    Mistake("f = sin x", says: "1:5: error[missing-operator]", "if 'sin' is a function, write 'sin(x)'"),
    Mistake("f = 2x", says: "1:5: error[missing-operator]", "  fix: write '2*x'"),
    Mistake("f = x**2", says: "1:6: error[no-such-operator]", "  fix: write '^'"),
    Mistake("f = x!", says: "1:6: error[no-such-operator]", "the factorial of n is gamma(n + 1)"),
    Mistake("f = x && y", says: "  fix: write 'and'"),
    Mistake("f = |x|", says: "1:5: error[stray-character]", "abs(x)"),
    Mistake("f = x < 1 ? 2 : 3", says: "a choice is written if c then a else b"),
    Mistake("f = (x + y * z", says: "1:5: error[unclosed-bracket]"),
    Mistake("f = x + y) * z", says: "1:10: error[unmatched-bracket]"),
    Mistake("f = if x = 1 then 2 else 3", says: "1:10: error[unexpected-equals]", "  fix: to compare, write '=='"),
    Mistake("f == x + 1", says: "1:1: error[condition-not-number]", "to define 'f', write '='"),
    Mistake("f = x \u{2212} 1", says: "1:7: error[look-alike]", "  fix: write '-'"),
    Mistake("\tf = x +\t* 2", says: "1:10: error[expected-expression]", "    | \t       \t^"),
    Mistake(
      "param x\r\nf = x^2 + yy\r\n", says: "2:11: error[unknown-name]", "  2 | f = x^2 + yy\n    |           ^~\n"),
    Mistake("", says: "error[empty-program]"),
    Mistake("def f(x): return x", says: "1:1: error[unexpected-text]", "fn f(x) = ..."),
    Mistake("f(x) = x^2", says: "a function is defined with 'fn f(...) = ...'"),
    Mistake("let f = x", says: "a definition is written 'f = ...', with no word such as 'let' before it"),
    Mistake("param x[3]; f = sum(x)", says: "1:8: error[unexpected-text]", "a shape stands behind ':'"),
    Mistake("f = sum(x)", says: "1:5: error[scalar-reduction]", "an array is declared, 'param x: [3]'"),
    Mistake("f = e^x", "x=1", says: "1:5: error[value-missing]: 'e' has no value", "Euler's number is written exp(1)"),
    Mistake("param w: [3], b; f = sum(w) + b", "w=[1,2,3]", says: "1:15: error[value-missing]: 'b'", "b=..."),
    Mistake("param w: [3]; f = sum(w)", "w=[1,2]", says: "1:7: error[value-shape]", "  1 | param w: [3]; f = sum(w)"),
    Mistake(
      "input k: Int[2] in 2; param w: [2]; f = w[k[0]]", "k=[0,2]", "w=[1,2]", says: "1:7: error[value-not-in-range]"),
    Mistake("f = x^2", "x=1,5", says: "error[malformed-value]: x=1,5"),
    Mistake("f = x^2", "x", says: "error[command-line]: '-e' stands for a file", "a value is given as 'x=1'"),
    Mistake("f = x^2", "x=1", "--hesian", says: "there is no option '--hesian'", "did you mean '--hessian'?"),
    Mistake("f = x^2", "x=1", "--hess", says: "did you mean '--hessian'?"),
  ])
  func isAnsweredWithPlaceAndCure(mistake: Mistake) {
    let run = Run(["grad", "-e"] + mistake.arguments)
    #expect(run.status != 0 && run.output.isEmpty)
    for part in mistake.parts { #expect(run.complaints.contains(part), "\(run.complaints)") }
    // One fault, one error.
    #expect(run.complaints.components(separatedBy: "error[").count == 2, "\(run.complaints)")
  }

  @Test func aFileOfNearlyThatNameIsProposed() throws {
    let folder = try Folder()
    _ = try folder.file("model.adg", "f = x^2\n")
    _ = try folder.file("start.json", "{\"x\": 1}")
    let program = Run("grad", folder.path + "/modle.adg")
    #expect(program.complaints.hasPrefix("error[inaccessible-file]: there is no file \(folder.path)/modle.adg\n"))
    #expect(program.complaints.contains("did you mean \(folder.path)/model.adg?"), "\(program.complaints)")
    let values = Run("grad", folder.path + "/model.adg", "--values", folder.path + "/strat.json")
    #expect(values.complaints.contains("error[inaccessible-file]"))
    #expect(values.complaints.contains("did you mean \(folder.path)/start.json?"), "\(values.complaints)")
    let far = Run("grad", folder.path + "/nothing.adg")
    #expect(!far.complaints.contains("did you mean"))
  }

  @Test func aFolderAndJSONThatIsNoneAreNamed() throws {
    let folder = try Folder()
    #expect(Run("grad", folder.path).complaints.contains("is a directory, not a file"))
    let path = try folder.file("bad.json", "{\"x\": [1,2,}")
    let run = Run("grad", "-e", "param x: [2]; f = sum(x)", "--values", path)
    #expect(run.complaints.contains("error[malformed-value]: \(path):1:12: expected a value, found '}'"))
  }

  @Test func aFileInThePlaceOfACommandIsToldSo() {
    #expect(Run("model.adg").complaints.contains("as in 'autodiff-gen grad model.adg'"))
  }

  @Test func theBeginningOfACodeIsEnoughToFindIt() {
    #expect(Run("explain", "shape").complaints.contains("did you mean 'shape-mismatch'?"))
    #expect(Run("functions", "arcsin").complaints.contains("did you mean 'asin'?"))
  }
}
