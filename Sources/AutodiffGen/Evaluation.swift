import DataFormats

/// An array and what it is called.
public struct NamedArray: Hashable, Sendable {
  /// The name in the program.
  public let name: String
  /// The numbers.
  public let array: NumericArray
}

/// What a program came to.
public struct Evaluation: Hashable, Sendable {
  /// The values asked for, in the order of the file.
  public let values: [NamedArray]
  /// The derivative of the one value with respect to each variable, shaped as the variable; empty where no gradient
  /// was asked for.
  public let gradient: [NamedArray]

  /// Returns the value of an output.
  public subscript(name: String) -> NumericArray? { values.first { $0.name == name }?.array }

  /// Returns the derivative with respect to a variable.
  public func gradient(of name: String) -> NumericArray? { gradient.first { $0.name == name }?.array }

  /// Returns `{"value": {"L": 0.73}}`, with `"gradient": {"w": [...]}` behind it where there is one, on one line.
  ///
  /// Numerics: numbers read back to the same double; NaN and the infinities are the strings "NaN", "Infinity" and
  /// "-Infinity".
  public func json() -> String {
    var members: [JSONValue.Member] = [.init("value", Self.object(values))]
    if !gradient.isEmpty { members.append(.init("gradient", Self.object(gradient))) }
    return JSONValue.object(members).line
  }

  private static func object(_ arrays: [NamedArray]) -> JSONValue {
    .arrays(arrays.map { NamedTensor($0.name, $0.array.tensor) })
  }
}
