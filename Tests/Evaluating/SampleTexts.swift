import Foundation

/// The programs of the samples, as they stand in their files.
package enum SampleTexts {
  /// Reads them, in the order of their paths.
  package static func all() throws -> [String] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Samples")
    let files = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return try files.filter { $0.hasSuffix(".adg") }.sorted().map { file in
      try String(contentsOf: root.appendingPathComponent(file), encoding: .utf8)
    }
  }
}
