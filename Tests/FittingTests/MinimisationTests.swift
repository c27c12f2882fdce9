import Testing

@testable import Fitting

/// L-BFGS and the updates, on functions whose minima are known.
@Suite struct MinimisationTests {
  /// Rosenbrock's function: 0 at (1, 1), at the bottom of a bent valley.
  private func rosenbrock(_ place: [Double]) -> (value: Double, gradient: [Double]) {
    let (x, y) = (place[0], place[1])
    let (a, b) = (1 - x, y - x * x)
    return (a * a + 100 * b * b, [-2 * a - 400 * x * b, 200 * b])
  }

  private func minimum(
    of function: ([Double]) -> (value: Double, gradient: [Double]), from start: [Double], sizes: [Double]
  ) -> (place: [Double], steps: Int) {
    let (value, gradient) = function(start)
    var method = LBFGS(at: Point(place: start, value: value, gradient: gradient), sizes: sizes)
    var steps = 0
    while steps < 500, method.steepness > 1e-13, method.step(function) { steps += 1 }
    return (method.point.place, steps)
  }

  @Test func rosenbrocksValleyIsWalkedToItsEnd() {
    let (place, steps) = minimum(of: rosenbrock, from: [-1.2, 1], sizes: [0, 0])
    #expect(abs(place[0] - 1) < 1e-9 && abs(place[1] - 1) < 1e-9, "\(place)")
    #expect(steps < 60)
  }

  @Test func parametersOfVeryDifferentSizesAreNoTrouble() {
    // The minimum of (x/10^6 - 1)^2 + (10^6 y - 1)^2 + x y is found from its own gradient: 2 equations, worked out by hand.
    let function = { (place: [Double]) -> (value: Double, gradient: [Double]) in
      let (x, y) = (place[0] * 1e-6, place[1] * 1e6)
      return ((x - 1) * (x - 1) + (y - 1) * (y - 1) + x * y, [(2 * (x - 1) + y) * 1e-6, (2 * (y - 1) + x) * 1e6])
    }
    let (place, steps) = minimum(of: function, from: [3e6, 3e-6], sizes: [3e6, 3e-6])
    #expect(abs(place[0] * 1e-6 - 2.0 / 3) < 1e-12 && abs(place[1] * 1e6 - 2.0 / 3) < 1e-12, "\(place)")
    #expect(steps < 12)
  }

  @Test func aStepThatLeavesTheDomainIsShortened() {
    // x - log x has its minimum at 1, and the first steps from 0.01 would lead far away or below 0.
    let function = { (place: [Double]) -> (value: Double, gradient: [Double]) in
      place[0] > 0 ? (place[0] + 1 / place[0], [1 - 1 / (place[0] * place[0])]) : (.nan, [.nan])
    }
    let (place, _) = minimum(of: function, from: [0.01], sizes: [0])
    #expect(abs(place[0] - 1) < 1e-8, "\(place)")
  }

  @Test func gradientDescentShrinksAParabolaByAFactor() {
    // x - 0.1 * 2x = 0.8 x at each step.
    var place = [1.0]
    var updater = Updater(.gradientDescent, count: 1)
    for _ in 0..<10 { updater.update(&place, gradient: [2 * place[0]], rate: 0.1) }
    #expect(abs(place[0] - 0.107_374_182_4) < 1e-15)
  }

  @Test func momentumAddsUpWhatWentBefore() {
    // Constant gradient 1: the steps are 1, 1 + 0.5, 1 + 0.5 + 0.25.
    var place = [0.0]
    var updater = Updater(.momentum(0.5), count: 1)
    for _ in 0..<3 { updater.update(&place, gradient: [1], rate: 1) }
    #expect(place[0] == -(1 + 1.5 + 1.75))
  }

  @Test func adamsFirstStepIsAsLongAsTheRateWhateverTheGradient() {
    // With both means made up for, the step is rate * g / (|g| + 1e-8).
    var place = [0.0, 0.0]
    var updater = Updater(.adam, count: 2)
    updater.update(&place, gradient: [1000, -0.001], rate: 0.01)
    #expect(abs(place[0] + 0.01) < 1e-9)
    #expect(abs(place[1] - 0.01 / (1 + 1e-5)) < 1e-12)
  }
}
