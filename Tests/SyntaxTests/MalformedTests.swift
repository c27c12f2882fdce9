import Diagnostics
import Testing

@testable import Syntax

/// A text with what is wrong in it: code, line and column of every diagnostic, in order.
struct Malformed: CustomTestStringConvertible, Sendable {
  var text: String
  var faults: [String]

  init(_ text: String, _ faults: String...) {
    (self.text, self.faults) = (text, faults)
  }

  var testDescription: String { text }
}

@Suite struct MalformedTests {
  private static let lexis: [Malformed] = [
    Malformed("y = a − b", "look-alike 1:7"),
    Malformed("y = a×b·c", "look-alike 1:6", "look-alike 1:8"),
    Malformed("y = x２ + １５", "look-alike 1:5", "look-alike 1:10"),
    Malformed("y = ｆ（x）", "look-alike 1:5", "look-alike 1:6", "look-alike 1:8"),
    Malformed("y = “x”", "look-alike 1:5", "look-alike 1:7"),
    Malformed("y = x²", "look-alike 1:6"),
    Malformed("y = ∞", "look-alike 1:5"),
    Malformed("y = if a ≤ b then 1 else 2", "look-alike 1:10"),
    Malformed("naïve = 1\ny = é − 2", "look-alike 2:7"),
    Malformed("y = 1 $ 2", "stray-character 1:7"),
    Malformed("y = $%$%$ 2", "stray-character 1:5"),
    Malformed("y = a % b\nz = 'q'", "stray-character 1:7", "stray-character 2:5"),
    Malformed("y = \"text\"", "stray-character 1:5"),
    Malformed("y = x . y", "stray-character 1:7"),
    Malformed("a = 1\u{0}\u{0}\nb\u{0} = 2", "nul-byte 1:6"),
    Malformed("y = x ** 2", "no-such-operator 1:7"),
    Malformed(
      "y = if a && !b || c then 1 else 2", "no-such-operator 1:10", "no-such-operator 1:13", "no-such-operator 1:16"),
    Malformed("y := 1", "no-such-operator 1:3"),
    Malformed("y = 1 // note", "no-such-operator 1:7"),
    Malformed("y = x[0..5]", "no-such-operator 1:8"),
    Malformed("s -= 1", "no-such-operator 1:3"),
    Malformed("y = 1__0 + 2_", "malformed-number 1:5", "malformed-number 1:12"),
    Malformed("y = 1.2.3", "malformed-number 1:5"),
    Malformed("y = 0x1F", "malformed-number 1:5"),
    Malformed("y = 1e999", "number-too-large 1:5"),
    Malformed("y = -1e400 + 1", "number-too-large 1:6"),
  ]

  private static let expressions: [Malformed] = [
    Malformed("y = ", "expected-expression 1:5"),
    Malformed("y = a +", "expected-expression 1:8"),
    Malformed("y = a * / b", "expected-expression 1:9"),
    Malformed("y = a +\nz = 3", "expected-expression 2:1"),
    Malformed("y =\nparam x", "expected-expression 2:1"),
    Malformed("y = f(a,)", "expected-expression 1:9"),
    Malformed("y = [,]", "expected-expression 1:6"),
    Malformed("y = ()", "expected-expression 1:6"),
    Malformed("y = A[]", "expected-expression 1:7"),
    Malformed("y = [1, , 2]", "expected-expression 1:9"),
    Malformed("y = x + for", "reserved-word 1:9"),
    Malformed("y = 2x", "missing-operator 1:5"),
    Malformed("y = 2(x + 1) + 3z", "missing-operator 1:5", "missing-operator 1:16"),
    Malformed("y = a b c", "missing-operator 1:5"),
    Malformed("y = (a)(b)", "missing-operator 1:7"),
    Malformed("y = f(a b)", "missing-operator 1:7"),
    Malformed("y = 1T", "missing-operator 1:5"),
    Malformed("y = a < b < c", "chained-comparison 1:11"),
    Malformed("y = if 0 <= x < 1 < 2 then 1 else 0", "chained-comparison 1:15"),
    Malformed("y = 1 + if a then b else c", "needs-parentheses 1:9"),
    Malformed("y = a == not b", "needs-parentheses 1:10"),
    Malformed("y = if a then b", "incomplete-if 1:16"),
    Malformed("y = if a else b", "incomplete-if 1:10"),
    Malformed("y = (if a then b)", "incomplete-if 1:17"),
    Malformed("y = if a = b then 1 else 2", "unexpected-equals 1:10"),
    Malformed("y = (a = b)", "unexpected-equals 1:8"),
    Malformed("y = f(x, axis=0)", "unexpected-equals 1:14"),
    Malformed("a = b = 3", "unexpected-equals 1:7"),
    Malformed("y = A.t", "unknown-member 1:6"),
    Malformed("y = A.Tx", "unknown-member 1:6"),
    Malformed("y = x then 2", "unexpected-text 1:7"),
    Malformed("y = x if c else z", "unexpected-text 1:7"),
  ]

