import Evaluating
import FlatProgram
import Testing

@testable import Optimization

/// What walks a few fixed steps is written out; everything else stays as it is.
@Suite struct UnrollTests {
  private func unrolled(_ text: String) throws -> [String] {
    statements(OptimizationPass.unroll.run(try program(text))).filter { !$0.hasPrefix("local ") }
  }

  @Test func zerosAndOnesOfARotationFoldAway() throws {
    // Rz(a) times the first unit vector is (cos a, sin a, 0).
    let result = try unrolled(
      """
      param a
      R = [[cos(a), -sin(a), 0], [sin(a), cos(a), 0], [0, 0, 1]]
      v = [1, 0, 0]
      p = R @ v
      output p
      """)
    #expect(result == ["p[0] = cos(a)", "p[1] = sin(a)", "p[2] = 0"])
  }

  @Test func aRecurrenceOfAFewStepsBecomesOneExpression() throws {
    let result = try unrolled("param x: [3]\nh[0] = 1\nh[t in 1...3] = h[t-1] * x[t-1]\nf = h[3]")
    #expect(result == ["f = x[0] * x[1] * x[2]"])
  }

  @Test func whatAnIndexDecidesIsDecided() throws {
    let result = try unrolled("param x: [3]\ny[i in 0..<3] = if i > 0 then x[i] - x[i-1] else x[0]\noutput y")
    #expect(result == ["y[0] = x[0]", "y[1] = x[1] - x[0]", "y[2] = x[2] - x[1]"])
  }

  @Test func aTriangleIsWrittenOut() throws {
    let result = try unrolled("param x: [3]\nf = sum(i in 0..<3: sum(j in 0..<i: x[i] * x[j]))")
    #expect(result == ["f = x[1] * x[0] + (x[2] * x[0] + x[2] * x[1])"])
  }

  @Test func anElementThatNoBranchWantsIsNotRead() throws {
    let text = "param x: [3]\ny[i in 0..<3] = if x[0] > 0 and i < 2 then x[i+1] else 0\noutput y"
    #expect(
      try unrolled(text) == ["y[0] = if x[0] > 0 then x[1] else 0", "y[1] = if x[0] > 0 then x[2] else 0", "y[2] = 0"])
  }

  @Test(arguments: [
    "param x: [17]\nf = sum(i: x[i])",
    "dim N\nparam x: [N]\nf = sum(i: x[i])",
    "param x: [3]\nf = argmax(i: x[i])",
    "param x: [3]\ninput k: Int[3] in 3\nf = sum(i: x[k[i]])",
  ])
  func longOpenAndGatheringLoopsStay(text: String) throws {
    let before = try program(text)
    #expect(statements(OptimizationPass.unroll.run(before)) == statements(before))
  }

  @Test func whatALongLoopAddsToStaysAnArray() throws {
    // One statement walks N, so that all that give `y` elements stay loops; `z` reads it, and goes.
    let text = """
      dim N
      input X: [N, 3]
      y[k] = sum(n: X[n,k])
      z[k in 0..<3] = y[k] * k
      f = sum(k: z[k])
      """
    let result = try unrolled(text)
    #expect(result == ["y[k] += X[n, k]", "f = y[1] + y[2] * 2"])
  }

  @Test func aLongerResultThanItsBudgetStaysALoop() throws {
    // 16 x 16 x 16 products are as many nodes as may be left, with their sums more.
    let text = "param A: [16, 16], B: [16, 16]\nC = A @ B\nf = sum(i, j: C[i,j]^2)"
    let before = try program(text)
    #expect(statements(OptimizationPass.unroll.run(before)) == statements(before))
  }

  @Test func valuesAreThoseOfTheLoops() throws {
    let text = """
      param x: [4]
      A[i in 0..<4, j in 0..<4] = if i == j then 2 else x[i] * 0.5
      y = A @ x
      h[0] = y[0]
      h[t in 1..<4] = 0.5 * h[t-1] + y[t]
      f = sum(t: h[t]) + y[0] * y[3]
      """
    let before = try gradient(text)
    let after = OptimizationPass.unroll.run(before)
    #expect(!statements(after).contains { $0.hasPrefix("for ") })
    let numbers = [0.3, -1.25, 2, 0.75]
    let values = Oracle.values(of: before.outputs, in: before, extents: [:]) { _, _ in numbers }
    let others = Oracle.values(of: after.outputs, in: after, extents: [:]) { _, _ in numbers }
    for (one, other) in zip(values, others) {
      for (a, b) in zip(one, other) { #expect(abs(a - b) <= 1e-14 * max(1, abs(a))) }
    }
  }
}
