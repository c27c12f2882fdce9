import AutodiffGen
import Testing

/// The public face: programs, their values and gradients.
@Suite struct ModelTests {
  @Test func theLecturesFirstExample() throws {
    let model = try Model("q = x + y\nf = q*z")
    let result = try model.gradient(at: ["x": NumericArray(-2), "y": NumericArray(5), "z": NumericArray(-4)])
    #expect(result["f"]?.scalar == -12)
    #expect(result.gradient.map(\.name) == ["x", "y", "z"])
    #expect(result.gradient(of: "x")?.scalar == -4)
    #expect(result.gradient(of: "y")?.scalar == -4)
    #expect(result.gradient(of: "z")?.scalar == 3)
    let inner = try model.gradient(
      withRespectTo: ["q"], at: ["x": NumericArray(-2), "y": NumericArray(5), "z": NumericArray(-4)])
    #expect(inner.gradient(of: "q")?.scalar == -4)
  }

  /// The lecture's neuron, to fifteen digits.
  @Test func theLecturesNeuron() throws {
    let model = try Model("L = sigmoid(w0*x0 + w1*x1 + w2)")
    let at = ["w0": 2.0, "x0": -1, "w1": -3, "x1": -2, "w2": -3].mapValues { NumericArray($0) }
    let result = try model.gradient(at: at)
    let value = try #require(result["L"]?.scalar)
    #expect(abs(value - 0.731058578630005) < 1e-15)
    let expected: KeyValuePairs = [
      "w0": -0.196611933241482, "x0": 0.393223866482964, "w1": -0.393223866482964, "x1": -0.589835799724446,
      "w2": 0.196611933241482,
    ]
    for (name, slope) in expected {
      let found = try #require(result.gradient(of: name)?.scalar)
      #expect(abs(found - slope) < 1e-15, "\(name)")
    }
  }

  @Test func namesAreInTheOrderOfTheFile() throws {
    let model = try Model(
      """
      dim N, K = 2
      input y: [N]
      param b, a: [K]
      const c = 3
      input x: [N]
      s = sum(n: x[n]*y[n])
      t = b*c*sum(a)
      output t, s
      """)
    #expect(model.outputs == ["t", "s"])
    #expect(model.inputs == ["y", "x"])
    #expect(model.parameters == ["b", "a"])
    #expect(model.openDims == ["N"])
    #expect(model.warningText == "")
  }

  @Test func arraysGoInAndComeOutRowMajor() throws {
    let model = try Model("dim N, M\ninput A: [N, M], B: [M, N]\nC = A @ B")
    let a = try #require(NumericArray(shape: [2, 3], values: [1, 2, 3, 4, 5, 6]))
    let b = try #require(NumericArray(shape: [3, 2], values: [7, 8, 9, 10, 11, 12]))
    let c = try model.evaluate(["A": a, "B": b])["C"]
    #expect(c == NumericArray(shape: [2, 2], values: [58, 64, 139, 154]))
  }

  @Test func anEvaluatorRunsOnArraysOfAnyExtent() throws {
    var evaluator = try Model("dim N\nparam x: [N]\nf = sum(i: x[i]^2)").gradientEvaluator()
    for values in [[1.0, 2, 3], [4, 5, 6], [7], [], [1, 2, 3]] {
      let result = try evaluator.run(["x": NumericArray(values)])
      #expect(result["f"]?.scalar == values.reduce(0) { $0 + $1 * $1 })
      #expect(result.gradient(of: "x")?.values == values.map { 2 * $0 })
    }
  }

  @Test func anEvaluatorGoesOnAfterAFault() throws {
    var evaluator = try Model("dim N\ninput x: [N], k: Int\nf = x[k]").evaluator()
    let x = NumericArray([5, 6])
    #expect(throws: Failure.self) { try evaluator.run(["x": x, "k": NumericArray(2)]) }
    #expect(throws: Failure.self) { try evaluator.run(["x": x, "k": NumericArray(-1)]) }
    #expect(try evaluator.run(["x": x, "k": NumericArray(1)])["f"]?.scalar == 6)
  }

  @Test func copiesOfAnEvaluatorRunOnSeveralThreads() async throws {
    let evaluator = try Model("dim N\nparam x: [N]\nf = sum(i: exp(x[i]))").gradientEvaluator()
    let sums = try await withThrowingTaskGroup(of: Double?.self) { group in
      for count in 1...8 {
        var copy = evaluator
        group.addTask { try copy.run(["x": NumericArray(Array(repeating: 0, count: count))])["f"]?.scalar }
      }
      return try await group.reduce(0) { $0 + ($1 ?? 0) }
    }
    #expect(sums == 36)
  }

  @Test func failuresNameEveryFault() throws {
    let failure = #expect(throws: Failure.self) { try Model("y = (a + \nz = 2x", name: "bad.adg") }
    #expect(failure?.codes == ["unclosed-bracket", "missing-operator"] || failure?.codes.count == 2)
    #expect(failure?.description.hasPrefix("bad.adg:1:") == true)
    #expect(failure?.jsonLines().split(separator: "\n").count == failure?.codes.count)
  }

  @Test func aWarningIsNoFailure() throws {
    let model = try Model("y = a\n  + b")
    #expect(model.warningText.contains("warning[operator-starts-line]"))
  }

  @Test func theCanonicalTextIsThatOfTheFormatter() throws {
    #expect(try Model.formatted("f=( x+y )") == "f = x + y\n")
  }

  @Test func theTableIsComplete() throws {
    #expect(FunctionTable.entries.count > 50)
    let entry = try #require(FunctionTable.entry(named: "atan2"))
    #expect(entry.signature == "atan2(y, x)")
    #expect(entry.operands == ["y", "x"])
    #expect(FunctionTable.entry(named: "nothing") == nil)
    #expect(FunctionTable.constants.first?.name == "pi")
    #expect(FunctionTable.constants.first?.value == Double.pi)
    #expect(FunctionTable.reductions.contains("logsumexp"))
  }
}
