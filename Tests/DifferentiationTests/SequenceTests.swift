import Differentiation
import FlatProgram
import ProgramBuilding
import Testing

/// Recurrences: the same axis, walked the other way.
@Suite struct SequenceTests {
  @Test func cumulativeProductWithZeros() throws {
    let given: [Double] = [2, 0, 5, 0, 3]
    for zeros in [[1], [1, 3], []] {
      let b = ProgramBuilder()
      let (x, p, f) = (b.parameter("x", [5]), b.local("p", [6]), b.local("f"))
      let t = b.axis("t", 1..<6)
      b.program.append(b.statement(p, [IndexExpression(0)], over: [], .assign, b.number(1)))
      let before = b.at(t) - IndexExpression(1)
      b.sequence(t, [b.statement(p, [b.at(t)], over: [], .assign, b[p, before] * b[x, before])])
      b.assign(f, b[p, IndexExpression(5)])
      let values = given.indices.map { given[$0] != 0 ? given[$0] : zeros.contains($0) ? 0 : 4 }
      let expected = values.indices.map { k in values.indices.reduce(1) { $1 == k ? $0 : $0 * values[$1] } }
      #expect(try gradient(b, of: f, ["x"], ["x": values]) == [expected])
    }
  }

  @Test func everyStateCounts() throws {
    // h[t] = a*h[t-1], f = sum h[t]^2 / 2 over t = 0...3: df/da = sum t a^(2t-1), df/dh0 = sum a^(2t).
    let b = ProgramBuilder()
    let (a, start, h, f) = (b.parameter("a"), b.parameter("h0"), b.local("h", [4]), b.local("f"))
    let (t, i) = (b.axis("t", 1..<4), b.axis("i", 0..<4))
    b.program.append(b.statement(h, [IndexExpression(0)], over: [], .assign, b[start]))
    b.sequence(t, [b.statement(h, [b.at(t)], over: [], .assign, b[a] * b[h, b.at(t) - IndexExpression(1)])])
    b.add(f, over: [i], 0.5 * b.apply(.square, b[h, i]))
    let gradient = try gradient(b, of: f, ["a", "h0"], ["a": [2], "h0": [1]])
    #expect(gradient == [[114], [85]])
  }

  @Test func twoArraysThatRecurTogether() throws {
    // c[t] += u[k]*h[t-1] summed over k; h[t] = c[t]*h[t-1]; walked downwards in a second sequence as well.
    let b = ProgramBuilder()
    let (u, start) = (b.parameter("u", [3]), b.parameter("start"))
    let (c, h, r, f) = (b.local("c", [4]), b.local("h", [4]), b.local("r", [4]), b.local("f"))
    let (t, s, k) = (b.axis("t", 1..<4), b.axis("s", 0..<3), b.axis("k", 0..<3))
    let before = b.at(t) - IndexExpression(1)
    b.program.append(b.statement(h, [IndexExpression(0)], over: [], .assign, b[start]))
    b.sequence(
      t,
      [
        b.statement(c, [b.at(t)], over: [k], .add, b[u, k] * b[h, before]),
        b.statement(h, [b.at(t)], over: [], .assign, b[c, t] + 0.5 * b[h, before]),
      ])
    b.program.append(b.statement(r, [IndexExpression(3)], over: [], .assign, b[h, IndexExpression(3)]))
    b.sequence(
      s, reversed: true,
      [b.statement(r, [b.at(s)], over: [], .assign, b.apply(.sin, b[r, b.at(s) + IndexExpression(1)]) * b[h, s])])
    b.assign(f, b[r, IndexExpression(0)])
    try expectGradientMatchesDifferences(b, of: f, ["u": [0.3, 0.1, 0.6], "start": [0.8]])
  }

  @Test func walksTheSameAxisTheOtherWay() throws {
    let b = ProgramBuilder()
    let (x, p) = (b.parameter("x", [3]), b.local("p", [3]))
    let t = b.axis("t", 0..<3)
    b.sequence(t, [b.statement(p, [b.at(t)], over: [], .assign, b.apply(.square, b[x, t]))])
    let derivative = try ReverseMode.vjp(of: [p], withRespectTo: [x], in: b.program)
    guard case .sequence(let sequence)? = derivative.program.statements.last else {
      Issue.record("the last statement is not a sequence")
      return
    }
    #expect(sequence.axis == t)
    #expect(sequence.isReversed)
    let run = try Oracle.run(derivative.program, ["x": [1, 2, 3], "seed_p": [1, 10, 100]])
    #expect(run(derivative.adjoints[0]) == [2, 40, 600])
  }
}
