import Evaluating
import Fitting
import FlatProgram
import Testing

@testable import Optimization

@Suite struct PropertyTests {
  private static let passes: [OptimizationPass] = [
    .prune, .simplify, .assignFirst, .inline, .inlineAll, .literals, .expand, .strength, .shareNames, .shareValues,
    .factor,
  ]

  @Test(arguments: 0..<60) func everyPassKeepsValues(_ seed: Int) throws {
    let text = RandomText.program(seed: UInt64(seed))
    let program = try gradient(text)
    #expect(Verifier.violations(of: program) == [], "before any pass, in:\n\(text)")
    let expected = values(program, program.outputs)
    for pass in Self.passes {
      let result = pass.run(program)
      #expect(Verifier.violations(of: result) == [], "after \(pass.name), in:\n\(text)")
      #expect(agree(values(result, program.outputs), expected), "after \(pass.name), in:\n\(text)")
    }
  }

  @Test(arguments: 0..<60) func pipelinesKeepValues(_ seed: Int) throws {
    let text = RandomText.program(seed: UInt64(seed))
    let program = try gradient(text)
    let expected = values(program, program.outputs)
    for pipeline in [Pipeline.readable, Pipeline.standard] {
      let result = program.optimized(by: pipeline) { pass, program in
        #expect(Verifier.violations(of: program) == [], "after \(pass.name), in:\n\(text)")
      }
      #expect(agree(values(result, program.outputs), expected), "in:\n\(text)")
    }
  }

  @Test(arguments: 0..<60) func printedProgramsReadBack(_ seed: Int) throws {
    let text = RandomText.program(seed: UInt64(seed))
    let derived = try gradient(text).optimized(by: Pipeline.readable)
    let printed = ProgramPrinter.text(of: derived)
    let again = try program(printed)
    #expect(again.outputs.map { again[$0].name } == derived.outputs.map { derived[$0].name })
    #expect(agree(values(again, again.outputs), values(derived, derived.outputs)), "in:\n\(printed)")
  }

  @Test func passesAreDeterministic() throws {
    let text = RandomText.program(seed: 7)
    let first = lines(try gradient(text).optimized(by: Pipeline.readable))
    for _ in 0..<5 { #expect(lines(try gradient(text).optimized(by: Pipeline.readable)) == first) }
  }

  private func values(_ program: Program, _ wanted: [ArrayID]) -> [[Double]] {
    let extents = ["N": 3, "M": 2]
    return Oracle.values(of: wanted, in: program, extents: extents) { array, count in
      var generator = SplitMix64(seed: array.name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
      return (0..<count).map { _ in
        array.isInteger
          ? Double(Int.random(in: 0..<2, using: &generator)) : Double.random(in: -1...1, using: &generator)
      }
    }
  }

  private func agree(_ a: [[Double]], _ b: [[Double]]) -> Bool {
    a.count == b.count
      && zip(a, b).allSatisfy { x, y in
        x.count == y.count && zip(x, y).allSatisfy { abs($0 - $1) <= 1e-9 * max(1, abs($1)) || $1.isNaN }
      }
  }
}
