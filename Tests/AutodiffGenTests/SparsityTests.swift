import Differentiation
import FlatProgram
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
    let cosines = [1, 0.8775825618903728, 0.5403023058681398, -0.4161468365471424]
    #expect(zip(found.values, cosines).allSatisfy { abs($0 - $1) < 1e-15 })
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
    #expect(evaluator.parts.flatMap(\.blocks).allSatisfy { $0.axes.count == 1 })
  }

  @Test("A sum over parts of their own has a Hessian of diagonal blocks, with its mirror image by another array")
  func separable() throws {
    let model = try Model(
      "dim n\nparam x: [n, 2], y: [n]\nf = sum(i: x[i, 0]^2 * x[i, 1] * y[i])\noutput f")
    let values = [
      "x": try #require(NumericArray(shape: [2, 2], values: [2, 3, 5, 7])), "y": NumericArray([11, 13]),
    ]
    let found = try model.sparseHessian().run(values)
    #expect(
      found.matrix(of: "x", by: "x")?.dense == [66, 44, 0, 0, 44, 0, 0, 0, 0, 0, 182, 130, 0, 0, 130, 0])
    #expect(found.matrix(of: "x", by: "y")?.dense == [12, 0, 4, 0, 0, 70, 0, 25])
    #expect(found.matrix(of: "y", by: "x")?.dense == [12, 4, 0, 0, 0, 0, 70, 25])
    #expect(found.matrix(of: "y", by: "y")?.values == [])
    #expect(found.matrix(of: "x", by: "x")?.rows.allSatisfy { $0 < 4 } == true)
  }

  @Test("The rows of a batch have nothing to do with each other")
  func batch() throws {
    let model = try Model("dim n, d, k\ninput X: [n, d]\nparam W: [d, k]\nY = X @ W\noutput Y")
    let values = [
      "X": try #require(NumericArray(shape: [2, 2], values: [1, 2, 3, 4])),
      "W": try #require(NumericArray(shape: [2, 2], values: [0.5, -1, 2, 3])),
    ]
    let byData = try #require(
      model.sparseJacobian(of: ["Y"], withRespectTo: ["X"]).run(values).matrix(of: "Y", by: "X"))
    #expect(byData.dense == [0.5, 2, 0, 0, -1, 3, 0, 0, 0, 0, 0.5, 2, 0, 0, -1, 3])
    #expect(byData.values.count == 8)
    let byWeights = try #require(model.sparseJacobian().run(values).matrix(of: "Y", by: "W"))
    #expect(byWeights.rows == [0, 0, 1, 1, 2, 2, 3, 3])
    #expect(byWeights.columns == [0, 2, 1, 3, 0, 2, 1, 3])
    #expect(byWeights.values == [1, 2, 1, 2, 3, 4, 3, 4])
  }

  @Test("What data point to places columns, and the same place twice is a sum")
  func gather() throws {
    let model = try Model(
      "dim n, m\ninput at: Int[n] in m, to: Int[n] in m\nparam x: [m]\ny[i] = 3 * x[at[i]] + x[to[i]]\noutput y")
    let values = ["at": NumericArray([2, 0]), "to": NumericArray([1, 0]), "x": NumericArray([5, 6, 7])]
    let found = try #require(model.sparseJacobian().run(values).matrix(of: "y", by: "x"))
    #expect(found.rows == [0, 0, 1])
    #expect(found.columns == [1, 2, 0])
    #expect(found.values == [1, 3, 4])
  }

  @Test("What is not there where a condition fails has no entry")
  func edges() throws {
    let model = try Model(
      "dim n\nparam x: [n]\ny[i in 0..<n] = if i > 0 then x[i] - x[i-1] else x[i]^2\noutput y")
    let found = try #require(model.sparseJacobian().run(["x": NumericArray([3, 4, 6])]).matrix(of: "y", by: "x"))
    #expect(found.dense == [6, 0, 0, -1, 1, 0, 0, -1, 1])
  }

  @Test("A recurrence is taken as a whole")
  func recurrence() throws {
    let model = try Model("dim T\nparam a, c: [T]\nh[0] = 1\nh[t in 1...T] = a * h[t-1] + c[t-1]\noutput h")
    let found = try model.sparseJacobian().run(["a": NumericArray(2), "c": NumericArray([1, 3])])
    // h = 1, a + c0, a^2 + a c0 + c1
    #expect(found.matrix(of: "h", by: "a")?.dense == [0, 1, 5])
    #expect(found.matrix(of: "h", by: "c")?.dense == [0, 0, 1, 0, 2, 1])
  }

  @Test("A Hessian through choices that hang on each other is the same, dense and in blocks")
  func choices() throws {
    let model = try Model(
      """
      dim n, m
      param v: [n], A: [n, m], w: [m]
      d[i in 0..<n, j in 0..<m] =
        (if A[i, j] < 0.3 then var(k in 0..<n: v[n - 1 - i]) else A[i, j]) * (if j > 0 then w[j - 1]^2 else j)
      f = sum(d)
      output f
      """)
    let values = [
      "A": try #require(NumericArray(shape: [3, 2], values: [0.1, 0.5, -0.3, 0.8, 0.6, -0.9])),
      "w": NumericArray([0.35, -0.65]), "v": NumericArray([0.7, -0.2, 0.4]),
    ]
    var evaluator = try model.evaluator(for: .derivatives([DerivativeQuery(.hessian)], of: nil, withRespectTo: nil))
    let dense = try #require(evaluator.run(values)[.hessian, "w", "A"]?.values)
    // By w[0] and A[i, 1] it is 2 w[0] where A[i, 1] is above 0.3.
    #expect(dense == [0, 0.7, 0, 0.7, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(try model.sparseHessian().run(values).matrix(of: "w", by: "A")?.dense == dense)
  }
}
