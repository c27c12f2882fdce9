import AutodiffGen
import Foundation
import Testing

@testable import autodiff_gen

/// `fit`.
@Suite struct FitCommandTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  private func json(_ run: Run) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    return try #require(value as? [String: Any])
  }

  @Test(arguments: [["b1=500", "b2=0.0001"], ["b1=250", "b2=0.0005"]])
  func theCertifiedValuesOfMisra1aAreReached(start: [String]) throws {
    let folder = Self.root + "/Tests/GoldenTests/NIST"
    let data = try String(contentsOfFile: folder + "/Misra1a.dat", encoding: .utf8)
    let rows = data.split(separator: "\n").suffix(14).map { $0.split(separator: " ").compactMap { Double($0) } }
    try #require(rows.allSatisfy { $0.count == 2 })
    let values = ["y=\(rows.map { $0[0] })", "x=\(rows.map { $0[1] })"]
    let run = Run(["fit", folder + "/Misra1a.adg", "--json"] + values + start)
    try #require(run.status == 0, "\(run.complaints)")
    let fit = try json(run)
    let parameters = try #require(fit["parameters"] as? [String: Double])
    // https://www.itl.nist.gov/div898/strd/nls/data/misra1a.shtml
    #expect(abs((parameters["b1"] ?? 0) / 2.3894212918E+02 - 1) < 1e-10, "\(parameters)")
    #expect(abs((parameters["b2"] ?? 0) / 5.5015643181E-04 - 1) < 1e-10, "\(parameters)")
    #expect(abs((fit["loss"] as? Double ?? 0) / 1.2455138894E-01 - 1) < 1e-10)
  }

  @Test func theMinimumForTheIrisesHasNoSlope() throws {
    let sample = Self.root + "/Samples/Iris"
    let program = ["\(sample)/iris.adg", "--data", "\(sample)/iris.csv"]
    let folder = try Folder()
    let path = folder.path + "/reached.json"
    let run = Run(["fit"] + program + ["-o", path])
    try #require(run.status == 0, "\(run.complaints)")
    // The function is strictly convex but for a shift of each row of W and b, so the least loss is the only one.
    let there = Run(["grad"] + program + ["--values", path, "--json"])
    let result = try json(there)
    let gradient = try #require(result["gradient"] as? [String: Any])
    let slopes = (gradient["W"] as? [[Double]] ?? []).flatMap { $0 } + (gradient["b"] as? [Double] ?? [])
    #expect(slopes.count == 15)
    #expect(slopes.allSatisfy { abs($0) < 1e-9 }, "\(slopes)")
    // Parameters rounded to a tenth give 0.165813132994572.
    let loss = try #require((result["value"] as? [String: Double])?["loss"])
    #expect(loss < 0.165813132994572)
  }

  @Test func aTwoLayerNetworkLearnsExclusiveOr() throws {
    let network = """
      dim N, H
      input X: [N, 2], y: [N]
      param W1: [2, H], b1: [H], W2: [H], b2
      h = max(0, X @ W1 + b1)
      f = h @ W2 + b2
      data = mean(n: (f[n] - y[n])^2)
      loss = data + 1e-6 * (sum(W1^2) + sum(W2^2))
      output loss
      """
    let run = Run(
      "fit", "-e", network, "X=[[0,0],[0,1],[1,0],[1,1]]", "y=[0,1,1,0]", "H=8", "--json", "--method", "adam",
      "--rate", "0.05", "--epochs", "400")
    let fit = try json(run)
    let curve = try #require(fit["curve"] as? [Double])
    #expect(curve[0] > 0.1)
    #expect((curve.last ?? 1) < 1e-3, "\(curve.last ?? 1)")
  }

  @Test func whatWasReachedIsWrittenAndReadAgain() throws {
    let folder = try Folder()
    let program = ["-e", "param w: [2]; f = (w[0] - 1)^2 + (w[1] + 2)^2"]
    for name in ["w.json", "w.safetensors"] {
      let path = folder.path + "/" + name
      let run = Run(["fit"] + program + ["w=[0, 0]", "-o", path])
      #expect(run.status == 0, "\(run.complaints)")
      let again = Run(["fit"] + program + ["--values", path])
      #expect(
        again.output.hasPrefix("lbfgs, 0 steps: converged, the gradient is 0 to within the tolerance\n"),
        "\(again.output)")
    }
  }

  @Test func theCurveIsDrawnThreeWays() throws {
    let folder = try Folder()
    let (picture, table) = (folder.path + "/loss.svg", folder.path + "/loss.csv")
    let run = Run(
      "fit", "-e", "f = (x - 1)^2", "x=2", "--method", "gd", "--rate", "0.25", "--epochs", "3", "--plot", "--curve",
      picture, "--curve", table)
    // The distance from 1 halves at each step.
    #expect(try folder.text("loss.csv") == "epoch,loss\n0,1\n1,0.25\n2,0.0625\n3,0.015625\n")
    let svg = try folder.text("loss.svg")
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
    #expect(svg.contains("points=\"80,36 "))
    #expect(run.output.contains(" |*\n"), "\(run.output)")
    #expect(run.output.hasSuffix("gd, 3 steps: all epochs are over\nf = 0.015625, from 1\nx = 1.125\n"))
  }

  @Test func aLossThatRunsAwayIsStatusOne() {
    let run = Run("fit", "-e", "f = x^4", "x=10", "--method", "gd", "--rate", "10")
    #expect(run.status == 1)
    #expect(run.output.contains("try a smaller --rate"))
    // What could not be gone is no step.
    let start = Run("fit", "-e", "f = x^4", "x=10", "--method", "gd", "--rate", "1e200")
    #expect(start.output.hasPrefix("gd, 0 steps: the next one leads to a loss that is not finite"), "\(start.output)")
    let up = Run("fit", "-e", "f = x^2", "x=1", "--method", "gd", "--rate", "1.5", "--epochs", "3")
    #expect(up.output.hasPrefix("gd, 3 steps: all epochs are over; try a smaller --rate\n"), "\(up.output)")
  }

  @Test func aLossWithoutALeastValueIsStatusOne() {
    for method in ["lbfgs", "gd"] {
      let run = Run("fit", "-e", "f = x - y^2", "x=0", "y=1", "--method", method)
      #expect(run.status == 1)
      #expect(run.output.contains("the loss falls without end"), "\(run.output)")
    }
  }

  @Test func machineCodeGivesTheSameNumbers() throws {
    let folder = try Folder()
    let sample = Self.root + "/Samples/Iris"
    let model = try Model(String(contentsOfFile: "\(sample)/iris.adg", encoding: .utf8))
    let compiler = NativeCompiler(cache: folder.path + "/cache")
    guard ChildProcess.run(["cc", "--version"], in: "/") != nil else { return print("no C compiler: not tested") }
    let values = try model.read(ValueSources(dataFiles: ["\(sample)/iris.csv"]))
    var options = FitOptions()
    options.epochs = 20
    options.seed = 3
    for batch in [nil, FitOptions.Batch(dim: "N", size: 64)] {
      options.batch = batch
      let slow = try model.fit(of: nil, withRespectTo: nil, at: values, options) { _ in true }
      // The second time the library is found where it was put.
      for _ in 0..<2 {
        var engine = try compiler.engine(for: model, of: nil, withRespectTo: nil)
        #expect(try model.fit(of: nil, withRespectTo: nil, at: values, options, on: &engine) { _ in true } == slow)
      }
    }
    let kept = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/cache")
    #expect(kept.count == 1 && kept[0].hasSuffix(".so"), "\(kept)")
  }

  @Test func aLossThatVanishesHasConverged() throws {
    let line = "dim N; input x: [N], y: [N]; param a, b; mean(n: (a*(x[n] - b) - y[n])^2)"
    let points = ["x=[1,1.5,2,2.5]", "y=[0.1,1.6,3.1,4.6]", "a=2", "b=1"]
    let run = Run(["fit", "-e", line] + points)
    #expect(run.output.contains("steps: converged, the loss is 0 to within rounding\n"), "\(run.output)")
    let fit = try json(Run(["fit", "-e", line, "--json"] + points))
    #expect(fit["ending"] as? String == "converged")
    // One that stays above 0 has no such end.
    let other = Run(["fit", "-e", "(x - 1)^2 + 3", "x=5"])
    #expect(
      other.output.contains("converged, the gradient is 0 to within the tolerance\nf = 3, from 19\n"), "\(other.output)"
    )
  }

  @Test func whatWasCompiledIsKeptForTheLastFewPrograms() throws {
    guard ChildProcess.run(["cc", "--version"], in: "/") != nil else { return print("no C compiler: not tested") }
    let folder = try Folder()
    func kept() throws -> Set<String> {
      Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
    }
    func use(_ number: Int) throws -> Set<String> {
      let before = try kept()
      let model = try Model("f = (x - \(number))^2")
      _ = try NativeCompiler(cache: folder.path, most: 2).engine(for: model, of: nil, withRespectTo: nil)
      return try kept().subtracting(before)
    }
    // What somebody else put there stays.
    _ = try folder.file("notes.so", "")
    let first = try use(1)
    let second = try use(2)
    for (age, name) in [(300.0, first), (200.0, second)] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: folder.path + "/" + (name.first ?? ""))
    }
    // The first is used again, so that the second is the one that was not used for longest.
    #expect(try use(1).isEmpty)
    let third = try use(3)
    #expect(first.count == 1 && second.count == 1 && third.count == 1)
    #expect(try kept() == first.union(third).union(["notes.so"]))
  }

  @Test func helpSpeaksOfFitting() {
    let help = Run("fit", "--help").output
    #expect(help.contains("--of NAME           the scalar to minimise, where there are several"), "\(help)")
    #expect(help.contains("save what was reached for --values"))
    #expect(Run("graph", "--help").output.contains("write a file: .svg, .png, .pdf (by Graphviz) or .dot"))
    #expect(Run("man").output.contains("fit: the scalar to minimise"))
  }

  @Test func withoutACompilerAMessageSaysSo() throws {
    let model = try Model("f = (x - 1)^2")
    let compiler = NativeCompiler(names: ["no-such-compiler"], cache: nil)
    let failure = #expect(throws: Failure.self) { _ = try compiler.engine(for: model, of: nil, withRespectTo: nil) }
    #expect(failure?.codes == ["no-compiler"])
    #expect(failure?.description.contains("none of no-such-compiler is on this machine") ?? false)
    #expect(failure?.description.contains("leave '--engine native' out") ?? false)
  }

  @Test func indicesAreCheckedBeforeMachineCodeRuns() throws {
    guard ChildProcess.run(["cc", "--version"], in: "/") != nil else { return print("no C compiler: not tested") }
    let folder = try Folder()
    let model = try Model("dim N; input k: Int[N], y: [N]; param m; f = sum(n: (y[k[n]] - m)^2)")
    var engine = try NativeCompiler(cache: folder.path).engine(for: model, of: nil, withRespectTo: nil)
    // The second time it is the compiled code that is asked.
    for indices in ["[0, 5]", "[0, 5]", "[0, -1]", "[0, 4294967296]"] {
      let values = try model.read(ValueSources(arguments: ["k=\(indices)", "y=[1, 2]", "m=0"]))
      let failure = #expect(throws: Failure.self) {
        try model.fit(of: nil, withRespectTo: nil, at: values, FitOptions(), on: &engine) { _ in true }
      }
      #expect(failure?.codes == ["subscript-out-of-range"], "\(indices)")
    }
  }

  @Test(arguments: [
    (["--rate", "0"], "'--rate' needs a number above 0; found '0'"),
    (["--momentum", "1"], "'--momentum' needs a number below 1"),
    (["--schedule", "slow"], "'--schedule' needs one of constant, inverse:0.01"),
    (["--batch", "32"], "'--batch' needs a dim and a number of rows, as in N=32; found '32'"),
    (["--seed", "-1"], "'--seed' needs a whole number, 0 or more; found '-1'"),
    (["--epochs", "0"], "'--epochs' needs a number above 0"),
    (["--curve", "loss.png"], "the name of a curve ends with .svg or .csv; found 'loss.png'"),
    (["--method", "newton"], "newton"),
    (["--method", "lbfgs", "--batch", "N=2"], "'lbfgs' compares losses"),
  ])
  func wrongOptionsAreFaultsOfTheCommandLine(options: [String], message: String) {
    let run = Run(["fit", "-e", "dim N; input y: [N]; param m; f = mean((y - m)^2)", "y=[1, 2]"] + options)
    #expect(run.status == 2)
    #expect(run.complaints.contains(message), "\(run.complaints)")
  }

  @Test func theBarSaysHowFarItIs() throws {
    var seen: [Fit.Progress] = []
    var options = FitOptions()
    options.method = .gd
    options.rate = 0.25
    options.epochs = 4
    _ = try Model("f = (x - 1)^2").fit(at: ["x": NumericArray(2)], options) {
      seen.append($0)
      return true
    }
    try #require(seen.count == 4)
    #expect(
      FitProgress.text(seen[1], seconds: 1.26)
        == "[############------------] 2 of 4  loss 0.0625  rate 0.25  1.2 s")
  }
}
