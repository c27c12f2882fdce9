import Interpretation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Reads and writes whole files.
///
/// Foundation's atomic write cannot stand in: it puts a plain file in the place of a link or of a device such as /dev/stdout.
package enum FileStore {
  /// Reads all bytes of a file, a pipe or a device.
  ///
  /// Diagnoses: a missing file, a directory, a file that may not be read, a pipe or a device that does not end.
  package static func read(_ path: String) throws(DataError) -> [UInt8] {
    try checkName(path)
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure(path, "read") }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw failure(path, "read") }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw DataError("\(path) is a directory, not a file") }
    let isPlain = status.st_mode & S_IFMT == S_IFREG
    guard !isPlain || Int(clamping: status.st_size) / MemoryLayout<Double>.stride < MachineMemory.numbers else {
      throw DataError("\(path) has \(status.st_size) bytes, more than this machine has room for")
    }
    return try readAll(
      file, name: path, expecting: isPlain ? Int(clamping: status.st_size) : 0, limit: isPlain ? nil : streamLimit)
  }

  /// Reads all bytes of a file; nil where there is none.
  package static func readIfThere(_ path: String) throws(DataError) -> [UInt8]? {
    try checkName(path)
    var status = stat()
    if stat(path, &status) != 0, errno == ENOENT { return nil }
    return try read(path)
  }

  /// Makes a folder and those around it, where they are not there.
  package static func makeFolder(_ path: String) throws(DataError) {
    try checkName(path)
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += made.isEmpty || made.hasSuffix("/") ? part : "/" + part
      guard mkdir(made, 0o777) != 0, errno != EEXIST else { continue }
      throw failure(path, "make the folder")
    }
  }

  /// Reads standard input to its end.
  package static func readStandardInput() throws(DataError) -> [UInt8] {
    try readAll(STDIN_FILENO, name: "standard input", expecting: 0, limit: streamLimit)
  }

  /// The most bytes that are taken from what has no size, such as a pipe or a device.
  private static let streamLimit = 1 << 28

  /// Writes a file whole or not at all: a temporary file in the same folder takes its place when it is complete.
  ///
  /// A link is followed, the permissions of an existing file are kept, a pipe or a device is written as it is.
  package static func write(_ bytes: [UInt8], to path: String) throws(DataError) {
    try checkName(path)
    var status = stat()
    let exists = stat(path, &status) == 0
    let kind = status.st_mode & S_IFMT
    guard !exists || kind != S_IFDIR else { throw DataError("\(path) is a directory, not a file") }
    guard !exists || kind == S_IFREG else {
      let file = open(path, O_WRONLY | O_CLOEXEC)
      guard file >= 0 else { throw failure(path, "write") }
      defer { close(file) }
      guard writeAll(bytes, to: file) else { throw failure(path, "write") }
      return
    }
    let target = exists ? resolved(path) : path
    let folder = target.lastIndex(of: "/").map { target[...$0] } ?? ""
    let temporary = folder + ".autodiff-gen-" + String(UInt64.random(in: 0 ... .max), radix: 36)
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, exists ? status.st_mode & 0o777 : 0o666)
    guard file >= 0 else { throw failure(path, "write") }
    var written = writeAll(bytes, to: file) && fsync(file) == 0
    let reason = errno
    close(file)
    errno = reason
    written = written && rename(temporary, target) == 0
    guard written else {
      let failure = failure(path, "write")
      unlink(temporary)
      throw failure
    }
  }

  private static func checkName(_ path: String) throws(DataError) {
    guard !path.isEmpty else { throw DataError("the name of a file is empty") }
    // The system would take the name to end there.
    guard !path.utf8.contains(0) else { throw DataError("\(DataError.quote(path)) is not the name of a file") }
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func readAll(
    _ file: Int32, name: String, expecting size: Int, limit: Int?
  ) throws(DataError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(max(size, 0), 1 << 32))
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = chunk.withUnsafeMutableBytes { systemRead(file, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes += chunk[..<count]
        if let limit, bytes.count > limit {
          throw DataError("\(name) goes on for more than \(limit >> 20) MB, which only a plain file may")
        }
      } else if count == 0 {
        return bytes
      } else if errno != EINTR {
        throw failure(name, "read")
      }
    }
  }

  private static func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
    bytes.withUnsafeBytes { rest in
      var rest = rest[...]
      while !rest.isEmpty {
        let count = systemWrite(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if errno != EINTR {
          return false
        }
      }
      return true
    }
  }

  /// Returns the files that stand where a path leads to, in the order of the alphabet; at most 10,000.
  package static func files(beside path: String) -> [String] {
    let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    guard let folder = opendir(start == path.startIndex ? "." : String(path[..<start])) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while names.count < 10_000, let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if !name.hasPrefix(".") { names.append(path[..<start] + name) }
    }
    return names.sorted()
  }

  private static func failure(_ path: String, _ verb: String) -> DataError {
    switch errno {
    case ENOENT where verb == "read": DataError("there is no file \(path)", missing: path)
    case ENOENT: DataError("cannot write \(path): there is no such folder")
    case let code:
      DataError("cannot \(verb) \(path): \(String(cString: strerror(code)).lowercased())")
    }
  }
}

private func systemRead(_ file: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(file, bytes, count)
}

private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(file, bytes, count)
}
