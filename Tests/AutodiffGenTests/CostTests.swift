import Testing

@testable import AutodiffGen

/// Counts of operations.
@Suite struct CostTests {
  @Test func aSumOfSquaresIsCountedByItsFormula() throws {
    // One exponential an element, and a multiplication and an addition for its square.
    let cost = try Model("dim N; param x: [N]; f = sum(i: exp(x[i])^2)").cost()
    #expect(cost.parts.map(\.name) == ["value", "gradient"])
    #expect(cost.parts[0].operations.map(\.kind) == ["arithmetic", "exp"])
    #expect(cost.parts[0].operations.map(\.amount.formula) == ["2*N", "N"])
    #expect(cost.parts[0].total.formula == "3*N")
    #expect(cost.parts[0].total.number == nil)
    #expect(cost.assumedExtent == 100)
  }

  @Test func knownExtentsGiveNumbers() throws {
    let cost = try Model("dim N; param x: [N]; f = sum(i: exp(x[i])^2)").cost(at: ["N": 1000])
    #expect(cost.parts[0].total.number == 3000)
    #expect(cost.assumedExtent == nil)
    #expect(try #require(cost.ratio) <= Cost.theoreticalRatio)
  }

  @Test func aProgramWithoutParametersHasAValueAlone() throws {
    let cost = try Model("input x; f = x^2").cost()
    #expect(cost.parts.map(\.name) == ["value"])
    #expect(cost.ratio == nil)
    #expect(cost.sizes.map(\.language) == [.c, .swift])
    #expect(cost.sizes.allSatisfy { $0.lines > 10 && $0.bytes > $0.lines })
  }

  @Test func jacobiansAreCountedInEitherMode() throws {
    let cost = try Model("dim N; param x: [N]; y[i] = x[i]^2; f = sum(y); output y, f").cost(at: ["N": 100])
    #expect(cost.modes.map(\.output) == ["y", "f"])
    // Each of the squares has one derivative; in a dense matrix, 99 zeros stand beside it.
    #expect(try #require(cost.modes[0].blocks.number) < 400)
    // One pass back gives all slopes of the sum, and one pass forwards gives one of them.
    #expect(cost.modes[1].chosen == "reverse")
    #expect(try #require(cost.modes[1].reverse.number) < #require(cost.modes[1].forward.number))
  }
}
