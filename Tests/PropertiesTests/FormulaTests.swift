import AutodiffGen
import Evaluating
import FlatProgram
import Foundation
import Interpretation
import Testing

/// What `derive --formula` answers is a program, and comes to the gradient when it is read and run.
@Suite("Closed formulas are gradients") struct FormulaTests {
  private func agree(_ text: String, dims: [Int], isExpanded: Bool = false, tolerance: Double = 1e-12) throws {
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
    let formulas: String
    do { formulas = try model.formulas(of: output, isExpanded: isExpanded).text } catch {
      guard isExpanded, "\(error)".contains("formula-too-long") else { throw error }
      return
    }
    let read: Program
    do { read = try Evaluating.program(formulas) } catch {
      Issue.record("\(error) in:\n\(formulas)\nof:\n\(text)")
      return
    }
    let found = try read.values(dims: extents, data)
    let largest = result.gradient.flatMap(\.array.values).filter(\.isFinite).map(abs).max() ?? 0
    for (name, value) in result.values.map({ ($0.name, $0.array) })
      + result.gradient.map({ ("grad_" + $0.name, $0.array) })
    {
      let values = found[name]?.values ?? []
      let isNear =
        values.count == value.values.count
        && zip(values, value.values).allSatisfy { a, b in
          // Where terms cancel, an error is one of theirs.
          a == b || a.isNaN && b.isNaN || abs(a - b) <= tolerance * max(abs(a), abs(b), 1e-3 * largest)
        }
      #expect(isNear, "\(name) is \(values), not \(value.values), in:\n\(text)\nformulas:\n\(formulas)")
    }
  }

  @Test("Of random programs", arguments: 0..<100)
  func randomPrograms(_ seed: Int) throws {
    try agree(RandomProgram.text(seed: 7000 + seed), dims: [3, 2])
  }

  @Test("Of random programs, expanded", arguments: 0..<50)
  func expandedPrograms(_ seed: Int) throws {
    try agree(RandomProgram.text(seed: 7000 + seed), dims: [3, 2], isExpanded: true)
  }

  @Test("Of random recurrences", arguments: 0..<40)
  func randomRecurrences(_ seed: Int) throws {
    try agree(RandomRecurrence.program(seed: UInt64(seed)), dims: [4, 2])
  }

  @Test("Of the catalogue", arguments: ProgramCatalogue.all.map(\.name))
  func catalogue(_ name: String) throws {
    let program = try #require(ProgramCatalogue.all.first { $0.name == name })
    try agree(program.text, dims: program.dims)
    try agree(program.text, dims: program.dims, isExpanded: true)
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
