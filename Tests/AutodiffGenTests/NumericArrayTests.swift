import AutodiffGen
import Testing

/// Arrays as they go in and come out.
@Suite struct NumericArrayTests {
  @Test func scalarsAndVectorsHaveTheirShapes() {
    #expect(NumericArray(2).shape == [])
    #expect(NumericArray(2).scalar == 2)
    #expect(NumericArray([2]).shape == [1])
    #expect(NumericArray([2]).scalar == nil)
    #expect(NumericArray([]).shape == [0])
  }

  @Test func valuesFillTheShape() {
    #expect(NumericArray(shape: [2, 3], values: [1, 2, 3, 4, 5, 6]) != nil)
    #expect(NumericArray(shape: [2, 3], values: [1]) == nil)
    #expect(NumericArray(shape: [-1], values: []) == nil)
    #expect(NumericArray(shape: [Int.max, Int.max], values: []) == nil)
    #expect(NumericArray(shape: [0, 5], values: []) != nil)
  }

  @Test func resultsAsJSON() throws {
    let model = try Model("param x: [2]\na = sum(x)/0\ny = x\noutput a, y")
    #expect(
      try model.evaluate(["x": NumericArray([0.1, 1e300])]).json()
        == "{\"value\": {\"a\": \"Infinity\", \"y\": [0.1, 1e+300]}}")
  }
}
