import Foundation
import Testing

/// The worked examples of the lecture on backpropagation, number by number.
@Suite("Lecture") struct LectureTests {
  /// Runs a command with `--json` and returns its numbers by path.
  private func numbers(_ line: String) throws -> [String: Double] {
    let run = try ToolRun(line: line + " --json")
    try #require(run.status == 0, "\(line): \(run.complaints)")
    return try Dictionary(uniqueKeysWithValues: NumbersByPath(run.output).entries.map { ($0.path, $0.number) })
  }

  private func expectClose(_ found: [String: Double], _ expected: [String: Double], to tolerance: Double = 1e-14) {
    for (path, number) in expected.sorted(by: { $0.key < $1.key }) {
      let difference = found[path].map { abs($0 - number) } ?? .infinity
      #expect(
        difference <= tolerance * max(1, abs(number)), "\(path): \(String(describing: found[path])), not \(number)")
    }
  }

  @Test("Add, then multiply: the gradient of the sum in the middle is -4")
  func addThenMultiply() throws {
    let sample = "Samples/AddThenMultiply/add_then_multiply.adg x=-2 y=5 z=-4"
    let found = try numbers("autodiff-gen grad \(sample) --wrt x,y,z,q")
    #expect(
      found == ["value.f": -12, "gradient.x": -4, "gradient.y": -4, "gradient.z": 3, "gradient.q": -4])
    #expect(try numbers("autodiff-gen grad \(sample) --of q")["value.q"] == 3)
  }

  private static let neuron = [
    "value.L": 0.731058578630005, "gradient.w0": -0.196611933241482, "gradient.x0": 0.393223866482964,
    "gradient.w1": -0.393223866482964, "gradient.x1": -0.589835799724446, "gradient.w2": 0.196611933241482,
  ]

  @Test("The neuron, and the neuron written out", arguments: ["Neuron/neuron", "NeuronWrittenOut/neuron_written_out"])
  func neuron(_ sample: String) throws {
    let found = try numbers("autodiff-gen grad Samples/\(sample).adg w0=2 x0=-1 w1=-3 x1=-2 w2=-3")
    expectClose(found, Self.neuron, to: 1e-14)
  }

  @Test(
    "The neuron far out: no NaN at s = -800 and s = 800",
    arguments: ["Neuron/neuron", "NeuronWrittenOut/neuron_written_out"])
  func farOut(_ sample: String) throws {
    // w0*x0 + w1*x1 is 4; the gradient of the sum is exp(-800), which is 0 in doubles.
    let low = try numbers("autodiff-gen grad Samples/\(sample).adg w0=2 x0=-1 w1=-3 x1=-2 w2=-804")
    let high = try numbers("autodiff-gen grad Samples/\(sample).adg w0=2 x0=-1 w1=-3 x1=-2 w2=796")
    #expect(low["value.L"] == 0)
    #expect(high["value.L"] == 1)
    for found in [low, high] {
      for name in ["w0", "x0", "w1", "x1", "w2"] { #expect(found["gradient.\(name)"] == 0, "\(name)") }
    }
  }

  @Test("The flat code of the neuron, to the letter")
  func flatCode() throws {
    let run = try ToolRun(line: "autodiff-gen derive --plain Samples/Neuron/neuron.adg")
    #expect(run.status == 0)
    let assignments = run.output.split(separator: "\n").filter { $0.contains(" = ") }
    let lecture = """
      s0 = w0*x0; s1 = w1*x1; s2 = s0 + s1; s3 = s2 + w2; L = sigmoid(s3)
      grad_L = 1; grad_s3 = grad_L*(1 - L)*L; grad_w2 = grad_s3; grad_s2 = grad_s3; grad_s0 = grad_s2; grad_s1 = grad_s2
      grad_w1 = grad_s1*x1; grad_x1 = grad_s1*w1; grad_w0 = grad_s0*x0; grad_x0 = grad_s0*w0
      """
    let expected = lecture.split(separator: "\n").flatMap { $0.split(separator: ";") }
    #expect(assignments.map(String.init) == expected.map { $0.trimmingCharacters(in: .whitespaces) })
  }

  @Test("Two outputs: df1/dx1 = x2 + cos(x1), df1/dx2 = x1, df1/dx3 = -sin(x3), df2/dx2 = -sin(x2)")
  func twoOutputs() throws {
    let sample = "Samples/TwoOutputs/two_outputs.adg x1=1.5 x2=0.5 x3=2"
    expectClose(
      try numbers("autodiff-gen grad \(sample) --of f1"),
      [
        "value.f1": 0.75 + sin(1.5) + cos(2), "gradient.x1": 0.5 + cos(1.5), "gradient.x2": 1.5,
        "gradient.x3": -sin(2),
      ])
    expectClose(
      try numbers("autodiff-gen grad \(sample) --of f2"),
      ["value.f2": cos(0.5), "gradient.x1": 0, "gradient.x2": -sin(0.5), "gradient.x3": 0])
  }

  @Test("Relu passes the upstream gradient where its input is positive")
  func relu() throws {
    let sample = "Samples/Relu/relu.adg 'x=[1,-2,3,-1]' 'upstream=[4,-1,5,9]'"
    let values = try numbers("autodiff-gen eval \(sample)")
    #expect((0..<4).map { values["value.y[\($0)]"] } == [1, 0, 3, 0])
    let found = try numbers("autodiff-gen grad --of loss \(sample)")
    #expect((0..<4).map { found["gradient.x[\($0)]"] } == [4, 0, 5, 0])
  }

  @Test("A linear layer: Y, upstream @ W.T and X.T @ upstream")
  func linearLayer() throws {
    let sample = "Samples/LinearLayer/linear_layer.adg --values Samples/LinearLayer/values.json"
    let values = try numbers("autodiff-gen eval \(sample)")
    let found = try numbers("autodiff-gen grad --of loss \(sample)")
    let expected: [(name: String, numbers: [[Double]], found: [String: Double])] = [
      ("value.Y", [[-1, -1, 2, 6], [5, 2, 11, 7]], values),
      ("gradient.X", [[0, 16, -9], [-24, 9, -30]], found),
      ("gradient.W", [[28, 3, -18, 0], [-30, 7, 13, 33], [-22, -7, 17, -15]], found),
    ]
    for (name, rows, found) in expected {
      for (i, row) in rows.enumerated() {
        for (j, number) in row.enumerated() { #expect(found["\(name)[\(i)][\(j)]"] == number) }
      }
    }
  }

  @Test(
    "No Jacobian is formed: the backward pass has no array of more axes than the program has",
    arguments: [
      ("Relu/relu", 1), ("LinearLayer/linear_layer", 2),
    ])
  func noJacobian(_ sample: String, rank: Int) throws {
    let run = try ToolRun(line: "autodiff-gen derive --of loss Samples/\(sample).adg")
    #expect(run.status == 0)
    for subscripts in run.output.matches(of: #/\w\[([^\]]*)\]/#) {
      #expect(subscripts.1.split(separator: ",").count <= rank, "\(subscripts.0)")
    }
  }

  @Test("The squared norm: 2 W.T W x and 2 (W x) x.T")
  func squaredNorm() throws {
    let found = try numbers(
      "autodiff-gen grad Samples/SquaredNorm/squared_norm.adg 'W=[[0.1,0.5],[-0.3,0.8]]' 'x=[0.2,0.4]'")
    expectClose(
      found,
      [
        "value.f": 0.116, "gradient.x[0]": -0.112, "gradient.x[1]": 0.636, "gradient.W[0][0]": 0.088,
        "gradient.W[0][1]": 0.176, "gradient.W[1][0]": 0.104, "gradient.W[1][1]": 0.208,
      ], to: 1e-15)
  }

  @Test(
    "Mean, variance, squared length, linear layer: 1/N, 2 (x - mean)/N, 2 x, A",
    arguments: [
      ("average", 2, [0.25, 0.25, 0.25, 0.25]), ("variance", 3.5, [0.5, -1.5, 1, 0]), ("squares", 30, [6, -2, 8, 4]),
      ("layer", 24.5, [3, 1.5, 6.5, -4.5]),
    ])
  func moments(_ output: String, value: Double, gradient: [Double]) throws {
    let sample = "Samples/Moments/moments.adg --values Samples/Moments/values.json"
    let found = try numbers("autodiff-gen grad --of \(output) \(sample)")
    #expect(found["value.\(output)"] == value)
    #expect((0..<4).map { found["gradient.x[\($0)]"] } == gradient)
  }

  @Test("Linear regression: -2 sum of delta[i] X[i, j]")
  func linearRegression() throws {
    let sample = "Samples/LinearRegression/linear_regression.adg --values Samples/LinearRegression/values.json"
    let (delta, x) = ([-0.05, 0.15, 0.6, 1.05, 1.8], [0.5, 1.5, 2, 3.5, 4])
    expectClose(
      try numbers("autodiff-gen grad \(sample)"),
      [
        "value.loss": delta.reduce(0) { $0 + $1 * $1 }, "gradient.w[0]": -2 * delta.reduce(0, +),
        "gradient.w[1]": -2 * zip(delta, x).reduce(0) { $0 + $1.0 * $1.1 },
      ])
  }

  @Test("The sigmoid perceptron: -2 sum of delta[i] sigma[i] (1 - sigma[i]) X[i, j]")
  func sigmoidPerceptron() throws {
    let rows: [[Double]] = [[1, 0.5, -1], [1, -1.5, 2], [1, 2, 0.3], [1, -0.5, -0.7]]
    var gradient = [0.0, 0, 0]
    for (x, y) in zip(rows, [0.0, 1, 1, 0]) {
      let sigma = 1 / (1 + exp(-(0.1 * x[0] + 0.8 * x[1] - 0.4 * x[2])))
      for j in 0..<3 { gradient[j] -= 2 * (y - sigma) * sigma * (1 - sigma) * x[j] }
    }
    let sample = "Samples/SigmoidPerceptron/sigmoid_perceptron.adg --values Samples/SigmoidPerceptron/values.json"
    expectClose(
      try numbers("autodiff-gen grad \(sample)"),
      ["gradient.w[0]": gradient[0], "gradient.w[1]": gradient[1], "gradient.w[2]": gradient[2]])
  }

  @Test("Cross-entropy: softmax minus one-hot")
  func softmaxCrossEntropy() throws {
    let found = try numbers(
      "autodiff-gen grad Samples/SoftmaxCrossEntropy/softmax_cross_entropy.adg 'z=[[3.2,5.1,-1.7],[0.5,-1,2]]' 'label=[0,2]'"
    )
    for (n, (scores, label)) in [([3.2, 5.1, -1.7], 0), ([0.5, -1, 2], 2)].enumerated() {
      let total = scores.reduce(0) { $0 + exp($1) }
      for (c, score) in scores.enumerated() {
        expectClose(found, ["gradient.z[\(n)][\(c)]": exp(score) / total - (c == label ? 1 : 0)])
      }
    }
  }

  @Test("The flat backward pass of the support vector machine is its forward pass reversed")
  func reversal() throws {
    let run = try ToolRun(line: "autodiff-gen derive Samples/MulticlassSVM/multiclass_svm.adg")
    #expect(run.status == 0)
    let halves = run.output.split(separator: "# backward")
    try #require(halves.count == 2)
    // Every backward assignment hands on the adjoint of what one forward assignment made.
    let forward = halves[0].matches(of: #/^(\w+)(?:\[[^\]]*\])? \+?= /#.anchorsMatchLineEndings()).map { String($0.1) }
    var backward: [String] = []
    for match in halves[1].matches(of: #/= .*?grad_(\w+)/#) where backward.last != String(match.1) {
      backward.append(String(match.1))
    }
    #expect(backward == forward.reversed().filter(backward.contains))
    #expect(Set(["loss", "hinge", "s"]).isSubset(of: backward))
  }
}
