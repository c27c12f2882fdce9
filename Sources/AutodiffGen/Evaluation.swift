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
  /// The parts of the other derivatives that were asked for, kind by kind.
  public let parts: [DerivativePart]

  /// Returns the value of an output.
  public subscript(name: String) -> NumericArray? { values.first { $0.name == name }?.array }

  /// Returns the derivative with respect to a variable.
  public func gradient(of name: String) -> NumericArray? { gradient.first { $0.name == name }?.array }

  /// Returns a part of a derivative by what it belongs to, such as an output and a variable of a Jacobian.
  public subscript(kind: DerivativeQuery.Kind, _ names: String...) -> NumericArray? {
    parts.first { $0.kind == kind && $0.names == names }?.array
  }

  /// Returns `{"value": {"L": 0.73}}`, with `"gradient": {"w": [...]}` behind it where there is one, on one line; other
  /// derivatives follow, `"hessian": {"w": {"w": [[...]]}}`.
  ///
  /// Numerics: numbers read back to the same double; NaN and the infinities are the strings "NaN", "Infinity" and
  /// "-Infinity".
  public func json() -> String {
    var members: [JSONValue.Member] = [.init("value", Self.object(values))]
    if !gradient.isEmpty { members.append(.init("gradient", Self.object(gradient))) }
    for kind in DerivativeQuery.Kind.allCases {
      let own = parts.filter { $0.kind == kind }
      if !own.isEmpty { members.append(.init(kind.rawValue, Self.object(own))) }
    }
    return JSONValue.object(members).line
  }

  /// Returns the parts of one derivative by their names: one level for each name.
  private static func object(_ parts: [DerivativePart]) -> JSONValue {
    var members: [JSONValue.Member] = []
    var rest = parts[...]
    while let first = rest.first {
      let own = rest.prefix(while: { $0.names[0] == first.names[0] })
      rest = rest.dropFirst(own.count)
      if first.names.count == 1 {
        members.append(.init(first.names[0], .tensor(first.array.tensor)))
      } else {
        members.append(.init(first.names[0], .arrays(own.map { NamedTensor($0.names[1], $0.array.tensor) })))
      }
    }
    return .object(members)
  }

  private static func object(_ arrays: [NamedArray]) -> JSONValue {
    .arrays(arrays.map { NamedTensor($0.name, $0.array.tensor) })
  }
}
