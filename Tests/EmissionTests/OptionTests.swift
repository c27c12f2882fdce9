import Evaluating
import Foundation
import Testing

@testable import Emission

/// What options change, and what they leave alone.
@Suite("Options of generated C") struct OptionTests {
  /// Programs small enough to be compiled again for every option.
  private static let some = ProgramCatalogue.all.filter {
    [
      "neuron", "two_outputs", "softmax_regression", "network", "guarded", "matrix", "clamped", "integers_out",
      "recurrent", "sum_1030", "triangle",
    ].contains($0.name)
  }

  @Test("Single precision agrees to single precision", .enabled(if: !Toolchain.cCompilers.isEmpty))
  func singlePrecision() throws {
    var options = EmissionOptions()
    options.precision = .single
    let tests = try Self.some.map { try PreparedTest($0, options: options) }
    let results = try run(tests, ["-Wdouble-promotion"], isSingle: true)
    let expected = expectedResults(tests)
    #expect(results.count == expected.count)
    for (result, wanted) in zip(results, expected) {
      let scale = max(1, abs(wanted.value))
      #expect(abs(result - wanted.value) <= 2e-4 * scale, "\(wanted.program): \(result), not \(wanted.value)")
    }
  }

  @Test("Headers alone do the same, several of them in one file", .enabled(if: !Toolchain.cCompilers.isEmpty))
  func headerOnly() throws {
    var options = EmissionOptions()
    options.isHeaderOnly = true
    let tests = try Self.some.map { try PreparedTest($0, options: options) }
    for test in tests { #expect(CEmitter.emit(test.request).count == 1) }
    expectSame(try run(tests, []), expectedResults(tests))
  }

  @Test("The plain form agrees with the interpreter to the last bit", .enabled(if: !Toolchain.cCompilers.isEmpty))
  func plainForm() throws {
    // In the plain form a masked contribution has a name, and its element may then not exist.
    let tests = try Self.some.filter { $0.name != "guarded" }.map { program in
      var program = program
      program.isPlain = true
      return try PreparedTest(program)
    }
    expectSame(try run(tests, []), expectedResults(tests))
  }

  @Test("Gradients are added to what is there", .enabled(if: !Toolchain.cCompilers.isEmpty))
  func accumulation() throws {
    var options = EmissionOptions()
    options.accumulates = true
    let tests = try Self.some.map { try PreparedTest($0, options: options) }
    // The harness calls each gradient on zeros, and then once more on what that left.
    let results = try run(tests, [], leavesOut: true)
    var position = 0
    for test in tests {
      let unit = CUnit(test.request)
      for (function, tensors) in zip(unit.functions, [test.value, test.gradient]) {
        let optional = function.results.indices.filter { function.results[$0].array != function.returned }
        var calls = [Double](repeating: 0, count: function.results.count)
        for leftOut in [nil] + optional.map(Optional.some) {
          for (number, tensor) in tensors.enumerated() where number != leftOut {
            calls[number] += 1
            let factor = function.results[number].derivativeOf == nil ? 1 : calls[number]
            for value in tensor.values {
              let result = results[position]
              let wanted = value * factor
              #expect(abs(result - wanted) <= 1e-12 * max(1, abs(wanted)), "\(test.request.name): \(result), \(wanted)")
              position += 1
            }
          }
        }
      }
    }
    #expect(position == results.count)
  }

  @Test("A prefix begins every public name, and the first line says so")
  func prefix() throws {
    var options = EmissionOptions()
    options.prefix = "acme_"
    let request = try PreparedTest(TestProgram("neuron", "L = sigmoid(w*x)"), options: options, isRun: false).request
    let files = CEmitter.emit(request)
    #expect(files.map(\.name) == ["acme_neuron.h", "acme_neuron.c"])
    #expect(files[0].text.contains("double acme_neuron_gradient("))
    #expect(
      files[0].text.hasPrefix(
        "/* acme_neuron.h: made by autodiff-gen 0.1.0 from neuron.adg (sha256 "))
  }

  /// Compiles and runs programs with the first compiler there is.
  private func run(
    _ tests: [PreparedTest], _ options: [String], isSingle: Bool = false, leavesOut: Bool = false
  ) throws -> [Double] {
    let compiler = try #require(Toolchain.cCompilers.first)
    let (files, sources) = CHarness.files(tests, isSingle: isSingle, leavesOut: leavesOut)
    return try Toolchain.withFolder { folder in
      try write(files, in: folder)
      let strict = ["-std=c99", "-O1", "-ffp-contract=off"] + options
      if !sources.isEmpty {
        let check = strict + Toolchain.warnings + Toolchain.onlyC + ["-fsyntax-only"] + sources
        let checking = try Toolchain.run(compiler.path, check, in: folder)
        try #require(checking.status == 0, "\(checking.errors.prefix(4000))")
      }
      let arguments = strict + ["-o", "run", "main.c"] + sources + ["-lm"]
      let compilation = try Toolchain.run(compiler.path, arguments, in: folder)
      try #require(compilation.status == 0, "\(compilation.errors.prefix(4000))")
      let outcome = try Toolchain.run(folder.appendingPathComponent("run").path, [], in: folder)
      try #require(outcome.status == 0, "\(outcome.errors.prefix(4000))")
      return readBits(outcome.output)
    }
  }
}
