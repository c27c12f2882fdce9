import FlatProgram

/// What an integer expression mentions, however deep inside gathers and quotients.
package struct IndexMentions: Sendable {
  package var axes: [AxisID] = []
  package var elements: [ElementReference] = []
  package var hasQuotient = false
}

/// Finds what integer expressions mention, and remembers it.
package struct IndexAnalysis: Sendable {
  private var known: [IndexID: IndexMentions] = [:]

  package init() {}

  /// Returns what the expression mentions, each thing once.
  ///
  /// Complexity: linear in the expression the first time, then constant.
  package mutating func mentions(of id: IndexID, in program: Program) -> IndexMentions {
    if let found = known[id] { return found }
    // What stands inside an expression was made before it, so going up through the numbers meets parts first.
    for part in Self.parts(of: id, in: program, stoppingAt: { known[$0] != nil }) {
      var collected = IndexMentions()
      for atom in program[part].atoms {
        switch atom {
        case .dim: break
        case .axis(let axis): collected.axes.append(axis)
        case .element(let array, let subscripts):
          collected.elements.append(ElementReference(array: array, subscripts: subscripts))
          for inner in program[subscripts] { collected.join(known[inner]) }
        case .quotient(let a, let b), .remainder(let a, let b):
          collected.hasQuotient = true
          collected.join(known[a])
          collected.join(known[b])
        }
      }
      collected.removeRepetitions()
      known[part] = collected
    }
    return known[id] ?? IndexMentions()
  }

  /// Returns the expression and all that stand inside it, parts first.
  package static func parts(
    of id: IndexID, in program: Program, stoppingAt isKnown: (IndexID) -> Bool = { _ in false }
  ) -> [IndexID] {
    var pending = [id]
    var found: Set<IndexID> = [id]
    while let next = pending.popLast() {
      for inner in directParts(of: next, in: program) where !isKnown(inner) && found.insert(inner).inserted {
        pending.append(inner)
      }
    }
    return found.sorted()
  }

  private static func directParts(of id: IndexID, in program: Program) -> [IndexID] {
    program[id].atoms.flatMap { atom -> [IndexID] in
      switch atom {
      case .dim, .axis: []
      case .element(_, let subscripts): program[subscripts]
      case .quotient(let a, let b), .remainder(let a, let b): [a, b]
      }
    }
  }
}

extension IndexMentions {
  fileprivate mutating func join(_ other: IndexMentions?) {
    guard let other else { return }
    axes += other.axes
    elements += other.elements
    hasQuotient = hasQuotient || other.hasQuotient
  }

  fileprivate mutating func removeRepetitions() {
    if axes.count > 1 { axes = Array(Set(axes)).sorted() }
    if elements.count > 1 {
      elements = Array(Set(elements)).sorted { ($0.array, $0.subscripts) < ($1.array, $1.subscripts) }
    }
  }
}
