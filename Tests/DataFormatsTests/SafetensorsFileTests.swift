import Interpretation
import Testing

@testable import DataFormats

@Suite struct SafetensorsFileTests {
  @Test func `every type is read`() throws {
    let file = try SafetensorsFile(Fixture.bytes("types.safetensors"), name: "m")
    let types = [
      "F64", "F32", "F16", "I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64", "BF16", "BOOL", "F8_E4M3",
    ]
    #expect(file.names == types.map { "t." + $0 })
    for type in ElementType.allCases {
      let tensor = try #require(try file.tensor(named: "t." + type.safetensorsName))
      let expected: [Double] =
        switch type {
        case .bfloat16: [1.5, -2, 0, .infinity, -0.0, 0x1p-133]
        case .boolean: [1, 0, 1, 0, 0, 1]
        default: try #require(Fixture.values.first { $0.type == type.numPyName }?.values)
        }
      #expect(tensor.shape == [2, 3])
      #expect(tensor.values.map(\.bitPattern) == expected.map(\.bitPattern))
    }
    #expect(try file.tensor(named: "t") == nil)
  }

  @Test func `an unknown type is an error only where it is asked for`() throws {
    let file = try SafetensorsFile(Fixture.bytes("types.safetensors"), name: "m")
    let error = #expect(throws: DataError.self) { try file.tensor(named: "t.F8_E4M3") }
    #expect(
      error?.message
        == "tensor 't.F8_E4M3' of m has the type 'F8_E4M3'; F64, F32, F16, BF16, I8, I16, I32, I64, U8, U16, U32, U64, BOOL are read"
    )
  }

  @Test func `what is written is aligned, in order and reads back`() throws {
    let tensors = [
      NamedTensor("z", Tensor(shape: [2, 2], values: [1, -0.0, .infinity, 0.1])), NamedTensor("a", Tensor(3)),
      NamedTensor("empty", Tensor([])),
    ]
    let bytes = SafetensorsFile.write(tensors)
    let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(length % 8 == 0)
    #expect(
      String(decoding: bytes[8..<8 + length], as: UTF8.self).hasPrefix(
        #"{"z": {"dtype": "F64", "shape": [2, 2], "data_offsets": [0, 32]}, "a": {"dtype": "F64", "shape": [], "data_offsets": [32, 40]}, "#
      ))
    let file = try SafetensorsFile(bytes, name: "m")
    #expect(file.names == ["z", "a", "empty"])
    for named in tensors { #expect(try file.tensor(named: named.name) == named.tensor) }
  }

  @Test func `half precision is read over its whole range`() throws {
    // 65504 and 2^-14 are the extremes of the normal numbers of IEEE 754 binary16, 0x3555 is the one nearest to 1/3.
    let words: [(UInt16, Double)] = [
      (0x7BFF, 65504), (0x0400, 0x1p-14), (0x03FF, 0x1p-14 - 0x1p-24), (0x3555, 1365.0 / 4096), (0xC000, -2),
      (0xFC00, -.infinity),
    ]
    for (word, value) in words {
      let bytes = [UInt8(word & 0xFF), UInt8(word >> 8)]
      #expect(try ElementType.float16.decode(bytes[...], name: "h") == [value])
    }
    #expect(try ElementType.float16.decode([0x01, 0x7C], name: "h")[0].isNaN)
  }

  @Test(arguments: [
    ("{}", 1, "m holds 1 bytes after its last tensor"),
    ("{\"a\": 1}", 0, "the header of m:1:7: expected an object that describes 'a'"),
    ("[]", 0, "the header of m:1:1: expected an object of tensors"),
    (
      "{\"a\": {\"dtype\": \"F64\", \"shape\": [2], \"data_offsets\": [0, 16]}}", 8,
      "the header of m:1:61: the data_offsets of tensor 'a' do not lie within the file"
    ),
    (
      "{\"a\": {\"dtype\": \"F64\", \"shape\": [1], \"data_offsets\": [0, 1e30]}}", 8,
      "the header of m:1:58: expected an integer from 0 in data_offsets"
    ),
    (
      "{\"a\": {\"dtype\": \"F64\", \"shape\": [1.5], \"data_offsets\": [0, 8]}}", 8,
      "the header of m:1:34: expected an integer from 0 in shape"
    ),
    (
      "{\"a\": {\"dtype\": \"U8\", \"shape\": [4], \"data_offsets\": [0, 4]}, \"b\": {\"dtype\": \"U8\", \"shape\": [6], \"data_offsets\": [2, 8]}}",
      8, "m: the bytes of tensor 'b' do not follow those before it"
    ),
    (
      "{\"a\": {\"dtype\": \"U8\", \"shape\": [4], \"data_offsets\": [4, 8]}}", 8,
      "m: the bytes of tensor 'a' do not follow those before it"
    ),
    ("{\"a\": {\"dtype\": \"U8\"}}", 0, "the header of m:1:21: tensor 'a' needs dtype, shape and data_offsets"),
  ])
  func `headers that do not fit the data are errors`(header: String, dataCount: Int, message: String) {
    #expect(throws: DataError(message)) { try SafetensorsFile(file(header, dataCount: dataCount), name: "m") }
  }

  @Test func `a shape that does not fit the bytes is an error`() throws {
    let shapes = ["[2]", "[9007199254740992, 9007199254740992]", "[0]", "[]"]
    for shape in shapes {
      let header = "{\"a\": {\"dtype\": \"F64\", \"shape\": \(shape), \"data_offsets\": [0, 24]}}"
      let file = try SafetensorsFile(file(header, dataCount: 24), name: "m")
      #expect(throws: DataError.self) { try file.tensor(named: "a") }
    }
  }

  @Test func `every cut is an error`() throws {
    let bytes = SafetensorsFile.write([NamedTensor("a", Tensor([1, 2]))])
    for length in bytes.indices {
      #expect(throws: DataError.self) { try SafetensorsFile(Array(bytes[..<length]), name: "m") }
    }
    #expect(throws: DataError("m ends within its header, or is no safetensors file")) {
      try SafetensorsFile(Array(repeating: 0xFF, count: 64), name: "m")
    }
  }

  private func file(_ header: String, dataCount: Int) -> [UInt8] {
    [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + Array(repeating: 0, count: dataCount)
  }
}
