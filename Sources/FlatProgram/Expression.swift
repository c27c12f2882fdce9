import Operations

/// One node of a program's expression arena; its operands are nodes made before it.
package enum Expression: Hashable, Sendable {
  /// A number, by its bits: so that -0 and 0 are two constants, and NaN is one.
  case constant(UInt64)
  /// One element of an array.
  case read(ArrayID, SubscriptsID)
  /// An integer expression as a real number.
  case index(IndexID)
  /// An operation; operands past its arity are `.none`.
  case operation(Operation, ExpressionID, ExpressionID, ExpressionID)

  /// The number a constant holds.
  package var number: Double? {
    if case .constant(let bits) = self { return Double(bitPattern: bits) }
    return nil
  }
}

/// The expressions of a program, each stored once: asking twice for the same node gives the same number.
package struct ExpressionArena: Sendable {
  package private(set) var nodes: [Expression] = []
  /// Open addressing; -1 is free. Always a power of two long, and at most half full.
  private var slots: [Int32] = Array(repeating: -1, count: 64)

  package init() {}

  package subscript(_ id: ExpressionID) -> Expression { nodes[Int(id.raw)] }

  package var count: Int { nodes.count }

  /// Returns the number of a node, adding it where it is new. Complexity: constant, amortised.
  package mutating func intern(_ node: Expression) -> ExpressionID {
    if nodes.count * 2 >= slots.count { grow() }
    var slot = Self.hash(node) & (slots.count - 1)
    while slots[slot] >= 0 {
      if Self.areSame(nodes[Int(slots[slot])], node) { return ExpressionID(Int(slots[slot])) }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(nodes.count)
    nodes.append(node)
    return ExpressionID(nodes.count - 1)
  }

  /// Compares numbers alone; what the compiler derives asks each part for its own equality.
  private static func areSame(_ x: Expression, _ y: Expression) -> Bool {
    switch (x, y) {
    case (.operation(let p, let a, let b, let c), .operation(let q, let d, let e, let f)):
      a.raw == d.raw && b.raw == e.raw && c.raw == f.raw && p.rawValue == q.rawValue
    case (.constant(let a), .constant(let b)): a == b
    case (.read(let a, let b), .read(let c, let d)): a.raw == c.raw && b.raw == d.raw
    case (.index(let a), .index(let b)): a.raw == b.raw
    case (.constant, _), (.read, _), (.index, _), (.operation, _): false
    }
  }

  private mutating func grow() {
    var larger = [Int32](repeating: -1, count: slots.count * 2)
    for (position, node) in nodes.enumerated() {
      var slot = Self.hash(node) & (larger.count - 1)
      while larger[slot] >= 0 { slot = (slot + 1) & (larger.count - 1) }
      larger[slot] = Int32(position)
    }
    slots = larger
  }

  private static func hash(_ node: Expression) -> Int {
    switch node {
    case .constant(let bits): mixed(1, bits, 0)
    case .read(let array, let subscripts): mixed(2, pair(array.raw, subscripts.raw), 0)
    case .index(let index): mixed(3, UInt64(UInt32(bitPattern: index.raw)), 0)
    case .operation(let operation, let a, let b, let c):
      mixed(4 + UInt64(operation.rawValue), pair(a.raw, b.raw), UInt64(UInt32(bitPattern: c.raw)))
    }
  }

  private static func pair(_ a: Int32, _ b: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: a)) << 32 | UInt64(UInt32(bitPattern: b))
  }

  private static func mixed(_ tag: UInt64, _ a: UInt64, _ b: UInt64) -> Int {
    var x = (a ^ (b &* 0x9E37_79B9_7F4A_7C15)) &+ tag &* 0xD1B5_4A32_D192_ED03
    x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
    x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int(truncatingIfNeeded: x ^ (x >> 31))
  }
}
