import Foundation
import Testing

@testable import AutodiffGen

/// Derivatives from values alone.
@Suite struct DifferenceQuotientTests {
  @Test func smoothFunctionsHaveTheirDerivative() {
    let slope = DifferenceQuotient(at: 0.3) { sin(1000 * $0) }
    #expect(abs(slope.slope - 1000 * cos(300)) <= 1e-6)
    let power = DifferenceQuotient(at: 2) { $0 * $0 * $0 }
    #expect(abs(power.slope - 12) <= 1e-12)
    #expect(power.uncertainty <= 1e-10)
  }

  @Test func stepsOutOfTheDomainAreLeftOut() {
    let slope = DifferenceQuotient(at: 0.001) { log($0) }
    #expect(abs(slope.slope - 1000) <= 1e-4)
  }

  @Test func aFunctionThatIsNowhereFiniteHasNone() {
    let slope = DifferenceQuotient(at: 1) { _ in Double.nan }
    #expect(slope.slope.isNaN)
    #expect(slope.uncertainty == .infinity)
  }
}
