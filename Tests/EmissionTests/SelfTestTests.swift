import Evaluating
import Foundation
import Testing

@testable import Emission

/// What travels with emitted files: a test in C, a manifest, and hashes.
@Suite("Companions of emitted files") struct SelfTestTests {
  private static let some = ProgramCatalogue.all.filter {
    ["neuron", "two_outputs", "softmax_regression", "network", "integers_out", "recurrent", "sum_none"].contains(
      $0.name)
  }

  @Test(
    "The test in C passes on what was emitted, and fails on another number", .enabled(if: !Toolchain.cCompilers.isEmpty)
  )
  func selfTest() throws {
    let compiler = try #require(Toolchain.cCompilers.first)
    for program in Self.some {
      let test = try PreparedTest(program)
      var values = SelfTestValues(
        dims: test.dims, arrays: test.arrays.map { $0?.values }, value: test.value.map(\.values),
        gradient: test.gradient.map(\.values))
      try Toolchain.withFolder { folder in
        try write(CEmitter.emit(test.request) + [CSelfTest.emit(test.request, values)], in: folder)
        let first = try buildAndRun(program.name, compiler, in: folder)
        #expect(first.status == 0, "\(program.name): \(first.output)")
        #expect(first.output == "\(program.name): all tests passed\n")
        values.value[0][0] += 0.001
        try write([CSelfTest.emit(test.request, values)], in: folder)
        #expect(try buildAndRun(program.name, compiler, in: folder).status == 1)
      }
    }
  }

  private func buildAndRun(_ name: String, _ compiler: Toolchain.Compiler, in folder: URL) throws -> Toolchain.Outcome {
    let strict = ["-std=c99"] + Toolchain.warnings + Toolchain.onlyC
    let arguments = strict + ["-o", "run", "\(name)_test.c", "\(name).c", "-lm"]
    let compilation = try Toolchain.run(compiler.path, arguments, in: folder)
    try #require(compilation.status == 0, "\(compilation.errors.prefix(2000))")
    return try Toolchain.run(folder.appendingPathComponent("run").path, [], in: folder)
  }

  @Test("The manifest is JSON that names every argument")
  func manifest() throws {
    let program = try #require(Self.some.first { $0.name == "softmax_regression" })
    let request = try PreparedTest(program, isRun: false).request
    let file = Manifest.emit(request, files: CEmitter.emit(request))
    #expect(file.name == "softmax_regression.json")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(file.text.utf8)) as? [String: Any])
    let functions = try #require(object["functions"] as? [[String: Any]])
    #expect(functions.compactMap { $0["name"] as? String } == ["softmax_regression", "softmax_regression_gradient"])
    let arguments = try #require(functions.last?["arguments"] as? [[String: Any]])
    #expect(arguments.compactMap { $0["name"] as? String } == ["X", "label", "W", "b", "loss", "grad_W", "grad_b"])
    #expect(arguments.last?["derivativeOf"] as? String == "loss")
  }

  @Test("Hashes are those of the standard's examples")
  func hashes() {
    // FIPS 180-4's examples, as published by NIST.
    #expect(
      SHA256.hexDigits(of: Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(SHA256.hexDigits(of: []) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    let text = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
    #expect(
      SHA256.hexDigits(of: Array(text.utf8)) == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
  }

  @Test("Line directives point into the source and back", .enabled(if: !Toolchain.cCompilers.isEmpty))
  func lineDirectives() throws {
    var options = EmissionOptions()
    options.hasLineDirectives = true
    let request = try PreparedTest(TestProgram("f", "# first\nparam x\nf = x^2\n"), options: options, isRun: false)
      .request
    let text = CEmitter.emit(request)[1].text
    #expect(text.contains("#line 3 \"f.adg\"\n"))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var ownLines = 0
    for (position, line) in lines.enumerated() where line.hasSuffix(" \"f.c\"") && line.hasPrefix("#line") {
      ownLines += 1
      #expect(line == "#line \(position + 2) \"f.c\"")
    }
    #expect(ownLines == 2)
  }
}
