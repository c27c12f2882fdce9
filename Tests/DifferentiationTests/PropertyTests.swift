import Differentiation
import FlatProgram
import ProgramBuilding
import Testing

/// Laws that hold for every program.
@Suite struct PropertyTests {
  @Test(arguments: 1...40) func gradientsOfRandomProgramsMatchCentralDifferences(seed: Int) throws {
    let random = RandomProgram(seed: UInt64(seed))
    try expectGradientMatchesDifferences(
      random.builder, of: random.output, random.given, step: 1e-5, tolerance: 1e-7, "seed \(seed)")
  }

  @Test(arguments: 41...60) func thePlainFormHasTheSameValueAndGradient(seed: Int) throws {
    let random = RandomProgram(seed: UInt64(seed))
    let program = random.builder.program
    let wanted = program.arrayIDs { $0.role == .parameter }
    let direct = try ReverseMode.gradient(of: random.output, withRespectTo: wanted, in: program)
    let plain = try ReverseMode.gradient(
      of: random.output, withRespectTo: wanted, in: PlainForm.program(program), rules: .textbook)
    let (first, second) = (
      try Oracle.run(direct.program, random.given), try Oracle.run(plain.program, random.given)
    )
    #expect(first(random.output) == second(random.output))
    for (a, b) in zip(direct.adjoints, plain.adjoints) {
      for (x, y) in zip(first(a), second(b)) { #expect(abs(x - y) <= 1e-12 * max(1, abs(x)), "seed \(seed)") }
    }
  }

  @Test(arguments: 61...75) func theGradientOfADirectionalDerivativeIsTheHessianTimesTheDirection(seed: Int) throws {
    // d = sum(grad_u * direction); its gradient against central differences of the gradient itself.
    let random = RandomProgram(seed: UInt64(seed))
    let u = random.builder.program.arrayIDs { $0.name == "u" }
    let first = try ReverseMode.gradient(of: random.output, withRespectTo: u, in: random.builder.program)
    let b = ProgramBuilder()
    b.program = first.program
    let (direction, slope) = (b.input("direction", [4]), b.local("slope"))
    let n = b.axis("n", 0..<4)
    b.add(slope, over: [n], b[first.adjoints[0], n] * b[direction, n])
    let second = try ReverseMode.gradient(of: slope, withRespectTo: u, in: b.program)
    var given = random.given
    given["direction"] = [0.5, -1, 0.25, 2]
    let found = try Oracle.run(second.program, given)(second.adjoints[0])
    for k in 0..<4 {
      var (above, below) = (given, given)
      above["u"]?[k] += 1e-5
      below["u"]?[k] -= 1e-5
      let difference = (try Oracle.run(b.program, above)(slope)[0] - Oracle.run(b.program, below)(slope)[0]) / 2e-5
      #expect(abs(found[k] - difference) <= 1e-6 * max(1, abs(difference)), "seed \(seed)")
    }
  }
}
