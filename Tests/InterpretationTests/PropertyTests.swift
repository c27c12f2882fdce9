import FlatProgram
import Scheduling
import Testing

@testable import Interpretation

@Suite("Random programs")
struct PropertyTests {
  /// Returns the seed where a program does not do what its definition says, with its text.
  private func firstDifference(seeds: Range<Int>, extent: Int) -> String? {
    for seed in seeds {
      let program = RandomProgram(seed: seed, extent: extent)
      let nests = Scheduler.schedule(program.builder.program)
      do {
        let (found, expected) = try program.results { _, dims, arrays in
          try Interpreter(nests).run(dims: dims, arrays: arrays)
        }
        if zip(found, expected).allSatisfy({ $0.matches($1) }), found.count == expected.count { continue }
        return "seed \(seed): \(found) is not \(expected)\n" + text(program.builder.program, nests)
      } catch {
        return "seed \(seed): \(error)\n" + text(program.builder.program, nests)
      }
    }
    return nil
  }

  private func text(_ program: Program, _ nests: LoopProgram) -> String {
    ProgramPrinter.text(of: program) + "\n" + LoopPrinter.text(of: nests)
  }

  @Test("do what their definition says, for every small extent", arguments: [1, 2, 3, 5, 9])
  func small(extent: Int) {
    #expect(firstDifference(seeds: 0..<200, extent: extent) == nil)
  }
}
