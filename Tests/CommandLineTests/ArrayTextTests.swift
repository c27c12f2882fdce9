import AutodiffGen
import Testing

@testable import autodiff_gen

/// Numbers and arrays as people read them.
@Suite struct ArrayTextTests {
  @Test(arguments: [
    (0.0, "0"), (-0.0, "-0"), (1, "1"), (-12, "-12"), (0.1, "0.1"), (1e300, "1e+300"), (.infinity, "inf"),
    (-.infinity, "-inf"), (.nan, "nan"), (0.7310585786300049, "0.7310585786300049"), (123_456_789, "123456789"),
  ])
  func scalarsHaveAllTheirDigits(value: Double, text: String) {
    #expect(ArrayText.text("f", NumericArray(value)) == "f = \(text)\n")
  }

  @Test func numbersInArraysHaveEightDigits() {
    let texts: KeyValuePairs<Double, String> = [
      1.0 / 3: "0.33333333", -2.0 / 3: "-0.66666667", 100.0 / 3: "33.333333", 0.99999999999: "1",
      9.9999999999: "10", 0.0001234567891: "0.00012345679", 0.00000123456789: "1.2345679e-6",
      1234567890.5: "1.2345679e9", 123456789.5: "123456790", 1.5: "1.5", 1.00000000049: "1",
      Double.leastNonzeroMagnitude: "5e-324",
      1.7976931348623157e308: "1.7976931e308", 0.012345678499: "0.012345678", 1e-9: "1e-9", -0.0: "-0",
    ]
    for (value, text) in texts { #expect(Decimal.roundedText(value) == text) }
  }

  @Test func numbersInArraysAreWithinHalfAUnitOfTheEighthDigit() {
    var state: UInt64 = 12345
    for _ in 0..<2000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(bitPattern: state)
      guard value.isFinite, value.isNormal, abs(value) < 1e300, let read = Double(Decimal.roundedText(value)) else {
        continue
      }
      #expect(abs(read - value) <= 5.0001e-8 * abs(value), "\(value)")
    }
  }

  @Test func vectorsStandOnOneLine() {
    #expect(ArrayText.text("dL/db", NumericArray([1, -2, 0.5])) == "dL/db = [1, -2, 0.5]\n")
  }

  @Test func matricesHaveTheirPointsOneUnderTheOther() throws {
    let matrix = try #require(NumericArray(shape: [2, 3], values: [0.25, -1, 10, 3, 4.125, 1e-9]))
    #expect(
      ArrayText.text("dL/dW", matrix) == """
        dL/dW =
          [[0.25, -1,     10],
           [3,     4.125,  1e-9]]

        """)
  }

  @Test func listsNestAsDeepAsTheShape() throws {
    let cube = try #require(NumericArray(shape: [2, 2, 2], values: [1, 2, 3, 4, 5, 6, 7, 8]))
    #expect(
      ArrayText.text("T", cube) == """
        T =
          [[[1, 2],
            [3, 4]],
           [[5, 6],
            [7, 8]]]

        """)
  }

  @Test func longVectorsAreBrokenIntoLinesThatKeepInStep() {
    let text = ArrayText.text("x", NumericArray((0..<60).map { Double($0 * $0) }))
    let lines = text.split(separator: "\n")
    #expect(lines[0] == "x =")
    #expect(lines[1].hasPrefix("  [   0,    1,    4,"))
    #expect(lines.allSatisfy { $0.count <= 100 })
    #expect(lines.dropFirst().dropLast().allSatisfy { $0.hasSuffix(",") })
    #expect(text.hasSuffix("3481]\n"))
  }

  @Test func bigArraysShowTheirEdges() throws {
    let matrix = try #require(NumericArray(shape: [100, 50], values: (0..<5000).map(Double.init)))
    #expect(
      ArrayText.text("W", matrix) == """
        W =  # [100, 50]; --full prints every element
          [[   0,    1,    2, ...,   47,   48,   49],
           [  50,   51,   52, ...,   97,   98,   99],
           [ 100,  101,  102, ...,  147,  148,  149],
           ...,
           [4850, 4851, 4852, ..., 4897, 4898, 4899],
           [4900, 4901, 4902, ..., 4947, 4948, 4949],
           [4950, 4951, 4952, ..., 4997, 4998, 4999]]

        """)
    #expect(
      ArrayText.text("v", NumericArray((0..<2000).map(Double.init))) == """
        v = [0, 1, 2, ..., 1997, 1998, 1999]  # [2000]; --full prints every element

        """)
  }

  @Test func inFullEveryElementHasAllItsDigits() throws {
    let values = (1...1500).map { 1 / Double($0) }
    let text = ArrayText.text("v", NumericArray(values), isFull: true)
    let numbers = text.dropFirst("v =\n".count).split { "[], \n".contains($0) }.compactMap { Double($0) }
    #expect(numbers == values)
  }

  @Test func emptyArraysShowTheirShape() throws {
    #expect(ArrayText.text("v", NumericArray([])) == "v = []  # [0]\n")
    #expect(ArrayText.text("A", try #require(NumericArray(shape: [2, 0], values: []))) == "A = [[], []]  # [2, 0]\n")
  }
}
