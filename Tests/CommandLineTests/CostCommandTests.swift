import Testing

@testable import autodiff_gen

/// `cost`.
@Suite struct CostCommandTests {
  private let program = "dim N; param x: [N]; f = sum(i: exp(x[i])^2)"

  @Test func countsAreFormulasOverOpenDims() {
    let run = Run("cost", "-e", program)
    #expect(run.status == 0)
    #expect(run.output.split(separator: "\n").contains { $0.split(separator: " ") == ["exp", "N", "N"] })
    #expect(run.output.contains(" times the value at extents of 100; arithmetic alone never needs more than 5\n"))
    #expect(run.output.contains("\nemit swift: "))
  }

  @Test func extentsThatAreGivenMakeThemNumbers() {
    let run = Run("cost", "-e", program, "N=1000", "--json")
    #expect(run.output.hasPrefix(#"{"value": {"operations": {"arithmetic": 2000, "exp": 1000}, "total": 3000, "#))
  }

  @Test(arguments: ["M=3", "x=3", "N=-1", "N=1.5", "N=1000000000000000000000"])
  func otherValuesAreRefused(argument: String) {
    let run = Run("cost", "-e", program, argument)
    #expect(run.status == 2)
    #expect(run.complaints.contains("found '\(argument)'"))
  }
}
