import Diagnostics
import Evaluating
import Syntax
import Testing

@testable import Semantics

/// A text with the one thing that is wrong in it: code, line and column.
struct Malformed: CustomTestStringConvertible, Sendable {
  var text: String
  var fault: String

  init(_ text: String, _ fault: String) { (self.text, self.fault) = (text, fault) }

  var testDescription: String { text }
}

@Suite("Wrong programs") struct MalformedTests {
  private static let names: [Malformed] = [
    Malformed("param width, height\narea = width * heigth", "unknown-name 2:16"),
    Malformed("dim N\nparam x: [M]", "unknown-name 2:11"),
    Malformed("param x\ny = x + z\nw = z^2\noutput w, y", "unknown-name 2:9"),
    Malformed("param x\noutput x, y", "unknown-name 2:11"),
    Malformed("fn f(a) = a + b\nparam x\nf(x)", "unknown-name 1:15"),
    Malformed("param x\ny = 2*z\nz = x + 1\noutput y", "used-before-definition 2:7"),
    Malformed("s = 1\nt = s\ns += x\noutput s, t", "used-before-definition 3:1"),
    Malformed("y = y + 1", "circular-definition 1:5"),
    Malformed("param x\nparam x", "duplicate-name 2:7"),
    Malformed("dim N, N", "duplicate-name 1:8"),
    Malformed("x = 1\nx = 2\noutput x", "duplicate-name 2:1"),
    Malformed("param x\noutput x, x", "duplicate-name 2:11"),
    Malformed("fn f(a) = a\nfn f(b) = b\nf(1)", "duplicate-name 2:4"),
    Malformed("fn f(a) {\n  u = a\n  u = 2*a\n  return u\n}\nf(1)", "duplicate-name 3:3"),
    Malformed("fn f(a, a) = a\nf(1, 2)", "shadowed-name 1:9"),
    Malformed("dim N\ninput x: [N]\nparam i\ny = sum(i: x[i])", "shadowed-name 4:9"),
    Malformed("param x: [3]\ny = sum(i: sum(i: x[i]))", "shadowed-name 2:16"),
    Malformed("param x: [3, 3]\ny[i, i] = x[i, i]", "missing-elements 2:1"),
    Malformed("const k = 2\nfn f(k) = k\nf(1)", "shadowed-name 2:6"),
    Malformed("param t\nlocal x: [3]\nfor t in 0..<3 {\n  x[t] = 1\n}\noutput x", "shadowed-name 3:5"),
    Malformed("fn square(v) = v^2\nsquare(x)", "built-in-name 1:4"),
    Malformed("dim N\nparam x: [N]\ns = sum(x)\noutput s, N", "not-an-output 4:11"),
    Malformed("# nothing\n", "empty-program"),
    Malformed("param x", "empty-program 1:1"),
    Malformed("param x\nfn f(a) = a + x\nf(1)", "not-visible-in-function 2:15"),
    Malformed("fn f(a) = a\nf + 1", "function-not-called 2:1"),
    Malformed("param x\nx + tanh", "function-not-called 2:5"),
  ]

  private static let kinds: [Malformed] = [
    Malformed("param x\ny = 2 * (x > 0)", "condition-not-number 2:10"),
    Malformed("param x\ny = x > 0", "condition-not-number 2:5"),
    Malformed("x > 0", "condition-not-number 1:1"),
    Malformed("const c = 1 < 2\n1", "condition-not-number 1:11"),
    Malformed("param x: [3]\nsum(i: x[i] > 0)", "condition-not-number 2:8"),
    Malformed("-(x > 0)", "condition-not-number 1:3"),
    Malformed("param x, y\nz = if x then y else 0", "number-not-condition 2:8"),
    Malformed("if x > 0 and y then 1 else 0", "number-not-condition 1:14"),
    Malformed("if not x then 1 else 0", "number-not-condition 1:8"),
    Malformed("param x: [3]\nif all(i: x[i]) then 1 else 0", "number-not-condition 2:11"),
    Malformed("param x, y\nz = if x > 0 then y else y > 1", "mixed-branches 2:5"),
    Malformed("param x: [3]\nx[0.5]", "not-an-integer 2:3"),
    Malformed("param x: [3], a\nx[a]", "not-an-integer 2:3"),
    Malformed("param x: [2.5]", "not-an-integer 1:11"),
    Malformed("dim N\nparam x: [N]\nx[N/2]", "not-an-integer 3:3"),
    Malformed("param a\nsum(i in 0..<a: i)", "not-an-integer 2:14"),
    Malformed("param a\ndiv(a, 2)", "not-an-integer 2:5"),
    Malformed("fn at(v: [K], i: Int) = v[i]\nparam x: [3]\nat(x, x[0])", "not-an-integer 3:7"),
    Malformed("param k: Int", "integer-parameter 1:10"),
    Malformed("const p: Int[2] in 3 = [1, 3]\n1", "not-in-bound 1:24"),
    Malformed("const p: Int[2] = [1, 0.5]\n1", "not-in-bound 1:19"),
    Malformed("sum(i in 0..<3: div(i, 0))", "division-by-zero 1:24"),
    Malformed("dim N = 2 - 3\n1*N", "negative-extent 1:9"),
    Malformed("param x: [1 - 2]\nsum(x)", "negative-extent 1:11"),
  ]

