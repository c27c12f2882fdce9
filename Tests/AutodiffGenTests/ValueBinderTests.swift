import AutodiffGen
import Testing

/// How dims follow from arrays, and what is said of values that do not fit.
@Suite struct ValueBinderTests {
  private func zeros(_ shape: Int...) -> NumericArray? {
    NumericArray(shape: shape, values: Array(repeating: 0, count: shape.reduce(1, *)))
  }

  private func failure(_ program: String, _ values: [String: NumericArray?]) -> Failure? {
    do {
      _ = try Model(program).evaluate(values.compactMapValues { $0 })
      return nil
    } catch {
      return error
    }
  }

  @Test func dimsFollowFromExtents() {
    let program =
      "dim N, D\ninput X: [N, D], packed: [D*(D+1)/2], shifted: [N+1]\ny = sum(X) + sum(packed) + sum(shifted)"
    #expect(failure(program, ["X": zeros(3, 4), "packed": zeros(10), "shifted": zeros(4)]) == nil)
    let wrong = failure(program, ["X": zeros(3, 4), "packed": zeros(9), "shifted": zeros(4)])
    #expect(wrong?.codes == ["value-shape"])
    #expect(wrong?.description.contains("here [10]; found [9]") == true)
    #expect(wrong?.description.contains("D is 4 because of 'X'") == true)
  }

  @Test func aDimIsFoundThroughAnExtentThatNamesOnlyIt() {
    let program = "dim D\ninput packed: [D*(D+1)/2]\ny[i in 0..<D] = packed[i]"
    #expect(failure(program, ["packed": zeros(10)]) == nil)
    #expect(failure(program, ["packed": zeros(9)])?.codes.isEmpty == false)
  }

  @Test func aDimThatIsGivenIsCheckedAgainstTheArrays() {
    let program = "dim N\ninput x: [N]\ny = sum(x)"
    #expect(failure(program, ["x": zeros(3), "N": NumericArray(3)]) == nil)
    let wrong = failure(program, ["x": zeros(3), "N": NumericArray(4)])
    #expect(wrong?.codes == ["value-shape"])
    #expect(wrong?.description.contains("'x' should be [N], here [4]; found [3]") == true)
    #expect(failure(program, ["x": zeros(3), "N": NumericArray(-3)])?.codes.first == "value-shape")
    #expect(failure(program, ["x": zeros(3), "N": NumericArray(1e300)])?.codes.first == "value-shape")
    #expect(failure(program, ["x": zeros(3), "N": NumericArray([3, 3])])?.codes.first == "value-shape")
  }

  @Test func aFixedDimTakesNoOtherNumber() {
    let program = "dim N = 3\ninput x: [N]\ny = sum(x)"
    #expect(failure(program, ["x": zeros(3)]) == nil)
    #expect(failure(program, ["x": zeros(3), "N": NumericArray(3)]) == nil)
    #expect(failure(program, ["x": zeros(3), "N": NumericArray(4)])?.codes == ["value-not-taken"])
    #expect(failure(program, ["x": zeros(4)])?.codes == ["value-shape"])
  }

  @Test func aMissingArrayIsNotAlsoAMissingDim() {
    #expect(failure("dim N\ninput x: [N]\ny = sum(x)", [:])?.codes == ["value-missing"])
  }

  @Test func valuesAreFiniteAndIntegersWhole() {
    #expect(failure("2*x", ["x": NumericArray(.nan)])?.codes == ["value-not-finite"])
    #expect(failure("input k: Int\ny = 2*k", ["k": NumericArray(1.5)])?.codes == ["value-not-in-range"])
    #expect(failure("input k: Int\ny = 2*k", ["k": NumericArray(.infinity)])?.codes == ["value-not-in-range"])
    #expect(failure("input k: Int\ny = 2*k", ["k": NumericArray(1e19)])?.codes == ["value-not-in-range"])
    #expect(failure("input k: Int in 3\ny = 2*k", ["k": NumericArray(3)])?.codes == ["value-not-in-range"])
  }
}
