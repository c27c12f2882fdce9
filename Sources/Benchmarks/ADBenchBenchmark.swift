import AutodiffGen
import Fitting
import Foundation

/// One of ADBench's objectives, value and gradient: the interpreter on the sample's program beside the same loops in C.
struct ADBenchBenchmark {
  /// What the report calls it.
  let name: String
  /// The sample's program, from the folder of the samples.
  let program: String
  /// The C function.
  let function: String
  /// The scalar that is differentiated.
  let output: String
  /// The extents that the C function takes.
  let extents: [Int]
  /// Inputs and parameters in the order of the program.
  let given: [GivenArray]
  /// The parameters, in the order of the program.
  let parameters: [String]
  /// How many pairs of runs are timed.
  let rounds: Int

  private typealias Reference =
    @convention(c) (
      UnsafePointer<Int>, UnsafePointer<UnsafePointer<Double>?>, UnsafeMutablePointer<Double>
    ) -> Void

  /// The project's folder, where this was built.
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Runs both, and checks that they agree.
  func run(in compiled: CReference) throws -> Comparison {
    let file = Self.root.appendingPathComponent("Samples/\(program)")
    let text = try String(contentsOf: file, encoding: .utf8)
    let measured = try GradientRun(text, of: output, values: given)
    let compiledGradient = try compiled.function(function, as: Reference.self)
    let lengths = parameters.map { name in given.first { $0.name == name }?.elements.count ?? 0 }
    var found = [Double](repeating: 0, count: 1 + lengths.reduce(0, +))
    let starts = given.indices.map { index in given[..<index].reduce(0) { $0 + $1.elements.count } }
    let elements = given.flatMap(\.elements)
    let comparison = try Comparison(name, rounds: rounds) {
      try measured.run()
    } reference: {
      elements.withUnsafeBufferPointer { elements in
        let places = starts.map { start in elements.baseAddress.map { $0 + start } }
        found.withUnsafeMutableBufferPointer { found in
          guard let found = found.baseAddress else { return }
          compiledGradient(extents, places, found)
        }
      }
    }
    try measured.check(output, [found[0]])
    var start = 1
    for (parameter, length) in zip(parameters, lengths) {
      try measured.check(parameter, Array(found[start..<start + length]))
      start += length
    }
    return comparison
  }
}

/// A value that a program is given: name, shape, elements in row-major order.
struct GivenArray {
  var name: String
  var shape: [Int]
  var elements: [Double]

  init(_ name: String, _ shape: [Int], _ elements: [Double]) {
    (self.name, self.shape, self.elements) = (name, shape, elements)
  }

  /// Fills an array with numbers of a range.
  init(_ name: String, _ shape: [Int], in range: Range<Double>, _ numbers: inout SplitMix64) {
    self.init(name, shape, (0..<shape.reduce(1, *)).map { _ in numbers.number(in: range) })
  }

  /// Fills an array with whole numbers that are less than a bound.
  init(_ name: String, _ shape: [Int], below bound: Int, _ numbers: inout SplitMix64) {
    self.init(name, shape, in: 0..<Double(bound), &numbers)
    elements = elements.map { min($0.rounded(.down), Double(bound - 1)) }
  }
}