  private static let calls: [Malformed] = [
    Malformed("sinn(x)", "unknown-function 1:1"),
    Malformed("param x: [3]\nx(2)", "not-a-function 2:1"),
    Malformed("sqrt(x, 2)", "argument-count 1:1"),
    Malformed("fn f(a, b) = a\nf(1)", "argument-count 2:1"),
    Malformed("atan2(x)", "argument-count 1:1"),
    Malformed("div(1)", "argument-count 1:1"),
    Malformed("param x: [3]\nsqrt(x, axis: 0)", "unknown-label 2:9"),
    Malformed("fn f(a) = a\nf(1, axis: 0)", "unknown-label 2:6"),
    Malformed("fn f(v: [K]) = sum(v)\nf(x)", "argument-shape 2:3"),
    Malformed("fn f(v: [3]) = sum(v)\nparam x: [2]\nf(x)", "argument-shape 3:3"),
    Malformed("fn f(A: [K, K]) = A[0, 0]\nparam x: [2, 3]\nf(x)", "argument-shape 3:3"),
    Malformed("fn f(a) = a\nparam x: [2]\nf(x)", "argument-shape 3:3"),
    Malformed("fn f(a) = g(a)\nfn g(a) = f(a)\nf(1)", "recursive-function 2:11"),
    Malformed("fn f(a) = f(a)\nf(1)", "recursive-function 1:11"),
    Malformed("fn f(a) {\n  s += a\n  return s\n}\nf(1)", "accumulation-in-function 2:3"),
    Malformed("param x\nbest = argmax(i in 0..<3: x * i)\ngrad(best, x)", "derivative-of-integers 3:6"),
    Malformed("param x\ngrad(x > 0, x)", "condition-not-number 2:6"),
    Malformed("param x: [3]\ny = x^2\ngrad(y, x)", "derivative-of-array 3:6"),
    Malformed("param x: [3]\ny = x^2\nhvp(y, x, x)", "derivative-of-array 3:5"),
    Malformed("param x: [3]\ny = sum(x^2)\ngrad(y, x[0])", "derivative-by-expression 3:9"),
    Malformed("param x\nconst c = 2\ny = c*x\ngrad(y, c)", "derivative-by-constant 4:9"),
    Malformed("dim N\nparam x\ny = N*x\ngrad(y, N)", "derivative-by-constant 4:9"),
    Malformed("input p: Int[3]\nparam x\ny = x\njacobian(y, p)", "derivative-by-constant 4:13"),
    Malformed("param x: [3]\ny = sum(x^2)\nhvp(y, x, 1)", "direction-shape 3:11"),
    Malformed("param x: [3]\ny = x[0]*x\nvjp(y, x, [1, 2])", "direction-shape 3:11"),
    Malformed("param x: [3]\ny = sum(x^2)\njvp(y, x)", "argument-count 3:1"),
    Malformed("param A: [2, 2]\ndet(A)", "not-yet 2:1"),
    Malformed("extern fn drag(v: [3]) derivative slope\nparam x\ny = x", "extern-parameter 1:16"),
    Malformed("extern fn drag()\nparam x\ny = x", "extern-parameter 1:11"),
    Malformed("extern fn drag(v) derivative a, b\nparam x\ny = x", "unknown-parameter 1:33"),
    Malformed("extern fn drag(v, w) derivative a\nparam x\ny = x", "missing-derivative 1:19"),
    Malformed("extern fn drag(v) derivative atan2\ndrag(x)", "argument-count 1:30"),
    Malformed("fn f(x) = x^2\n  derivative x = 2*x\n  derivative x = x\nf(y)", "duplicate-derivative 3:14"),
    Malformed("fn f(x) = x^2\n  derivative y = 2*x\nf(y)", "unknown-parameter 2:14"),
    Malformed("fn f(x, y) = x*y\n  derivative x = y\nf(1, z)", "missing-derivative 1:9"),
    Malformed("fn f(n: Int) = n\n  derivative n = 1\nf(1)", "derivative-by-constant 2:14"),
    Malformed("fn f(v: [K]) = sum(v)\n  derivative v = [1, 2]\nparam x: [3]\nf(x)", "derivative-shape 2:18"),
    Malformed("fn f(v: [K]) = [1, 2]*sum(v)\n  derivative v = 1\nparam x: [3]\nf(x)", "derivative-shape 2:18"),
    Malformed("fn f(x) = x^2\n  derivative x = x > 0\nf(y)", "condition-not-number 2:18"),
    Malformed("fn f(x) = x > 0\n  derivative x = 0\nparam x\nif f(x) then 1 else 2", "condition-not-number 1:11"),
    Malformed("fn f(x) = x^2\n  derivative x = 2*g(x)\nfn g(x) = f(x) + g(x)\nf(y)", "recursive-function 3:18"),
  ]

