import Diagnostics
import Testing

@testable import Syntax

/// Returns the canonical text of a text, having checked that it says the same and stays as it is.
func format(_ text: String, _ location: Testing.SourceLocation = #_sourceLocation) -> String {
  let source = SourceText(name: "test.adg", text: text)
  let (tree, diagnostics) = Parser.parse(source)
  #expect(diagnostics.isEmpty, "\(DiagnosticRenderer(source: source).render(diagnostics))", sourceLocation: location)
  let formatted = Formatter.format(tree, source: source)
  let again = SourceText(name: "again.adg", text: formatted)
  let (secondTree, secondDiagnostics) = Parser.parse(again)
  #expect(
    secondDiagnostics.isEmpty, "\(DiagnosticRenderer(source: again).render(secondDiagnostics))",
    sourceLocation: location)
  #expect(secondTree.dump() == tree.dump(), sourceLocation: location)
  #expect(Formatter.format(secondTree, source: again) == formatted, sourceLocation: location)
  #expect(secondTree.comments.count == tree.comments.count, sourceLocation: location)
  return formatted
}

@Suite struct FormatterTests {
  @Test func blanksFollowOneStyle() {
    #expect(format("f(x,y)*A[i,j+1]-  2 ^ -x") == "f(x, y) * A[i, j + 1] - 2^-x\n")
    #expect(format("a=1;b  +=  2") == "a = 1\nb += 2\n")
    #expect(format("sum(i,j in 0 ..< N:x[i,j])") == "sum(i, j in 0..<N: x[i, j])\n")
    #expect(format("[ [1,2] , [3,4] ]") == "[[1, 2], [3, 4]]\n")
    #expect(format("mean( h,axis:0 ) .T") == "mean(h, axis: 0).T\n")
    #expect(format("A[ 2 ..< 5 , : ]") == "A[2..<5, :]\n")
    #expect(
      format("h[t in 1...T,k]=if  a<b  then  not c or d  else e")
        == "h[t in 1...T, k] = if a < b then not c or d else e\n")
    #expect(format("input  X:[N,D],k:Int in 3,l:Int[N]in C") == "input X: [N, D], k: Int in 3, l: Int[N] in C\n")
    #expect(format("g[n,label[n]]+=body for n in 0..<N,k") == "g[n, label[n]] += body for n in 0..<N, k\n")
    #expect(format("") == "")
  }

  @Test func onlyNeededParenthesesStay() {
    #expect(format("((a)+(b*c))*(d)") == "(a + b * c) * d\n")
    #expect(format("(a+b)+c - (d-e)") == "a + b + c - (d - e)\n")
    #expect(format("(a^b)^c ^ (d^e)") == "(a^b)^c^d^e\n")
    #expect(format("(-x)^2 + (-(x^2)) - (-y)") == "(-x)^2 + -x^2 - -y\n")
    #expect(format("(if a then b else c) + (not d)") == "(if a then b else c) + (not d)\n")
    #expect(format("if (a) then (if b then c else d) else (e)") == "if a then if b then c else d else e\n")
    #expect(format("(a and b) or (c or d) and (not e)") == "a and b or (c or d) and not e\n")
    #expect(format("(A + B).T[(0)]") == "(A + B).T[0]\n")
    #expect(format("-(-x) * (+y)") == "--x * +y\n")
    #expect(format("(a < b) == (c < d)") == "(a < b) == (c < d)\n")
  }

  @Test func commentsStayInPlace() {
    let text = """
      # A heading.


      dim N   # how many
      dim LongName   # of the other


      # before
      param W: [N, 3],   # weights
       b: [3]   # biases
      y = a +   # first
          # own line
          b
      A = [
         1, 2,   # row
         3, 4
        # last
      ]
      fn f(x) {   # opens
        # inside
        u = x   # kept

        return u
        # end
      }   # closes
      # the end
      """
    #expect(
      format(text) == """
        # A heading.

        dim N         # how many
        dim LongName  # of the other

        # before
        param W: [N, 3],  # weights
              b: [3]      # biases
        y = a +           # first
          # own line
          b
        A = [
          1, 2,  # row
          3, 4
          # last
        ]
        fn f(x) {  # opens
          # inside
          u = x  # kept

          return u
          # end
        }  # closes
        # the end

        """)
  }

  @Test func functionsAndTheirDerivatives() {
    #expect(
      format("fn smoothabs(x)=sqrt(x^2+1e-12)\n\n derivative x=x/smoothabs(x)\nextern fn drag(v) derivative drag_dv")
        == "fn smoothabs(x) = sqrt(x^2 + 1e-12)\n\n  derivative x = x / smoothabs(x)\nextern fn drag(v) derivative drag_dv\n"
    )
    #expect(format("extern fn f(v)=v^2 derivative g,h") == "extern fn f(v) = v^2 derivative g, h\n")
    #expect(format("extern fn f(v)\nx") == "extern fn f(v)\nx\n")
    #expect(
      format("extern fn f(v)\n derivative v=2*v\ny") == "extern fn f(v)\n  derivative v = 2 * v\ny\n")
    let block = "fn f(v) {\n  u = v\n  return u\n}\n  derivative v = 1\ny\n"
    #expect(format(block) == block)
    #expect(format("fn f() { return 1 }") == "fn f() = 1\n")
    #expect(format("fn f(v:[K],w) { u=v[0];return u }") == "fn f(v: [K], w) {\n  u = v[0]\n  return u\n}\n")
  }

  @Test func deepExpressionsNeedNoStack() {
    let depth = 20_000
    let text = String(repeating: "f((", count: depth) + "x" + String(repeating: "))", count: depth)
    let source = SourceText(name: "deep.adg", text: text)
    let formatted = Formatter.format(Parser.parse(source).tree, source: source)
    #expect(formatted.utf8.count == 3 * depth + 2)
  }

  @Test func numbersPrintInTheirShortestForm() {
    let cases: [(Double, String)] = [
      (0, "0"), (1, "1"), (-2.5, "-2.5"), (0.1, "0.1"), (0.01, "0.01"), (1e-3, "1e-3"), (1.5e-5, "1.5e-5"),
      (784, "784"), (60000, "60000"), (1e6, "1e6"), (1_234_567, "1234567"), (1e22, "1e22"), (1e-12, "1e-12"),
      (0.0015, "0.0015"), (123.456, "123.456"), (.leastNonzeroMagnitude, "5e-324"),
      (1.7976931348623157e308, "1.7976931348623157e308"),
    ]
    for (value, text) in cases {
      #expect(NumberText.shortest(value) == text)
      #expect(Double(text) == value)
    }
  }
}
