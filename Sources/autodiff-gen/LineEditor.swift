#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Line editing by a library of the machine: libedit or readline, looked for when the tool runs.
final class LineEditor {
  private typealias Text = UnsafeMutablePointer<CChar>
  private typealias Handler = @convention(c) (Text?) -> Void
  private typealias Generator = @convention(c) (UnsafePointer<CChar>?, Int32) -> Text?
  private typealias Completer =
    @convention(c) (UnsafePointer<CChar>?, Int32, Int32) -> UnsafeMutablePointer<Text?>?
  private typealias Matches =
    @convention(c) (UnsafePointer<CChar>?, Generator) -> UnsafeMutablePointer<Text?>?

  private let install: @convention(c) (UnsafePointer<CChar>?, Handler) -> Void
  private let readCharacter: @convention(c) () -> Void
  private let removeHandler: @convention(c) () -> Void
  private let addHistory: @convention(c) (UnsafePointer<CChar>?) -> Void

  /// What the library hands over through functions of C, which carry nothing with them.
  private enum Shared {
    nonisolated(unsafe) static var line: String?
    nonisolated(unsafe) static var isDone = false
    nonisolated(unsafe) static var words: [String] = []
    nonisolated(unsafe) static var found: ArraySlice<String> = []
    nonisolated(unsafe) static var matches: Matches?
    nonisolated(unsafe) static var buffer: UnsafeMutablePointer<Text?>?
  }

  private static let libraries = [
    "libedit.so.2", "libedit.so.0", "libedit.so", "libedit.3.dylib", "/usr/lib/libedit.dylib", "libreadline.so.8",
    "libreadline.so.7", "libreadline.so",
  ]

  /// Returns an editor by the first library that is here; nil where there is none.
  static func found() -> LineEditor? {
    for name in libraries {
      if let library = dlopen(name, RTLD_LAZY | RTLD_GLOBAL), let editor = LineEditor(library) { return editor }
    }
    return nil
  }

  private init?(_ library: UnsafeMutableRawPointer) {
    func symbol(_ name: String) -> UnsafeMutableRawPointer? { dlsym(library, name) }
    guard let install = symbol("rl_callback_handler_install"), let read = symbol("rl_callback_read_char"),
      let remove = symbol("rl_callback_handler_remove"), let add = symbol("add_history"),
      let matches = symbol("rl_completion_matches")
    else { return nil }
    self.install = unsafeBitCast(install, to: (@convention(c) (UnsafePointer<CChar>?, Handler) -> Void).self)
    readCharacter = unsafeBitCast(read, to: (@convention(c) () -> Void).self)
    removeHandler = unsafeBitCast(remove, to: (@convention(c) () -> Void).self)
    addHistory = unsafeBitCast(add, to: (@convention(c) (UnsafePointer<CChar>?) -> Void).self)
    Shared.matches = unsafeBitCast(matches, to: Matches.self)
    Shared.buffer = symbol("rl_line_buffer")?.assumingMemoryBound(to: Text?.self)
    setlocale(LC_ALL, "")
    if let begin = symbol("using_history") { unsafeBitCast(begin, to: (@convention(c) () -> Void).self)() }
    symbol("rl_catch_signals")?.assumingMemoryBound(to: Int32.self).pointee = 0
    symbol("rl_readline_name")?.assumingMemoryBound(to: Text?.self).pointee = strdup("autodiff-gen")
    for name in ["rl_basic_word_break_characters", "rl_completer_word_break_characters"] {
      symbol(name)?.assumingMemoryBound(to: Text?.self).pointee = strdup(" \t\n\"'`@><=;|&{}()[]+-*/^,")
    }
    symbol("rl_completion_append_character")?.assumingMemoryBound(to: Int32.self).pointee = 0
    let completer: Completer = { text, start, _ in LineEditor.complete(text, start: start) }
    symbol("rl_attempted_completion_function")?.assumingMemoryBound(to: Completer?.self).pointee = completer
  }

  /// Reads a line.
  func next(prompt: String, completing words: [String]) -> LineReader.Line {
    Shared.words = words
    (Shared.line, Shared.isDone) = (nil, false)
    install(prompt) { text in
      Shared.isDone = true
      guard let text else { return }
      Shared.line = String(cString: text)
      free(text)
    }
    while !Shared.isDone {
      var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      if poll(&input, 1, -1) >= 0 { readCharacter() }
      if Interrupt.hasCome {
        removeHandler()
        print()
        return .interrupted
      }
    }
    removeHandler()
    guard let line = Shared.line else {
      print()
      return .end
    }
    return .text(line)
  }

  /// Puts an entry where the keys for earlier lines find it.
  func remember(_ entry: String) { addHistory(entry) }

  private static func complete(_ text: UnsafePointer<CChar>?, start: Int32) -> UnsafeMutablePointer<Text?>? {
    guard let text else { return nil }
    let line = Shared.buffer?.pointee.map { String(cString: $0) } ?? ""
    // What these commands take are files, which the library completes itself.
    if start > 0, line.hasPrefix(":load") || line.hasPrefix(":save") { return nil }
    let typed = String(cString: text)
    Shared.found = Shared.words.filter { $0.hasPrefix(typed) }[...]
    guard !Shared.found.isEmpty else { return nil }
    return Shared.matches?(text) { _, _ in Shared.found.popFirst().flatMap { strdup($0) } }
  }
}
