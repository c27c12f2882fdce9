import Testing

@testable import AutodiffGen

/// `Model.fit`.
@Suite struct FitTests {
  private let line = "dim N; input x: [N], y: [N]; param a, b; f = mean(n: (a*x[n] + b - y[n])^2); output f"
  private let points: [String: NumericArray] = [
    "x": NumericArray([0, 1, 2, 3, 4, 5, 6, 7]), "y": NumericArray([1, 3, 5, 7, 9, 11, 13, 15]),
  ]

  @Test(arguments: [FitOptions.Method.gd, .momentum, .adam, .lbfgs])
  func everyMethodFindsALine(method: FitOptions.Method) throws {
    var options = FitOptions()
    options.method = method
    options.rate = method == .adam ? 0.1 : 0.02
    options.epochs = 3000
    options.tolerance = 1e-9
    let fit = try Model(line).fit(at: points, options)
    // The points are on 2x + 1.
    #expect(abs((fit["a"]?.scalar ?? 0) - 2) < 1e-3, "\(fit)")
    #expect(abs((fit["b"]?.scalar ?? 0) - 1) < 1e-2)
    #expect(fit.loss < fit.curve[0])
  }

  @Test func batchesFindTheLineToo() throws {
    var options = FitOptions()
    options.batch = FitOptions.Batch(dim: "N", size: 3)
    options.rate = 0.05
    options.epochs = 400
    options.schedule = FitOptions.Schedule("cosine") ?? .constant
    let fit = try Model(line).fit(at: points, options)
    #expect(fit.method == .adam)
    // 8 rows in batches of 3, 3 and 2.
    #expect(fit.steps == 3 * (fit.curve.count - 1))
    #expect(abs((fit["a"]?.scalar ?? 0) - 2) < 1e-2, "\(fit)")
    #expect(abs((fit["b"]?.scalar ?? 0) - 1) < 5e-2)
  }

  @Test func theSameSeedGivesTheSameNumbers() throws {
    var options = FitOptions()
    options.batch = FitOptions.Batch(dim: "N", size: 3)
    options.epochs = 5
    let model = try Model(line)
    let first = try model.fit(at: points, options)
    #expect(try model.fit(at: points, options) == first)
    options.seed = 1
    #expect(try model.fit(at: points, options).curve != first.curve)
  }

  @Test func theCallerMayEndIt() throws {
    var options = FitOptions()
    options.method = .gd
    options.rate = 0.01
    let fit = try Model(line).fit(at: points, options) { $0.epoch < 7 }
    #expect(fit.ending == .interrupted)
    #expect(fit.steps == 7 && fit.curve.count == 8)
  }

  @Test func aRateThatIsTooLargeDivergesAndKeepsNumbers() throws {
    var options = FitOptions()
    options.method = .gd
    options.rate = 10
    options.epochs = 100_000
    let fit = try Model(line).fit(at: points, options)
    #expect(fit.ending == .diverged)
    #expect(fit.parameters.allSatisfy { $0.array.values.allSatisfy(\.isFinite) })
  }

  @Test func patienceEndsWhatDoesNotFall() throws {
    var options = FitOptions()
    options.method = .gd
    options.rate = 1
    options.patience = 4
    // At the rate 1 the parabola is mirrored at each step.
    let fit = try Model("f = (x - 3)^2").fit(at: ["x": NumericArray(4)], options)
    #expect(fit.ending == .patience)
    #expect(fit.steps == 4)
  }

  @Test func aDimThatOnlyAParameterShowsIsAskedFor() throws {
    let model = try Model("dim H; input x; param w: [H]; f = sum(h: (w[h] - x)^2)")
    let failure = #expect(throws: Failure.self) { try model.fit(at: ["x": NumericArray(1)]) }
    #expect(failure?.codes == ["value-missing"], "\(String(describing: failure))")
    let large = #expect(throws: Failure.self) { try model.fit(at: ["x": NumericArray(1), "H": NumericArray(0x1p45)]) }
    #expect(large?.codes == ["too-large"])
    let fit = try model.fit(at: ["x": NumericArray(1), "H": NumericArray(3)])
    #expect(fit["w"]?.shape == [3])
    #expect(fit.loss < 1e-20)
  }

  @Test func aStartThatIsNoNumberIsAFault() throws {
    let failure = #expect(throws: Failure.self) {
      try Model("f = (log(x) - 1)^2").fit(at: ["x": NumericArray(-1)])
    }
    #expect(failure?.codes == ["not-finite-start"])
  }

  @Test func aDefinitionIsNotFitted() throws {
    let failure = #expect(throws: Failure.self) {
      try Model("q = x - 2; f = q^2").fit(withRespectTo: ["q"], at: ["x": NumericArray(1)])
    }
    #expect(failure?.codes == ["fitted-definition"])
  }

  @Test func inputsAreMovedWhereTheyAreNamed() throws {
    let fit = try Model("input x; param c; f = (x - c)^2").fit(
      withRespectTo: ["x"], at: ["x": NumericArray(0), "c": NumericArray(5)])
    #expect(abs((fit["x"]?.scalar ?? 0) - 5) < 1e-9)
    #expect(fit.parameters.count == 1)
  }

  @Test(arguments: [
    ("dim N = 2; input y: [N]; param m; f = sum((y - m)^2)", "is fixed at 2"),
    ("dim N; input y: [N]; param m: [N]; f = sum((y - m)^2)", "and is fitted"),
    ("dim N; input y: [N+1], z: [N]; param m; f = sum((y - m)^2) + sum(z)", "an extent made of 'N'"),
    ("dim N; input y: [N], k: Int[N] in N; param m; f = sum(n: (y[k[n]] - m)^2)", "by number"),
    ("dim M; input y: [M]; param m; f = sum((y - m)^2)", "has no dim 'N'"),
  ])
  func rowsThatCannotBeTakenApartAreRefused(program: String, message: String) throws {
    var options = FitOptions()
    options.batch = FitOptions.Batch(dim: "N", size: 1)
    let values: [String: NumericArray] = [
      "y": NumericArray([1, 2]), "k": NumericArray([0, 1]), "z": NumericArray([1]),
    ]
    let model = try Model(program)
    let given = values.filter { model.inputs.contains($0.key) }
    let failure = #expect(throws: Failure.self) { try model.fit(at: given, options) }
    #expect(failure?.codes == ["not-batched"])
    #expect(failure?.description.contains(message) ?? false, "\(String(describing: failure))")
  }
}
