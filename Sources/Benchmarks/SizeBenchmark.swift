import AutodiffGen
import Fitting
import Foundation

/// How large generated code is, and how long it takes to make and to compile, in seconds of processor.
///
/// A compiler that takes longer than it may is ended.
struct SizeBenchmark {
  /// Prints the rows of the report, each as soon as it is known.
  func run() throws {
    try run(Self.network, named: "64-64-1 network")
    try run(Self.scalars(20_000), named: "20,000 scalar operations")
  }

  private func run(_ program: String, named name: String) throws {
    let folder = try ScratchFolder()
    var options = CodeOptions()
    options.name = "generated"
    for (language, compiler, flags, limit) in [
      (CodeLanguage.c, "gcc", ["-O2"], 30), (.c, "clang", ["-O2"], 30),
      (.swift, "swiftc", ["-O", "-parse-as-library"], 90),
    ] {
      let start = Machine.secondsOfProcess()
      let files = try Model(program).code(in: language, options)
      let seconds = Machine.secondsOfProcess() - start
      let urls = try files.map { try folder.write($0.name, $0.text) }
      let lines = files.map { $0.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1 }
      var row = "\(name), \(language.rawValue): \(lines.reduce(0, +)) lines"
      row += String(format: ", made in %.0f ms", seconds * 1e3)
      if let program = Machine.program(compiler), let main = urls.last {
        let result = try Machine.run(
          program, flags + ["-c", "-o", folder.url.appendingPathComponent("generated.o").path, main.path], limit: limit)
        row += ", \(([compiler] + flags).joined(separator: " "))"
        if result.succeeded {
          row += String(format: " in %.2f s", result.seconds)
        } else if result.seconds >= Double(limit) * 0.95 {
          row += " was ended: it takes more than \(limit) s"
        } else {
          throw BenchmarkFault("\(compiler): \(result.text.prefix(400))")
        }
      }
      print(row)
      fflush(nil)
    }
  }

  /// The mean squared error of a network with 64 inputs and one hidden layer of 64.
  static let network = """
    dim N, D = 64, H = 64
    input X: [N, D], y: [N]
    param W1: [D, H], b1: [H], w2: [H], b2
    h = tanh(X @ W1 + b1)
    p = h @ w2 + b2
    loss = mean(n: (p[n] - y[n])^2)
    output loss
    """

  /// A program of that many operations on scalars, in which every value is used.
  static func scalars(_ count: Int) -> String {
    var numbers = SplitMix64(seed: 7)
    var lines = ["param a, b, c, d", "v0 = a*b", "v1 = c + d", "v2 = a - d", "v3 = sin(b)"]
    for number in 4..<count - 1 {
      func pick(_ range: Range<Double>) -> String { "v\(max(0, number - Int(numbers.number(in: range))))" }
      let (x, y) = (pick(1..<2), pick(2..<30))
      switch number % 8 {
      case 0: lines.append("v\(number) = sin(\(x)) * \(y)")
      case 1: lines.append("v\(number) = tanh(\(x) + \(y))")
      case 2: lines.append("v\(number) = \(x) / (2 + \(y)^2)")
      case 3, 4: lines.append("v\(number) = \(x) * \(y)")
      default: lines.append("v\(number) = \(x) + \(y)")
      }
    }
    lines += ["f = v\(count - 2)", "output f"]
    return lines.joined(separator: "\n")
  }
}
