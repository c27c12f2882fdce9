/// Numbers as C and Swift read them back to the same bits.
enum NumberText {
  /// Returns the shortest decimal text that is read back as the same double; the number must be finite.
  static func double(_ number: Double) -> String {
    number.description
  }

  /// Returns the shortest decimal text that is read back as the nearest float; nil where that is not finite.
  static func float(_ number: Double) -> String? {
    let single = Float(number)
    return single.isFinite ? single.description : nil
  }
}
