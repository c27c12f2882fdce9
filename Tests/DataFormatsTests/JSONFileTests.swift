import Interpretation
import Testing

@testable import DataFormats

@Suite struct JSONFileTests {
  @Test func `an object of arrays keeps its order`() throws {
    let contents = try read(
      #"{"x": 1, "w": [1, 2.5, -3e2], "X": [[1, 2], [3, "NaN"], ["Infinity", "-Infinity"]], "e": []}"#)
    guard case .named(let members) = contents else {
      Issue.record("not an object")
      return
    }
    #expect(members.map(\.name) == ["x", "w", "X", "e"])
    #expect(members.map(\.tensor.shape) == [[], [3], [3, 2], [0]])
    #expect(members[1].tensor.values == [1, 2.5, -300])
    #expect(members[2].tensor.matches(Tensor(shape: [3, 2], values: [1, 2, 3, .nan, .infinity, -.infinity])))
  }

  @Test func `a lone array, a byte-order mark and escaped names are read`() throws {
    #expect(try read("\u{FEFF} [[1],\r\n[2]] ") == .single(Tensor(shape: [2, 1], values: [1, 2])))
    #expect(try read("-0") == .single(Tensor(-0.0)))
    #expect(try read("{}") == .named([]))
    #expect(try read(#"{"\u03b8\n\uD83D\uDE00\/": 1}"#) == .named([NamedTensor("θ\n😀/", Tensor(1))]))
  }

  @Test(arguments: [
    ("", "v.json:1:1: expected a value, found the end of the file"),
    ("[1, 2", "v.json:1:6: expected ',' or ']', found the end of the file"),
    ("[1, ]", "v.json:1:5: expected a value, found ']'"),
    ("[1}", "v.json:1:3: expected ',' or ']', found '}'"),
    ("{\"a\": 1]", "v.json:1:8: expected ',' or '}', found ']'"),
    ("{\"a\" 1}", "v.json:1:6: expected ':', found '1'"),
    ("{a: 1}", "v.json:1:2: expected a member name in double quotes or '}', found 'a'"),
    ("{\"a\": 1,}", "v.json:1:9: expected a member name in double quotes, found '}'"),
    ("[1]\n[2]", "v.json:2:1: expected the end, found '['"),
    ("{\n  \"θ\": 1,\n  \"θ\": 2}", "v.json:3:3: member 'θ' appears twice"),
    ("{\"X\": [[1, 2],\n [3]]}", "v.json:2:4: X[1] has 1 element where X[0] has 2"),
    (
      "{\"w\": [1, \"two\"]}",
      "v.json:1:11: w has to be a number, \"NaN\", \"Infinity\", \"-Infinity\" or nested lists of these; found the string 'two'"
    ),
    (
      "{\"w\": {\"v\": 1}}",
      "v.json:1:7: w has to be a number, \"NaN\", \"Infinity\", \"-Infinity\" or nested lists of these; found an object"
    ),
    (
      "[null]",
      "v.json:1:2: the value has to be a number, \"NaN\", \"Infinity\", \"-Infinity\" or nested lists of these; found null"
    ),
    ("[NaN]", "v.json:1:2: 'NaN' is not a number; write \"NaN\", \"Infinity\" or \"-Infinity\" in double quotes"),
    ("[01]", "v.json:1:2: '01' is not a number"),
    ("[1e999]", "v.json:1:2: '1e999' is too large for a double"),
    ("[\"abc]", "v.json:1:2: a string has no closing quote"),
    ("[\"a\nb\"]", "v.json:1:4: a string holds a control character that is not escaped"),
    ("[\"a\\x\"]", "v.json:1:4: a string holds an escape that JSON does not have"),
    ("[\"\\ud800\"]", "v.json:1:3: a string holds an escape that JSON does not have"),
    ("[\"\\u+123\"]", "v.json:1:3: a string holds an escape that JSON does not have"),
    ("[−1]", "v.json:1:2: '−1' is not a number"),
  ])
  func `a wrong file is told with its line and column`(text: String, message: String) {
    #expect(throws: DataError(message)) { try read(text) }
  }

  @Test func `a string that is not UTF-8 is an error`() {
    #expect(throws: DataError("v.json:1:2: a string is not UTF-8 text")) {
      try JSONFile.read([0x5B, 0x22, 0xFF, 0x22, 0x5D], name: "v.json")
    }
  }

  @Test func `a hundred thousand brackets are an error, not a crash`() {
    #expect(throws: DataError("v.json:1:65: the value nests lists more than 64 deep")) {
      try read(String(repeating: "[", count: 100_000))
    }
    #expect(throws: DataError.self) { try read(String(repeating: "{\"a\":", count: 100_000)) }
  }

  @Test(arguments: [
    ("-2", Tensor(-2)), ("[1,2,3]", Tensor([1, 2, 3])),
    ("[[1,2],[3,4]]", Tensor(shape: [2, 2], values: [1, 2, 3, 4])),
    ("[inf, -inf, 1_000, .5, 1e-3]", Tensor([.infinity, -.infinity, 1000, 0.5, 0.001])),
    ("\"Infinity\"", Tensor(.infinity)),
  ])
  func `literals are read`(text: String, tensor: Tensor) throws {
    #expect(try JSONFile.readLiteral(text, of: "x") == tensor)
  }

  @Test(arguments: [
    ("1 2", "x=1 2: expected the end, found '2'"),
    ("[1, 2", "x=[1, 2: expected ',' or ']', found the end"),
    ("two", "x=two: 'two' is not a number"),
    ("[[1], [2, 3]]", "x=[[1], [2, 3]]: x[1] has 2 elements where x[0] has 1"),
    ("[1;2]", "x=[1;2]: '1;2' is not a number"),
  ])
  func `a wrong literal is told`(text: String, message: String) {
    #expect(throws: DataError(message)) { try JSONFile.readLiteral(text, of: "x") }
  }

  private func read(_ text: String) throws(DataError) -> DataFile.Contents {
    try JSONFile.read(Array(text.utf8), name: "v.json")
  }
}
