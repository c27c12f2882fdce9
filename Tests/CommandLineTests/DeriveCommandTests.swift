import Testing

@testable import autodiff_gen

/// `derive`.
@Suite struct DeriveCommandTests {
  /// The lecture's flat code of a neuron.
  @Test func thePlainFormIsTheLecturesToTheLetter() {
    let run = Run("derive", "--plain", "-e", "L = sigmoid(w0*x0 + w1*x1 + w2)")
    #expect(
      run.output == """
        param w0, x0, w1, x1, w2

        # forward
        s0 = w0*x0
        s1 = w1*x1
        s2 = s0 + s1
        s3 = s2 + w2
        L = sigmoid(s3)

        # backward
        grad_L = 1
        grad_s3 = grad_L*(1 - L)*L
        grad_w2 = grad_s3
        grad_s2 = grad_s3
        grad_s0 = grad_s2
        grad_s1 = grad_s2
        grad_w1 = grad_s1*x1
        grad_x1 = grad_s1*w1
        grad_w0 = grad_s0*x0
        grad_x0 = grad_s0*w0
        output L, grad_w0, grad_x0, grad_w1, grad_x1, grad_w2

        """)
    #expect(run.status == 0)
  }

  @Test func theResultOfABareExpressionKeepsItsName() {
    #expect(Run("derive", "--plain", "-e", "x*y").output.contains("f = x*y"))
  }

  @Test func whatIsDerivedIsAProgramAgain() throws {
    let folder = try Folder()
    for style in [[], ["--plain"]] {
      let first = Run(
        ["derive", "-e", "dim N, D; input X: [N, D]; param w: [D]; f = sum(n: tanh(sum(d: X[n,d]*w[d]))^2)"] + style)
      #expect(first.status == 0, "\(first.complaints)")
      let again = Run("fmt", try folder.file("a.adg", first.output))
      #expect(again.status == 0, "\(again.complaints)")
    }
  }

  @Test func anyDefinitionMayBeTheVariableAndAnyScalarTheResult() {
    let run = Run("derive", "-e", "q = x + y; r = q*z; f = r + q", "--wrt", "q", "--of", "r")
    #expect(run.output.hasSuffix("output r, grad_q\n"))
  }

  @Test(arguments: [
    ("param x; y = x + 1; z = x*y; output y, z", "not-scalar", "choose one, as in '--of y'"),
    (
      "dim N; param x: [N]; y = x^2", "not-scalar", "make a scalar of it, such as 'sum(y)', or name a scalar definition"
    ),
    ("dim N; param x: [N]; y = x^2; s = sum(y); output y, s", "", ""),
    ("input x; y = x^2", "no-parameters", "declare one with 'param', or choose 'x', 'y' with '--wrt NAME'"),
  ])
  func aGradientIsThatOfOneScalar(program: String, code: String, hint: String) {
    let run = Run("derive", "-e", program)
    #expect(run.status == (code.isEmpty ? 0 : 1), "\(run.complaints)")
    #expect(run.complaints.contains("error[\(code)]") || code.isEmpty)
    #expect(run.complaints.contains(hint) || hint.isEmpty, "\(run.complaints)")
  }

  @Test func aScalarThatIsNotThereIsNamed() {
    let run = Run("derive", "-e", "loss = (x - 1)^2", "--of", "los")
    #expect(run.status == 1)
    #expect(
      run.complaints.contains(
        "error[unknown-output]: the program defines nothing called 'los'\n  note: did you mean 'loss'?"))
  }

  @Test func wrongVariablesAreAllNamed() {
    let run = Run(
      "derive", "-e", "dim C; param w: [C]; input k: Int in C; const c = 2; f = c*w[k]", "--wrt", "k,c,W,nothing")
    #expect(run.status == 1)
    for text in [
      "error[not-a-variable]: 'k' holds integers", "error[not-a-variable]: 'c' is a constant",
      "error[unknown-variable]: the program has nothing called 'W'\n  note: did you mean 'w'?",
      "error[unknown-variable]: the program has nothing called 'nothing'\n  note: a derivative may be taken with",
    ] { #expect(run.complaints.contains(text), "\(run.complaints)") }
  }
}
