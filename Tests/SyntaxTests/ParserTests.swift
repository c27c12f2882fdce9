import Diagnostics
import Testing

@testable import Syntax

/// Parses a text that has no error and returns its dump.
func dump(_ text: String, _ location: Testing.SourceLocation = #_sourceLocation) -> String {
  let source = SourceText(name: "test.adg", text: text)
  let (tree, diagnostics) = Parser.parse(source)
  #expect(diagnostics.isEmpty, "\(DiagnosticRenderer(source: source).render(diagnostics))", sourceLocation: location)
  return tree.dump()
}

@Suite struct ParserTests {
  @Test func precedenceIsThatOfTheTable() {
    #expect(dump("a + b * c ^ d") == "(+ a (* b (^ c d)))\n")
    #expect(dump("(x+y)*z") == "(* (+ x y) z)\n")
    #expect(dump("-x^2") == "(- (^ x 2))\n")
    #expect(dump("2^-x") == "(^ 2 (- x))\n")
    #expect(dump("2^-x^3*y") == "(* (^ 2 (- (^ x 3))) y)\n")
    #expect(dump("a^b^c") == "(^ a (^ b c))\n")
    #expect(dump("a - b - c / d @ e") == "(- (- a b) (@ (/ c d) e))\n")
    #expect(dump("-x * -y") == "(* (- x) (- y))\n")
    #expect(dump("not a < b and c or d") == "(or (and (not (< a b)) c) d)\n")
    #expect(dump("if a then b else c + 1") == "(if a b (+ c 1))\n")
    #expect(dump("if a then if b then 1 else 2 else if c then 3 else 4") == "(if a (if b 1 2) (if c 3 4))\n")
    #expect(dump("(if a then b else c) + 1") == "(+ (if a b c) 1)\n")
    #expect(dump("-A.T @ B[0]^2") == "(@ (- (T A)) (^ (at B 0) 2))\n")
  }

  @Test func callsReductionsAndArraysAreToldApart() {
    #expect(dump("sum(i: x[i])") == "(sum {i} (at x i))\n")
    #expect(dump("sum(i, j in 0..<i + 1, k: x)") == "(sum {i j<0..<(+ i 1)> k} x)\n")
    #expect(dump("sum(h, axis: 0)") == "(call sum h axis:0)\n")
    #expect(dump("sum(h + 1, axis: 0)") == "(call sum (+ h 1) axis:0)\n")
    #expect(dump("sum(axis: axis)") == "(sum {axis} axis)\n")
    #expect(dump("f(a, b, c + d, e)") == "(call f a b (+ c d) e)\n")
    #expect(dump("f()") == "(call f)\n")
    #expect(dump("f(x)") == "(call f x)\n")
    #expect(dump("max(a, b)") == "(call max a b)\n")
    #expect(dump("[i, j: A[j, i]]") == "(each {i j} (at A j i))\n")
    #expect(dump("[a, b]") == "(list a b)\n")
    #expect(dump("[]") == "(list)\n")
    #expect(dump("[[1, 2], [3, 4]]") == "(list (list 1 2) (list 3 4))\n")
    #expect(dump("[i in 1...3: i]") == "(each {i<1...3>} i)\n")
    #expect(dump("A[2..<5, :, i + 1][0]") == "(at (at A <2..<5> : (+ i 1)) 0)\n")
    #expect(dump("softmax(j: z[n,j])[c]") == "(at (softmax {j} (at z n j)) c)\n")
  }

  @Test func namesStandInTheArenaInOrderOfTheText() {
    let tree = Parser.parse(SourceText(name: "t", text: "max(a, b, c*d, e)")).tree
    let names = tree.nodes.compactMap { if case .name(let symbol) = $0 { tree.text(symbol) } else { nil } }
    #expect(names == ["a", "b", "c", "d", "e"])
  }

  @Test func itemsOfEveryKind() {
    #expect(dump("dim N, D = 784") == "(dim N D=784)\n")
    #expect(
      dump("input X: [N, D]; input label: Int[N] in C, k: Int in 3")
        == "(input X:[N D])\n(input label:Int[N]<C k:Int[]<3)\n")
    #expect(dump("param W: [D, C],\n  b: [C]") == "(param W:[D C] b:[C])\n")
    #expect(dump("const lambda = 1e-3, A: [2] = [1, 2]") == "(const lambda=1e-3 A:[2]=(list 1 2))\n")
    #expect(dump("output a, b") == "(output a b)\n")
    #expect(dump("s[n] += X[n,d] * w[d]") == "(+= s [n] (* (at X n d) (at w d)))\n")
    #expect(
      dump("g[n, label[n]] += body for n in 0..<N, k")
        == "(+= g [n (at label n)] body for {n<0..<N> k})\n")
    #expect(
      dump("h[0, k] = h0[k]\nh[t in 1...T, k] = tanh(h[t-1, k])")
        == "(= h [0 k] (at h0 k))\n(= h [t<1...T> k] (call tanh (at h (- t 1) k)))\n")
    #expect(dump("A[i, 0] + 1") == "(+ (at A i 0) 1)\n")
  }

  @Test func functionsOfEveryKind() {
    #expect(dump("fn sqnorm(v: [K]) = sum(k: v[k]^2)") == "(fn sqnorm (v:[K]) (sum {k} (^ (at v k) 2)))\n")
    #expect(
      dump("fn project(p: [3], f) {\n  u = p[0] / p[2]\n  v = p[1] / p[2]\n  return [f*u, f*v]\n}")
        == "(fn project (p:[3] f) (= u (/ (at p 0) (at p 2))) (= v (/ (at p 1) (at p 2))) (list (* f u) (* f v)))\n")
    #expect(
      dump("fn smoothabs(x) = sqrt(x^2 + 1e-12)\n  derivative x = x / smoothabs(x)\ny = 1")
        == "(fn smoothabs (x) (call sqrt (+ (^ x 2) 1e-12)) (derivative x=(/ x (call smoothabs x))))\n(= y 1)\n")
    #expect(dump("extern fn drag(v) derivative drag_dv") == "(extern drag (v) (derivative drag_dv))\n")
    #expect(dump("extern fn drag(v)") == "(extern drag (v))\n")
    #expect(
      dump("extern fn drag(v) = v derivative v = 1") == "(extern drag (v) v (derivative v=1))\n")
    #expect(dump("fn f() { return 1 }") == "(fn f () 1)\n")
  }

  @Test func newLinesEndItemsWhereTheLanguageSays() {
    #expect(dump("a = 1\nb = 2; c = 3\r\nd = 4") == "(= a 1)\n(= b 2)\n(= c 3)\n(= d 4)\n")
    #expect(dump("a = 1 +\n  2") == "(= a (+ 1 2))\n")
    #expect(dump("a = (1\n  + 2\n)") == "(= a (+ 1 2))\n")
    #expect(dump("a = if x\n then 1\n else 2\nb = p\nand q") == "(= a (if x 1 2))\n(= b (and p q))\n")
    #expect(dump("f\n(x)") == "f\nx\n")
    #expect(dump("a\n[1]") == "a\n(list 1)\n")
    #expect(dump("(f\n(x))") == "(call f x)\n")
    #expect(dump("a # comment\n# another\nb") == "a\nb\n")
    #expect(dump("\u{FEFF}a\r\nb") == "a\nb\n")
    #expect(dump("") == "")
    #expect(dump(";;\n;") == "")
  }
}
