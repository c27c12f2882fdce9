import Testing

@testable import autodiff_gen

/// `why`.
@Suite struct WhyCommandTests {
  @Test func aLogarithmOfZeroIsNamed() {
    let run = Run("why", "-e", "f = log(2*x)", "x=0")
    #expect(run.status == 1)
    #expect(run.complaints.contains("error[not-finite]: the first step that is not finite is log("))
    #expect(run.complaints.contains("-inf, in the forward pass"))
    #expect(run.complaints.contains("'log' is defined for x > 0"))
  }

  @Test func aRootWithoutASlopeIsFoundBackwards() {
    let run = Run("why", "-e", "f = sqrt(x)", "x=0")
    #expect(run.status == 1)
    #expect(run.complaints.contains("inf, in the backward pass"))
    #expect(run.complaints.contains(":1:5: error"))
    #expect(run.complaints.contains(" in the derivative of sqrt(x), inf, in the backward pass"))
    #expect(run.complaints.contains("write 'if x > 0 then sqrt(x) else ...'"))
  }

  @Test func whatIsMendedIsFinite() {
    let formula = ["-e", "L = log(1 + exp(x))", "x=800"]
    #expect(Run(["why"] + formula).output == "every step is finite\n")
    let plain = Run(["why"] + formula + ["--no-stabilise"])
    #expect(plain.complaints.contains("the first step that is not finite is exp(x), inf, in the forward pass"))
    #expect(plain.complaints.contains("calculate with logarithms"))
  }

  @Test func aMaskOfInfinitiesIsNoTrouble() {
    let run = Run(
      "why", "-e", "param x: [3]; p = softmax(i: if i < 2 then x[i] else -inf); f = p[0]", "x=[1, 2, 3]")
    #expect(run.output == "every step is finite\n", "\(run.complaints)")
  }

  @Test func aDerivativeIsASumOverPaths() {
    let run = Run("why", "-e", "u = x^2; f = u*x + sin(u)", "x=2", "x")
    #expect(run.status == 0, "\(run.complaints)")
    // u*x gives u by x and x by u: 2*4 and 4; sin gives cos(4)*4.
    let lines = run.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(run.output.hasPrefix("df/dx = 9.38542551654"), "\(run.output)")
    #expect(run.output.contains(", the sum over 3 paths\n"))
    #expect(lines[1].first == "8" && lines[1].suffix(5) == ["1", "*", "2", "*", "4"])
    #expect(lines[2].first == "4" && lines[2].suffix(3) == ["1", "*", "4"])
    #expect(lines[3].first == "-2.61457")
    #expect(run.output.hasSuffix("where\n  u = x^2\n  s0 = u*x\n  s1 = sin(u)\n  f = s0 + s1\n"))
  }

  @Test func pathsAreJSONToo() {
    let run = Run("why", "-e", "f = x^2 * y", "x=3", "y=2", "y", "--json")
    #expect(
      run.output == "{\"output\": \"f\", \"variable\": \"y\", \"derivative\": 9, \"count\": 1, \"paths\": "
        + "[{\"product\": 9, \"places\": [\"f\", \"y\"], \"factors\": [9]}], \"steps\": [\"f = s0*y\"]}\n",
      "\(run.output)")
    #expect(Run("why", "-e", "f = x", "x=1", "--json").output == "{\"finite\": true}\n")
  }

  @Test func pathsGoThroughElementsOfArrays() {
    let run = Run(
      "why", "-e", "dim N, D; input X: [N, D]; param w: [D]; f = sum(n: sum(d: X[n, d]*w[d])^2)",
      "X=[[1, 2], [3, 4]]", "w=[1, -1]", "w[1]")
    #expect(run.status == 0, "\(run.complaints)")
    // Both rows come to -1, so that the derivative is 2*(-1)*2 + 2*(-1)*4.
    #expect(run.output.hasPrefix("df/dw[1] = -12, the sum over 2 paths\n  -8  f <- "), "\(run.output)")
    #expect(run.output.contains("\n  -4  f <- "))
  }

  @Test func ofAnArrayTheLargestElementIsTaken() {
    let run = Run("why", "-e", "param w: [3]; f = sum(i: (i - 1) * w[i]^2)", "w=[1, 2, -3]", "w")
    // The derivatives are -2, 0 and -6.
    #expect(run.output.hasPrefix("df/dw[2] = -6, by one path\n"), "\(run.output)\(run.complaints)")
  }

  @Test func recurrencesAndChoicesHavePathsToo() {
    let run = Run(
      "why", "-e", "dim T = 30; param a; h[0] = 1; h[t in 1..<T] = a*h[t-1]; f = if a > 1 then h[T-1] else 0", "a=2",
      "a")
    // The derivative of a^29 is 29 paths of 2^28 each.
    #expect(
      run.output.hasPrefix("df/da = 7784628224, the sum over 29 paths, the largest first\n"),
      "\(run.output)\(run.complaints)")
    #expect(run.output.contains("\n  19 more come to "))
    #expect(run.output.contains(" <- ... <- "))
  }

  @Test func namesAndElementsThatAreNotThereAreFaults() {
    let program = ["why", "-e", "param w: [3]; f = sum(w^2)", "w=[1, 2, 3]"]
    #expect(Run(program + ["v"]).complaints.contains("error[unknown-variable]"))
    #expect(Run(program + ["w[3]"]).complaints.contains("'w' has the shape [3]; 'w[3]' is no element of it"))
    #expect(Run(program + ["w[0, 1]"]).complaints.contains("write it as 'w[0]'"))
    #expect(Run(program + ["w", "v"]).status == 2)
  }

  @Test func theFirstStepIsFoundWhereItIsWritten() {
    func first(_ arguments: String...) -> String { Run(["why", "-e"] + arguments).complaints }
    #expect(
      first("f = exp(x) - exp(y)", "x=1000", "y=1000").contains(
        ":1:5: error[not-finite]: the first step that is not finite is exp(x), inf"))
    // 3, 18, 648, ... squares itself: the ninth square is beyond all doubles.
    let recurrence = first("param a, x0; h[0] = x0; h[t in 1..<20] = a*h[t-1]^2; f = h[19]", "a=2", "x0=3")
    #expect(recurrence.contains("is h[t-1]^2 at t = 9, inf, in the forward pass"), "\(recurrence)")
    #expect(recurrence.contains("no double is so large"))
    let branch = first("param x: [3]; y[i] = if x[i] >= 0 then sqrt(x[i]) else 0; f = sum(i: y[i])", "x=[-1,0,4]")
    #expect(branch.contains(" in the derivative of sqrt(x[i]) at i = 1, inf, in the backward pass"), "\(branch)")
    let called = first("fn g(t) = log(t)*2\nf = g(x) + g(y)", "x=1", "y=0")
    #expect(called.contains(":1:11: error") && called.contains("'if ... > 0 then log(t) else ...'"), "\(called)")
    #expect(first("f = acos(x)", "x=1").contains("note: there x = 1\n"))
    #expect(first("param x: [2]; f = x[0]/sum(i: x[i])", "x=[0,0]").contains("there x[0] = 0 and sum(i: x[i]) = 0"))
  }

  @Test func whatIsNotWantedIsNoTrouble() {
    #expect(Run("why", "-e", "l = log(x); f = if x > 0 then l else 0", "x=-1").output == "every step is finite\n")
  }

  @Test func valuesAloneAreLookedAtToo() {
    let run = Run("why", "-e", "input x: [3]; y = 1/x", "x=[1, 0, 2]")
    #expect(run.status == 1)
    #expect(run.complaints.contains("at [1], inf"))
  }
}
