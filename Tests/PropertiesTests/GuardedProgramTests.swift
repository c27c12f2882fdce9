import AutodiffGen
import Evaluating
import FlatProgram
import Foundation
import Interpretation
import Testing

/// Branches that are not taken add nothing, read nothing and are no trouble: values and gradients are those of a walk that
/// never looks at them.
@Suite("Guarded programs") struct GuardedProgramTests {
  private let count = GuardedProgram.count

  private func given(_ program: GuardedProgram) -> [String: NumericArray] {
    [
      "x": NumericArray(Array(program.values.prefix(count))),
      "y": NumericArray(Array(program.values.suffix(count))),
      "k": NumericArray(program.positions.map(Double.init)),
    ]
  }

  private func isNear(_ a: [Double], _ b: [Double], tolerance: Double = 1e-9) -> Bool {
    let scale = b.map(abs).max() ?? 0
    return a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance * max(1, scale) }
  }

  @Test("Values and gradients, as written and stabilised", arguments: 0..<300)
  func gradients(_ seed: Int) throws { try expectGradients(of: GuardedProgram(seed: seed), seed) }

  private func expectGradients(of program: GuardedProgram, _ seed: Int) throws {
    guard program.gradient.allSatisfy({ $0.isFinite && abs($0) < 1e8 }) else { return }
    for isStabilised in [true, false] {
      var model = try Model(program.text)
      model.isStabilised = isStabilised
      let result = try model.gradient(of: "f", at: given(program))
      let found = (result.gradient(of: "x")?.values ?? []) + (result.gradient(of: "y")?.values ?? [])
      let value = result["f"]?.scalar ?? .nan
      #expect(
        isNear([value], [program.value]), "seed \(seed): f is \(value), not \(program.value), in:\n\(program.text)")
      #expect(
        isNear(found, program.gradient),
        "seed \(seed): the gradient is \(found), not \(program.gradient), in:\n\(program.text)")
    }
  }

  @Test("Of recurrences, and where parts are read", arguments: 0..<150)
  func recurrences(_ seed: Int) throws {
    try expectGradients(of: GuardedProgram(seed: 4000 + seed, isRecurrent: true), seed)
  }

  @Test("Directional derivatives, forwards", arguments: 0..<120)
  func directions(_ seed: Int) throws {
    let program = GuardedProgram(seed: 1000 + seed)
    guard program.gradient.allSatisfy({ $0.isFinite && abs($0) < 1e8 }) else { return }
    let text = program.text + "input v: [N]\nslope = jvp(f, x, v) + jvp(f, y, v)\noutput slope\n"
    var given = given(program)
    let direction = (0..<count).map { 1 - 0.4 * Double($0) }
    given["v"] = NumericArray(direction)
    let found = try Model(text).evaluate(given)["slope"]?.scalar ?? .nan
    let wanted = zip(direction + direction, program.gradient).map { $0 * $1 }.reduce(0, +)
    let scale = program.gradient.map(abs).max() ?? 0
    #expect(abs(found - wanted) <= 1e-9 * max(1, scale), "seed \(seed): \(found), not \(wanted), in:\n\(text)")
  }

  @Test("What 'derive' prints, and closed formulas, come to the same", arguments: 0..<120)
  func texts(_ seed: Int) throws {
    try expectTexts(of: GuardedProgram(seed: 2000 + seed), seed)
  }

  @Test("The texts of recurrences, and of reads of parts", arguments: 0..<60)
  func recurrentTexts(_ seed: Int) throws {
    try expectTexts(of: GuardedProgram(seed: 5000 + seed, isRecurrent: true), seed)
  }

  private func expectTexts(of program: GuardedProgram, _ seed: Int) throws {
    guard program.gradient.allSatisfy({ $0.isFinite && abs($0) < 1e8 }) else { return }
    let model = try Model(program.text)
    var texts = [try model.derivation(of: "f", style: .flat), try model.formulas(of: "f", isExpanded: false).text]
    if let expanded = try? model.formulas(of: "f", isExpanded: true).text { texts.append(expanded) }
    if seed < 40 { texts.append(try model.derivation(of: "f", style: .plain)) }
    let data = given(program).mapValues { Tensor(shape: $0.shape, values: $0.values) }
    for text in texts {
      let found = try Evaluating.program(text).values(dims: ["N": count], data)
      let gradient = (found["grad_x"]?.values ?? []) + (found["grad_y"]?.values ?? [])
      #expect(
        isNear(gradient, program.gradient),
        "seed \(seed): \(gradient), not \(program.gradient), in:\n\(program.text)\nprinted:\n\(text)")
    }
  }
}
