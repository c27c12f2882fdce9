/// Where a command's results and complaints go.
struct Console {
  /// Whether complaints may have colours.
  let isColoured: Bool
  /// Writes results; false where nobody reads them any more.
  private let writeResult: (String) -> Bool
  private let writeComplaint: (String) -> Void
  /// Returns what reads the lines of a conversation; nil where there is nobody to talk to.
  func lines() -> LineReader? { openLines?() }

  /// Whether a person reads the results and types the lines.
  var isTerminal: Bool { wait != nil }

  /// Waits for the reader; false where nobody wants to go on. Nil where nobody waits.
  private let wait: (() -> Bool)?
  /// Makes what reads the lines of a conversation; nil where there is nobody to talk to.
  private let openLines: (() -> LineReader)?
  private var isOpen = true

  /// Makes a console from what writes to it.
  init(
    isColoured: Bool = false, result writeResult: @escaping (String) -> Bool,
    complaint writeComplaint: @escaping (String) -> Void, wait: (() -> Bool)? = nil,
    lines openLines: (() -> LineReader)? = nil
  ) {
    (self.isColoured, self.writeResult, self.writeComplaint) = (isColoured, writeResult, writeComplaint)
    (self.wait, self.openLines) = (wait, openLines)
  }

  /// Waits for the reader between two parts of the result, where a person reads; false where there is no more to print.
  func pause() -> Bool { isOpen && (wait?() ?? true) }

  /// Prints a part of the result.
  mutating func print(_ text: String) {
    if isOpen { isOpen = writeResult(text) }
  }

  /// Prints what is wrong, or what is done.
  func complain(_ text: String) {
    writeComplaint(text)
  }
}
