import AutodiffGen

/// A program's gradient made ready to run many times on the same values.
final class GradientRun {
  private var evaluator: Evaluator
  private let values: [String: NumericArray]
  private var result: Evaluation?

  /// Compiles a program for the gradient of an output, its only scalar where none is named, and takes its values.
  init(_ program: String, of output: String? = nil, values: [GivenArray]) throws {
    evaluator = try Model(program).gradientEvaluator(of: output)
    var arrays: [String: NumericArray] = [:]
    for value in values {
      guard let array = NumericArray(shape: value.shape, values: value.elements) else {
        throw BenchmarkFault("the elements of '\(value.name)' do not fill its shape")
      }
      arrays[value.name] = array
    }
    self.values = arrays
  }

  /// Computes value and gradient once.
  func run() throws { result = try evaluator.run(values) }

  /// Checks an array of the last run, a value or a derivative, to 1e-9 relative to its largest element.
  func check(_ name: String, _ expected: [Double]) throws {
    let found = result?[name]?.values ?? result?.gradient(of: name)?.values ?? []
    let scale = expected.map { abs($0) }.max() ?? 1
    guard found.count == expected.count, zip(found, expected).allSatisfy({ abs($0 - $1) <= 1e-9 * scale }) else {
      throw BenchmarkFault("'\(name)' differs from the reference")
    }
  }
}