  private static let brackets: [Malformed] = [
    Malformed("y = (a + b", "unclosed-bracket 1:5"),
    Malformed("y = (a + b\nz = 3\nw = )", "unclosed-bracket 1:5", "expected-expression 3:5"),
    Malformed("y = f(a,\nz = 3", "unclosed-bracket 1:6"),
    Malformed("y = sum(i: x[i]\noutput y", "unclosed-bracket 1:8"),
    Malformed("y = A[i\nfn f(x) = 1", "unclosed-bracket 1:6"),
    Malformed("fn f(x) {\n  u = 1\nparam z", "unclosed-bracket 1:9"),
    Malformed("y = (a]", "unmatched-bracket 1:7"),
    Malformed("y = [a)", "unmatched-bracket 1:7"),
    Malformed("y = a)", "unmatched-bracket 1:6"),
    Malformed(")\ny = ]", "unmatched-bracket 1:1", "expected-expression 2:5"),
    Malformed("}", "unmatched-bracket 1:1"),
    Malformed("y = (a, b)", "expected-sign 1:7"),
    Malformed("y = [1, 2; 3, 4]", "unexpected-text 1:10"),
    Malformed("y = sum(i: a, b)", "expected-sign 1:13"),
  ]

  private static let indices: [Malformed] = [
    Malformed("y = 0..<3", "misplaced-range 1:6"),
    Malformed("y = f(0...3)", "misplaced-range 1:8"),
    Malformed("y = A[i in 0..<3] + 1", "misplaced-index 1:7"),
    Malformed("A[i in 0..<3] + 1", "misplaced-index 1:3"),
    Malformed("y = sum(i in 3: A[i])", "expected-range 1:15"),
    Malformed("y = sum(i in 0..<3)", "expected-body 1:19"),
    Malformed("y = sum(i + 1: A[i])", "expected-index 1:9"),
    Malformed("y = sum(i in 0..<3, 2: A[i])", "expected-index 1:21"),
    Malformed("y = summ(i: A[i])", "not-a-reduction 1:11"),
    Malformed("y = mean(X + 1, dims: 0)", "unknown-label 1:17"),
    Malformed("y = mean(X, axis: 0, 1)", "argument-after-label 1:22"),
    Malformed("y = A[1:3] + A[1:]", "colon-slice 1:8", "colon-slice 1:17"),
    Malformed("y = A[:3]", "colon-slice 1:7"),
    Malformed("y[0..<3] = 1", "slice-in-target 1:3"),
    Malformed("y[:] = 1", "slice-in-target 1:3"),
    Malformed("f(x) = 1", "invalid-target 1:1"),
    Malformed("h[i][j] = 1", "invalid-target 1:1"),
    Malformed("3 = x", "invalid-target 1:1"),
    Malformed("s += x[i] for i in 3", "expected-range 1:21"),
  ]

