#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Reads the lines of a conversation: with editing where a person types and a library for it is here, else as they come.
final class LineReader {
  /// What a reading ends with.
  enum Line {
    case text(String)
    /// The user wants to be rid of the line.
    case interrupted
    case end
  }

  /// Whether a person types the lines.
  let isInteractive: Bool
  private let editor: LineEditor?
  private var bytes: [UInt8] = []
  private var isAtEnd = false
  /// The entry before, which is not kept twice.
  private var last: String?

  /// Takes over standard input.
  init() {
    isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
    editor = isInteractive ? LineEditor.found() : nil
    if isInteractive {
      Interrupt.listen()
      for entry in History.entries() {
        editor?.remember(entry)
        last = entry
      }
    }
  }

  /// Reads a line; the words are what completion may offer.
  func next(prompt: String, completing words: [String]) -> Line {
    Interrupt.forget()
    if let editor { return editor.next(prompt: prompt, completing: words) }
    if isInteractive {
      print(prompt, terminator: "")
      fflush(nil)
    }
    return plainLine()
  }

  /// Keeps an input for this and later conversations.
  func remember(_ entry: String) {
    guard isInteractive, !entry.isEmpty, entry != last else { return }
    last = entry
    editor?.remember(entry)
    History.append(entry)
  }

  private func plainLine() -> Line {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
        let line = bytes[..<end]
        bytes.removeSubrange(...end)
        return .text(String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self))
      }
      if isAtEnd {
        guard !bytes.isEmpty else { return .end }
        defer { bytes = [] }
        return .text(String(decoding: bytes, as: UTF8.self))
      }
      let count = read(STDIN_FILENO, &chunk, chunk.count)
      if count > 0 {
        bytes += chunk[..<count]
      } else if count < 0, errno == EINTR {
        guard Interrupt.hasCome else { continue }
        bytes = []
        print()
        return .interrupted
      } else {
        isAtEnd = true
      }
    }
  }
}

/// What was typed in earlier conversations, in a file of the user's; nothing of it ever fails aloud.
enum History {
  private static let most = 1000

  /// Where it is kept: among the states of the XDG folders; nil where there is no home.
  static var path: String? {
    func folder(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    let state = folder("XDG_STATE_HOME") ?? folder("HOME").map { $0 + "/.local/state" }
    return state.map { $0 + "/autodiff-gen/history" }
  }

  /// Returns the last entries, the oldest first.
  static func entries() -> [String] {
    guard let path, let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").suffix(most).map(String.init)
  }

  /// Adds an entry at the end.
  static func append(_ entry: String) {
    guard let path else { return }
    makeFolders(of: path)
    guard let file = fopen(path, "a") else { return }
    fputs(entry + "\n", file)
    fclose(file)
  }

  private static func makeFolders(of path: String) {
    var made = ""
    for part in path.split(separator: "/").dropLast() {
      made += "/" + part
      mkdir(made, 0o700)
    }
  }
}

/// The interrupt key, which ends what runs and not the conversation.
enum Interrupt {
  nonisolated(unsafe) private static var flag: sig_atomic_t = 0

  /// Whether it was pressed since it was forgotten.
  static var hasCome: Bool { flag != 0 }

  /// Takes it for not pressed.
  static func forget() { flag = 0 }

  /// Notes it from now on, and lets system calls end because of it; where once is enough, a second one ends the tool.
  static func listen(isOnce: Bool = false) {
    var action = sigaction()
    if isOnce { action.sa_flags = Int32(bitPattern: UInt32(truncatingIfNeeded: SA_RESETHAND)) }
    let handler: @convention(c) (Int32) -> Void = { _ in Interrupt.flag = 1 }
    #if canImport(Darwin)
      action.__sigaction_u.__sa_handler = handler
    #else
      action.__sigaction_handler.sa_handler = handler
    #endif
    sigaction(SIGINT, &action, nil)
  }

  /// Runs something in a process of its own, which the interrupt key ends; here, where there can be no such process. Returns
  /// whether it came to its end.
  ///
  /// What it does to memory is lost, what it prints is not.
  static func run(_ work: () -> Void) -> Bool {
    typealias Fork = @convention(c) () -> pid_t
    fflush(nil)
    guard let symbol = dlsym(dlopen(nil, RTLD_LAZY), "fork"), case let child = unsafeBitCast(symbol, to: Fork.self)(),
      child >= 0
    else {
      work()
      return true
    }
    if child == 0 {
      signal(SIGINT, SIG_DFL)
      work()
      fflush(nil)
      _exit(0)
    }
    var state: Int32 = 0
    while waitpid(child, &state, 0) < 0 { guard errno == EINTR else { break } }
    if state & 0x7f == SIGINT {
      print("\ninterrupted")
    } else if state & 0x7f != 0 {
      print("ended by signal \(state & 0x7f)")
    }
    fflush(nil)
    return state & 0x7f == 0
  }
}
