@testable import DataFormats

/// Reads files that Fixtures/make.py wrote.
enum Fixture {
  static func bytes(_ name: String, file: String = #filePath) throws -> [UInt8] {
    try FileStore.read(path(name, file: file))
  }

  static func path(_ name: String, file: String = #filePath) -> String {
    file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/Fixtures/" + name
  }

  /// The six numbers that the fixtures of an element type hold, by NumPy's name of the type.
  static let values: [(type: String, values: [Double])] = [
    ("i1", [-0x1p7, -1, 0, 1, 2, 0x1p7 - 1]), ("i2", [-0x1p15, -1, 0, 1, 2, 0x1p15 - 1]),
    ("i4", [-0x1p31, -1, 0, 1, 2, 0x1p31 - 1]), ("i8", [-0x1p63, -1, 0, 1, 2, 0x1p53]),
    ("u1", [0, 1, 2, 3, 4, 0x1p8 - 1]), ("u2", [0, 1, 2, 3, 4, 0x1p16 - 1]), ("u4", [0, 1, 2, 3, 4, 0x1p32 - 1]),
    ("u8", [0, 1, 2, 3, 4, 0x1p63]), ("f8", [1.5, -2, 0, .infinity, -0.0, .leastNonzeroMagnitude]),
    ("f4", [1.5, -2, 0, .infinity, -0.0, 0x1p-149]), ("f2", [1.5, -2, 0, .infinity, -0.0, 0x1p-24]),
  ]
}
