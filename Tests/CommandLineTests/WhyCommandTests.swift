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
    #expect(run.complaints.contains("'/' is defined for y != 0"))
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

  @Test func valuesAloneAreLookedAtToo() {
    let run = Run("why", "-e", "input x: [3]; y = 1/x", "x=[1, 0, 2]")
    #expect(run.status == 1)
    #expect(run.complaints.contains("at [1], inf"))
  }
}
