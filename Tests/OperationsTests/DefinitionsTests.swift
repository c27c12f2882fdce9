import Foundation
import Operations
import Testing

/// The composed operations against the formulas of the textbooks, at operands where those are accurate.
@Suite struct DefinitionsTests {
  typealias Formula = @Sendable (Double, Double, Double) -> Double

  static let formulas: [(Operation, Formula)] = [
    (.stop, { x, _, _ in x }),
    (.attach, { v, _, _ in v }),
    (.square, { x, _, _ in x * x }),
    (.recip, { x, _, _ in 1 / x }),
    (.sigmoid, { x, _, _ in 1 / (1 + exp(-x)) }),
    (.logsigmoid, { x, _, _ in -log(1 + exp(-x)) }),
    (.softplus, { x, _, _ in log(1 + exp(x)) }),
    (.relu, { x, _, _ in x > 0 ? x : 0 }),
    (.leakyrelu, { x, _, _ in x > 0 ? x : 0.01 * x }),
    (.elu, { x, _, _ in x > 0 ? x : exp(x) - 1 }),
    (.gelu, { x, _, _ in x / 2 * (1 + erf(x / 2.0.squareRoot())) }),
    (.silu, { x, _, _ in x / (1 + exp(-x)) }),
    (.expnegsq, { x, _, _ in exp(-x * x) }),
    (.normpdf, { x, _, _ in exp(-x * x / 2) / (2 * Double.pi).squareRoot() }),
    (.normcdf, { x, _, _ in (1 + erf(x / 2.0.squareRoot())) / 2 }),
    (.sign, { x, _, _ in x == 0 ? 0 : x / abs(x) }),
    (.step, { x, _, _ in x > 0 ? 1 : 0 }),
    (.clamp, { x, low, high in min(max(x, low), high) }),
    (.xlogy, { x, y, _ in x * log(y) }),
    (.logaddexp, { x, y, _ in log(exp(x) + exp(y)) }),
  ]

  @Test func `every composed operation has a formula here`() {
    let composed = Operation.allCases.filter { operation in
      if case .composed = operation.row.implementation { true } else { false }
    }
    #expect(Set(composed) == Set(Self.formulas.map { $0.0 }))
  }

  @Test func `composed operations equal their formulas`() {
    for (operation, formula) in Self.formulas {
      for operands in operation.draws(200) {
        let padded = operands + [0, 0]
        let wanted = formula(padded[0], padded[1], padded[2])
        #expect(abs(operation.evaluate(operands) - wanted) <= 1e-14 * max(1, abs(wanted)), "\(operation) \(operands)")
      }
    }
  }

  @Test func `textbook partials equal the accurate ones at ordinary operands`() throws {
    for operation in Operation.allCases {
      guard let textbook = operation.row.textbook else { continue }
      for operands in operation.draws(50) {
        let value = operation.evaluate(operands)
        for (position, rule) in textbook.enumerated() {
          let accurate = operation.partial(position, at: operands)
          #expect(abs(rule.evaluate(at: operands, result: value) - accurate) <= 1e-12 * max(1, abs(accurate)))
        }
      }
    }
  }

  @Test func `the sigmoid's textbook derivative is written in the lecture's order`() {
    #expect(Operation.sigmoid.textbookDerivatives == ["(1 - sigmoid(x))*sigmoid(x)"])
  }

  @Test func `the textbook's partials of a power have values where the base is 0`() throws {
    let textbook = try #require(Operation.power.row.textbook)
    for (exponent, slope) in [(1.0, 1.0), (2, 0), (3, 0), (2.5, 0)] {
      #expect(textbook[0].evaluate(0, exponent, result: 0) == slope)
      #expect(textbook[1].evaluate(0, exponent, result: 0) == 0)
    }
    #expect(textbook[1].evaluate(0, 0, result: 1) == 0)
    #expect(Operation.power.textbookDerivatives == ["y*x^(y - 1)", "if x == 0 then 0 else x^y*log(x)"])
  }
}
