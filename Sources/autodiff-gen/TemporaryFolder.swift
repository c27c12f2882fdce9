import AutodiffGen

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A folder of its own among those for temporary files.
struct TemporaryFolder {
  /// Where it is.
  let path: String

  /// Makes the folder.
  ///
  /// Diagnoses: `inaccessible-file`.
  init() throws(Failure) {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let pattern = parent + "/autodiff-gen-" + String(repeating: "X", count: 6)
    guard let name = strdup(pattern) else { throw .noTemporaryFolder(in: parent) }
    defer { free(name) }
    guard mkdtemp(name) != nil else { throw .noTemporaryFolder(in: parent) }
    path = String(cString: name)
  }

  /// Removes the folder with its files; it has no folders within.
  func remove() {
    guard let folder = opendir(path) else { return }
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { unlink(path + "/" + name) }
    }
    closedir(folder)
    rmdir(path)
  }
}
