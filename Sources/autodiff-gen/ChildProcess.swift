#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A program that is run to its end, with what it prints kept.
///
/// Foundation's `Process` would load Foundation at every start of the tool.
enum ChildProcess {
  /// What a program left behind.
  struct Outcome {
    /// 0 where it was content.
    var status: Int32
    /// What it printed, results and complaints together.
    var output: String
  }

  /// Runs a program, looked for as a shell does, in a folder; nil where there is no such program.
  static func run(_ arguments: [String], in folder: String) -> Outcome? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    // A shell changes to the folder: the call that does so without one is not everywhere.
    let words = [
      "sh", "-c", "cd \"$1\" && shift && command -v \"$1\" > /dev/null || exit 127; exec \"$@\"", "sh", folder,
    ]
    var pointers = (words + arguments).map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    let process = start(&pointers, output: ends)
    close(ends[1])
    defer { close(ends[0]) }
    guard let process else { return nil }
    let output = readAll(ends[0])
    var state: Int32 = 0
    while waitpid(process, &state, 0) < 0 { guard errno == EINTR else { return nil } }
    // The low seven bits tell of a signal, the next eight the status.
    let status = state & 0x7f == 0 ? (state >> 8) & 0xff : 128 + (state & 0x7f)
    return status == 127 ? nil : Outcome(status: status, output: output)
  }

  private static func start(_ arguments: inout [UnsafeMutablePointer<CChar>?], output ends: [Int32]) -> pid_t? {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    guard posix_spawn_file_actions_init(&actions) == 0 else { return nil }
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    var process: pid_t = 0
    return posix_spawn(&process, "/bin/sh", &actions, nil, &arguments, environ) == 0 ? process : nil
  }

  private static func readAll(_ file: Int32) -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(file, &chunk, chunk.count)
      if count > 0 { bytes += chunk[..<count] } else if count == 0 || errno != EINTR { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
