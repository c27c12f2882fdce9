import Evaluating
import Foundation
import Testing

@testable import Emission

/// Generated Swift compiles without a warning, and computes what the interpreter computes.
@Suite("Generated Swift") struct SwiftConformanceTests {
  @Test(
    "Value and gradient agree with the interpreter to the last bit",
    .enabled(if: Toolchain.swift != nil, "needs swiftc"), arguments: ["-Onone", "-O"])
  func agreesToTheLastBit(option: String) throws {
    let compiler = try #require(Toolchain.swift)
    // The compiler takes a second for each program, and seconds where it optimises: programs take turns.
    let tests =
      option == "-O"
      ? try (ProgramCatalogue.all + Corpus.samples()).map { try PreparedTest($0) } + Corpus.random(20)
      : try Array(Corpus.random().dropFirst(20))
    let files = SwiftHarness.files(tests)
    try Toolchain.withFolder { folder in
      try write(files, in: folder)
      let arguments = ["-swift-version", "6", "-warnings-as-errors", option, "-wmo", "-o", "run"] + files.map(\.name)
      let compilation = try Toolchain.run(compiler, arguments, in: folder)
      try #require(compilation.status == 0, "\(compilation.errors.prefix(4000))")
      let outcome = try Toolchain.run(folder.appendingPathComponent("run").path, [], in: folder)
      try #require(outcome.status == 0, "\(outcome.errors.prefix(4000))")
      expectSame(readBits(outcome.output), expectedResults(tests))
    }
  }

  @Test("Single precision and the plain form compile and agree", .enabled(if: Toolchain.swift != nil, "needs swiftc"))
  func options() throws {
    let compiler = try #require(Toolchain.swift)
    var single = EmissionOptions()
    single.precision = .single
    let names = [
      "neuron", "softmax_regression", "network", "matrix", "clamped", "integers_out", "recurrent", "sum_1030",
    ]
    let some = ProgramCatalogue.all.filter { names.contains($0.name) }
    let tests = try some.map { try PreparedTest($0, options: single) }
    let plain = try some.map { program in
      var program = program
      program.isPlain = true
      program.name += "_plain"
      return try PreparedTest(program)
    }
    let files = SwiftHarness.files(tests + plain)
    try Toolchain.withFolder { folder in
      try write(files, in: folder)
      let arguments = ["-swift-version", "6", "-warnings-as-errors", "-wmo", "-o", "run"] + files.map(\.name)
      let compilation = try Toolchain.run(compiler, arguments, in: folder)
      try #require(compilation.status == 0, "\(compilation.errors.prefix(4000))")
      let outcome = try Toolchain.run(folder.appendingPathComponent("run").path, [], in: folder)
      let results = readBits(outcome.output)
      let expected = expectedResults(tests)
      try #require(results.count == expected.count + expectedResults(plain).count)
      for (result, wanted) in zip(results, expected) {
        #expect(abs(result - wanted.value) <= 2e-4 * max(1, abs(wanted.value)), "\(wanted.program): \(result)")
      }
      expectSame(Array(results.dropFirst(expected.count)), expectedResults(plain))
    }
  }

  @Test("A wrong length ends the program with a message", .enabled(if: Toolchain.swift != nil, "needs swiftc"))
  func wrongLength() throws {
    let compiler = try #require(Toolchain.swift)
    let program = TestProgram("f", "dim N\ninput X: [N, 3]\nparam w: [3]\nf = sum(X @ w)", dims: [2])
    let request = try PreparedTest(program, isRun: false).request
    let main = "print(F.value(X: [1, 2, 3, 4], parameters: .init(w: [1, 2, 3]), N: 2))\n"
    try Toolchain.withFolder { folder in
      try write(SwiftEmitter.emit(request) + [EmittedFile(name: "main.swift", text: main)], in: folder)
      let compilation = try Toolchain.run(compiler, ["-O", "-o", "run", "f.swift", "main.swift"], in: folder)
      try #require(compilation.status == 0, "\(compilation.errors)")
      let outcome = try Toolchain.run(folder.appendingPathComponent("run").path, [], in: folder)
      #expect(outcome.status != 0)
      #expect(outcome.errors.contains("X has 4 elements where 6 are needed"))
    }
  }
}
