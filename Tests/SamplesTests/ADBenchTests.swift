import AutodiffGen
import Testing

/// The samples on the benchmark's own files, against what the benchmark's hand-written module computed.
@Suite(
  "ADBench",
  .enabled(if: ADBenchFiles.areUsable, "needs ../shared/data/adbench, and python3 to convert its files"))
struct ADBenchTests {
  @Test("A mixture of Gaussians", arguments: ["d2_K5", "d10_K5"])
  func mixture(_ size: String) throws {
    let model = try Self.model("GMM/gmm")
    let values = try ADBenchFiles.values(of: ["gmm/gmm_\(size).txt"], by: "GMM", for: model)
    let golden = try ADBenchFiles.golden("gmm_n1000_\(size)").dropFirst(2)
    let result = try Self.gradient(of: nil, model, values)
    Self.expect(result["value"]?.values, Array(golden.prefix(1)))
    Self.expect(Self.gradient(result, ["alpha", "mu", "icf"]), Array(golden.dropFirst()))
  }

  @Test("A long short-term memory")
  func memory() throws {
    let model = try Self.model("LSTM/lstm")
    let values = try ADBenchFiles.values(of: ["lstm/lstm_l2_c1024.txt"], by: "LSTM", for: model)
    let golden = try ADBenchFiles.golden("lstm_l2_c1024").dropFirst(2)
    let result = try Self.gradient(of: nil, model, values)
    Self.expect(result["loss"]?.values, Array(golden.prefix(1)))
    Self.expect(Self.gradient(result, ["main", "extra"]), Array(golden.dropFirst()))
  }

  @Test("Bundle adjustment: every observation adds the same to its camera and its point")
  func bundle() throws {
    let (cameras, points, observations) = (49, 7776, 100)
    let model = try Self.model("BundleAdjustment/bundle_adjustment")
    let values = try ADBenchFiles.values(
      of: ["ba/ba1_n49_m7776_p31843.txt"], options: ["--observations", "\(observations)"], by: "BundleAdjustment",
      for: model)
    let golden = try ADBenchFiles.golden("ba_one_observation")
    let residuals = Array(golden.prefix(3))
    // Two rows of 15 derivatives, then that of the third residual by the weight.
    let slopes = (0..<15).map { 2 * (residuals[0] * golden[3 + $0] + residuals[1] * golden[18 + $0]) }
    let weightSlope = slopes[14] + 2 * residuals[2] * golden[33]

    let kept = try Self.values(model, values)
    Self.expect(kept["reprojection"]?.values, Self.repeated(Array(residuals.prefix(2)), observations))
    Self.expect(kept["weighting"]?.values, Self.repeated([residuals[2]], observations))

    let result = try Self.gradient(of: "squares", model, values)
    let camera = (0..<cameras).flatMap { camera in
      let count = (0..<observations).count { $0 % cameras == camera }
      return slopes.prefix(11).map { Double(count) * $0 }
    }
    let seen = Self.repeated(Array(slopes[11..<14]), observations)
    let point = seen + Array(repeating: 0, count: 3 * (points - observations))
    let squares = residuals.reduce(0) { $0 + $1 * $1 } * Double(observations)
    Self.expect(result["squares"]?.values, [squares])
    Self.expect(result.gradient(of: "camera")?.values, camera)
    Self.expect(result.gradient(of: "point")?.values, point)
    Self.expect(result.gradient(of: "weight")?.values, Self.repeated([weightSlope], observations))
  }

  @Test(
    "Hand tracking: residuals, and twice their sum with the rows of the Jacobian", arguments: ["simple", "complicated"])
  func hand(_ kind: String) throws {
    let model = try Self.model("HandTracking/hand_\(kind)")
    let values = try ADBenchFiles.values(
      of: ["hand/model", "hand/\(kind)_small/hand1_t26_c100.txt"], by: "HandTracking", for: model)
    let golden = try ADBenchFiles.golden("\(kind)_small_hand1_t26_c100")
    let count = Int(golden[0])
    let residuals = Array(golden[2..<2 + count])
    let columns = golden[(2 + count)...]
    func slope(_ column: Int, _ rows: Range<Int>) -> Double {
      rows.reduce(0) { $0 + 2 * residuals[$1] * columns[2 + count + column * count + $1] }
    }
    // The two columns by u hold the derivative of each point's residuals by its own u.
    let own = kind == "simple" ? 0 : 2
    let byPlace = (0..<count / 3).flatMap { k in (0..<own).map { slope($0, 3 * k..<3 * k + 3) } }
    let byPose = (own..<own + 26).map { slope($0, 0..<count) }

    Self.expect(try Self.values(model, values)["residual"]?.values, residuals)
    let result = try Self.gradient(of: "squares", model, values)
    Self.expect(result["squares"]?.values, [residuals.reduce(0) { $0 + $1 * $1 }])
    let names = (own > 0 ? ["u"] : []) + ["rotation", "translation", "finger"]
    Self.expect(Self.gradient(result, names), byPlace + byPose)
  }

  static func model(_ program: String) throws -> Model {
    try Model(Document("Samples/\(program).adg").text, name: "\(program).adg")
  }

  private static func values(_ model: Model, _ values: [GivenValue]) throws -> Evaluation {
    var evaluator = try model.evaluator()
    return try evaluator.run(values)
  }

  private static func gradient(of output: String?, _ model: Model, _ values: [GivenValue]) throws -> Evaluation {
    var evaluator = try model.gradientEvaluator(of: output)
    return try evaluator.run(values)
  }

  private static func gradient(_ result: Evaluation, _ names: [String]) -> [Double] {
    names.flatMap { result.gradient(of: $0)?.values ?? [] }
  }

  private static func repeated(_ values: [Double], _ count: Int) -> [Double] {
    Array(repeating: values, count: count).flatMap { $0 }
  }

  /// Requires agreement to 1e-9, relative to each number.
  private static func expect(_ found: [Double]?, _ golden: [Double], at location: SourceLocation = #_sourceLocation) {
    #expect(found?.count == golden.count, sourceLocation: location)
    let far = zip(found ?? [], golden).enumerated().first { !(abs($1.0 - $1.1) <= 1e-9 * abs($1.1)) }
    #expect(far == nil, sourceLocation: location)
  }
}
