/// How Swift spells numbers that go through an expression side by side.
///
/// Pointers of Swift may overlap for all that its compiler knows, so that it seldom makes vectors by itself.
struct VectorSpelling: Sendable {
  /// The type of one number.
  let real: String
  /// How many values of a loop without sums go together.
  let width = 8

  func type(_ width: Int) -> String { "SIMD\(width)<\(real)>" }

  /// Returns the numbers from a place on.
  func load(_ place: Fragment, _ width: Int) -> Fragment { .call("lanes\(width)", [place]) }

  /// Returns a statement that stores numbers from a place on.
  func store(_ value: String, at place: Fragment) -> String { "store(\(value), at: \(place.text))" }

  /// Returns the same number many times.
  func repeating(_ value: String, _ width: Int) -> String { "\(type(width))(repeating: \(value))" }

  /// Returns a prefix operator applied to many numbers; nil for one that has no spelling.
  ///
  /// Swift takes them from 0 instead, which loses the sign of zeros.
  func prefix(_ symbol: String, _ a: Fragment) -> Fragment? {
    symbol == "-" ? .infix("*", Fragment("-1.0", .prefix), a) : nil
  }

  func constant(_ name: String, _ value: String, _ width: Int) -> String { "let \(name): \(type(width)) = \(value)" }

  func variable(_ name: String, _ value: String, _ width: Int) -> String { "var \(name): \(type(width)) = \(value)" }

  /// Returns the declaration of a constant that was one of a variable.
  func constant(fromVariable line: String) -> String {
    let indent = line.prefix { $0 == " " }
    return indent + "let" + line.dropFirst(indent.count + 3)
  }

  /// Returns the functions that load and store so many numbers, each with its lines.
  func helpers(_ width: Int) -> [[String]] {
    let type = type(width)
    return [
      [
        "/// Returns the numbers from a place on.", "@inline(__always)",
        "private static func lanes\(width)(_ start: UnsafePointer<\(real)>) -> \(type) {",
        "  UnsafeRawPointer(start).loadUnaligned(as: \(type).self)", "}",
      ],
      [
        "/// Stores numbers from a place on.", "@inline(__always)",
        "private static func store(_ numbers: \(type), at start: UnsafeMutablePointer<\(real)>) {",
        "  UnsafeMutableRawPointer(start).storeBytes(of: numbers, as: \(type).self)", "}",
      ],
    ]
  }
}
