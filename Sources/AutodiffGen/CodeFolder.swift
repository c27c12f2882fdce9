import DataFormats
import Diagnostics

/// The folder that generated files are written to, whole or not at all.
package struct CodeFolder: Sendable {
  private let folder: String

  /// Names a folder, which need not exist yet.
  package init(_ folder: String) { self.folder = folder }

  /// Returns where a file goes.
  package func path(of file: CodeFile) -> String {
    folder.isEmpty || folder.hasSuffix("/") ? folder + file.name : folder + "/" + file.name
  }

  /// Writes files; what this tool did not write is not overwritten, unless that is forced.
  ///
  /// A file that holds the same already is left alone, unless all are wanted anew: make goes by their times.
  /// Diagnoses: `not-overwritten`, before anything is written; `inaccessible-file`.
  package func write(_ files: [CodeFile], isForced: Bool, isAnew: Bool = false) throws(Failure) {
    if !isForced {
      for file in files {
        guard let existing = try contents(of: file), !Self.isGenerated(existing) else { continue }
        throw Failure(diagnostics: [.notOverwritten(path(of: file))], source: nil)
      }
    }
    do {
      if !folder.isEmpty { try FileStore.makeFolder(folder) }
      for file in files {
        if !isAnew, try FileStore.readIfThere(path(of: file)) == Array(file.text.utf8) { continue }
        try FileStore.write(Array(file.text.utf8), to: path(of: file))
      }
    } catch {
      throw Failure(diagnostics: [Diagnostic("inaccessible-file", error.message, at: nil)], source: nil)
    }
  }

  /// Returns the paths of the files that are missing or differ from what they should be.
  package func stale(_ files: [CodeFile]) throws(Failure) -> [String] {
    var paths: [String] = []
    for file in files where try contents(of: file) != Array(file.text.utf8) { paths.append(path(of: file)) }
    return paths
  }

  private func contents(of file: CodeFile) throws(Failure) -> [UInt8]? {
    do {
      return try FileStore.readIfThere(path(of: file))
    } catch {
      throw Failure(diagnostics: [Diagnostic("inaccessible-file", error.message, at: nil)], source: nil)
    }
  }

  /// Tells by its beginning whether a file was written by this tool: every one says so in its first lines.
  private static func isGenerated(_ bytes: [UInt8]) -> Bool {
    let start = String(decoding: bytes.prefix(400), as: UTF8.self)
    return bytes.isEmpty || start.contains("made by autodiff-gen") || start.contains("\"generator\": \"autodiff-gen")
  }
}

extension Diagnostic {
  /// Words a file that is somebody's own.
  static func notOverwritten(_ path: String) -> Diagnostic {
    Diagnostic(
      "not-overwritten", "\(path) is there already, and was not written by this tool", at: nil,
      notes: [Note("choose another folder or '--name', or overwrite it with '--force'")])
  }
}
