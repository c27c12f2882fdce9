import Diagnostics

/// The diagnostics of one text as they are found, up to a limit that keeps a broken file from filling the memory.
struct DiagnosticLog {
  /// How many diagnostics are kept before reading stops.
  static let limit = 1_000

  /// What was found, in the order in which it was found.
  private(set) var entries: [Diagnostic] = []

  /// Whether reading should stop.
  var isFull: Bool { entries.count >= Self.limit }

  /// Keeps a diagnostic while there is room.
  mutating func report(_ diagnostic: Diagnostic) {
    if !isFull { entries.append(diagnostic) }
  }
}
