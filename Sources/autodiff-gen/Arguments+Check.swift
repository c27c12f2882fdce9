import AutodiffGen

extension Arguments {
  /// Returns how a gradient is to be checked.
  func checkOptions() throws(Failure) -> CheckOptions {
    var options = CheckOptions()
    if let count = try count(.random) {
      guard count <= Self.mostPoints else {
        throw .commandLine(
          "'--random' takes up to \(Self.mostPoints) points; found '\(count)'", hint: "as in '--random 10'")
      }
      options.randomPoints = count
    }
    if let text = first(.seed) {
      guard let seed = UInt64(text) else {
        throw .commandLine("'--seed' needs a whole number from 0; found '\(text)'", hint: "as in '--seed 7'")
      }
      if !has(.random) {
        throw .commandLine("'--seed' is for random points", hint: "as in '--random 10 --seed \(seed)'")
      }
      options.seed = seed
    }
    if let text = first(.oneSided) {
      guard let step = Double(text), step.isFinite, step != 0 else {
        throw .commandLine(
          "'--one-sided' needs a step, a number other than 0; found '\(text)'", hint: "as in '--one-sided 1e-5'")
      }
      options.oneSidedStep = step
    }
    return options
  }

  /// The most random points.
  private static let mostPoints = 100_000
}
