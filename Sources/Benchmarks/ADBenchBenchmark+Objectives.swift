import Fitting

/// The objectives at the benchmark's smallest sizes, with made numbers.
extension ADBenchBenchmark {
  /// All of them.
  static var all: [ADBenchBenchmark] { [gaussianMixture, bundleAdjustment, longShortTermMemory, handTracking] }

  /// 1000 points, 2 dimensions, 5 Gaussians.
  private static var gaussianMixture: ADBenchBenchmark {
    var numbers = SplitMix64(seed: 1)
    let (n, d, K) = (1000, 2, 5)
    return ADBenchBenchmark(
      name: "Gaussian mixture \(n) x \(d), \(K) components", program: "GMM/gmm.adg", function: "gmm", output: "value",
      extents: [n, d, K],
      given: [
        GivenArray("x", [n, d], in: -2..<2, &numbers), GivenArray("wishart_gamma", [], [1]),
        GivenArray("wishart_m", [], [0]), GivenArray("alpha", [K], in: -1..<1, &numbers),
        GivenArray("mu", [K, d], in: -1..<1, &numbers), GivenArray("icf", [K, d * (d + 1) / 2], in: -1..<1, &numbers),
      ],
      parameters: ["alpha", "mu", "icf"], rounds: 51)
  }

  /// 21 cameras, 11315 points, 36455 observations, each camera turned its own way and far behind the points.
  private static var bundleAdjustment: ADBenchBenchmark {
    var numbers = SplitMix64(seed: 2)
    let (n, m, p) = (21, 11_315, 36_455)
    var camera: [Double] = []
    for _ in 0..<n {
      camera += (0..<3).map { _ in numbers.number(in: -0.5..<0.5) } + [0, 0, -20] + [numbers.number(in: 300..<500)]
      camera += (0..<2).map { _ in numbers.number(in: -10..<10) } + (0..<2).map { _ in numbers.number(in: 0..<0.1) }
    }
    return ADBenchBenchmark(
      name: "bundle adjustment \(n), \(m), \(p)", program: "BundleAdjustment/bundle_adjustment.adg", function: "ba",
      output: "squares", extents: [n, m, p],
      given: [
        GivenArray("camera_of", [p], below: n, &numbers), GivenArray("point_of", [p], below: m, &numbers),
        GivenArray("feature", [p, 2], in: -500..<500, &numbers), GivenArray("camera", [n, 11], camera),
        GivenArray("point", [m, 3], in: -5..<5, &numbers), GivenArray("weight", [p], in: 0.1..<2, &numbers),
      ],
      parameters: ["camera", "point", "weight"], rounds: 11)
  }

  /// 2 layers, 1024 letters of 14 bits.
  private static var longShortTermMemory: ADBenchBenchmark {
    var numbers = SplitMix64(seed: 3)
    let (c, b, l) = (1024, 14, 2)
    return ADBenchBenchmark(
      name: "LSTM, \(l) layers, \(c) letters", program: "LSTM/lstm.adg", function: "lstm",
      output: "loss", extents: [c, b, l],
      given: [
        GivenArray("letter", [c, b], below: 2, &numbers), GivenArray("hidden", [l, b], in: 0..<1, &numbers),
        GivenArray("cell", [l, b], in: 0..<1, &numbers), GivenArray("main", [l, 2, 4, b], in: 0..<1, &numbers),
        GivenArray("extra", [3, b], in: 0..<1, &numbers),
      ],
      parameters: ["main", "extra"], rounds: 21)
  }

  /// 22 bones, 544 vertices, 100 points.
  private static var handTracking: ADBenchBenchmark {
    var numbers = SplitMix64(seed: 4)
    let (bones, vertices, movers, points) = (22, 544, 4, 100)
    var places: [Double] = []
    for _ in 0..<2 * bones {
      places += (0..<12).map { _ in numbers.number(in: -0.6..<0.6) } + [0, 0, 0, 1]
    }
    return ADBenchBenchmark(
      name: "hand tracking, \(vertices) vertices, \(points) points", program: "HandTracking/hand_simple.adg",
      function: "hand", output: "squares", extents: [vertices, movers, points],
      given: [
        GivenArray("base", [bones, 4, 4], Array(places.prefix(16 * bones))),
        GivenArray("unpose", [bones, 4, 4], Array(places.suffix(16 * bones))),
        GivenArray("rest", [vertices, 3], in: -1..<1, &numbers),
        GivenArray("bone", [vertices, movers], below: bones, &numbers),
        GivenArray("skin", [vertices, movers], in: 0..<0.5, &numbers),
        GivenArray("point", [points, 3], in: -1..<1, &numbers),
        GivenArray("vertex", [points], below: vertices, &numbers),
        GivenArray("rotation", [3], in: -1..<1, &numbers), GivenArray("translation", [3], in: -1..<1, &numbers),
        GivenArray("finger", [5, 4], in: -1..<1, &numbers),
      ],
      parameters: ["rotation", "translation", "finger"], rounds: 51)
  }
}
