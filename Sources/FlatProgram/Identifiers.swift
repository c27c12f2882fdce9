/// The number of a dim: an extent known by name.
package struct DimID: Hashable, Comparable, Sendable {
  package var raw: Int32

  package init(_ raw: Int) { self.raw = Int32(raw) }

  package static func < (a: DimID, b: DimID) -> Bool { a.raw < b.raw }
}

/// The number of an axis: a loop index with its bounds.
package struct AxisID: Hashable, Comparable, Sendable {
  package var raw: Int32

  package init(_ raw: Int) { self.raw = Int32(raw) }

  package static func < (a: AxisID, b: AxisID) -> Bool { a.raw < b.raw }
}

/// The number of an array; a scalar is an array with no axes.
package struct ArrayID: Hashable, Comparable, Sendable {
  package var raw: Int32

  package init(_ raw: Int) { self.raw = Int32(raw) }

  package static func < (a: ArrayID, b: ArrayID) -> Bool { a.raw < b.raw }
}

/// The number of an expression node in a program's arena.
package struct ExpressionID: Hashable, Comparable, Sendable {
  package var raw: Int32

  package init(_ raw: Int) { self.raw = Int32(raw) }

  /// Stands where an operation has no operand.
  package static let none = ExpressionID(-1)

  package static func < (a: ExpressionID, b: ExpressionID) -> Bool { a.raw < b.raw }
}

/// The number of an integer expression in a program's arena: a subscript, a bound or an extent.
package struct IndexID: Hashable, Comparable, Sendable, BitwiseCopyable {
  package var raw: Int32

  package init(_ raw: Int) { self.raw = Int32(raw) }

  package static func < (a: IndexID, b: IndexID) -> Bool { a.raw < b.raw }
}

/// The number of a list of subscripts in a program's arena; 0 is the empty list, a scalar's.
package struct SubscriptsID: Hashable, Comparable, Sendable {
  package var raw: Int32

  package init(_ raw: Int) { self.raw = Int32(raw) }

  package static let none = SubscriptsID(0)

  package static func < (a: SubscriptsID, b: SubscriptsID) -> Bool { a.raw < b.raw }
}
