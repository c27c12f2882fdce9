import FlatProgram
import Interpretation
import Scheduling
import Testing

@testable import AutodiffGen

/// Gradients beside differences.
@Suite struct GradientCheckTests {
  private func check(_ text: String, _ values: [String: NumericArray] = [:]) throws -> GradientCheck {
    try Model(text).check(at: values)
  }

  @Test func aSmoothProgramAgreesInEveryElement() throws {
    let check = try check("dim N, D; input X: [N, D]; param w: [D]; f = sum(n: tanh(sum(d: X[n, d]*w[d]))^2)")
    #expect(check.agrees)
    #expect(check.isMadeUp)
    #expect(check.extents.map(\.name) == ["N", "D"])
    #expect(check.parts.map(\.name) == ["w"])
    #expect(check.parts[0].entries.map(\.place) == (0..<check.parts[0].count).map { [$0] })
    #expect(check.parts[0].entries.allSatisfy { $0.verdict == .agrees })
    #expect(check.parts[0].largestDeviation <= 1e-10)
  }

  @Test func theDerivativeAtAKinkLiesBetweenBothSlopes() throws {
    for text in ["param x; f = relu(x)", "param x; f = abs(x)", "param x; f = max(x, 2*x)"] {
      let check = try check(text, ["x": NumericArray(0)])
      #expect(check.agrees)
      #expect(check.parts[0].entries.map(\.verdict) == [.kink], "\(text)")
    }
  }

  @Test func aStepHasNoSlopeOnItsTreads() throws {
    #expect(try check("param x; f = floor(x)", ["x": NumericArray(0.5)]).parts[0].entries.map(\.verdict) == [.agrees])
  }

  @Test func whatIsNotFiniteIsUndecided() throws {
    let check = try check("param x; f = log(x)", ["x": NumericArray(0)])
    #expect(check.parts[0].entries.map(\.verdict) == [.undecided])
  }

  @Test func aWrongDerivativeIsFound() throws {
    // The value is 3*x; the derivative of another function stands in for its own.
    let right = try Model("param x; f = 3*x").scheduled(for: .values)
    let arrays = right.program.arrays.map { $0.role == .parameter ? Tensor(1) : nil }
    var comparison = GradientComparison(
      gradient: [Tensor(3), Tensor(2)], value: try Interpreter(right).prepare(dims: []), arrays: arrays)
    let part = try comparison.part(0, of: right.program.arrayIDs { $0.role == .parameter }[0], called: "x")
    #expect(part.entries.map(\.verdict) == [.differs])
    #expect(abs(part.entries[0].difference - 3) <= 1e-12)
  }

  @Test(arguments: [1e-1, 1e-3, 1e-5, 1e-7, 1e-9])
  func aKinkNearbyIsNoFault(_ distance: Double) throws {
    for (x, slope) in [(distance, 1.0), (-distance, 0.0)] {
      let entries = try check("param x; f = relu(x)", ["x": NumericArray(x)]).parts[0].entries
      #expect(entries.map(\.verdict) == [.agrees], "x = \(x)")
      #expect(entries[0].derivative == slope)
    }
  }

  @Test func aCurveThatOnlyBendsIsNoKink() throws {
    var options = CheckOptions()
    options.oneSidedStep = 0.1
    let check = try Model("param x; f = sin(1000*x)").check(at: ["x": NumericArray(1)], options)
    #expect(check.parts[0].entries.map(\.verdict) == [.untrusted])
    #expect(check.agrees)
  }

  @Test func forwardModeIsRunForEachElement() throws {
    let check = try check("dim N; param x: [N], a; f = a*sum(i: exp(x[i])*x[i])")
    for entry in check.parts.flatMap(\.entries) {
      #expect(abs(entry.tangent - entry.derivative) <= 1e-14 * abs(entry.derivative))
    }
  }

  @Test func randomPointsStayWhereTheGradientIsFinite() throws {
    var options = CheckOptions()
    options.randomPoints = 20
    let check = try Model("param x; f = log(x - 0.9)").check(at: ["x": NumericArray(1)], options)
    #expect(check.parts[0].entries.count == 21)
    #expect(check.parts[0].entries.allSatisfy { $0.verdict == .agrees })
    #expect(Set(check.parts[0].entries.map(\.derivative)).count == 21)
  }

  @Test func ofManyElementsSomeAreLookedAt() throws {
    let check = try check("param x: [250]; f = sum(x^2)")
    #expect(check.parts[0].count == 250)
    #expect(check.parts[0].entries.count == 100)
    #expect(check.parts[0].entries.last?.place == [249])
  }
}
