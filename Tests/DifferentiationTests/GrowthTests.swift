import Differentiation
import FlatProgram
import ProgramBuilding
import Testing

/// Statements and nodes grow in step with the program.
@Suite struct GrowthTests {
  /// A chain of statements that share their operands.
  private func chain(_ count: Int) -> (program: Program, output: ArrayID, wanted: [ArrayID]) {
    let b = ProgramBuilder()
    let wanted = [b.parameter("x"), b.parameter("y")]
    var previous = b[wanted[0]]
    var last = wanted[0]
    for number in 0..<count {
      last = b.local("v\(number)")
      b.assign(last, b.apply(.sin, previous * b[wanted[1]]) + previous)
      previous = b[last]
    }
    return (b.program, last, wanted)
  }

  /// One body that uses each of its parts twice.
  private func body(_ count: Int) -> (program: Program, output: ArrayID, wanted: [ArrayID]) {
    let b = ProgramBuilder()
    let wanted = [b.parameter("x"), b.parameter("y")]
    var value = b[wanted[0]]
    for number in 0..<count {
      let shifted = value * b[wanted[1]]
      value = number % 3 == 0 ? b.select(value > 0, shifted, value + shifted) : shifted * value
    }
    let output = b.output("f", value)
    return (b.program, output, wanted)
  }

  private func growth(
    _ make: (Int) -> (program: Program, output: ArrayID, wanted: [ArrayID]), _ count: Int
  ) throws -> (statements: Int, nodes: Int) {
    let (program, output, wanted) = make(count)
    let derivative = try ReverseMode.gradient(of: output, withRespectTo: wanted, in: program)
    return (
      derivative.program.statements.count - program.statements.count,
      derivative.program.expressions.count - program.expressions.count
    )
  }

  @Test func ofAChainOfStatements() throws {
    let (small, large) = (try growth(chain, 500), try growth(chain, 1000))
    #expect(large.statements <= 2 * small.statements + 4)
    #expect(large.nodes <= 2 * small.nodes + 8)
    // Two contributions a statement, and the seed.
    #expect(large.statements == 2 * 1000 + 1)
  }

  @Test func ofOneBody() throws {
    let (small, large) = (try growth(body, 3000), try growth(body, 6000))
    #expect(large.statements == small.statements)
    #expect(large.nodes <= 2 * small.nodes + 8)
  }

  @Test func ofAnElseIfLadder() throws {
    func ladder(_ count: Int) -> (program: Program, output: ArrayID, wanted: [ArrayID]) {
      let b = ProgramBuilder()
      let wanted = [b.parameter("x")]
      let x = b[wanted[0]]
      var value = x
      for number in 0..<count { value = b.select(x < Double(count - number), x * b.number(Double(number)), value) }
      let output = b.output("f", value)
      return (b.program, output, wanted)
    }
    let (small, large) = (try growth(ladder, 500), try growth(ladder, 1000))
    #expect(large.nodes <= 2 * small.nodes + 8)
    let (program, output, wanted) = ladder(20)
    let derivative = try ReverseMode.gradient(of: output, withRespectTo: wanted, in: program)
    let run = try Oracle.run(derivative.program, ["x": [4.5]])
    #expect(run(derivative.adjoints[0]) == [15])
  }

  @Test func ofNestedDepthNeedsNoStack() throws {
    let b = ProgramBuilder()
    var value = b.scalars("x")[0]
    for _ in 0..<100_000 { value = b.apply(.sin, value) }
    let output = b.output("f", value)
    let wanted = b.program.arrayIDs { $0.name == "x" }
    let derivative = try ReverseMode.gradient(of: output, withRespectTo: wanted, in: b.program)
    #expect(derivative.program.statements.count == 3)
    #expect(PlainForm.program(b.program).statements.count == 100_000)
  }
}
