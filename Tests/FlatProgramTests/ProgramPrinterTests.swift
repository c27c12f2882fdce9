import Operations
import Testing

@testable import FlatProgram

@Suite struct ProgramPrinterTests {
  @Test func aWholeProgram() {
    let draft = Draft()
    let (n, d, c) = (draft.dim("N"), draft.dim("D"), draft.dim("C", 3))
    let x = draft.array("X", [n, d], .input)
    let y = draft.array("y", [n], .input)
    let label = draft.array("label", [n], .input, .integer(bound: c))
    let w = draft.array("w", [d], .parameter)
    let b = draft.array("b", [], .parameter)
    let lambda = draft.array("lambda", [], .constant([0.001]))
    let (s, loss, grad) = (draft.array("s0", [n]), draft.array("loss"), draft.array("grad_b", [], .adjoint(of: b)))
    let (i, j) = (draft.axis("n", to: n), draft.axis("d", to: d))
    let product = draft.program.apply(.multiply, draft.read(x, i, j), draft.read(w, j))
    draft.set(s, [i], .add, over: [i, j], product)
    let position = draft.program.index(IndexExpression(.element(label, draft.program.subscripts([i]))))
    let error = draft.program.apply(.subtract, draft.read(s, i), draft.read(y, i))
    let weighed = draft.program.apply(.multiply, draft.program.read(lambda), draft.program.number(position))
    draft.set(loss, [], .add, over: [i], draft.program.apply(.add, error, weighed))
    draft.set(grad, pass: .backward, draft.program.constant(1))
    draft.program.outputs = [loss, grad]
    #expect(
      ProgramPrinter.text(of: draft.program) == """
        dim N, D, C = 3
        input X: [N, D], y: [N]
        input label: Int[N] in C
        param w: [D], b
        const lambda = 0.001

        # forward
        s0[n] += X[n, d] * w[d]
        loss += s0[n] - y[n] + lambda * label[n]

        # backward
        grad_b = 1
        output loss, grad_b

        """)
    #expect(Verifier.violations(of: draft.program) == [])
  }

  @Test func parenthesesStandOnlyWhereTheyAreNeeded() {
    let draft = Draft()
    let names = ["a", "b", "c"].map { draft.array($0, [], .parameter) }
    let (a, b, c) = (draft.read(names[0]), draft.read(names[1]), draft.read(names[2]))
    var program = draft.program
    func text(_ make: (inout Program) -> ExpressionID) -> String {
      let id = make(&program)
      return ProgramPrinter.text(of: id, in: program)
    }
    #expect(text { $0.apply(.subtract, a, $0.apply(.subtract, b, c)) } == "a - (b - c)")
    #expect(text { $0.apply(.subtract, $0.apply(.subtract, a, b), c) } == "a - b - c")
    #expect(text { $0.apply(.divide, a, $0.apply(.multiply, b, c)) } == "a / (b * c)")
    #expect(text { $0.apply(.add, a, $0.apply(.multiply, b, c)) } == "a + b * c")
    #expect(text { $0.apply(.multiply, $0.apply(.add, a, b), c) } == "(a + b) * c")
    #expect(text { $0.apply(.power, $0.apply(.power, a, b), c) } == "(a^b)^c")
    #expect(text { $0.apply(.power, a, $0.apply(.power, b, c)) } == "a^b^c")
    #expect(text { $0.apply(.negate, $0.apply(.power, a, b)) } == "-a^b")
    #expect(text { $0.apply(.power, $0.apply(.negate, a), b) } == "(-a)^b")
    #expect(text { $0.apply(.power, a, $0.apply(.negate, b)) } == "a^-b")
    #expect(text { $0.apply(.subtract, a, $0.apply(.negate, b)) } == "a - (-b)")
    #expect(text { $0.apply(.multiply, $0.apply(.negate, a), b) } == "-a * b")
    #expect(text { $0.apply(.negate, $0.apply(.multiply, a, b)) } == "-(a * b)")
    #expect(text { $0.apply(.negate, $0.apply(.negate, a)) } == "-(-a)")
    #expect(text { $0.apply(.power, $0.constant(-2), a) } == "(-2)^a")
    #expect(text { $0.apply(.exp, $0.apply(.add, a, b)) } == "exp(a + b)")
    #expect(text { $0.apply(.hypot, a, $0.apply(.negate, b)) } == "hypot(a, -b)")
    let less = program.apply(.less, a, b)
    let equal = program.apply(.equal, b, c)
    #expect(text { $0.apply(.select, less, a, b) } == "if a < b then a else b")
    #expect(text { $0.apply(.add, $0.apply(.select, less, a, b), c) } == "(if a < b then a else b) + c")
    #expect(
      text { $0.apply(.select, less, a, $0.apply(.select, equal, b, c)) }
        == "if a < b then a else if b == c then b else c")
    #expect(
      text { $0.apply(.select, less, $0.apply(.select, equal, a, b), c) }
        == "if a < b then (if b == c then a else b) else c")
    #expect(
      text { $0.apply(.and, less, $0.apply(.or, equal, $0.apply(.not, less))) } == "a < b and (b == c or not a < b)")
  }

  @Test(arguments: [
    (1, "1"), (0.001, "0.001"), (1e-10, "1e-10"), (1e300, "1e300"), (0.1, "0.1"), (123_456_789, "123456789"),
    (-2.5, "-2.5"), (.infinity, "inf"), (-.infinity, "-inf"), (.nan, "nan"), (.leastNonzeroMagnitude, "5e-324"),
    (-0.0, "-0"),
  ]) func numbersAreAsShortAsTheyCanBe(_ number: Double, _ text: String) {
    var program = Program()
    let id = program.constant(number)
    #expect(ProgramPrinter.text(of: id, in: program) == text)
  }

  @Test func aConstantThatIsShadowedIsSpelledOut() {
    let draft = Draft()
    _ = draft.array("inf", [], .parameter)
    let id = draft.program.constant(.infinity)
    #expect(ProgramPrinter.text(of: id, in: draft.program) == "(1/0)")
  }

  @Test func integerPolynomialsReadWell() {
    let draft = Draft()
    let n = draft.dim("N")
    let extent = draft.dim("D")
    let d = draft.program[extent]
    let i = draft.at(draft.axis("i", to: n))
    let one = IndexExpression(1)
    func text(_ expression: IndexExpression) -> String {
      let id = draft.program.index(expression)
      return ProgramPrinter.text(of: id, in: draft.program)
    }
    #expect(text(i + one) == "i + 1")
    #expect(text(i * IndexExpression(2) - one) == "2*i - 1")
    #expect(text(one - i) == "1 - i")
    #expect(text(-i) == "-i")
    #expect(text(draft.program[n] - i - one) == "N - i - 1")
    #expect((d * (d - one)).dividedExactly(by: 2).map(text) == "D*(D - 1)/2")
    #expect((i * i + i).dividedExactly(by: 2).map(text) == "i*(i + 1)/2")
    #expect(text(IndexExpression(0)) == "0")
    let (a, b) = (draft.program.index(i + one), draft.program.index(2))
    #expect(
      text(IndexExpression(.quotient(a, b)) + IndexExpression(.remainder(a, b))) == "div(i + 1, 2) + mod(i + 1, 2)")
    #expect(ProgramPrinter.text(ofShape: [n, a], in: draft.program) == "[N, i + 1]")
  }

  @Test func aPolynomialTakesParenthesesInAnExpression() {
    let draft = Draft()
    let n = draft.dim("N")
    let less = draft.program.index(draft.program[n] - IndexExpression(1))
    let id = draft.program.apply(.divide, draft.program.constant(2), draft.program.number(less))
    #expect(ProgramPrinter.text(of: id, in: draft.program) == "2 / (N - 1)")
  }

  @Test func rangesStandWhereTheyCannotBeInferred() {
    let draft = Draft()
    let n = draft.dim("N")
    let x = draft.array("x", [n], .input)
    let shorter = draft.program.index(draft.program[n] - IndexExpression(1))
    let (y, s, f, g) = (draft.array("y", [shorter]), draft.array("s"), draft.array("f"), draft.array("g", [n]))
    let (i, j) = (draft.axis("i", to: shorter), draft.axis("j", to: n))
    let k = draft.program.axis("k", from: draft.program.index(1), to: draft.program.index(j))
    let next = draft.at(i) + IndexExpression(1)
    draft.set(y, [i], draft.read(x, next))
    draft.set(s, [], .add, over: [i], draft.read(x, i))
    draft.set(f, [], .add, over: [j, k], draft.program.apply(.multiply, draft.read(x, j), draft.read(x, k)))
    draft.set(s, [], .add, over: [j], draft.program.constant(1))
    draft.set(g, [i], .add, over: [i], draft.read(x, i))
    draft.set(g, at: [next], .add, over: [i], draft.read(y, i))
    #expect(
      draft.lines == [
        "y[i in 0..<N-1] = x[i + 1]",
        "s += x[i] for i in 0..<N-1",
        "f += x[j] * x[k] for j, k in 1..<j",
        "s += 1 for j in 0..<N",
        "g[i in 0..<N] = 0",
        "g[i] += x[i] for i in 0..<N-1",
        "g[i + 1] += y[i]",
      ])
    #expect(Verifier.violations(of: draft.program) == [])
  }

  @Test func aScatterBeginsFromZeros() {
    let draft = Draft()
    let (n, c) = (draft.dim("N"), draft.dim("C"))
    let label = draft.array("label", [n], .input, .integer(bound: c))
    let v = draft.array("v", [n], .input)
    let g = draft.array("g", [n, c])
    let i = draft.axis("n", to: n)
    let position = IndexExpression(.element(label, draft.program.subscripts([i])))
    draft.set(g, at: [draft.at(i), position], .add, over: [i], draft.read(v, i))
    draft.program.outputs = [g]
    #expect(draft.lines == ["g[i in 0..<N, j in 0..<C] = 0", "g[n, label[n]] += v[n]"])
  }

  @Test func anOutputThatNothingIsAddedToIsZero() {
    let draft = Draft()
    let n = draft.dim("N")
    draft.program.outputs = [draft.array("g", [n]), draft.array("f")]
    #expect(draft.lines == ["g[i in 0..<N] = 0", "f = 0"])
  }

  @Test func extremaAndTheirPositions() {
    let draft = Draft()
    let (n, m) = (draft.dim("N"), draft.dim("M"))
    let x = draft.array("x", [n, m], .input)
    let (k, top) = (draft.array("k", [n], .local, .integer(bound: m)), draft.array("top", [n]))
    let (i, j) = (draft.axis("i", to: n), draft.axis("j", to: m))
    let short = draft.axis("j", to: draft.program.index(2))
    draft.set(k, [i], .argmax, over: [i, j], draft.read(x, i, j))
    draft.set(top, [i], .maximum, over: [i, short], draft.read(x, i, short))
    #expect(draft.lines == ["k[i] = argmax(j: x[i, j])", "top[i] = max(j in 0..<2: x[i, j])"])
    #expect(Verifier.violations(of: draft.program) == [])
  }

  @Test func sequencesAreBlocks() {
    let draft = Draft()
    let t = draft.dim("T")
    let h = draft.array("h", [t])
    let g = draft.array("g", [t])
    let step = draft.axis("t", 1, to: t)
    let before = draft.at(step) - IndexExpression(1)
    draft.set(h, at: [IndexExpression(0)], .assign, over: [], draft.program.constant(1))
    func sequence(_ target: ArrayID, _ subscripts: SubscriptsID, _ combination: Combination, _ body: ExpressionID)
      -> [Statement]
    {
      [
        .assignment(
          Assignment(target: target, subscripts: subscripts, domain: [], combination: combination, body: body))
      ]
    }
    let (now, past) = (draft.program.subscripts([step]), draft.subscripts([before]))
    let (read, gradient) = (draft.program.read(h, past), draft.program.read(g, now))
    draft.program.statements.append(
      .sequence(Sequence(axis: step, isReversed: false, body: sequence(h, now, .assign, read))))
    draft.program.statements.append(
      .sequence(Sequence(axis: step, isReversed: true, body: sequence(g, past, .add, gradient))))
    draft.program.outputs = [h, g]
    #expect(
      draft.lines == [
        "local h: [T]",
        "h[0] = 1",
        "for t in 1..<T {", "  h[t] = h[t - 1]", "}",
        "g[i in 0..<T] = 0",
        "for t in reversed 1..<T {", "  g[t - 1] += g[t]", "}",
      ])
    #expect(Verifier.violations(of: draft.program) == [])
    #expect(
      ProgramPrinter.text(of: draft.program.statements[1], in: draft.program)
        == "for t in 1..<T {\n  h[t] = h[t - 1]\n}")
  }

  @Test func axesAreRenamedWhereTheirNamesAreTaken() {
    let draft = Draft()
    let n = draft.dim("N")
    let x = draft.array("x", [n, n], .input)
    let s = draft.array("i")
    let outer = draft.axis("i", to: n)
    let inner = draft.program.addAxis(Axis(name: "i", lower: draft.program.index(0), upper: n))
    draft.set(s, [], .add, over: [outer, inner], draft.read(x, outer, inner))
    #expect(draft.lines == ["i += x[i_1, i_2]"])
  }

  @Test func tablesAreNestedLists() {
    let draft = Draft()
    let (two, three, none) = (draft.program.index(2), draft.program.index(3), draft.program.index(0))
    let table = draft.array("A", [two, three], .constant([1, 2, 3, 4, 5, 6.5]))
    let empty = draft.array("E", [two, none], .constant([]))
    draft.program.outputs = [table, empty]
    #expect(
      ProgramPrinter.text(of: draft.program) == """
        const A: [2, 3] = [[1, 2, 3], [4, 5, 6.5]], E: [2, 0] = [[], []]
        output A, E

        """)
  }

  @Test func tablesMayHaveTheExtentsOfFixedDims() {
    let draft = Draft()
    draft.program.outputs = [draft.array("A", [draft.dim("N", 3)], .constant([1, 2, 3]))]
    #expect(
      ProgramPrinter.text(of: draft.program) == """
        dim N = 3
        const A: [N] = [1, 2, 3]
        output A

        """)
  }

  @Test func longDeclarationsTakeSeveralLines() {
    let draft = Draft()
    for number in 0..<40 { _ = draft.array("parameter\(number)", [], .parameter) }
    let lines = ProgramPrinter.text(of: draft.program).split(separator: "\n")
    #expect(lines.count == 6)
    #expect(lines.allSatisfy { $0.hasPrefix("param ") && $0.utf8.count <= 110 })
  }

  @Test func deepExpressionsArePrintedWithoutRecursion() {
    let draft = Draft()
    let x = draft.array("x", [], .parameter)
    var node = draft.read(x)
    for _ in 0..<100_000 { node = draft.program.apply(.exp, node) }
    #expect(ProgramPrinter.text(of: node, in: draft.program).utf8.count == 500_001)
  }
}
