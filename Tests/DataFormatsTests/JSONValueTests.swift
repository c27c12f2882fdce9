import Fitting
import Interpretation
import Testing

@testable import DataFormats

@Suite struct JSONValueTests {
  private let result = JSONValue.object([
    .init("value", .arrays([NamedTensor("L", Tensor(0.73))])),
    .init(
      "gradient",
      .arrays([NamedTensor("w0", Tensor(-0.19)), NamedTensor("W", Tensor(shape: [2, 1], values: [1, .nan]))])),
    .init("empty", .object([])),
    .init("list", .list([.null, .boolean(true), .integer(3), .number(-.infinity), .string("a\"\\\n\u{1}é")])),
  ])

  @Test func `one line keeps the order of members`() {
    #expect(
      result.line
        == #"{"value": {"L": 0.73}, "gradient": {"w0": -0.19, "W": [[1], ["NaN"]]}, "empty": {}, "#
        + #""list": [null, true, 3, "-Infinity", "a\"\\\n\u0001é"]}"#)
  }

  @Test func `the form with lines keeps arrays on one line`() {
    #expect(
      result.lines == #"""
        {
          "value": {
            "L": 0.73
          },
          "gradient": {
            "w0": -0.19,
            "W": [[1], ["NaN"]]
          },
          "empty": {},
          "list": [null, true, 3, "-Infinity", "a\"\\\n\u0001é"]
        }
        """#)
  }

  @Test(arguments: [
    (Tensor(-3), "-3"), (Tensor([1, 2]), "[1, 2]"), (Tensor([]), "[]"),
    (Tensor(shape: [2, 2, 1], values: [1, 2, 3, 4]), "[[[1], [2]], [[3], [4]]]"),
    (Tensor(shape: [2, 0], values: []), "[[], []]"), (Tensor(shape: [0, 2], values: []), "[]"),
  ])
  func `arrays are nested lists`(tensor: Tensor, text: String) {
    #expect(JSONValue.tensor(tensor).line == text)
  }

  @Test func `random arrays read back as they were`() throws {
    var random = SplitMix64(seed: 2)
    for _ in 0..<200 {
      let shape = (0..<Int.random(in: 0...4, using: &random)).map { _ in Int.random(in: 1...4, using: &random) }
      let values = (0..<shape.reduce(1, *)).map { _ in Double(bitPattern: random.next()) }
      let members = [NamedTensor("z", Tensor(shape: shape, values: values)), NamedTensor("a", Tensor(1))]
      let text = JSONValue.arrays(members).lines
      guard case .named(let back) = try JSONFile.read(Array(text.utf8), name: "v.json") else {
        Issue.record("not an object")
        return
      }
      #expect(back.map(\.name) == ["z", "a"])
      #expect(zip(back, members).allSatisfy { $0.tensor.matches($1.tensor) })
    }
  }
}
