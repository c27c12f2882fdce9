import Foundation

/// The programs of the samples, as they stand in their files.
package enum SampleTexts {
  /// Reads those that are whole: what functions in another language come to is not known here.
  package static func whole() throws -> [String] { try all().filter { !$0.contains("extern fn") } }

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
