import Differentiation
import FlatProgram
import ProgramBuilding
import Testing

/// The untaken branch of an `if` gives no gradient, not even a NaN.
@Suite struct GuardTests {
  private func slope(of body: (ProgramBuilder, ProgramBuilder.Term) -> ProgramBuilder.Term, at x: Double) throws
    -> Double
  {
    let b = ProgramBuilder()
    let f = b.output("f", body(b, b.scalars("x")[0]))
    return try gradient(b, of: f, ["x"], ["x": [x]])[0][0]
  }

  @Test func squareRootBehindItsDomain() throws {
    let body = { (b: ProgramBuilder, x: ProgramBuilder.Term) in b.select(x > 0, b.apply(.sqrt, x), b.number(0)) }
    #expect(try slope(of: body, at: 0) == 0)
    #expect(try slope(of: body, at: -1) == 0)
    #expect(try slope(of: body, at: 4) == 0.25)
  }

  @Test func elseBranchBehindItsDomain() throws {
    let body = { (b: ProgramBuilder, x: ProgramBuilder.Term) in b.select(x < 1, 3 * x, b.apply(.log, x - b.number(1))) }
    #expect(try slope(of: body, at: 0.5) == 3)
    #expect(try slope(of: body, at: 1) == .infinity)
    #expect(try slope(of: body, at: 3) == 0.5)
  }

  @Test func nestedBranches() throws {
    // if x > 0 then (if x > 1 then log(x - 1) else sqrt(x)) else x*x
    let body = { (b: ProgramBuilder, x: ProgramBuilder.Term) in
      b.select(x > 0, b.select(x > 1, b.apply(.log, x - b.number(1)), b.apply(.sqrt, x)), x * x)
    }
    #expect(try slope(of: body, at: -3) == -6)
    #expect(try slope(of: body, at: 0) == 0)
    #expect(try slope(of: body, at: 0.25) == 1)
    #expect(try slope(of: body, at: 1) == 0.5)
    #expect(try slope(of: body, at: 3) == 0.5)
  }

  @Test func oneNodeUnderTwoGuards() throws {
    // sqrt(x) is wanted where x > 0 and, three times, where x > 4.
    let body = { (b: ProgramBuilder, x: ProgramBuilder.Term) in
      let root = b.apply(.sqrt, x)
      return b.select(x > 0, root, b.number(0)) + b.select(x > 4, 3 * root, b.number(0))
    }
    #expect(try slope(of: body, at: -1) == 0)
    #expect(try slope(of: body, at: 0) == 0)
    #expect(try slope(of: body, at: 4) == 0.25)
    #expect(try slope(of: body, at: 16) == 0.5)
  }

  @Test func aNodeThatTheConditionItselfReads() throws {
    let body = { (b: ProgramBuilder, x: ProgramBuilder.Term) in
      let root = b.apply(.sqrt, x)
      return b.select(root > 0, root, 2 * x)
    }
    #expect(try slope(of: body, at: 0) == 2)
    #expect(try slope(of: body, at: 1) == 0.5)
  }

  @Test func aGuardedNodeBesideAFreeUseOfTheSameRead() throws {
    let body = { (b: ProgramBuilder, x: ProgramBuilder.Term) in
      b.select(x > 0, b.apply(.log, x), b.number(0)) + 5 * x
    }
    #expect(try slope(of: body, at: 0) == 5)
    #expect(try slope(of: body, at: 2) == 5.5)
  }

  @Test func nestedGuardsAroundASharedNode() throws {
    // In the outer branch x*x stands plain and under an inner condition; the infinite 1/x of the log stays inside.
    let body = { (b: ProgramBuilder, x: ProgramBuilder.Term) in
      let square = x * x
      return b.select(x > -1, square + b.select(x > 0, b.apply(.log, square), b.number(0)), b.number(7))
    }
    #expect(try slope(of: body, at: -2) == 0)
    #expect(try slope(of: body, at: 0) == 0)
    #expect(try slope(of: body, at: -0.5) == -1)
    #expect(try slope(of: body, at: 2) == 5)
  }

