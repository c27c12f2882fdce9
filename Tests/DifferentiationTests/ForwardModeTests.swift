import Differentiation
import Fitting
import FlatProgram
import ProgramBuilding
import Testing

/// Tangents beside the values.
@Suite struct ForwardModeTests {
  private func jvp(
    _ b: ProgramBuilder, of outputs: [ArrayID], _ wanted: [String], _ given: [String: [Double]]
  ) throws -> [[Double]] {
    let arrays = wanted.map { name in b.program.arrayIDs { $0.name == name }[0] }
    let derivative = try ForwardMode.jvp(of: outputs, withRespectTo: arrays, in: b.program)
    let run = try Oracle.run(derivative.program, given)
    return derivative.tangents.map { run($0) }
  }

  @Test func sumOfAProductAndASineWithASecondOutput() throws {
    let b = ProgramBuilder()
    let v = b.scalars("x1", "x2", "x3")
    let f = b.output("f", v[0] * v[1] + b.apply(.sin, v[0]) + b.apply(.cos, v[2]))
    let f2 = b.output("f2", b.apply(.cos, v[1]))
    let names = ["x1", "x2", "x3"]
    let values: [String: [Double]] = ["x1": [0.7], "x2": [1.9], "x3": [0.2]]
    let cosine = 0.764842187284489
    let (sine2, sine3) = (0.946300087687414, 0.198669330795061)
    for (moved, slopes) in zip(names, [[1.9 + cosine, 0], [0.7, -sine2], [-sine3, 0]]) {
      var given = values
      for name in names { given["seed_" + name] = [name == moved ? 1 : 0] }
      let found = try jvp(b, of: [f, f2], names, given)
      for (tangent, slope) in zip(found, slopes) { #expect(abs(tangent[0] - slope) < 1e-14) }
    }
  }

  @Test func jacobianOfTwoFunctionsOfThreeVariables() throws {
    // (x1 - x2^2, x1*x3) has the Jacobian [[1, -2 x2, 0], [x3, 0, x1]].
    let b = ProgramBuilder()
    let v = b.scalars("x1", "x2", "x3")
    let first = b.output("first", v[0] - b.apply(.square, v[1]))
    let second = b.output("second", v[0] * v[2])
    var columns: [[Double]] = []
    for moved in 0..<3 {
      var given: [String: [Double]] = ["x1": [2], "x2": [3], "x3": [5]]
      for number in 0..<3 { given["seed_x\(number + 1)"] = [number == moved ? 1 : 0] }
      columns.append(try jvp(b, of: [first, second], ["x1", "x2", "x3"], given).map { $0[0] })
    }
    #expect(columns == [[1, 5], [-6, 0], [0, 2]])
  }

  @Test func anElementGivenAConstantHasNoTangent() throws {
    let b = ProgramBuilder()
    let (x, h) = (b.parameter("x"), b.local("h", [3]))
    let t = b.axis("t", 1..<3)
    b.program.append(b.statement(h, [IndexExpression(0)], over: [], .assign, b.number(1)))
    b.sequence(t, [b.statement(h, [b.at(t)], over: [], .assign, b[x] * b[h, b.at(t) - IndexExpression(1)])])
    #expect(try jvp(b, of: [h], ["x"], ["x": [3], "seed_x": [1]]) == [[0, 1, 6]])
  }

  @Test func anOutputThatDoesNotMoveHasATangentOfZero() throws {
    let b = ProgramBuilder()
    let v = b.scalars("x", "y")
    let f = b.output("f", v[1] * v[1])
    #expect(try jvp(b, of: [f], ["x"], ["x": [3], "y": [2], "seed_x": [1]]) == [[0]])
  }

  @Test func theUntakenBranchHasNoTangent() throws {
    let b = ProgramBuilder()
    let x = b.scalars("x")[0]
    let f = b.output("f", b.select(x > 0, b.apply(.sqrt, x), b.number(0)))
    #expect(try jvp(b, of: [f], ["x"], ["x": [0], "seed_x": [1]]) == [[0]])
    #expect(try jvp(b, of: [f], ["x"], ["x": [4], "seed_x": [2]]) == [[0.5]])
  }

  @Test(arguments: 101...130) func forwardAndReverseModeAgree(seed: Int) throws {
    let random = RandomProgram(seed: UInt64(seed))
    let program = random.builder.program
    let wanted = program.arrayIDs { $0.role == .parameter }
    var given = random.given
    var source = SplitMix64(seed: UInt64(seed) &* 7919)
    for array in wanted {
      let name = program[array].name
      given["seed_" + name] = given[name]?.map { _ in Double.random(in: -1...1, using: &source) }
    }
    let forward = try ForwardMode.jvp(of: [random.output], withRespectTo: wanted, in: program)
    let tangent = try Oracle.run(forward.program, given)(forward.tangents[0])[0]
    let reverse = try ReverseMode.gradient(of: random.output, withRespectTo: wanted, in: program)
    let run = try Oracle.run(reverse.program, given)
    var sum = 0.0
    for (array, adjoint) in zip(wanted, reverse.adjoints) {
      for (x, y) in zip(given["seed_" + program[array].name] ?? [], run(adjoint)) { sum += x * y }
    }
    #expect(abs(tangent - sum) <= 1e-12 * max(1, abs(sum)))
  }

  @Test(arguments: 131...140) func theTangentOfTheGradientIsTheGradientOfTheTangent(seed: Int) throws {
    let random = RandomProgram(seed: UInt64(seed))
    let u = random.builder.program.arrayIDs { $0.name == "u" }
    var given = random.given
    given["seed_u"] = [0.5, -1, 0.25, 2]
    let gradient = try ReverseMode.gradient(of: random.output, withRespectTo: u, in: random.builder.program)
    let forwardOverReverse = try ForwardMode.jvp(
      of: gradient.adjoints, withRespectTo: u, in: gradient.program)
    let tangent = try ForwardMode.jvp(of: [random.output], withRespectTo: u, in: random.builder.program)
    let reverseOverForward = try ReverseMode.gradient(
      of: tangent.tangents[0], withRespectTo: u, in: tangent.program)
    let first = try Oracle.run(forwardOverReverse.program, given)(forwardOverReverse.tangents[0])
    let second = try Oracle.run(reverseOverForward.program, given)(reverseOverForward.adjoints[0])
    for (x, y) in zip(first, second) { #expect(abs(x - y) <= 1e-11 * max(1, abs(y))) }
  }
}