  private static let shapes: [Malformed] = [
    Malformed("param A: [2, 3], b: [2]\nA + b", "shape-mismatch 2:1"),
    Malformed("dim N, M\nparam a: [N], b: [M]\na * b", "shape-mismatch 3:1"),
    Malformed("param A: [2, 3]\nA @ A", "shape-mismatch 2:1"),
    Malformed("param a\na @ a", "shape-mismatch 2:1"),
    Malformed("param P: [2, 2, 2], Q: [3, 2, 2]\nP @ Q", "shape-mismatch 2:1"),
    Malformed("const t: [3] = [1, 2]\n1", "shape-mismatch 1:16"),
    Malformed("param x: [2]\ns += x\noutput s", "shape-mismatch 2:6"),
    Malformed("param x: [2]\n[x, 1]", "uneven-array 2:5"),
    Malformed("[[1, 2], [3]]", "uneven-array 1:10"),
    Malformed("param x: [2]\nx + []", "empty-array 2:5"),
    Malformed(
      "A = " + String(repeating: "[", count: 65) + "1" + String(repeating: "]", count: 65), "too-many-axes 1:5"),
    Malformed("param x: [2]\nx.T", "transpose-rank 2:1"),
    Malformed("param x: [2]\nsum(x, axis: 1)", "no-such-axis 2:14"),
    Malformed("param x: [2]\nsum(x, axis: -2)", "no-such-axis 2:14"),
    Malformed("param A: [2, 2]\nargmax(A)", "axis-needed 2:1"),
    Malformed("param A: [2, 2]\nsoftmax(A)", "axis-needed 2:1"),
    Malformed("sum(x)", "scalar-reduction 1:1"),
    Malformed("param x\nx += 1\noutput x", "cannot-accumulate 2:1"),
    Malformed("param y: [2]\ns[i] = y[i]\ns += 1\noutput s", "cannot-accumulate 3:1"),
    Malformed("param x: [3]\ninput p: Int[3] in 3\nh[p[i]] += x[i]\noutput h", "accumulation-without-shape 3:1"),
    Malformed("dim N\ny[i] = 1\noutput y", "unknown-range 2:3"),
    Malformed("dim N\nparam x: [N]\nsum(i: x[i + 1])", "unknown-range 3:5"),
    Malformed("dim N, M\nparam x: [N], y: [M]\nsum(i: x[i]*y[i])", "index-ranges-differ 3:15"),
  ]

