import Diagnostics
import Semantics
import Syntax
import Testing

/// Programs whose grammar is right and whose names, kinds, shapes or subscripts are not: each has its code and its place.
@Suite struct MalformedProgramTests {
  /// A program, and what is wrong with it as `code line:column`.
  struct Malformed: Sendable, CustomTestStringConvertible {
    var text: String
    var faults: [String]

    init(_ text: String, _ faults: String...) { (self.text, self.faults) = (text, faults) }

    var testDescription: String { text }
  }

  private static let programs = [
    Malformed("param width, height\narea = width * heigth", "unknown-name 2:16"),
    Malformed("input x: [N]\ny = sum(x)", "unknown-name 1:11"),
    Malformed("param x\ny = 2 * z\nz = x + 1", "used-before-definition 2:9"),
    Malformed("param x\ny = x + 1\ny = y^2", "duplicate-name 3:1"),
    Malformed("param x, x\ny = x", "duplicate-name 1:10"),
    Malformed("param x\noutput y, y\ny = x", "duplicate-name 2:11"),
    Malformed("param x\ny = x\noutput y, y", "duplicate-name 3:11"),
    Malformed("dim N\ninput x: [N]\nparam i\ny = sum(i: x[i])", "shadowed-name 4:9"),
    Malformed("param x\nfn square(v) = v^2\ny = square(x)", "built-in-name 2:4"),
    Malformed("param x\nfn f(v) = v\nfn f(v) = v^2\ny = f(x)", "duplicate-name 3:4"),
    Malformed("dim N\ninput x: [N]\ns = sum(x)\noutput s, N", "not-an-output 4:11"),
    Malformed("# only a comment\n", "empty-program"),
    Malformed("param x\nslope = grad(x^2, x)", "not-yet 2:9"),
    Malformed("input A: [3, 3]\nd = det(A)", "not-yet 2:5"),
    Malformed("param x\ny = 2 * (x > 0)", "condition-not-number 2:10"),
    Malformed("param x\ny = x > 0", "condition-not-number 2:5"),
    Malformed("param x, y\nz = if x then y else 0", "number-not-condition 2:8"),
    Malformed("param x, y\nz = if x > 0 and y then 1 else 0", "number-not-condition 2:18"),
    Malformed("param x, y\nz = if x > 0 then y else y > 1", "mixed-branches 2:5"),
    Malformed("dim N\ninput x: [N], t\ny = x[t]", "not-an-integer 3:7"),
    Malformed("dim N\ninput x: [N]\ny = x[1/2]", "not-an-integer 3:7"),
    Malformed("dim C\ninput w: [C]\nparam k: Int in C\ny = w[k]", "integer-parameter 3:10"),
    Malformed("dim C = 3\ninput w: [C]\nconst k: Int[2] in C = [0, 3]\ny = sum(n: w[k[n]])", "not-in-bound 3:24"),
    Malformed("dim N\ninput x: [N]\ny = sum(i: x[mod(i, 0)])", "division-by-zero 3:21"),
    Malformed("dim N = 2 - 5\ninput x: [N]\ny = sum(x)", "negative-extent 1:9"),
    Malformed("param x\ny = sigmiod(x)", "unknown-function 2:5"),
    Malformed("param a, x\ny = a(x + 1)", "not-a-function 2:5"),
    Malformed("param x\nfn double(v) = 2*v\ny = double + 1", "function-not-called 3:5"),
    Malformed("param x\ny = sin + 1", "function-not-called 2:5"),
    Malformed("param w, x\nfn scaled(v) = w*v\ny = scaled(x)", "not-visible-in-function 2:16"),
    Malformed("param x\nfn f(v) = v*f(v - 1)\ny = f(x)", "recursive-function 2:13"),
    Malformed("param x\nfn f(v) = g(v)\nfn g(v) = f(v)\ny = f(x)", "recursive-function 3:11"),
    Malformed("param x\ny = atan2(x)", "argument-count 2:5"),
    Malformed("param x\nfn f(a, b) = a + b\ny = f(x)", "argument-count 3:5"),
    Malformed("dim N\ninput x: [N]\nfn twice(v) = 2*v\ny = twice(x)", "argument-shape 4:11"),
    Malformed("dim N, M\ninput A: [N, M]\nfn total(v: [K]) = sum(v)\ny = total(A)", "argument-shape 4:11"),
    Malformed("input A: [2, 3], B: [2, 2]\ny = A + B", "shape-mismatch 2:5"),
    Malformed("dim N, D\ninput A: [N, D], b: [N]\ny = A * b", "shape-mismatch 3:5"),
    Malformed("input A: [2, 3], B: [2, 2]\ny = A @ B", "shape-mismatch 2:5"),
    Malformed("input A: [2, 3]\ny = if A > 0 then A else [1, 2]", "shape-mismatch 2:5"),
    Malformed("A = [[1, 2], [3]]", "uneven-array 1:14"),
    Malformed("dim N\ninput v: [N]\ny = v.T", "transpose-rank 3:5"),
    Malformed("dim N, M\ninput A: [N, M]\ny = sum(A, axis: 2)", "no-such-axis 3:18"),
    Malformed("dim N, M\ninput A: [N, M]\ny = softmax(A)", "axis-needed 3:5"),
    Malformed("param x\ny = sum(x)", "scalar-reduction 2:5"),
    Malformed("dim N\ninput x: [N]\nparam s\ns += x[i]", "cannot-accumulate 4:1"),
    Malformed("dim N\ninput x: [N]\ninput k: Int[N] in 3\ncount[k[n]] += x[n]", "accumulation-without-shape 4:1"),
    Malformed("dim N\ninput x: [N]\ny = sum(i: x[i + 1])", "unknown-range 3:9"),
    Malformed("dim N, M\ninput x: [N], y: [M]\ns = sum(i: x[i] * y[i])", "index-ranges-differ 3:21"),
    Malformed("input x: [2], y: [3]\ns = sum(i: x[i] * y[i])", "index-ranges-differ 2:21"),
    Malformed("dim N\ninput x: [N]\ny = sum(i: x[i, 0])", "too-many-subscripts 3:12"),
    Malformed("input x: [3]\ny = x[3]", "subscript-out-of-range 2:7"),
    Malformed("input x: [3]\ny = x[-1]", "subscript-out-of-range 2:7"),
    Malformed("input x: [3]\ny = sum(i in 0...3: x[i])", "subscript-out-of-range 2:23"),
    Malformed("input x: [3]\ny = sum(i in 0..<3: x[i + 1])", "subscript-out-of-range 2:23"),
    Malformed("input x: [3]\ny = x[1..<5]", "subscript-out-of-range 2:5"),
    Malformed("dim N\ninput x: [N]\nA[i] = sum([j in 0..<i: x[j]])", "ragged-extent 3:12"),
    Malformed("dim N, M\ninput A: [N, M]\nk = argmax(i, j: A[i, j])", "one-index-only 3:5"),
    Malformed("dim N\ninput x: [N]\nt[k in 0..<2] = 0\nt[k in 0..<2] += x[k]", "range-in-target 4:3"),
    Malformed("dim N\ninput x: [N]\ny[i] = 2*x[i] for i in 0..<N", "binders-need-accumulation 3:19"),
    Malformed("dim T = 4\nparam a\nh[0] = a\nh[t in 1..<T, k in 0..<2] = t*k", "clause-shape 4:1"),
    Malformed("dim T = 4\nparam a\nh[t in 0..<T] = a*t\nh[0] = 1", "overlapping-clauses 4:1"),
    Malformed("dim T = 4\nparam a\nh[0] = a\nh[t in 2..<T] = a*t", "missing-elements 3:1"),
    Malformed("dim T = 4\nparam a\nh[0] = a\nh[t in 1..<T] = 2*h[t]", "circular-definition 4:1"),
    Malformed(
      "dim N\ninput x: [N]\nfn total(v: [K]) {\n  s = 0\n  s += v[k]\n  return s\n}\ny = total(x)",
      "accumulation-in-function 5:3"),
    Malformed("const A: [3] = [1, 2]\ny = sum(A)", "shape-mismatch 1:16"),
    Malformed("dim N, M\ninput A: [N, M]\ny = sum(A, axis: 0, axis: 1)", "unknown-label 3:21"),
    Malformed("A = [[], []]", "empty-array 1:6", "empty-array 1:10"),
  ]

  @Test(arguments: programs) func theFaultIsFoundInItsPlace(program: Malformed) {
    let source = SourceText(name: "test.adg", text: program.text)
    let (tree, syntaxFaults) = Parser.parse(source)
    #expect(syntaxFaults.isEmpty)
    let found = Semantics.analyze(tree).diagnostics.inSourceOrder().map { fault in
      guard let span = fault.span else { return fault.code }
      let place = source.location(of: Int(span.start))
      return "\(fault.code) \(place.line):\(place.column)"
    }
    #expect(found == program.faults)
  }
}
