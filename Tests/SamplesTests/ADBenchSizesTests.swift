import AutodiffGen
import Testing

/// The samples on files that no golden values belong to, against differences of their values.
@Suite(
  "ADBench at other sizes",
  .enabled(if: ADBenchFiles.areUsable, "needs ../shared/data/adbench, and python3 to convert its files"))
struct ADBenchSizesTests {
  @Test("One evaluator serves mixtures of every size")
  func mixtures() throws {
    try expectSlopes(
      "GMM/gmm", of: "value", by: ["alpha", "mu", "icf"],
      on: [
        (["gmm/test.txt"], []), (["gmm/gmm_d64_K5.txt"], ["--points", "2"]),
        (["gmm/gmm_d20_K50.txt"], ["--points", "4"]), (["gmm/gmm_d2_K50.txt"], ["--points", "9"]),
      ])
  }

  @Test("One evaluator serves networks of two layers and of four, and texts of any length")
  func memories() throws {
    try expectSlopes(
      "LSTM/lstm", of: "loss", by: ["main", "extra"],
      on: [
        (["lstm/lstm_l4_c1024.txt"], ["--letters", "12"]), (["lstm/lstm_l2_c4096.txt"], ["--letters", "2"]),
        (["lstm/lstm_l4_c4096.txt"], ["--letters", "30"]),
      ])
  }

  @Test("One evaluator serves bundles of every size, where cameras see one point and where points are seen by none")
  func bundles() throws {
    try expectSlopes(
      "BundleAdjustment/bundle_adjustment", of: "squares", by: ["camera", "point", "weight"],
      on: [(["ba/test.txt"], []), (["ba/ba1_n49_m7776_p31843.txt"], ["--observations", "3"])])
  }

  @Test("One evaluator serves hands with any number of points")
  func hands() throws {
    try expectSlopes(
      "HandTracking/hand_simple", of: "squares", by: ["rotation", "translation", "finger"],
      on: [
        (["hand/model", "hand/test.txt"], ["--points", "2"]),
        (["hand/model", "hand/simple_small/hand4_t26_c400.txt"], ["--points", "40"]),
      ])
    try expectSlopes(
      "HandTracking/hand_complicated", of: "squares", by: ["u", "rotation", "translation", "finger"],
      on: [
        (["hand/model", "hand/hand_complicated.txt"], ["--points", "2"]),
        (["hand/model", "hand/complicated_small/hand2_t26_c192.txt"], ["--points", "30"]),
      ])
  }

  /// Compares the gradient along a direction with the eighth-order central difference along it, to 1e-9.
  private func expectSlopes(
    _ program: String, of output: String, by parameters: [String], on files: [(names: [String], options: [String])],
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let model = try ADBenchTests.model(program)
    let sample = String(program.prefix { $0 != "/" })
    var gradients = try model.gradientEvaluator(of: output)
    var values = try model.evaluator()
    for (names, options) in files {
      let given = try ADBenchFiles.values(of: names, options: options, by: sample, for: model)
      let result = try gradients.run(given)
      var terms: [Double] = []
      for value in given where parameters.contains(value.name) {
        let gradient = try #require(result.gradient(of: value.name)?.values)
        terms += zip(gradient, Self.direction(at: value.tensor.values)).map { $0 * $1 }
      }
      let step = 3e-4
      var difference = 0.0
      for (index, weight) in [4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280].enumerated() {
        for sign in [1.0, -1.0] {
          let moved = given.map { value in
            var value = value
            guard parameters.contains(value.name) else { return value }
            let direction = Self.direction(at: value.tensor.values)
            for place in direction.indices {
              value.tensor.values[place] += sign * Double(index + 1) * step * direction[place]
            }
            return value
          }
          difference += sign * weight / step * (try #require(try values.run(moved)[output]?.scalar))
        }
      }
      let slope = terms.reduce(0, +)
      let scale = terms.reduce(0) { $0 + abs($1) }
      #expect(abs(slope - difference) <= 1e-9 * scale, "\(names.last ?? "")", sourceLocation: location)
    }
  }

  /// Returns a direction that moves every element by its own share of its size.
  private static func direction(at values: [Double]) -> [Double] {
    values.enumerated().map { place, value in
      let share = 0.618_033_988_749_894_9 * Double(place + 1)
      return (2 * (share - share.rounded(.down)) - 1) * max(abs(value), 0.01)
    }
  }
}
