import Testing

@testable import AutodiffGen

/// The stages of compilation as text.
@Suite struct StageTests {
  private let purpose = Purpose.gradient(of: nil, withRespectTo: nil)

  private let regression = """
    dim N, D
    input X: [N, D], y: [N]
    param w: [D]
    loss = sum(n: (sum(d: X[n, d]*w[d]) - y[n])^2)
    """

  @Test func flatProgramsAreProgramsAgain() throws {
    let model = try Model(regression)
    #expect(try Model(model.text(of: .flat)).outputs == ["loss"])
    for stage in [Stage.derivative, .optimized] {
      let again = try Model(model.text(of: stage, for: purpose))
      #expect(again.outputs == ["loss", "grad_w"])
      #expect(again.inputs == ["X", "y"])
      #expect(again.parameters == ["w"])
    }
  }

  @Test func loopsCarryOutEveryStatement() throws {
    let text = try Model(regression).text(of: .loops, for: purpose)
    for name in ["loss", "grad_w"] {
      #expect(text.contains("\n\(name)") || text.contains(" \(name)"), "\(text)")
    }
    #expect(text.split(separator: "{").count == text.split(separator: "}").count)
  }

  @Test func valuesHaveNoDerivative() throws {
    let failure = #expect(throws: Failure.self) { try Model("x^2").text(of: .derivative) }
    #expect(failure?.codes == ["command-line"])
  }

  /// Written as a tree, sixty squares of squares would have 2^60 leaves.
  @Test(.timeLimit(.minutes(1))) func whatIsSharedIsPrintedOnce() throws {
    let nested = String(repeating: "square2(", count: 60) + "x" + String(repeating: ")", count: 60)
    let model = try Model("param x\nfn square2(v) = v*v + 1\nf = \(nested)")
    for stage in Stage.allCases {
      #expect(try model.text(of: stage, for: purpose).utf8.count < 20_000, "\(stage)")
    }
    #expect(try model.derivation().utf8.count < 20_000)
    #expect(try model.derivation(style: .plain).utf8.count < 20_000)
  }

  @Test func theGradientIsThatOfTheChosenScalarOnly() throws {
    let model = try Model("param x, y\na = x^2\nb = exp(y)\noutput a, b")
    let text = try model.text(of: .optimized, for: .gradient(of: "a", withRespectTo: ["x"]))
    #expect(!text.contains("exp"))
    #expect(text.hasSuffix("output a, grad_x\n"))
  }
}
