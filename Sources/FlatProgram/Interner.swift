/// A list of distinct values, each found again by its value in constant time: what hash-consing rests on.
package struct Interner<Value: Hashable & Sendable>: Sendable {
  package private(set) var values: [Value] = []
  private var positions: [Value: Int32] = [:]

  package init() {}

  /// Returns the position of a value, adding it where it is new.
  package mutating func position(of value: Value) -> Int {
    if let known = positions[value] { return Int(known) }
    positions[value] = Int32(values.count)
    values.append(value)
    return values.count - 1
  }

  package subscript(_ position: Int) -> Value { values[position] }
}
