import Evaluating
import Testing

@testable import Emission

/// The catalogue's programs are programs.
@Suite("The catalogue of test programs") struct CatalogueTests {
  @Test("Every program is read and run", arguments: ProgramCatalogue.all.map(\.name))
  func isRun(name: String) throws {
    let program = try #require(ProgramCatalogue.all.first { $0.name == name })
    _ = try PreparedTest(program)
  }

  @Test("The same request gives the same text")
  func isDeterministic() throws {
    for program in ProgramCatalogue.all {
      let (a, b) = (try PreparedTest(program, isRun: false), try PreparedTest(program, isRun: false))
      #expect(CEmitter.emit(a.request) == CEmitter.emit(b.request))
      #expect(SwiftEmitter.emit(a.request) == SwiftEmitter.emit(b.request))
    }
  }
}
