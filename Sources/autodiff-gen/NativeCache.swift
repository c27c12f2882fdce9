import AutodiffGen

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The libraries that were compiled, in a folder that holds no more than a number of them.
struct NativeCache {
  /// Where they are.
  let folder: String
  /// How many are kept: those that were used last.
  var most = 64

  private static let ending = ".so"
  /// How long the names are before their ending.
  private static let length = 32

  /// Returns where a library with a key has its place.
  func path(for key: String) -> String { folder + "/" + key.prefix(Self.length) + Self.ending }

  /// Notes that a library is used, so that it stays longer than others.
  func touch(_ path: String) { utimes(path, nil) }

  /// Puts a library in its place, and removes those that were not used for longest; false where nothing can be kept.
  func keep(_ file: String, at path: String) -> Bool {
    guard (try? ProgramSource.makeFolder(folder)) != nil, (try? ProgramSource.copy(file, to: path)) != nil else {
      return false
    }
    removeOldest()
    return true
  }

  /// Removes what was not used for longest, until there are few enough; what is not a library stays.
  private func removeOldest() {
    guard let stream = opendir(folder) else { return }
    defer { closedir(stream) }
    var found: [(time: (Int, Int), name: String)] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      let isLibrary = name.hasSuffix(Self.ending) && name.count == Self.length + Self.ending.count
      var state = stat()
      guard isLibrary, name.dropLast(Self.ending.count).allSatisfy(\.isHexDigit), stat(folder + "/" + name, &state) == 0
      else { continue }
      #if canImport(Darwin)
        let time = state.st_mtimespec
      #else
        let time = state.st_mtim
      #endif
      found.append(((Int(time.tv_sec), Int(time.tv_nsec)), name))
    }
    guard found.count > most else { return }
    found.sort { ($0.time.0, $0.time.1, $0.name) < ($1.time.0, $1.time.1, $1.name) }
    for (_, name) in found.prefix(found.count - most) { unlink(folder + "/" + name) }
  }
}