  private static let subscripts: [Malformed] = [
    Malformed("param x: [3]\nx[0, 1]", "too-many-subscripts 2:1"),
    Malformed("x[0]\ny", "too-many-subscripts 1:1"),
    Malformed("param x: [3]\nx[3]", "subscript-out-of-range 2:3"),
    Malformed("param x: [3]\nx[-1]", "subscript-out-of-range 2:3"),
    Malformed("dim N\nparam x: [N]\nx[N]", "subscript-out-of-range 3:3"),
    Malformed("dim N\nparam x: [N]\n[i in 0..<N: x[i + 1]]", "subscript-out-of-range 3:16"),
    Malformed("param x: [3]\nx[1..<4]", "subscript-out-of-range 2:1"),
    Malformed("param x: [3]\nx[2..<1]", "subscript-out-of-range 2:1"),
    Malformed("dim N\n[i in 0..<N: [j in 0..<i: 1]]", "ragged-extent 2:14"),
    Malformed("param x: [4]\n[i in 0..<3: sum(x[0..<i])]", "ragged-extent 2:18"),
    Malformed("argmax(i in 0..<2, j in 0..<2: i*j)", "one-index-only 1:1"),
    Malformed("param A: [2, 2]\nsoftmax(i, j: A[i, j])", "one-index-only 2:1"),
    Malformed("param x: [3]\ny[i in 0..<3] += x[i]\noutput y", "range-in-target 2:3"),
    Malformed("param x: [3]\ny[i] = x[i] for k in 0..<2", "binders-need-accumulation 2:17"),
  ]

  private static let clauses: [Malformed] = [
    Malformed("h[0] = 1\nh[1, j in 0..<2] = 2\noutput h", "clause-shape 2:1"),
    Malformed("param x: [2]\nh[0] = x\nh[1] = 1\noutput h", "clause-shape 3:8"),
    Malformed("h[0] = 1\nh[i in 0..<3] = 2\noutput h", "overlapping-clauses 2:1"),
    Malformed("h[0] = 1\nh[0] = 2\noutput h", "overlapping-clauses 2:1"),
    Malformed("h[0] = 1\nh[2] = 2\noutput h", "missing-elements 1:1"),
    Malformed("h[i in 1..<3] = 2\noutput h", "missing-elements 1:1"),
    Malformed("dim T\nh[t in 1..<T] = h[t-1]\noutput h", "missing-elements 2:1"),
    Malformed("dim T\nh[0] = 1\nh[t in 1..<T] = h[t]\noutput h", "circular-definition 3:1"),
    Malformed("a[0] = b[0]\nb[0] = a[0]\noutput a", "circular-definition 1:1"),
    Malformed(
      "input x: [3]\nlocal s: [2], t: [3]\nfor i in 0..<3 {\n  t[i] = 2*s[0]\n  s[0] += x[i]\n}\noutput t",
      "used-before-definition 5:3"),
    Malformed("a[i in 0..<3] = b[i]\nb[i in 0..<3] = a[i]\noutput a", "circular-definition 1:1"),
  ]

  @Test("One fault is one error, at its place", arguments: names + kinds + calls)
  func oneError(_ malformed: Malformed) {
    #expect(faults(of: malformed.text) == [malformed.fault])
  }

  @Test("One fault of a shape is one error, at its place", arguments: shapes + subscripts + clauses)
  func oneErrorOfShapes(_ malformed: Malformed) {
    #expect(faults(of: malformed.text) == [malformed.fault])
  }

  @Test("Calls that copy too much are refused, quickly")
  func tooMuchInlined() {
    var text = "fn f0(a) = a + a\n"
    for level in 1..<40 { text += "fn f\(level)(a) = f\(level - 1)(a) + f\(level - 1)(a)\n" }
    #expect(faults(of: text + "f39(x)") == ["program-too-large 41:1"])
  }

  @Test("Gathers are nested 64 deep and no deeper")
  func gatherDepth() {
    func nested(_ depth: Int) -> String {
      "input p: Int[9] in 9\nparam x: [9]\nx[" + String(repeating: "p[", count: depth) + "0"
        + String(repeating: "]", count: depth) + "]"
    }
    #expect(faults(of: nested(64)) == [])
    #expect(faults(of: nested(65)) == ["gathers-too-deep 3:3"])
  }

  @Test("Faults that have nothing to do with each other are all reported")
  func severalFaults() {
    let text = "param x: [2], y: [3]\na = x + y\nb = x[5]\nc = wat(y)\nd = a + b + c\noutput d"
    #expect(faults(of: text) == ["shape-mismatch 2:5", "subscript-out-of-range 3:7", "unknown-function 4:5"])
  }
}
