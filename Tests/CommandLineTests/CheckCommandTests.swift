import Testing

@testable import autodiff_gen

/// `check`.
@Suite struct CheckCommandTests {
  @Test func everyVariableHasALine() {
    let run = Run("check", "-e", "L = sigmoid(w*x + b)", "w=1", "x=2", "b=-1")
    #expect(run.status == 0)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines.first?.hasPrefix("L = 0.731058578630004") == true)
    #expect(lines.first?.hasSuffix(" at the given values") == true)
    for (line, name) in zip(lines.dropFirst(), ["w", "x", "b"]) {
      #expect(line.hasPrefix("dL/d\(name): 1 element agrees to within "))
    }
  }

  @Test func aKinkIsCalledOne() {
    let run = Run("check", "-e", "f = abs(x)", "x=0")
    #expect(run.status == 0)
    let lines = run.output.split(separator: "\n")
    #expect(
      lines == [
        "f = 0 at the given values", "df/dx: 1 element at a kink, between the slopes to both sides",
        "forward and reverse mode agree to the last bit",
      ])
  }

  @Test func randomPointsAreThoseOfTheSeed() {
    let text = "dim N; param x: [N]; f = norm(exp(x))"
    func values(_ seed: String) -> Run { Run("check", "-e", text, "--random", "3", "--seed", seed) }
    let run = values("7")
    #expect(run.status == 0)
    #expect(run.output.contains(" at the first of 3 random points (seed 7), N = 3\n"))
    #expect(run.output.contains("df/dx: 9 elements agree to within "))
    #expect(run.output == values("7").output)
    #expect(run.output != values("8").output)
    let around = Run("check", "-e", text, "x=[1, 2, 3]", "--random", "3")
    #expect(around.output.contains(" at the given values, then 3 random points (seed 1) around them, N = 3\n"))
    #expect(around.output.contains("df/dx: 12 elements agree to within "))
  }

  @Test func theStepOfALectureIsTaken() {
    // exp(1 + h) - exp(1) over h is exp(1)*(1 + h/2 + ...).
    let run = Run("check", "-e", "f = exp(x)", "x=1", "--one-sided", "0.001", "--full")
    #expect(run.status == 0)
    #expect(run.output.contains("  x  2.718281828459045  2.718281828459045  2.7196414225"))
    for wrong in ["0", "nan", "small"] {
      #expect(Run("check", "-e", "f = exp(x)", "--one-sided", wrong).status == 2)
    }
  }

  @Test func whatDifferencesCannotTellIsSaid() {
    let run = Run("check", "-e", "f = 1e17 + x", "x=3")
    #expect(run.status == 0)
    #expect(run.output.contains("df/dx: 1 element where differences cannot be trusted"))
  }

  @Test func ofManyElementsTheOthersMoveTogether() {
    let run = Run("check", "-e", "param x: [250]; f = sum(x^2)")
    #expect(run.status == 0)
    #expect(run.output.contains("; the other 150 elements only along a random direction, and agree so\n"))
  }

  @Test(arguments: [["--random", "0"], ["--seed", "3"], ["--random", "2", "--seed", "-1"]])
  func wrongPointsAreRefused(_ options: [String]) {
    let run = Run(["check", "-e", "f = exp(x)"] + options)
    #expect(run.status == 2)
    #expect(run.complaints.contains("error[command-line]"))
  }

  @Test func jsonIsOneObject() {
    let run = Run("check", "-e", "f = 3*x", "x=1", "--json")
    #expect(run.output.hasPrefix(#"{"check": {"x": {"elements": 1, "checked": 1, "kinks": 0, "undecided": 0, "#))
    #expect(run.output.hasSuffix("\"agrees\": true}\n"))
  }

  @Test func aDefinitionCannotBeMoved() {
    let run = Run("check", "-e", "q = x^2; f = sin(q)", "--wrt", "q")
    #expect(run.status == 1)
    #expect(run.complaints.contains("error[unchecked-definition]: differences are taken by moving inputs"))
  }

  @Test(.enabled(if: ChildProcess.run(["cc", "--version"], in: "/") != nil, "needs a C compiler"))
  func compiledCodeIsRun() {
    let run = Run("check", "-e", "dim N; param x: [N]; f = sum(i: exp(x[i])^2)", "--compiled")
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains("C compiled by ") || run.output.contains("nothing was compiled"))
    #expect(!run.output.contains("refuses"))
  }

  @Test func everyCompilerThatIsHereIsNamed() {
    let run = Run(
      "check", "-e", "dim N, M; input X: [N, M], k: Int[N] in M; param w: [M]; f = sum(n: X[n, k[n]] * w[k[n]])",
      "--compiled")
    #expect(run.status == 0, "\(run.output)")
    for (name, language) in [("gcc", "C"), ("clang", "C"), ("swiftc", "Swift")] {
      let isHere = ChildProcess.run([name, "--version"], in: "/") != nil
      #expect(run.output.contains("\(language) compiled by \(name) agrees with the interpreter") == isHere)
    }
  }

  @Test func withoutACompilerItIsSaid() throws {
    let none = CompiledCheck([.c("no-such-compiler"), .c("nor-this-one")])
    let outcomes = try none.run { _ in [] }
    #expect(outcomes.map(\.isRight) == [true])
    #expect(outcomes.map(\.text) == ["nothing was compiled: none of no-such-compiler, nor-this-one is here\n"])
  }

  @Test func aProgramThatIsNotThereIsNone() {
    #expect(ChildProcess.run(["no-such-program-anywhere"], in: "/") == nil)
    #expect(ChildProcess.run(["sh", "-c", "echo a; echo b >&2; exit 3"], in: "/")?.status == 3)
    #expect(ChildProcess.run(["sh", "-c", "echo a; echo b >&2; exit 3"], in: "/")?.output == "a\nb\n")
  }

  @Test func extentsAloneLeaveTheValuesToBeMadeUp() {
    let text = "dim n; input k: Int[n] in n; param x: [n]; f = sum(i: x[k[i]]^2)"
    let run = Run("check", "-e", text, "n=5", "--random", "2")
    #expect(run.status == 0)
    #expect(run.output.contains(" at the first of 2 random points (seed 1), n = 5\n"))
    #expect(run.output.contains("df/dx: 10 elements agree to within "))
    let none = Run("check", "-e", text, "n=0")
    #expect(none.output.hasPrefix("f = 0 at made-up values, n = 0\ndf/dx: no elements\n"))
    for wrong in ["n=-1", "n=1.5", "m=2"] { #expect(Run("check", "-e", text, wrong).status == 1) }
    #expect(Run("check", "-e", text, "n=3", "x=[1,2,3]").complaints.contains("'k' has no value"))
  }

  @Test func aRuleThatIsNoNumberIsWrongWhereTheSlopeIsOne() {
    for rule in ["inf", "0/0"] {
      let run = Run("check", "-e", "fn g(x) = x^2\n  derivative x = \(rule)\nparam x\nf = g(x)", "x=2")
      #expect(run.status == 1, "\(run.output)")
      #expect(run.output.contains("g, derivative x, in 1 call: 1 element WRONG"))
      #expect(run.output.contains("by differences 4 to within"))
    }
    // At a cusp and at the end of a domain there is no slope to compare with.
    for (text, x) in [("f = sqrt(abs(x))", "x=0"), ("f = sqrt(x)", "x=0"), ("f = cbrt(x)", "x=0"), ("f = 1/x", "x=0")] {
      let run = Run("check", "-e", text, x)
      #expect(run.status == 0, "\(text): \(run.output)")
    }
  }
}
