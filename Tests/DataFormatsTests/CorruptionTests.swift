import Fitting
import Interpretation
import Testing

@testable import DataFormats

/// Reads thousands of damaged files: each is an array or an error, never a trap.
@Suite struct CorruptionTests {
  @Test(arguments: DataFormat.allCases)
  func `a damaged file is read or refused`(format: DataFormat) throws {
    var random = SplitMix64(seed: 3)
    for original in try Self.originals(format) {
      for _ in 0..<1500 {
        let bytes = Self.damaged(original, using: &random)
        guard let file = try? DataFile(bytes, format: format, name: "f") else { continue }
        for name in file.names { Self.check(try? file.tensor(named: name)) }
        Self.check(try? file.tensor(for: "x"))
      }
    }
  }

  @Test func `damaged literals are read or refused`() {
    var random = SplitMix64(seed: 4)
    for _ in 0..<3000 {
      let text = String(
        decoding: Self.damaged(Array("[[1, -2.5e-3], [inf, 1_000]]".utf8), using: &random), as: UTF8.self)
      Self.check(try? JSONFile.readLiteral(text, of: "x"))
    }
  }

  private static func check(_ tensor: Tensor?) {
    if let tensor { #expect(Tensor.count(of: tensor.shape) == tensor.count) }
  }

  private static func originals(_ format: DataFormat) throws -> [[UInt8]] {
    switch format {
    case .json:
      [
        Array(#"{"x": 1, "w": [1, 2.5, -3e2], "X": [[1, 2], [3, "NaN"]], "s\u03b8\n": "Infinity"}"#.utf8),
        Array("[[[1],[2]],[[3],[4]]]".utf8),
      ]
    case .csv: [Array("x,\"y z\",θ\r\n1,-2.5,nan\r\n\"3\",4e1,inf\r\n".utf8), Array("1,2\n3,4\n".utf8)]
    case .npy: [try Fixture.bytes("fortran.npy"), try Fixture.bytes("i2-big.npy"), try Fixture.bytes("version2.npy")]
    case .safetensors:
      [try Fixture.bytes("types.safetensors"), SafetensorsFile.write([NamedTensor("x", Tensor([1, 2]))])]
    }
  }

  /// Changes, removes, inserts, repeats or cuts one to four times.
  private static func damaged(_ original: [UInt8], using random: inout SplitMix64) -> [UInt8] {
    let tellingBytes = Array("[]{},:\"'()0129-.eE+\\ \n\r\0".utf8) + [0x80, 0xFF, 0x7F]
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: bytes.indices, using: &random)
      let byte = tellingBytes.randomElement(using: &random) ?? 0
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[place] = byte
      case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 2: bytes.remove(at: place)
      case 3: bytes.insert(byte, at: place)
      case 4: bytes.insert(contentsOf: bytes[place..<min(place + 8, bytes.count)], at: place)
      default: bytes.removeLast(min(bytes.count, Int.random(in: 1...20, using: &random)))
      }
    }
    return bytes
  }
}
