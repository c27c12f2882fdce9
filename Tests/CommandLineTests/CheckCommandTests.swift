import Testing

@testable import autodiff_gen

/// `check`.
@Suite struct CheckCommandTests {
  @Test func everyVariableHasALine() {
    let run = Run("check", "-e", "L = sigmoid(w*x + b)", "w=1", "x=2", "b=-1")
    #expect(run.status == 0)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines.first?.hasPrefix("L = 0.731058578630004") == true)
    #expect(lines.first?.hasSuffix(" at the given values") == true)
    for (line, name) in zip(lines.dropFirst(), ["w", "x", "b"]) {
      #expect(line.hasPrefix("dL/d\(name): 1 element agrees to within "))
    }
  }

  @Test func aKinkIsCalledOne() {
    let run = Run("check", "-e", "f = abs(x)", "x=0")
    #expect(run.status == 0)
    #expect(run.output == "f = 0 at the given values\ndf/dx: 1 element at a kink, between the slopes to both sides\n")
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
}
