import Differentiation
import FlatProgram
import Foundation
import Testing

@testable import AutodiffGen

/// Jacobians and Hessians in blocks, read off the subscripts.
@Suite("Sparsity") struct SparsityTests {
  @Test("An elementwise function has a diagonal")
  func diagonal() throws {
    let model = try Model("dim n\nparam x: [n]\ny[i] = sin(x[i])\noutput y")
    let values = ["x": NumericArray([0, 0.5, 1, 2])]
    let found = try #require(model.sparseJacobian().run(values).matrix(of: "y", by: "x"))
    #expect(found.rows == [0, 1, 2, 3])
    #expect(found.columns == [0, 1, 2, 3])
    #expect(found.rowStarts == [0, 1, 2, 3, 4])
    #expect(
      zip(found.values, [1, 0.8775825618903728, 0.5403023058681398, -0.4161468365471424]).allSatisfy {
        abs($0 - $1) < 1e-15
      })
  }

  @Test("The chained Rosenbrock function has a Hessian of three diagonals")
  func rosenbrock() throws {
    let model = try Model(
      "dim n\nparam x: [n]\nf = sum(i in 0..<n-1: 100 * (x[i+1] - x[i]^2)^2 + (1 - x[i])^2)\noutput f")
    let x = [1.2, -0.7, 0.4, 2.0, -1.1]
    let evaluator = try model.sparseHessian()
    let found = try #require(evaluator.run(["x": NumericArray(x)]).matrix(of: "x", by: "x"))
    #expect(found.rows == [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4])
    #expect(found.columns == [0, 1, 0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4])
    var exact = Array(repeating: 0.0, count: 25)
    for i in 0..<4 {
      exact[6 * i] += 1200 * x[i] * x[i] - 400 * x[i + 1] + 2
      exact[6 * i + 6] += 200
      exact[6 * i + 1] -= 400 * x[i]
      exact[6 * i + 5] -= 400 * x[i]
    }
    #expect(zip(found.dense, exact).allSatisfy { abs($0 - $1) <= 1e-12 * abs($1) })
    print(evaluator.listing)
  }

  @Test("BA")
  func bundle() throws {
    let model = try Model(try String(contentsOfFile: "Samples/BundleAdjustment/bundle_adjustment.adg", encoding: .utf8))
    let evaluator = try model.sparseJacobian(of: ["reprojection", "weighting"])
    print(evaluator.listing)
  }
}
