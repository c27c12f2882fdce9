import Differentiation
import FlatProgram
import ProgramBuilding
import Testing

/// The flat code of the lecture, to the letter.
@Suite struct PlainFormTests {
  private func derived(_ b: ProgramBuilder, _ output: ArrayID) throws -> PlainText {
    let plain = PlainForm.program(b.program)
    let wanted = plain.arrayIDs { $0.role == .parameter }
    let derivative = try ReverseMode.gradient(of: output, withRespectTo: wanted, in: plain, rules: .textbook)
    return PlainText(program: derivative.program)
  }

  @Test func neuron() throws {
    let b = ProgramBuilder()
    let v = b.scalars("w0", "x0", "w1", "x1", "w2")
    let loss = b.output("L", b.apply(.sigmoid, v[0] * v[1] + v[2] * v[3] + v[4]))
    let text = try derived(b, loss)
    #expect(
      text.lines(.forward).joined(separator: "; ")
        == "s0 = w0*x0; s1 = w1*x1; s2 = s0 + s1; s3 = s2 + w2; L = sigmoid(s3)")
    #expect(
      text.lines(.backward).joined(separator: "; ")
        == "grad_L = 1; grad_s3 = grad_L*(1 - L)*L; grad_w2 = grad_s3; grad_s2 = grad_s3; grad_s0 = grad_s2; "
        + "grad_s1 = grad_s2; grad_w1 = grad_s1*x1; grad_x1 = grad_s1*w1; grad_w0 = grad_s0*x0; grad_x0 = grad_s0*w0")
  }

  @Test func neuronWithANamedSum() throws {
    let b = ProgramBuilder()
    let v = b.scalars("w0", "x0", "w1", "x1", "w2")
    let s = b.local("s")
    b.assign(s, v[0] * v[1] + v[2] * v[3] + v[4])
    let loss = b.output("L", b.apply(.sigmoid, b[s]))
    #expect(
      try derived(b, loss).lines(.forward)
        == ["s0 = w0*x0", "s1 = w1*x1", "s2 = s0 + s1", "s = s2 + w2", "L = sigmoid(s)"])
  }

  @Test func sigmoidWrittenOut() throws {
    let b = ProgramBuilder()
    let s = b.scalars("s")[0]
    let f = b.output("f", 1 / (b.number(1) + b.apply(.exp, -s)))
    let text = try derived(b, f)
    #expect(text.lines(.forward) == ["s0 = -s", "s1 = exp(s0)", "s2 = 1 + s1", "f = 1/s2"])
    let backward = text.lines(.backward)
    #expect(backward.map { $0.prefix { $0 != " " } } == ["grad_f", "grad_s2", "grad_s1", "grad_s0", "grad_s"])
    #expect(backward.suffix(3) == ["grad_s1 = grad_s2", "grad_s0 = grad_s1*s1", "grad_s = -grad_s0"])
  }

  @Test func oneOperandTwice() throws {
    let b = ProgramBuilder()
    let x = b.scalars("x")[0]
    let f = b.output("f", x * x)
    #expect(try derived(b, f).lines(.backward) == ["grad_f = 1", "grad_x = grad_f*x + grad_f*x"])
  }

  @Test func contributionsOfTwoStatementsAreAdded() throws {
    let b = ProgramBuilder()
    let v = b.scalars("x", "y")
    let f = b.output("f", v[0] * v[1] + v[0])
    #expect(
      try derived(b, f).lines(.backward)
        == ["grad_f = 1", "grad_x += grad_f", "grad_s0 = grad_f", "grad_x += grad_s0*y", "grad_y = grad_s0*x"])
  }

  @Test func stepsHaveTheAxesOfTheirOperands() throws {
    let b = ProgramBuilder()
    let (x, w, bias) = (b.parameter("X", [3, 2]), b.parameter("w", [2]), b.parameter("b"))
    let (z, f) = (b.local("z", [3]), b.local("f"))
    let (n, d) = (b.axis("n", 0..<3), b.axis("d", 0..<2))
    b.add(z, [b.at(n)], over: [n, d], b[x, n, d] * (b[w, d] * b[bias]))
    b.add(f, over: [n], b.apply(.square, b[z, n]))
    let text = try derived(b, f)
    #expect(
      text.lines(.forward)
        == [
          "s0[d] = w[d]*b", "s1[n, d] = X[n, d]*s0[d]", "z[n] += s1[n, d]", "s2[n] = square(z[n])", "f += s2[n]",
        ])
    #expect(
      text.lines(.backward)
        == [
          "grad_f = 1", "grad_s2[n in 0..<3] = grad_f", "grad_z[n] = grad_s2[n]*2*z[n]",
          "grad_s1[n, d in 0..<2] = grad_z[n]",
          "grad_X[n, d] = grad_s1[n, d]*s0[d]", "grad_s0[d] += grad_s1[n, d]*X[n, d]", "grad_w[d] = grad_s0[d]*b",
          "grad_b += grad_s0[d]*w[d]",
        ])
  }

  @Test func stepsOfTheCompilerAreNumberedAgain() throws {
    let b = ProgramBuilder()
    let x = b.parameter("x", [3])
    let i = b.axis("i", 0..<3)
    let sum = b.program.addArray(
      ArrayDeclaration(name: b.program.freshNumberedName("s"), shape: [], role: .local))
    b.add(sum, over: [i], b.apply(.sin, b[x, i]))
    let f = b.output("f", b[sum] / b.number(3))
    #expect(try derived(b, f).lines(.forward) == ["s0[i] = sin(x[i])", "s1 += s0[i]", "f = s1/3"])
  }

  @Test func namesOfTheUserAreNotTakenAgain() throws {
    let b = ProgramBuilder()
    let v = b.scalars("s0", "s2")
    let f = b.output("f", b.apply(.exp, b.apply(.sin, v[0] * v[1])))
    #expect(try derived(b, f).lines(.forward) == ["s1 = s0*s2", "s3 = sin(s1)", "f = exp(s3)"])
  }

  @Test func stepsOfABranchAreTakenUnderItsCondition() throws {
    let b = ProgramBuilder()
    let x = b.scalars("x")[0]
    let f = b.output("f", b.select(x > 0, b.apply(.sqrt, x) * x, -x))
    let text = try derived(b, f)
    #expect(
      text.lines(.forward)
        == [
          "s0 = if x > 0 then sqrt(x) else 0", "f = if x > 0 then s0*x else -x",
        ])
    for (value, slope) in [(-2.0, -1.0), (0, -1), (4, 3)] {
      let run = try Oracle.run(text.program, ["x": [value]])
      #expect(run("grad_x") == [slope])
    }
  }

  @Test func trianglesShiftedRangesAndSequencesKeepTheirMeaning() throws {
    let b = ProgramBuilder()
    let (x, y, p, f) = (b.parameter("x", [4]), b.local("y", [4]), b.local("p", [4]), b.local("f"))
    let (i, t) = (b.axis("i", 1..<4), b.axis("t", 1..<4))
    let j = b.axis("j", from: IndexExpression(0), to: b.at(i))
    b.add(y, [b.at(i)], over: [i, j], b.apply(.sin, b[x, i] * b[x, j]) * b[x, i])
    b.program.append(b.statement(p, [IndexExpression(0)], over: [], .assign, b[x, IndexExpression(0)]))
    b.sequence(
      t,
      [
        b.statement(
          p, [b.at(t)], over: [], .assign, b.apply(.exp, b[p, b.at(t) - IndexExpression(1)] * b[y, t]) + b[x, t])
      ])
    b.add(f, over: [i], b.apply(.square, b[p, i]))
    let wanted = b.program.arrayIDs { $0.role == .parameter }
    let given: [String: [Double]] = ["x": [0.3, -0.4, 0.5, 0.2]]
    let direct = try ReverseMode.gradient(of: f, withRespectTo: wanted, in: b.program)
    let plain = try derived(b, f).program
    let (first, second) = (try Oracle.run(direct.program, given), try Oracle.run(plain, given))
    #expect(first(f) == second(f))
    for (a, b) in zip(first("grad_x"), second("grad_x")) { #expect(abs(a - b) <= 1e-14 * max(1, abs(a))) }
    try expectGradientMatchesDifferences(b, of: f, given)
  }

  @Test func aConstantExponentGivesTheFamiliarPower() throws {
    let b = ProgramBuilder()
    let v = b.scalars("x", "y")
    let f = b.output("f", b.apply(.power, v[0], b.number(2)) + b.apply(.power, v[1], b.number(3)))
    #expect(
      try derived(b, f).lines(.backward).suffix(2) == ["grad_y = grad_s1*3*y^2", "grad_x = grad_s0*2*x"])
  }
}
