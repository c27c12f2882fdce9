import AutodiffGen

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Tells a person how far a minimisation is: a bar that moves on a terminal, a line now and then elsewhere.
final class FitProgress {
  private static let width = 24
  /// Seconds between two looks of the bar, and between two lines.
  private static let pauses = (bar: 0.1, line: 10.0)

  private let console: Console
  private let start = FitProgress.now()
  private var last = FitProgress.now()
  private var isShown = false

  /// Starts the clock.
  init(_ console: Console) { self.console = console }

  /// Shows a state, where the last one was shown long enough.
  func show(_ state: Fit.Progress) {
    let now = Self.now()
    guard now - last >= (console.showsProgress ? Self.pauses.bar : Self.pauses.line) else { return }
    last = now
    let text = Self.text(state, seconds: now - start)
    if console.showsProgress {
      isShown = true
      // Back to the start of the line, and clear it: the new text may be shorter.
      console.complain("\r\u{1B}[K\(text)")
    } else {
      console.complain("\(text)\n")
    }
  }

  /// Takes the bar away.
  func clear() {
    if isShown { console.complain("\r\u{1B}[K") }
  }

  /// Returns a bar with what is known: `[######------] 412 of 1000  loss 0.0123  rate 0.01  3.2 s`.
  static func text(_ state: Fit.Progress, seconds: Double) -> String {
    let done = min(max(state.epoch / Double(max(state.epochs, 1)), 0), 1)
    let filled = Int(done * Double(width))
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
    let short = ShortText(digits: 5)
    let rate = state.rate.map { "  rate \(short.number($0))" } ?? ""
    let time = Double(Int(seconds * 10)) / 10
    return "[\(bar)] \(Int(state.epoch)) of \(state.epochs)  loss \(short.number(state.loss))\(rate)  \(time) s"
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
