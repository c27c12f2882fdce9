import AutodiffGen
import Foundation
import Testing

/// The networks give the numbers that standards and textbooks print.
@Suite("Published networks") struct PublishedTests {
  /// Evaluates a sample's program and returns the numbers of one output, in the order of its places.
  private func values(_ output: String, of sample: String, _ arguments: [String]) throws -> [Double] {
    let run = try ToolRun(["eval", "Samples/\(sample).adg", "--json"] + arguments)
    try #require(run.status == 0, "\(run.complaints)")
    let root = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    return Self.flat((root["value"] as? [String: Any])?[output])
  }

  private static func flat(_ value: Any?) -> [Double] {
    if let list = value as? [Any] { return list.flatMap(flat) }
    return (value as? NSNumber).map { [$0.doubleValue] } ?? []
  }

  /// Writes an array of a shape, filled in order, as it is given on the command line.
  private static func literal(_ shape: [Int], _ number: (Int) -> Int) -> String {
    var texts = (0..<shape.reduce(1, *)).map { "\(number($0))" }
    for extent in shape.reversed() {
      let starts = stride(from: 0, to: texts.count, by: extent)
      texts = starts.map { "[" + texts[$0..<$0 + extent].joined(separator: ",") + "]" }
    }
    return texts[0]
  }

  /// Source: ONNX, operator Conv, the examples `conv_with_strides_padding` and `conv_with_autopad_same`.
  @Test("A convolution with a stride gives the tables of the ONNX standard")
  func convolution() throws {
    func convolved(height: Int, width: Int) throws -> [Double] {
      let places = [1, (height + 1) / 2, (width + 1) / 2]
      return try values(
        "y", of: "Convolution2D/convolution_2d",
        [
          "image=" + Self.literal([1, height, width], { $0 }), "kernel=" + Self.literal([1, 1, 3, 3], { _ in 1 }),
          "bias=[0]", "target=" + Self.literal(places, { _ in 0 }),
        ])
    }
    #expect(try convolved(height: 7, width: 5) == [12, 27, 24, 63, 108, 81, 123, 198, 141, 112, 177, 124])
    #expect(try convolved(height: 5, width: 5) == [12, 27, 24, 63, 108, 81, 72, 117, 84])
  }

  /// Source: ONNX, operator MaxPool, the example `maxpool_2d_precomputed_same_upper`.
  @Test("Max-pool gives the table of the ONNX standard")
  func maxPool() throws {
    let arguments = ["x=" + Self.literal([5, 5], { $0 + 1 }), "upstream=" + Self.literal([3, 3], { _ in 1 })]
    #expect(try values("y", of: "MaxPool/max_pool", arguments) == [7, 9, 10, 17, 19, 20, 22, 24, 25])
  }

  /// Source: ONNX, operator CumSum, the examples `cumsum_1d`, `cumsum_1d_exclusive` and `cumsum_1d_reverse`.
  @Test("Cumulative sums are those of the ONNX standard")
  func cumulativeSums() throws {
    let sample = "CumulativeSums/cumulative_sums"
    let arguments = ["x=[1,2,3,4,5]", "upstream=[1,1,1,1,1]"]
    #expect(try values("through", of: sample, arguments) == [1, 3, 6, 10, 15])
    #expect(try values("before", of: sample, arguments).dropLast() == [0, 1, 3, 6, 10])
    #expect(try values("from", of: sample, arguments) == [15, 14, 12, 9, 5])
  }

  /// Source: Zhang and others, Dive into Deep Learning, 2023, section 11.3.
  @Test("Queries that meet equal keys find the mean of the values that they see")
  func attention() throws {
    let found = try values(
      "attended", of: "Attention/attention",
      [
        "query=[[[1,-2]],[[3,4]]]", "key=" + Self.literal([2, 10, 2], { _ in 1 }),
        "value=" + Self.literal([2, 10, 4], { $0 % 40 }), "last=[1,5]",
        "target=" + Self.literal([2, 1, 4], { _ in 0 }),
      ])
    try #require(found.count == 8)
    for (found, expected) in zip(found, [2.0, 3, 4, 5, 10, 11, 12, 13]) {
      #expect(abs(found - expected) <= 1e-14 * expected)
    }
  }

  /// Source: Zhang and others, Dive into Deep Learning, 2023, section 11.7: rows that rise by one become -1 and 1, but for epsilon.
  @Test("Layer normalisation takes [1, 2] and [2, 3] to [-1, 1]")
  func layerNormalisation() throws {
    let found = try values(
      "y", of: "LayerNormalisation/layer_normalisation",
      ["x=[[1,2],[2,3]]", "scale=[1,1]", "shift=[0,0]", "upstream=[[1,1],[1,1]]"])
    let unit = 0.5 / (0.25 + 1e-5).squareRoot()
    try #require(found.count == 4)
    for (found, expected) in zip(found, [-unit, unit, -unit, unit]) { #expect(abs(found - expected) <= 1e-15) }
  }

  /// Source: NumPy's reference, `numpy.matmul`, the example of broadcasting.
  @Test("A stack of matrix products is NumPy's")
  func matrixProducts() throws {
    let found = try values(
      "Z", of: "BatchedMatrixProduct/batched_matrix_product",
      [
        "X=" + Self.literal([2, 2, 4], { $0 }), "Y=" + Self.literal([2, 4, 2], { $0 }),
        "upstream=" + Self.literal([2, 2, 2], { _ in 1 }),
      ])
    try #require(found.count == 8)
    #expect(found[3] == 98)
  }
}
