import Testing

@testable import autodiff_gen

/// The warning of points at which a formula, or its derivative, is infinite, and that are got to.
@Suite struct SingularPointTests {
  private func warnings(_ text: String, _ more: String...) -> String {
    Run(["derive", "-e", text] + more).complaints
  }

  @Test func theOperationIsMarkedAndTheCureNamed() {
    #expect(
      warnings("f = 3*sqrt(relu(x)) + x") == """
        <expression>:1:7: warning[singular-point]: 'relu(x)' can be 0, where 'sqrt(relu(x))' has an infinite derivative
          1 | f = 3*sqrt(relu(x)) + x
            |       ^~~~~~~~~~~~~
          note: keep the point out: 'if relu(x) > 0 then ... else ...', whose branch that is not taken adds nothing, or \
        'max(relu(x), 1e-12)' in its place

        """)
  }

  @Test(arguments: [
    "f = 1/relu(x)", "f = log(relu(x))", "f = log2(abs(x))", "f = sqrt(abs(x))", "f = acos(max(-1, min(1, x)))",
    "f = asin(clamp(x, -1, 1))", "f = atanh(tanh(x))", "f = log(1 - sin(x))", "f = x^2/(x^2 + y^2)",
    "f = abs(x)^0.5", "f = (x^2)^(-1)", "f = if x >= 0 then sqrt(x) else 0", "f = if x < 0 then 0 else log(x)",
    "param x: [3]; f = sum(i: x[i]/i)", "param x: [3]; v = var(x); f = x[0]/v",
    "param x: [3]; f = sqrt(sum(i: abs(x[i])))", "param x: [3]; s = max(i: abs(x[i])); f = x[0]/s",
    "fn g(t) = 1/relu(t)\nf = g(x)", "param x: [3]; p = softmax(x); f = log(1 - p[0])",
    "f = acosh(1 + x^2)", "f = lgamma(relu(x))", "f = log1p(-sigmoid(x)^2)",
    "param x; const c = [0, 1]; f = sum(i: x/c[i])",
  ])
  func whatIsGotToIsWarnedOf(text: String) {
    #expect(warnings(text).contains("warning[singular-point]"), "\(warnings(text))")
  }

  @Test(arguments: [
    "f = sqrt(x)", "f = log(x)", "f = x/y", "f = log(exp(x))", "f = 1/exp(x)", "f = log(sigmoid(x))",
    "f = sqrt(x^2 + 1)", "f = log(1 - sigmoid(x))", "f = sqrt(x^2 + y^2)", "param x: [3]; f = sqrt(sum(i: x[i]^2))",
    "f = if x > 0 then sqrt(relu(x)) else 0", "f = if relu(x) != 0 then 1/relu(x) else 0",
    "s = sqrt(relu(x)); f = if x > 0 then s else 0", "param x: [3]; r = norm(x); f = if r > 0 then x[0]/r else 0",
    "dim N; param x: [N]; m = sum(x)/N; f = sum(i: (x[i] - m)^2)/(N - 1)", "param x: [3]; f = sum(i: x[i]/(i + 1))",
    "param x: [3]; f = sum(i: if i > 0 then x[i]/i else 0)", "param x: [3]; f = sum(i in 1..<3: x[i]/i)",
    "f = sqrt(max(x, 1e-12))", "f = acos(0.999*tanh(x))", "f = log(softplus(x))", "param x: [3]; f = logsumexp(x)",
    "param x: [3]; p = softmax(x); f = log(p[0])", "f = x^1.5", "f = if x == 0 then 1 else sin(x)/x",
    "input d: [3]; param x; f = x*sqrt(sum(i: d[i]^2))",
  ])
  func whatIsNotIsNot(text: String) {
    #expect(warnings(text) == "")
  }

  @Test func whatGivesWayIsWarnedOfOnlyWhereItStays() {
    for text in ["f = log(1 - sigmoid(x))", "f = sqrt(x^2 + y^2)"] {
      #expect(warnings(text, "--no-stabilise").contains("warning[singular-point]"))
    }
  }

  @Test func valuesAloneHaveNoSlopes() {
    #expect(Run("eval", "-e", "f = sqrt(relu(x))", "x=4").complaints == "")
    #expect(
      Run("eval", "-e", "f = log(relu(x))", "x=4").complaints.contains("can be 0, where 'log(relu(x))' is not finite"))
  }
}
