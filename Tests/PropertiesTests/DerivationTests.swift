import AutodiffGen
import Evaluating
import FlatProgram
import Foundation
import Interpretation
import Testing

/// What `derive` answers is a program, and comes to the same when it is read and run.
@Suite("Derivations are programs") struct DerivationTests {
  private func agree(_ text: String, dims: [Int], styles: [DerivationStyle] = [.flat, .plain]) throws {
    let model = try Model(text)
    guard let scalar = model.program.outputs.first(where: { model.program[$0].rank == 0 }),
      !model.program[scalar].isInteger, !model.parameters.isEmpty
    else { return }
    let output = model.program[scalar].name
    let extents = Dictionary(uniqueKeysWithValues: zip(model.openDims, dims + [2, 2, 2, 2, 2]))
    let data = try model.program.sampleData(dims: extents)
    var given = extents.mapValues { NumericArray(Double($0)) }
    for (name, tensor) in data { given[name] = NumericArray(shape: tensor.shape, values: tensor.values) }
    let result = try model.gradient(of: output, at: given)
    for style in styles {
      let derived = try model.derivation(of: output, style: style)
      let found = try Evaluating.program(derived).values(dims: extents, data)
      for (name, value) in result.values.map({ ($0.name, $0.array) })
        + result.gradient.map({ ("grad_" + $0.name, $0.array) })
      {
        let wanted = Tensor(shape: value.shape, values: value.values)
        #expect(
          found[name]?.isNear(wanted, tolerance: 1e-9) == true,
          "\(style): \(name) is \(found[name] as Any), not \(wanted), in:\n\(text)\nderived:\n\(derived)")
      }
    }
  }

  @Test("Of random programs", arguments: 0..<100)
  func randomPrograms(_ seed: Int) throws {
    try agree(RandomProgram.text(seed: 5000 + seed), dims: [3, 2], styles: seed < 30 ? [.flat, .plain] : [.flat])
  }

  @Test("Of random recurrences", arguments: 0..<100)
  func randomRecurrences(_ seed: Int) throws {
    let styles = seed < 30 ? [DerivationStyle.flat, .plain] : [.flat]
    try agree(RandomRecurrence.program(seed: UInt64(seed)), dims: [4, 2], styles: styles)
  }

  @Test("Of the catalogue", arguments: ProgramCatalogue.all.map(\.name))
  func catalogue(_ name: String) throws {
    let program = try #require(ProgramCatalogue.all.first { $0.name == name })
    // Steps that have a name of their own have no fewer than no elements.
    let isOnlyFlat = name == "rosenbrock_none"
    try agree(program.text, dims: program.dims, styles: isOnlyFlat ? [.flat] : [.flat, .plain])
  }

  @Test("Of recurrences of the common kinds", arguments: RecurrenceCatalogue.all)
  func recurrences(_ text: String) throws {
    try agree(text, dims: [3, 4, 2])
  }

  @Test("Of the samples")
  func samples() throws {
    let texts = try SampleTexts.whole()
    #expect(texts.count >= 30)
    for text in texts { try agree(text, dims: [3, 4, 2, 3, 2]) }
  }
}
