import Evaluating
import Foundation
import Testing

@testable import Emission

/// Generated C is clean, and computes what the interpreter computes.
@Suite("Generated C") struct CConformanceTests {
  @Test("There is a C compiler to test with", .disabled(if: !Toolchain.cCompilers.isEmpty, "there is one"))
  func compilerIsMissing() {
    print("no C compiler on the path: generated C is not tested")
  }

  @Test("Value and gradient agree with the interpreter to the last bit", arguments: Toolchain.cCompilers)
  func agreesToTheLastBit(compiler: Toolchain.Compiler) throws {
    let tests = try (ProgramCatalogue.all + Corpus.samples()).map { try PreparedTest($0) }
    try expectAgreement(tests, compiler, ["-O2", "-ffp-contract=off"])
  }

  @Test("So do random programs, all in one compilation", arguments: Toolchain.cCompilers)
  func randomPrograms(compiler: Toolchain.Compiler) throws {
    var options = EmissionOptions()
    options.isHeaderOnly = true
    // Each compiler has a half of them: one takes a minute for all.
    let number = Toolchain.cCompilers.firstIndex { $0.name == compiler.name } ?? 0
    let count = Toolchain.cCompilers.count
    let all = try Corpus.random(options: options) + Corpus.guarded(80, options: options)
    let tests = all.enumerated().filter { $0.offset % count == number }.map(\.element)
    try expectAgreement(tests, compiler, ["-O1", "-ffp-contract=off", Self.contradictory])
  }

  @Test("Random programs use memory as it may be", arguments: Toolchain.cCompilers.suffix(1))
  func randomProgramsAreClean(compiler: Toolchain.Compiler) throws {
    var options = EmissionOptions()
    options.isHeaderOnly = true
    let tests = try Corpus.random(100, options: options) + Corpus.guarded(80, options: options)
    try expectAgreement(
      tests, compiler,
      ["-O0", "-ffp-contract=off", Self.contradictory, "-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
      leavesOut: true)
  }

  @Test("Memory is used as it may be, also where results are left out", arguments: Toolchain.cCompilers.suffix(1))
  func isClean(compiler: Toolchain.Compiler) throws {
    // The kinks have so many outputs that a call without each of them takes minutes to compile.
    let some = ProgramCatalogue.all.filter { $0.name != KinkCatalogue.program.name }
    let tests = try some.map { try PreparedTest($0) }
    try expectAgreement(
      tests, compiler,
      ["-O1", "-g", "-ffp-contract=off", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"], leavesOut: true)
  }

  @Test("The same files are C++17", arguments: Toolchain.cppCompilers)
  func isCpp(compiler: Toolchain.Compiler) throws {
    let tests = try ProgramCatalogue.all.map { try PreparedTest($0, isRun: false) }
    let (files, sources) = CHarness.files(tests)
    try Toolchain.withFolder { folder in
      try write(files, in: folder)
      let arguments = ["-std=c++17", "-x", "c++", "-fsyntax-only"] + Toolchain.warnings + sources
      let outcome = try Toolchain.run(compiler.path, arguments, in: folder)
      #expect(outcome.status == 0, "\(outcome.errors.prefix(2000))")
    }
  }

  /// Random texts contradict themselves, `x < 0.4 and x > 0.8`, which clang sees.
  private static let contradictory = "-Wno-tautological-compare"

  private func expectAgreement(
    _ tests: [PreparedTest], _ compiler: Toolchain.Compiler, _ options: [String], leavesOut: Bool = false
  ) throws {
    let (files, sources) = CHarness.files(tests, leavesOut: leavesOut)
    try Toolchain.withFolder { folder in
      try write(files, in: folder)
      // What is in headers is seen with the warnings too, from the file that calls it.
      let strict = ["-std=c99"] + Toolchain.warnings + Toolchain.onlyC + options
      if !sources.isEmpty {
        let compilation = try Toolchain.run(compiler.path, strict + ["-c"] + sources, in: folder)
        try #require(compilation.status == 0, "\(compilation.errors.prefix(4000))")
      }
      let objects = sources.map { $0.dropLast(1) + "o" }
      let link = (sources.isEmpty ? strict : ["-std=c99"] + options) + ["-o", "run", "main.c"]
      let linking = try Toolchain.run(compiler.path, link + objects.map(String.init) + ["-lm"], in: folder)
      try #require(linking.status == 0, "\(linking.errors.prefix(4000))")
      let outcome = try Toolchain.run(folder.appendingPathComponent("run").path, [], in: folder)
      try #require(outcome.status == 0, "\(outcome.errors.prefix(4000))")
      expectSame(readBits(outcome.output), expectedResults(tests, leavesOut: leavesOut))
    }
  }
}

/// Writes files into a folder.
func write(_ files: [EmittedFile], in folder: URL) throws {
  for file in files {
    try file.text.write(to: folder.appendingPathComponent(file.name), atomically: true, encoding: .utf8)
  }
}

/// Expects results to be the same to the last bit, naming the programs where they are not.
func expectSame(_ results: [Double], _ expected: [(program: String, value: Double)]) {
  #expect(results.count == expected.count)
  var faults: [String] = []
  for (result, wanted) in zip(results, expected) where !isSame(result, wanted.value) {
    faults.append("\(wanted.program): \(result), not \(wanted.value)")
  }
  #expect(faults.isEmpty, "\(faults.prefix(20).joined(separator: "\n"))")
}
