#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The streams that the system gives a process.
enum StandardStreams {
  /// Makes a console of standard output and standard error.
  static func console() -> Console {
    // A reader that goes away is told by the write's result, not by a signal.
    signal(SIGPIPE, SIG_IGN)
    let isRead = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
    let wait: (() -> Bool)? = isRead ? { waitForLine() } : nil
    return Console(
      isColoured: isatty(STDERR_FILENO) == 1 && (environment("NO_COLOR") ?? "").isEmpty
        && environment("TERM") != "dumb",
      result: { text in
        switch write(text, to: STDOUT_FILENO) {
        case 0: return true
        case EPIPE: return false
        case let code:
          _ = write(
            "autodiff-gen: cannot write to standard output: \(String(cString: strerror(code)))\n", to: STDERR_FILENO)
          exit(1)
        }
      },
      complaint: { _ = write($0, to: STDERR_FILENO) },
      wait: wait, lines: { LineReader() })
  }

  /// Waits for the end of a line; false at the end of the input, and for a line that begins with q.
  private static func waitForLine() -> Bool {
    guard let line = readLine() else { return false }
    return !line.hasPrefix("q")
  }

  private static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// Writes a text; returns 0, or the number of what went wrong.
  private static func write(_ text: String, to stream: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)[...]
      while !rest.isEmpty {
        let count = systemWrite(stream, UnsafeRawBufferPointer(rebasing: rest))
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
  }

  private static func systemWrite(_ stream: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Darwin)
      Darwin.write(stream, bytes.baseAddress, bytes.count)
    #elseif canImport(Musl)
      Musl.write(stream, bytes.baseAddress, bytes.count)
    #else
      Glibc.write(stream, bytes.baseAddress, bytes.count)
    #endif
  }
}
