import AutodiffGen
import Testing

@testable import autodiff_gen

/// `explain` and `functions`.
@Suite struct ExplainCommandTests {
  @Test func theCodesAreListed() {
    let codes = Run("explain").output.split(separator: "\n").map(String.init)
    #expect(codes == codes.sorted())
    #expect(codes.contains("shape-mismatch"))
    #expect(codes.contains("value-missing"))
  }

  @Test func aPageMayBeAskedForAsAMessagePrintsIt() {
    let run = Run("explain", "error[shape-mismatch]:")
    #expect(run.status == 0)
    #expect(run.output == Run("explain", "shape-mismatch").output)
    #expect(run.output.hasPrefix("shape-mismatch\n\n"))
    #expect(run.output.contains("\nWrong:\n\n    "))
    #expect(run.output.contains("\nRight:\n\n    "))
  }

  @Test func aFunctionIsExplainedToo() {
    #expect(Run("explain", "sqrt").output == Run("functions", "sqrt").output)
  }

  @Test func theTableHasEveryFunctionWithItsDerivative() {
    let table = Run("functions").output
    for entry in FunctionTable.entries { #expect(table.contains(entry.signature)) }
    let lines = table.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("sin(x) ") && $0.hasSuffix(" cos(x)") })
    #expect(lines.contains { $0.hasPrefix("relu(x) ") && $0.hasSuffix(" relu'(0) = 0") })
    #expect(Run("functions", "--json").output.hasPrefix("{\"functions\": [{\"name\": \"pow\""))
  }

  @Test func anEntryHasDomainDerivativeAndConvention() {
    #expect(
      Run("functions", "max").output == """
        max(x, y)

          the larger of two values; NaN if one is NaN

          domain       all reals
          derivative   d/dx: if x >= y then 1 else 0
                       d/dy: if x >= y then 0 else 1
          at kinks     the first that attains the maximum takes the whole derivative

        """)
  }
}
