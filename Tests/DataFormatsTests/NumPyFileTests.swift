import Interpretation
import Testing

@testable import DataFormats

@Suite struct NumPyFileTests {
  @Test(arguments: Fixture.values)
  func `every type is read in both byte orders`(type: String, values: [Double]) throws {
    for order in type.hasSuffix("1") ? ["little"] : ["little", "big"] {
      let tensor = try NumPyFile.read(Fixture.bytes("\(type)-\(order).npy"), name: "x.npy")
      #expect(tensor.shape == [2, 3])
      #expect(tensor.values.map(\.bitPattern) == values.map(\.bitPattern))
    }
  }

  @Test(arguments: [
    ("bool", Tensor(shape: [2, 3], values: [1, 0, 1, 0, 0, 1])), ("scalar", Tensor(-4.25)),
    ("vector", Tensor([1, 2, 3])),
    ("empty", Tensor(shape: [2, 0], values: [])), ("version2", Tensor([7, 8])), ("version3", Tensor([7, 8])),
    ("fortran", Tensor(shape: [2, 3, 4], values: (0..<24).map(Double.init))),
    ("matrix", Tensor(shape: [2, 3, 4], values: (0..<24).map(Double.init))),
  ])
  func `NumPy's files are read`(name: String, tensor: Tensor) throws {
    #expect(try NumPyFile.read(Fixture.bytes(name + ".npy"), name: "x.npy") == tensor)
  }

  @Test(arguments: ["f8-little", "scalar", "vector", "matrix", "empty"])
  func `files are written byte for byte as NumPy writes them`(name: String) throws {
    let bytes = try Fixture.bytes(name + ".npy")
    #expect(NumPyFile.write(try NumPyFile.read(bytes, name: "x.npy")) == bytes)
  }

  @Test(arguments: [
    ("inexact", "x.npy holds the integer 9007199254740993, which no double equals"),
    ("text", "x.npy has elements of the NumPy type '<U1'; floats, integers and booleans are read"),
    ("complex", "x.npy has elements of the NumPy type '<c16'; floats, integers and booleans are read"),
    ("structured", "x.npy has a header that is not of a plain NumPy array"),
  ])
  func `other types are errors`(name: String, message: String) {
    #expect(throws: DataError(message)) { try NumPyFile.read(Fixture.bytes(name + ".npy"), name: "x.npy") }
  }

  @Test func `every cut is an error`() throws {
    let bytes = try Fixture.bytes("vector.npy")
    for length in bytes.indices {
      #expect(throws: DataError.self) { try NumPyFile.read(Array(bytes[..<length]), name: "x.npy") }
    }
    #expect(throws: DataError("x.npy holds 25 bytes of data, which is not what its shape [3] of type <f8 takes")) {
      try NumPyFile.read(bytes + [0], name: "x.npy")
    }
  }

  @Test(arguments: [
    "(9223372036854775807, 9223372036854775807)", "(99999999999999999999,)", "(4294967296, 4294967296)", "(-1,)",
    "(1099511627776,)", "(0, 9223372036854775807)", "(1,, )", "(1", "3", "(1 2)",
  ])
  func `absurd shapes are errors`(shape: String) {
    #expect(throws: DataError.self) {
      try NumPyFile.read(file("{'descr': '<f8', 'fortran_order': False, 'shape': \(shape), }"), name: "x.npy")
    }
  }

  @Test(arguments: [
    "{'shape':(1,),'fortran_order':True,'descr':'<f8'}", #"{"descr": "<f8", "fortran_order": False, "shape": (1L,)}"#,
    "{ 'descr' : '<f8' , 'fortran_order' : False , 'shape' : ( 1 , ) , } \n",
  ])
  func `headers in other spellings are read`(header: String) throws {
    #expect(try NumPyFile.read(file(header), name: "x.npy") == Tensor([0]))
  }

  @Test(arguments: [
    "", "{}", "{'descr': '<f8'}", "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}",
    "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} x", "{'descr': '<f8, 'fortran_order': False}",
    "{'descr': '<f8' 'fortran_order': False, 'shape': (1,)}", "{'descr': 'f8', 'fortran_order': False, 'shape': (1,)}",
  ])
  func `headers that are not a plain array's are errors`(header: String) {
    #expect(throws: DataError.self) { try NumPyFile.read(file(header), name: "x.npy") }
  }

  @Test func `another kind of file and another version are told`() {
    #expect(throws: DataError("x.npy is not a NumPy file: it does not begin with \\x93NUMPY")) {
      try NumPyFile.read(Array("PK".utf8), name: "x.npy")
    }
    #expect(throws: DataError("x.npy has the NumPy format version 4; versions 1 to 3 are read")) {
      try NumPyFile.read([0x93] + Array("NUMPY".utf8) + [4, 0, 0, 0], name: "x.npy")
    }
  }

  /// A file of version 1 with the header and eight bytes of data.
  private func file(_ header: String) -> [UInt8] {
    [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
      + Array(repeating: 0, count: 8)
  }
}
