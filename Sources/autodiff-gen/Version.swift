/// The version of the tool.
enum Version {
  /// The version as it is printed.
  static let text = "0.1.0"
}
