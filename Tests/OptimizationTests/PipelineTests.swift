import FlatProgram
import Testing

@testable import Optimization

@Suite struct PipelineTests {
  private static let logisticRegression = """
    dim N, D
    input X: [N, D], y: [N]
    param w: [D], b
    z[n] = sum(d: X[n,d] * w[d]) + b
    loss = mean(n: softplus(z[n]) - y[n]*z[n])
    output loss
    """

  @Test func theDerivativeOfLogisticRegressionReadsLikeTheLecture() throws {
    let result = try gradient(Self.logisticRegression).optimized(by: Pipeline.readable)
    #expect(
      ProgramPrinter.text(of: result) == """
        dim N, D
        input X: [N, D], y: [N]
        param w: [D], b

        # forward
        s0[n] += X[n, d] * w[d]
        z[n] = s0[n] + b
        s1 += softplus(z[n]) - y[n] * z[n]
        loss = s1 / N

        # backward
        grad_loss = 1
        grad_s1 = grad_loss / N
        grad_z[n] = grad_s1 * (sigmoid(z[n]) - y[n])
        grad_b += grad_z[n]
        grad_w[d] += grad_z[n] * X[n, d]
        output loss, grad_w, grad_b

        """)
  }

  @Test func anUntidyDerivativeBecomesTheSame() throws {
    let result = try program(
      """
      dim N, D
      input X: [N, D], y: [N]
      param w: [D], b
      s0[n] += X[n, d] * w[d]
      z[n] = s0[n] + b
      s1 += softplus(z[n]) - y[n] * z[n]
      loss = s1 / N
      grad_s1 = 1 * (1 / N)
      grad_z[n] += grad_s1 * sigmoid(z[n]) * 1 + 0
      grad_z[n] += -(grad_s1 * 1 * y[n])
      grad_b += grad_z[n] * 1
      grad_w[d] += (if 1 < 2 then grad_z[n] else 0) * X[n, d]
      output loss, grad_w, grad_b
      """
    ).optimized(by: Pipeline.readable)
    #expect(
      statements(result).suffix(5) == [
        "grad_s1 = 1 / N", "grad_z[n] = grad_s1 * sigmoid(z[n])", "grad_z[n] += -(grad_s1 * y[n])",
        "grad_b += grad_z[n]", "grad_w[d] += grad_z[n] * X[n, d]",
      ])
  }

  @Test func whatIsComputedSharesTheExponentialOfSigmoidAndSoftplus() throws {
    let result = try gradient(Self.logisticRegression).optimized(by: Pipeline.standard)
    #expect(
      statements(result) == [
        "s0[n] += X[n, d] * w[d]",
        "z[n] = s0[n] + b",
        "s2[n] = exp(-abs(z[n]))",
        "s1 += max(z[n], 0) + log1p(s2[n]) - y[n] * z[n]",
        "loss = s1 / N",
        "grad_s1 = 1 / N",
        "grad_z[n] = grad_s1 * ((if z[n] >= 0 then 1 else s2[n]) / (1 + s2[n]) - y[n])",
        "grad_b += grad_z[n]",
        "grad_w[d] += grad_z[n] * X[n, d]",
      ])
  }

  @Test func theCheckSeesTheProgramAfterEachPass() throws {
    var seen: [String] = []
    _ = try program("param x\nf = x").optimized(by: Pipeline.standard) { pass, _ in seen.append(pass.name) }
    #expect(seen == Pipeline.standard.map(\.name))
  }

  @Test func aProgramWithNothingInItStaysEmpty() {
    #expect(Program().optimized(by: Pipeline.standard + Pipeline.readable).statements.isEmpty)
  }

  @Test func namesOfPassesAreDifferent() {
    let names = Set((Pipeline.standard + Pipeline.readable).map(\.name))
    #expect(names.count == 15)
  }
}
