extension Operation {
  /// Where each operation has edges, by number.
  package static let edges: [[Edge]] = allCases.map(\.row.edges)

  /// What each operation comes to for one operand twice, by number; nil where that is nothing special.
  package static let boundsOfSame = allCases.map(\.row.boundsOfSame)

  /// What each operation comes to where nothing is known of its operands, by number.
  package static let freeBounds: [Bounds] = allCases.map { $0.computedBounds(.all, .all, .all) }

  /// Returns the bounds of the value from those of up to three operands.
  package func bounds(_ x: Bounds, _ y: Bounds = .all, _ z: Bounds = .all) -> Bounds {
    x.isAll && y.isAll && z.isAll ? Self.freeBounds[Int(rawValue)] : computedBounds(x, y, z)
  }

  /// The same without the table, which is made of this.
  fileprivate func computedBounds(_ x: Bounds, _ y: Bounds, _ z: Bounds) -> Bounds {
    let row = row
    if let bounds = row.bounds { return bounds(x, y, z) }
    if row.operands != [.real] || row.facts.direction == nil {
      if row.facts.symmetry == .even, row.facts.range?.upperBound == .infinity {
        return x.magnitude.mapped(isIncreasing: true) { evaluate($0) }
      }
      if let range = row.facts.range {
        return Bounds(
          range.lowerBound, range.upperBound, attainsLower: range.lowerBound != 0, attainsUpper: range.upperBound != 0)
      }
      guard case .composed(let rule) = row.implementation else { return .all }
      return rule.bounds(x, y, z)
    }
    var bounds = x.mapped(isIncreasing: row.facts.direction == .increasing) { evaluate($0) }
    if let range = row.facts.range {
      // An operand outside of the domain gives no end.
      bounds = bounds.intersection(
        Bounds(
          range.lowerBound, range.upperBound, attainsLower: bounds.lower == range.lowerBound,
          attainsUpper: bounds.upper == range.upperBound))
    }
    return bounds
  }
}

extension Rule {
  /// Returns the bounds of the rule's value from those of the operands.
  ///
  /// Recursion is as deep as the table's own text, never as a user's.
  fileprivate func bounds(_ x: Bounds, _ y: Bounds, _ z: Bounds) -> Bounds {
    switch self {
    case .operand(0): return x
    case .operand(1): return y
    case .operand: return z
    case .result: return .all
    case .constant(let value): return .exactly(value)
    case .apply(let operation, let arguments):
      let made = arguments.map { $0.bounds(x, y, z) }
      return operation.computedBounds(
        made[0], made.count > 1 ? made[1] : .all, made.count > 2 ? made[2] : .all)
    }
  }
}
