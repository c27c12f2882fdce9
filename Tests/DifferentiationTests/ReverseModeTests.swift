import Differentiation
import FlatProgram
import ProgramBuilding
import Testing

/// What reverse mode writes down, statement by statement.
@Suite struct ReverseModeTests {
  private func backward(_ gradient: Gradient) -> [Assignment] {
    gradient.program.statements.compactMap { statement in
      if case .assignment(let assignment) = statement, assignment.pass == .backward { assignment } else { nil }
    }
  }

  private func names(_ gradient: Gradient) -> [String] {
    backward(gradient).map { gradient.program[$0.target].name }
  }

  @Test func whatDoesNotMatterIsLeftOut() throws {
    let b = ProgramBuilder()
    let v = b.scalars("x", "y")
    let (data, unused) = (b.input("data"), b.local("unused"))
    b.assign(unused, v[0] * v[1])
    let constant = b.local("constant")
    b.assign(constant, b[data] * b[data])
    let f = b.output("f", v[0] * b[constant] + b.apply(.stop, v[1]) * b.apply(.floor, v[0]))
    let derivative = try ReverseMode.gradient(
      of: f, withRespectTo: b.program.arrayIDs { $0.role == .parameter }, in: b.program)
    #expect(names(derivative) == ["grad_f", "grad_x", "grad_y"])
    let run = try Oracle.run(derivative.program, ["x": [2.5], "y": [3], "data": [7]])
    #expect(derivative.adjoints.map { run($0) } == [[49], [0]])
    #expect(derivative.program.outputs == [f] + derivative.adjoints)
  }

  @Test func anArrayThatTheOutputDoesNotDependOnHasAZeroGradient() throws {
    let b = ProgramBuilder()
    let (w, x) = (b.parameter("w", [2, 2]), b.scalars("x")[0])
    let f = b.output("f", x * x)
    #expect(try gradient(b, of: f, ["w", "x"], ["w": [1, 2, 3, 4], "x": [3]]) == [[0, 0, 0, 0], [6]])
    #expect(b.program[w].rank == 2)
  }

  @Test func theGradientOfAResultWithRespectToItselfIsOne() throws {
    let b = ProgramBuilder()
    let f = b.output("f", 3 * b.scalars("x")[0])
    #expect(try gradient(b, of: f, ["f", "x"], ["x": [5]]) == [[1], [3]])
  }

  @Test func anInputIsDifferentiatedWhenAskedFor() throws {
    let b = ProgramBuilder()
    let data = b.input("data", [3])
    let (i, f) = (b.axis("i", 0..<3), b.local("f"))
    b.add(f, over: [i], b.apply(.square, b[data, i]))
    #expect(try gradient(b, of: f, ["data"], ["data": [1, 2, 3]]) == [[2, 4, 6]])
  }

  @Test func theOnlyContributionThatCoversAnArrayIsAnAssignment() throws {
    // Logistic regression, as the architecture's example has it.
    let b = ProgramBuilder()
    let (x, y) = (b.input("X", [4, 2]), b.input("y", [4]))
    let (w, bias) = (b.parameter("w", [2]), b.parameter("b"))
    let (s0, z, s1, loss) = (b.local("s0", [4]), b.local("z", [4]), b.local("s1"), b.local("loss"))
    let (n, d) = (b.axis("n", 0..<4), b.axis("d", 0..<2))
    b.add(s0, [b.at(n)], over: [n, d], b[x, n, d] * b[w, d])
    b.assign(z, [n], b[s0, n] + b[bias])
    b.add(s1, over: [n], b.apply(.softplus, b[z, n]) - b[y, n] * b[z, n])
    b.assign(loss, b[s1] / b.number(4))
    let derivative = try ReverseMode.gradient(of: loss, withRespectTo: [w, bias], in: b.program)
    let statements = backward(derivative)
    #expect(names(derivative) == ["grad_loss", "grad_s1", "grad_z", "grad_s0", "grad_b", "grad_w"])
    #expect(statements.map(\.combination) == [.assign, .assign, .assign, .assign, .add, .add])
    #expect(statements.map(\.domain) == [[], [], [n], [n], [n], [n, d]])
    let program = derivative.program
    let gradLoss = program.arrayIDs { $0.name == "grad_loss" }[0]
    guard case .operation(.divide, let numerator, let denominator, _) = program[statements[1].body] else {
      Issue.record("grad_s1 is not a quotient")
      return
    }
    #expect(program[numerator] == .read(gradLoss, .none))
    #expect(program[denominator].number == 4)
    let given: [String: [Double]] = [
      "X": [1, 2, -1, 0.5, 0.25, -2, 3, 1], "y": [1, 0, 1, 0], "w": [0.3, -0.2], "b": [0.1],
    ]
    try expectGradientMatchesDifferences(b, of: loss, given)
  }