  @Test func bothBranchesOfOneIfMakeOneIf() throws {
    let b = ProgramBuilder()
    let v = b.scalars("x", "y")
    let f = b.output("f", b.select(v[0] > 0, v[1] * b.number(2), v[1] * b.number(3)))
    let derivative = try ReverseMode.gradient(
      of: f, withRespectTo: b.program.arrayIDs { $0.name == "y" }, in: b.program)
    let root = derivative.adjoints[0]
    guard case .assignment(let last)? = derivative.program.statements.last,
      case .operation(.select, (v[0] > 0).id, _, _) = derivative.program[last.body]
    else {
      Issue.record("the adjoint of y is not one `if`")
      return
    }
    #expect(last.target == root)
  }

  @Test func readsAndAdjointsOutOfRangeStayUnderTheGuard() throws {
    // y[i] = if i < 3 then x[i] * x[i+1] else x[i]
    let b = ProgramBuilder()
    let (x, f) = (b.parameter("x", [4]), b.local("f"))
    let i = b.axis("i", 0..<4)
    let position = ProgramBuilder.Term(builder: b, id: b.program.number(b.program.index(b.at(i))))
    let next = b[x, b.at(i) + IndexExpression(1)]
    b.add(f, over: [i], b.select(position < 3, b[x, i] * next, b[x, i]))
    #expect(try gradient(b, of: f, ["x"], ["x": [2, 3, 5, 7]]) == [[3, 2 + 5, 3 + 7, 5 + 1]])
  }

  @Test func aConditionThatReadsOutOfRangeStaysBehindTheConditionAroundIt() throws {
    // f = sum(i: if i < 3 then (if x[i+1] > 0 then x[i]*x[i+1] else 0) else 0)
    let b = ProgramBuilder()
    let (x, f) = (b.parameter("x", [4]), b.local("f"))
    let i = b.axis("i", 0..<4)
    let position = ProgramBuilder.Term(builder: b, id: b.program.number(b.program.index(b.at(i))))
    let next = b[x, b.at(i) + IndexExpression(1)]
    let zero = b.number(0)
    b.add(f, over: [i], b.select(position < 3, b.select(next > 0, b[x, i] * next, zero), zero))
    #expect(try gradient(b, of: f, ["x"], ["x": [2, 3, -5, 7]]) == [[3, 2, 7, -5]])
  }

  @Test func anElseIfLadderStaysALadder() throws {
    let b = ProgramBuilder()
    let v = b.scalars("x", "y")
    let (first, second) = (v[0] < 1, v[0] < 2)
    let f = b.output("f", b.select(first, 3 * v[1], b.select(second, 5 * v[1], 7 * v[1])))
    let derivative = try ReverseMode.gradient(
      of: f, withRespectTo: b.program.arrayIDs { $0.name == "y" }, in: b.program)
    guard case .assignment(let last)? = derivative.program.statements.last,
      case .operation(.select, first.id, _, let rest) = derivative.program[last.body],
      case .operation(.select, second.id, _, _) = derivative.program[rest]
    else {
      Issue.record("the adjoint of y is not a ladder")
      return
    }
  }

  @Test func secondDerivativesStayUnderTheGuardToo() throws {
    // f = if x > 0 then x*sqrt(x) else 0: f'' = 3/(4*sqrt(x)) inside, 0 outside and at the edge.
    for (x, curvature) in [(4.0, 0.375), (0, 0), (-1, 0)] {
      let b = ProgramBuilder()
      let v = b.scalars("x")[0]
      let f = b.output("f", b.select(v > 0, v * b.apply(.sqrt, v), b.number(0)))
      let wanted = b.program.arrayIDs { $0.name == "x" }
      let first = try ReverseMode.gradient(of: f, withRespectTo: wanted, in: b.program)
      let second = try ReverseMode.gradient(of: first.adjoints[0], withRespectTo: wanted, in: first.program)
      let moved = try ForwardMode.jvp(of: first.adjoints, withRespectTo: wanted, in: first.program)
      #expect(try Oracle.run(second.program, ["x": [x]])(second.adjoints[0]) == [curvature])
      #expect(try Oracle.run(moved.program, ["x": [x], "seed_x": [1]])(moved.tangents[0]) == [curvature])
    }
  }
}
