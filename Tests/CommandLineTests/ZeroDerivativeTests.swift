import Testing

@testable import autodiff_gen

/// Derivatives of and by things that have none, and derivatives that are 0.
@Suite struct ZeroDerivativeTests {
  @Test(arguments: [
    ["grad", "-e", "param x, y; f = x^2", "x=1", "y=2"],
    ["check", "-e", "param x, y; f = x^2", "x=1", "y=2"],
    ["derive", "-e", "param x, y; f = x^2", "--wrt", "y"],
    ["grad", "-e", "param y; f = if y > 0 then 1 else 0", "y=2"],
    ["grad", "-e", "param y; f = stop(y)", "y=2"],
    ["grad", "-e", "param y; f = floor(y)", "y=2.5"],
  ])
  func whatDoesNotDependIsWarnedOf(_ arguments: [String]) {
    let run = Run(arguments)
    #expect(run.status == 0, "\(run.complaints)")
    #expect(run.complaints.contains("warning[zero-derivative]: the derivative of 'f' by 'y' is 0 everywhere"))
    #expect(!run.complaints.contains("by 'x'"))
  }

  @Test func ofSeveralScalarsTheParametersOfOthersAreNoMistake() {
    let text = "param x, y; f = x^2; g = y^2"
    #expect(Run("grad", "-e", text, "x=1", "y=2", "--of", "f").complaints.isEmpty)
    #expect(Run("grad", "-e", text, "x=1", "y=2", "--of", "f", "--wrt", "y").complaints.contains("zero-derivative"))
  }

  @Test(arguments: [[], ["--jacobian"], ["--hessian"], ["--of", "k"], ["--of", "k", "--jacobian"]])
  func integersHaveNoDerivative(_ options: [String]) {
    let run = Run(["grad", "-e", "param x: [3]; k = argmax(x)", "x=[1, 2, 3]"] + options)
    #expect(run.status == 1)
    #expect(run.complaints.contains("error[derivative-of-integers]: 'k' is made of integers"))
  }

  @Test func nothingHasADerivativeByIntegers() {
    let text = "input k: Int[3] in 5; param x: [5]; f = sum(i: x[k[i]])"
    let run = Run("grad", "-e", text, "k=[0, 1, 2]", "x=[1, 2, 3, 4, 5]", "--wrt", "k")
    #expect(run.complaints.contains("error[not-a-variable]: 'k' holds integers"))
    let operators = Run("eval", "-e", text + "; g = grad(f, k)", "k=[0, 1, 2]", "x=[1, 2, 3, 4, 5]")
    #expect(operators.complaints.contains("error[derivative-by-constant]: 'k' is made of integers"))
    let dim = Run("eval", "-e", "dim N; param x: [N]; f = x[0] * N; g = grad(f, N)", "x=[1]")
    #expect(dim.complaints.contains("error[derivative-by-constant]: 'N' is an integer"))
  }

  @Test func conditionsHaveNoDerivative() {
    let run = Run("eval", "-e", "param x; g = grad(x > 0, x)", "x=1")
    #expect(run.status == 1)
    #expect(run.complaints.contains("error[condition-not-number]: 'grad' needs a number; found a condition"))
    #expect(Run("grad", "-e", "f = x > 0", "x=1").complaints.contains("error[condition-not-number]"))
  }

  @Test func aGradientIsThatOfAScalar() {
    #expect(Run("grad", "-e", "param x: [2]; f = x^2", "x=[1, 2]").complaints.contains("error[not-scalar]"))
    #expect(Run("check", "-e", "param x: [2]; f = x^2", "x=[1, 2]").complaints.contains("error[not-scalar]"))
    for name in ["grad", "hessian"] {
      let run = Run("eval", "-e", "param x: [2]; f = x^2; g = \(name)(f, x)", "x=[1, 2]")
      #expect(run.complaints.contains("error[derivative-of-array]: '\(name)' is that of a scalar; found [2]"))
    }
  }
}
