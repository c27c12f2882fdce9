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

  @Test("Kinks have the derivatives of the convention")
  func kinksAreThoseOfTheConvention() throws {
    let points = KinkCatalogue.points.filter { !$0.needsStabilisation }
    let found = try PreparedTest(KinkCatalogue.program).gradient.dropFirst().map(\.values)
    try #require(found.count == points.count)
    for (point, gradient) in zip(points, found) {
      #expect(
        zip(gradient, point.gradient).allSatisfy { abs($0 - $1) <= 4 * $1.magnitude.ulp }, "\(point): \(gradient)")
    }
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
