import Interpretation
import Testing

@Suite struct TensorTests {
  @Test func `a scalar has no axes and one element`() {
    let tensor = Tensor(2.5)
    #expect(tensor.shape.isEmpty)
    #expect(tensor.count == 1)
    #expect(tensor.scalar == 2.5)
    #expect(Tensor([1]).scalar == nil)
  }

  @Test(
    arguments: [
      ([], 1), ([3], 3), ([2, 3, 4], 24), ([5, 0, 7], 0), ([-1], nil), ([0, -1], nil), ([1 << 40, 1 << 40], nil),
      ([Int.max, 2], nil), ([0, Int.max, Int.max], nil),
    ] as [([Int], Int?)])
  func `elements are counted without overflow`(shape: [Int], count: Int?) {
    #expect(Tensor.count(of: shape) == count)
  }

  @Test func `NaN matches NaN`() {
    #expect(Tensor([1, .nan]).matches(Tensor([1, .nan])))
    #expect(!Tensor([1, .nan]).matches(Tensor([.nan, 1])))
    #expect(!Tensor(shape: [1, 2], values: [1, 2]).matches(Tensor([1, 2])))
  }

  @Test func `nested lists become a shape and row-major values`() throws {
    #expect(try build("[[1,2,3],[4,5,6]]") == Tensor(shape: [2, 3], values: [1, 2, 3, 4, 5, 6]))
    #expect(try build("[[[1],[2]]]") == Tensor(shape: [1, 2, 1], values: [1, 2]))
    #expect(try build("7") == Tensor(7))
    #expect(try build("[]") == Tensor([]))
    #expect(try build("[[],[]]") == Tensor(shape: [2, 0], values: []))
    #expect(try build("[[[]],[[]]]") == Tensor(shape: [2, 1, 0], values: []))
    #expect(try build("") == nil)
  }

  @Test(arguments: [
    ("[[1,2],[3,4],[5]]", "X[2] has 1 element where X[0] has 2"),
    ("[[1],[2,3]]", "X[1] has 2 elements where X[0] has 1"),
    ("[[],[1]]", "X[1] has 1 element where X[0] has 0"),
    ("[[[1,2]],[[3,4,5]]]", "X[1, 0] has 3 elements where X[0, 0] has 2"),
    ("[1,[2]]", "X[1] is a list where X[0] is a number"),
    ("[[1],2]", "X[1] is a number where X[0] is a list"),
    ("[[],2]", "X[1] is a number where X[0] is a list"),
    ("[[1],[[2]]]", "X[1, 0] is a list where X[0, 0] is a number"),
    ("[[[1]],[2]]", "X[1, 0] is a number where X[0, 0] is a list"),
    (String(repeating: "[", count: 65), "X nests lists more than 64 deep"),
  ])
  func `ragged lists name both places`(lists: String, message: String) {
    #expect(throws: Tensor.RaggedLists(message)) { try build(lists) }
  }

  /// Feeds brackets and one-digit numbers to a builder.
  private func build(_ lists: String) throws -> Tensor? {
    var builder = Tensor.Builder(name: "X")
    for character in lists where character != "," {
      switch character {
      case "[": try builder.openList()
      case "]": try builder.closeList()
      default: try builder.append(Double(String(character)) ?? .nan)
      }
    }
    return builder.finish()
  }
}
