import Diagnostics

/// An extent known by name: fixed in the file, or a run-time argument.
package struct Dim: Hashable, Sendable {
  package var name: String
  package var fixed: Int?

  package init(name: String, fixed: Int?) {
    (self.name, self.fixed) = (name, fixed)
  }
}

/// A loop index: every integer from `lower` up to, not including, `upper`.
package struct Axis: Hashable, Sendable {
  package var name: String
  package var lower: IndexID
  /// Exclusive. A bound may name dims, outer axes of the same domain, and integer data.
  package var upper: IndexID

  package init(name: String, lower: IndexID, upper: IndexID) {
    (self.name, self.lower, self.upper) = (name, lower, upper)
  }
}

/// What the elements of an array are.
package enum Element: Hashable, Sendable {
  case real
  /// Integers in 0..<bound, or any where there is no bound.
  case integer(bound: IndexID?)
}

/// What an array is for.
package enum Role: Hashable, Sendable {
  /// Data: differentiated only when asked for.
  case input
  /// What is differentiated by default.
  case parameter
  /// Numbers in the file, row-major.
  case constant([Double])
  /// A definition, or a part of one that was given a name.
  case local
  /// The derivative of the result with respect to that array.
  case adjoint(of: ArrayID)
  /// The derivative of that array along the seed's direction.
  case tangent(of: ArrayID)
}

/// The elements of an array for which one subscript is no larger than another.
package struct Triangle: Hashable, Sendable {
  /// The position of the subscript that is the larger one, or as large.
  package var outer: Int
  /// The position of the other.
  package var inner: Int

  package init(outer: Int, inner: Int) { (self.outer, self.inner) = (outer, inner) }
}

/// An array of a flat program.
package struct ArrayDeclaration: Hashable, Sendable {
  package var name: String
  package var shape: [IndexID]
  package var element: Element
  package var role: Role
  /// Where the text declares or defines it.
  package var span: SourceSpan?
  /// Whether the name is the user's own.
  package var isNamed: Bool
  /// How many of the last subscripts may change places with as many before them, as those of a Hessian; 0 where none may.
  package var symmetricRank = 0
  /// The elements that statements give one after the other, where those are not all: others are copies, or never read.
  package var triangle: Triangle?

  package init(
    name: String, shape: [IndexID], element: Element = .real, role: Role, span: SourceSpan? = nil,
    isNamed: Bool = false
  ) {
    self.name = name
    self.shape = shape
    self.element = element
    self.role = role
    self.span = span
    self.isNamed = isNamed
  }

  package var rank: Int { shape.count }

  package var isInteger: Bool { element != .real }
}
