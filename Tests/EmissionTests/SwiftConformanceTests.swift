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
    let tests = try ProgramCatalogue.all.map { try PreparedTest($0) }
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
}