  @Test func contributionsOfOneReadAreSummedInOneStatement() throws {
    let b = ProgramBuilder()
    let x = b.scalars("x")[0]
    let f = b.output("f", x * x + b.apply(.sin, x) * x)
    let derivative = try ReverseMode.gradient(
      of: f, withRespectTo: b.program.arrayIDs { $0.name == "x" }, in: b.program)
    #expect(names(derivative) == ["grad_f", "grad_x"])
    let run = try Oracle.run(derivative.program, ["x": [0]])
    #expect(run(derivative.adjoints[0]) == [0])
  }

  @Test func adjointsKeepTheSpanAndPointBack() throws {
    let b = ProgramBuilder()
    let f = b.output("f", 3 * b.scalars("x")[0])
    let x = b.program.arrayIDs { $0.name == "x" }
    let derivative = try ReverseMode.gradient(of: f, withRespectTo: x, in: b.program)
    #expect(derivative.program[derivative.adjoints[0]].role == .adjoint(of: x[0]))
    #expect(derivative.program[derivative.adjoints[0]].name == "grad_x")
  }

  @Test func namesThatAreTakenAreAvoided() throws {
    let b = ProgramBuilder()
    let v = b.scalars("x", "grad_x")
    let f = b.output("f", v[0] * v[1])
    let derivative = try ReverseMode.gradient(
      of: f, withRespectTo: b.program.arrayIDs { $0.name == "x" }, in: b.program)
    #expect(derivative.program[derivative.adjoints[0]].name == "grad_x_1")
  }

  @Test func anExtremumOverARangeIsReportedWhereADerivativeGoesThroughIt() throws {
    let b = ProgramBuilder()
    let (x, m) = (b.parameter("x", [3]), b.local("m"))
    let i = b.axis("i", 0..<3)
    b.program.append(b.statement(m, [], over: [i], .maximum, b[x, i]))
    let f = b.output("f", b[m] * b[m])
    let shifted = b.output("shifted", b.apply(.stop, b[m]) * b[x, IndexExpression(0)])
    #expect(throws: NotDifferentiable.self) { try gradient(b, of: f, ["x"], ["x": [1, 5, 2]]) }
    #expect(try gradient(b, of: shifted, ["x"], ["x": [1, 5, 2]]) == [[5, 0, 0]])
  }

  @Test func theMaximumRoutesThroughItsPosition() throws {
    // m[i] = max(k: a[i,k]*w[k]) as argmax and gather.
    let b = ProgramBuilder()
    let (a, w) = (b.parameter("a", [2, 3]), b.parameter("w", [3]))
    let (best, f) = (b.array("best", [2], .local, .integer(bound: nil)), b.local("f"))
    let (i, k) = (b.axis("i", 0..<2), b.axis("k", 0..<3))
    b.program.append(b.statement(best, [b.at(i)], over: [i, k], .argmax, b[a, i, k] * b[w, k]))
    let position = b.element(best, [b.at(i)])
    b.add(f, over: [i], b[a, b.at(i), position] * b[w, position])
    let gradient = try gradient(b, of: f, ["a", "w"], ["a": [1, 4, 2, 3, 3, 1], "w": [2, 1, 1]])
    #expect(gradient == [[0, 1, 0, 2, 0, 0], [3, 4, 0]])
  }

  @Test func aGatherBecomesAScatter() throws {
    let b = ProgramBuilder()
    let (z, label, f) = (b.parameter("z", [3, 2]), b.integers("label", [4]), b.local("f"))
    let n = b.axis("n", 0..<4)
    let column = IndexExpression(0)
    b.add(f, over: [n], b.apply(.square, b[z, b.element(label, [b.at(n)]), column]))
    let gradient = try gradient(b, of: f, ["z"], ["z": [1, 9, 2, 9, 3, 9], "label": [2, 0, 2, 2]])
    #expect(gradient == [[2, 0, 0, 0, 18, 0]])
  }

  @Test func aTriangleKeepsItsBounds() throws {
    // f = sum(i, j < i: x[i]*x[j]^2)
    let b = ProgramBuilder()
    let (x, f) = (b.parameter("x", [4]), b.local("f"))
    let i = b.axis("i", 0..<4)
    let j = b.axis("j", from: IndexExpression(0), to: b.at(i))
    b.add(f, over: [i, j], b[x, i] * b.apply(.square, b[x, j]))
    // As x[k] of row k, and as x[k]^2 in every row below.
    let expected: [Double] = [2 * 1 * 9, 1 + 2 * 2 * 7, 5 + 2 * 3 * 4, 14]
    #expect(try gradient(b, of: f, ["x"], ["x": [1, 2, 3, 4]]) == [expected])
  }

  @Test func assignmentsAndSumsIntoOneArrayShareItsAdjoint() throws {
    // s = x^2, then s += y[i]; f = sin(s)
    let b = ProgramBuilder()
    let (x, y, s) = (b.parameter("x"), b.parameter("y", [2]), b.local("s"))
    let i = b.axis("i", 0..<2)
    b.assign(s, b.apply(.square, b[x]))
    b.add(s, over: [i], b.apply(.exp, b[y, i]))
    let f = b.output("f", b.apply(.sin, b[s]))
    try expectGradientMatchesDifferences(b, of: f, ["x": [0.4], "y": [-0.3, 0.2]])
  }
}
