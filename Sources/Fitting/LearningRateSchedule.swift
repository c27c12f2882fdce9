#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How the learning rate changes from epoch to epoch, as a factor of the one at the start.
package enum LearningRateSchedule: Hashable, Sendable {
  /// It stays.
  case constant
  /// It falls as 1/(1 + decay * epoch).
  case inverse(decay: Double)
  /// It is multiplied by a factor after each epoch.
  case exponential(factor: Double)
  /// It is multiplied by a factor after every so many epochs.
  case step(every: Int, factor: Double)
  /// It falls along half a cosine, to 0 at the end.
  case cosine

  /// How schedules are written, for messages.
  package static let forms = "constant, inverse:0.01, exponential:0.99, step:100:0.5, cosine"

  /// Reads a schedule as it is written on a command line; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let numbers = parts.dropFirst().map { Double($0) }
    switch (parts[0], numbers.count) {
    case ("constant", 0): self = .constant
    case ("cosine", 0): self = .cosine
    case ("inverse", 1):
      guard let decay = numbers[0], decay.isFinite, decay >= 0 else { return nil }
      self = .inverse(decay: decay)
    case ("exponential", 1):
      guard let factor = numbers[0], factor > 0, factor <= 1 else { return nil }
      self = .exponential(factor: factor)
    case ("step", 2):
      guard let every = Int(parts[1]), every > 0, let factor = numbers[1], factor > 0, factor <= 1 else { return nil }
      self = .step(every: every, factor: factor)
    default: return nil
    }
  }

  /// Returns the factor for an epoch, counted from 0, of so many in all.
  package func factor(at epoch: Int, of count: Int) -> Double {
    switch self {
    case .constant: 1
    case .inverse(let decay): 1 / (1 + decay * Double(epoch))
    case .exponential(let factor): pow(factor, Double(epoch))
    case .step(let every, let factor): pow(factor, Double(epoch / every))
    case .cosine: 0.5 * (1 + cos(Double.pi * Double(epoch) / Double(max(count, 1))))
    }
  }
}
