import Foundation
import Interpretation
import Testing

@testable import DataFormats

@Suite final class DataFileTests {
  private let folder = FileManager.default.temporaryDirectory.path + "/DataFileTests-" + UUID().uuidString
  private let arrays = [NamedTensor("w", Tensor([1, 2])), NamedTensor("b", Tensor([0.5, .nan]))]

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  @Test(arguments: ["json", "csv", "safetensors"])
  func `arrays by name are written and read back in order`(ending: String) throws {
    let path = "\(folder)/a.\(ending)"
    try DataFile.write(arrays, to: path)
    let back = try DataFile.read(path).tensors()
    #expect(back.map(\.name) == ["w", "b"])
    #expect(zip(back, arrays).allSatisfy { $0.tensor.matches($1.tensor) })
    #expect(try ValueArgument("w=@\(path)").tensor() == Tensor([1, 2]))
    #expect(try ValueArgument("v=@\(path):w").tensor() == Tensor([1, 2]))
    #expect(throws: DataError("\(path) holds no 'v'; it holds 'w', 'b'")) { try ValueArgument("x=@\(path):v").tensor() }
  }

  @Test(arguments: ["json", "csv", "npy"])
  func `one array is written and read back`(ending: String) throws {
    let path = "\(folder)/a.\(ending)"
    let matrix = Tensor(shape: [2, 2], values: [1, 2, 3, 4])
    try DataFile.write(matrix, to: path)
    #expect(try ValueArgument("X=@\(path)").tensor() == matrix)
    #expect(throws: DataError.self) { try ValueArgument("X=@\(path):w").tensor() }
    #expect(throws: DataError.self) { try DataFile.read(path).tensors() }
  }

  @Test func `the only array of a file needs no name`() throws {
    let path = folder + "/one.safetensors"
    try DataFile.write([arrays[0]], to: path)
    #expect(try ValueArgument("X=@\(path)").tensor() == Tensor([1, 2]))
    try DataFile.write(arrays, to: path)
    #expect(throws: DataError("\(path) holds no 'X'; it holds 'w', 'b'")) { try ValueArgument("X=@\(path)").tensor() }
  }

  @Test func `a column is taken by name, a table by rank`() throws {
    let path = folder + "/points.csv"
    try FileStore.write(Array("y\n1\n2\n".utf8), to: path)
    #expect(try ValueArgument("y=@\(path)").tensor(rank: 1) == Tensor([1, 2]))
    #expect(try ValueArgument("X=@\(path)").tensor(rank: 2) == Tensor(shape: [2, 1], values: [1, 2]))
  }

  @Test func `what a format cannot hold is an error`() {
    #expect(throws: DataError("a.txt ends in none of .json, .csv, .npy and .safetensors")) {
      try ValueArgument("x=@a.txt").tensor()
    }
    #expect(throws: DataError("a.npy: an npy file holds one array; 2 are to be written")) {
      try DataFile.write(arrays, to: "a.npy")
    }
    #expect(throws: DataError("a.safetensors: a safetensors file holds arrays by name, and this one has none")) {
      try DataFile.write(Tensor(1), to: "a.safetensors")
    }
    #expect(throws: DataError("there is no file \(folder)/none.npy", missing: folder + "/none.npy")) {
      try ValueArgument("x=@\(folder)/none.npy").tensor()
    }
  }
}