  private static let items: [Malformed] = [
    Malformed("dim 3", "expected-name 1:5"),
    Malformed("dim N, ", "expected-name 1:8"),
    Malformed("dim N: [3]", "type-not-allowed 1:6"),
    Malformed("input input", "reserved-word 1:7"),
    Malformed("param x: 3", "expected-type 1:10"),
    Malformed("param x: [N", "unclosed-bracket 1:10"),
    Malformed("param x = 3", "value-not-allowed 1:9"),
    Malformed("const c", "missing-value 1:7"),
    Malformed("x: [3]", "unexpected-text 1:2"),
    Malformed("input X: [N] in C", "unexpected-text 1:14"),
    Malformed("output a b", "unexpected-text 1:10"),
    Malformed("if = 3", "reserved-word 1:1"),
    Malformed("fn = 3", "reserved-word 1:1"),
    Malformed("input = 3\ny = 2x", "reserved-word 1:1", "missing-operator 2:5"),
    Malformed("fn f(x) {\n  for = 1\n  return x\n}", "reserved-word 2:3"),
    Malformed("let x = 3", "unexpected-text 1:1"),
    Malformed("fn f = 3", "expected-sign 1:6"),
    Malformed("fn f(x) x^2", "missing-function-body 1:9"),
    Malformed("fn f(3) = 1", "expected-name 1:6"),
    Malformed("fn f(x) {\n}", "missing-return 2:1"),
    Malformed(
      "fn f(x) {\n  u = )\n  v = 2x\n  return v\n}\ny = (", "expected-expression 2:7", "missing-operator 3:7",
      "unclosed-bracket 6:5"),
    Malformed("fn f(x) {\n  return x\n  u = 1\n}", "expected-definition 3:3"),
    Malformed("fn f(x) = x\n  derivative = 1", "expected-name 2:14"),
    Malformed("derivative x = 1", "unexpected-text 1:1"),
    Malformed("return 1", "unexpected-text 1:1"),
    Malformed("extern f(x)", "expected-sign 1:8"),
    Malformed("extern fn f(x) derivative x = 1 derivative g", "expected-sign 1:45"),
    Malformed("y = a\n  + b", "operator-starts-line 2:3"),
  ]

  @Test(arguments: lexis + expressions + brackets + indices + items)
  func everyFaultHasItsCodeAndPlace(malformed: Malformed) {
    let source = SourceText(name: "test.adg", text: malformed.text)
    let diagnostics = Parser.parse(source).diagnostics
    let faults = diagnostics.map { diagnostic in
      let place = source.location(of: Int(diagnostic.span?.start ?? -1))
      return "\(diagnostic.code) \(place.line):\(place.column)"
    }
    #expect(faults == malformed.faults, "\(DiagnosticRenderer(source: source).render(diagnostics))")
  }

  @Test func oneRunReportsTheErrorsOfAllItems() {
    let text = """
      param x, y: 3
      a = (x +
      b = 2x
      c = [1, 2
      fn g(u) = u
      d = g(1) @
      output d
      """
    let source = SourceText(name: "test.adg", text: text)
    let (tree, diagnostics) = Parser.parse(source)
    #expect(
      diagnostics.map(\.code) == [
        "expected-type", "unclosed-bracket", "missing-operator", "unclosed-bracket", "expected-expression",
      ])
    #expect(tree.dump().contains("(output d)"))
    #expect(tree.dump().contains("(fn g (u) u)"))
  }

  @Test func fixesMakeTheTextRight() {
    for (text, cured) in [
      ("y = 2x", "y = 2*x"), ("y = a − b", "y = a - b"),
      ("y = if a < b < c then 1 else 2", "y = if a < b and b < c then 1 else 2"),
      ("y = A[1:3]", "y = A[1..<3]"), ("m = mean(X, axis=0)", "m = mean(X, axis:0)"),
      ("y = summ(i: x[i])", "y = sum(i: x[i])"),
      ("y = x ** 2", "y = x ^ 2"), ("y = x２", "y = x2"),
    ] {
      let diagnostics = Parser.parse(SourceText(name: "test.adg", text: text)).diagnostics
      guard let fix = diagnostics.first?.fixes.first else {
        Issue.record("no fix for \(text)")
        continue
      }
      var bytes = Array(text.utf8)
      bytes.replaceSubrange(Int(fix.span.start)..<Int(fix.span.end), with: Array(fix.replacement.utf8))
      #expect(String(decoding: bytes, as: UTF8.self) == cured)
    }
  }
  @Test func whatIsWrittenOtherwiseIsNamed() {
    for (text, spelling) in [
      ("y = x[k % 4]", "mod(a, b)"), ("y = x[k // 4]", "div(a, b)"), ("y[c, :] = A[c]", "h[i] = A[i]"),
    ] {
      let notes = Parser.parse(SourceText(name: "test.adg", text: text)).diagnostics.first?.notes ?? []
      #expect(notes.contains { $0.message.contains(spelling) }, "\(text)")
    }
  }
}
