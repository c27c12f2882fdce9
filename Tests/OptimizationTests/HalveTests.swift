import Differentiation
import Evaluating
import FlatProgram
import Testing

@testable import Optimization

/// What is symmetric is computed once.
@Suite struct HalveTests {
  private func symmetric(_ text: String, rank: Int = 1) throws -> Program {
    var program = try program(text)
    let matrix = try #require(program.arrayIDs { $0.name == "H" }.first)
    program[matrix].symmetricRank = rank
    return program
  }

  private func halved(_ text: String, rank: Int = 1) throws -> [String] {
    statements(OptimizationPass.halve.run(try symmetric(text, rank: rank)))
  }

  @Test func theLowerHalfIsComputedAndTheUpperOneCopied() throws {
    let result = try halved("dim M, N\ninput A: [M, N]\nH[i, j] = sum(k: A[k, i]*A[k, j])\noutput H")
    #expect(
      result == [
        "H[i in 0..<N, j in 0..<N] = 0", "H[i, j] += A[k, i] * A[k, j] for i, j in 0..<i+1",
        "H[i1 in 0..<i0, i0] = H[i0, i1]",
      ])
  }

  @Test func theHalvesOfMatricesAreToldApartByTheirLargestExtent() throws {
    let result = try halved(
      "input A: [3, 5]\nH[a, b, c, d] = A[a, b]*A[c, d]\noutput H", rank: 2)
    #expect(
      result.suffix(2) == [
        "H[a, b, c, d in 0..<b+1] = A[a, b] * A[c, d]", "H[i2, i3 in 0..<i1, i0, i1] = H[i0, i1, i2, i3]",
      ])
  }

  @Test func aDiagonalIsNoReason() throws {
    let program = try program("dim N\nparam x: [N]\nf = sum(i: exp(x[i]))\nH = hessian(f, x)\noutput H")
    let diagonal = try Derivatives.expanded(program).program
    #expect(diagonal.arrays.contains { $0.symmetricRank == 1 })
    #expect(statements(OptimizationPass.halve.run(diagonal)) == statements(diagonal))
  }

  @Test func whatIsNotSymmetricIsComputedWhole() throws {
    let text = "dim M, N\ninput A: [M, N]\nH[i, j] = sum(k: A[k, i]*A[k, j])\noutput H"
    let whole = try program(text)
    #expect(statements(OptimizationPass.halve.run(whole)) == statements(whole))
  }

  @Test func whatAHalfReadsIsComputedByHalvesToo() throws {
    let text = """
      dim M, N
      input A: [M, N], s: [N]
      G[i, j] = sum(k: A[k, i]*A[k, j])
      H[i, j] = s[i]*G[i, j]*s[j]
      output H
      """
    let result = statements(OptimizationPass.narrow.run(OptimizationPass.halve.run(try symmetric(text))))
    #expect(result.contains("G[i, j] += A[k, i] * A[k, j] for i, j in 0..<i+1"), "\(result)")
    // What is asked for is there whole.
    let asked = statements(
      OptimizationPass.narrow.run(
        OptimizationPass.halve.run(try symmetric(text.replacing("output H", with: "output H, G")))))
    #expect(asked.contains("G[i, j] += A[k, i] * A[k, j]"), "\(asked)")
  }

  @Test(arguments: [
    "sum(i: softplus(x[i]*sum(x)))", "sum(k: sum(i: A[k, i]*x[i])^4)", "exp(sum(i: x[i])/9)",
    "sum(i in 0..<N-1: (x[i+1] - x[i]^2)^2) + sum(x)^4", "sum(k: (A[k, p[k]]*x[p[k]]*sum(x))^2)",
    "sum(i in 0..<N: sum(j in 0...i: A[0, j]*x[j])^3)",
  ])
  func hessiansKeepTheirValues(_ formula: String) throws {
    let text = "dim M, N\ninput A: [M, N], p: Int[M] in N\nparam x: [N]\nf = \(formula)\nH = hessian(f, x)\noutput H"
    try expectSame(text)
  }

  @Test func theHessianOfARecurrenceKeepsItsValue() throws {
    try expectSame(
      """
      dim M, N
      input A: [M, N]
      param x: [N]
      h[0] = 1
      h[t in 1...M] = tanh(h[t-1] + sum(i: A[t-1, i]*x[i]))
      f = h[M]
      H = hessian(f, x)
      output H
      """)
  }

  private func expectSame(_ text: String) throws {
    let program = try Derivatives.expanded(try program(text)).program
    let dims = ["M": 4, "N": 5]
    let data = try program.sampleData(dims: dims, seed: 3)
    let whole = try #require(try program.values(dims: dims, data)["H"])
    let halved = OptimizationPass.halve.run(program)
    #expect(statements(halved) != statements(program))
    let optimized = try #require(try program.optimized(by: Pipeline.standard).values(dims: dims, data)["H"])
    for found in [try #require(try halved.values(dims: dims, data)["H"]), optimized] {
      #expect(found.isNear(whole, tolerance: 1e-12), "\(found), not \(whole)")
      for i in 0..<5 { for j in 0..<5 { #expect(found.values[5 * i + j] == found.values[5 * j + i]) } }
    }
  }
}
