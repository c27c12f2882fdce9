import Operations

/// Which axes an expression depends on, and what it becomes when they are replaced.
extension Program {
  /// Whether an integer expression is made of dims and axes alone.
  package func isPlain(_ index: IndexID) -> Bool { self[index].atoms.allSatisfy(\.isNamed) }

  /// Adds the axes that an integer expression names, through gathers, to a list without repeating one.
  package func collectAxes(of index: IndexID, into axes: inout [AxisID]) {
    var pending = [index]
    while let next = pending.popLast() {
      for term in self[next].terms {
        for factor in term.factors {
          switch factor {
          case .dim: break
          case .axis(let axis): if !axes.contains(axis) { axes.append(axis) }
          case .element(_, let subscripts): pending.append(contentsOf: self[subscripts])
          case .quotient(let a, let b), .remainder(let a, let b): pending.append(contentsOf: [a, b])
          }
        }
      }
    }
  }

  /// Returns the axes that an expression depends on, in order of their ids. Complexity: linear in the expression's graph.
  package func axes(of expression: ExpressionID) -> [AxisID] {
    var axes: [AxisID] = []
    var seen: Set<ExpressionID> = []
    var pending = [expression]
    while let next = pending.popLast() {
      switch self[next] {
      case .constant: break
      case .read(_, let subscripts):
        if subscripts != .none { for index in self[subscripts] { collectAxes(of: index, into: &axes) } }
      case .index(let index): collectAxes(of: index, into: &axes)
      case .operation(_, let a, let b, let c):
        guard seen.insert(next).inserted else { continue }
        pending.append(a)
        if b != .none { pending.append(b) }
        if c != .none { pending.append(c) }
      }
    }
    return axes.sorted()
  }

  /// Returns an integer expression with axes replaced. Complexity: linear in the expression, gathers included.
  package mutating func substituting(_ map: [AxisID: IndexID], in index: IndexID) -> IndexID {
    var replaced: [AxisID] = []
    collectAxes(of: index, into: &replaced)
    guard replaced.contains(where: { map[$0] != nil }) else { return index }
    // Inside out: an atom is replaced when the integer expressions within it have been.
    var done: [IndexID: IndexID] = [:]
    var pending = [index]
    while let next = pending.last {
      let inner = self[next].atoms.flatMap { indices(within: $0) }
      let missing = inner.filter { done[$0] == nil }
      if missing.isEmpty {
        let made = self.index(rebuild(self[next], map, done))
        noteSubscript(made, madeOf: next)
        done[next] = made
        pending.removeLast()
      } else {
        pending.append(contentsOf: missing)
      }
    }
    return done[index] ?? index
  }

  /// Returns an expression with axes replaced. Complexity: linear in the expression's graph.
  package mutating func substituting(_ map: [AxisID: IndexID], in expression: ExpressionID) -> ExpressionID {
    if map.isEmpty { return expression }
    var done: [ExpressionID: ExpressionID] = [:]
    var pending = [expression]
    while let next = pending.last {
      guard done[next] == nil else {
        pending.removeLast()
        continue
      }
      switch self[next] {
      case .constant: done[next] = next
      case .read(let array, let subscripts):
        let replaced = self[subscripts].map { substituting(map, in: $0) }
        done[next] = read(array, self.subscripts(replaced))
      case .index(let index): done[next] = number(substituting(map, in: index))
      case .operation(let operation, let a, let b, let c):
        let missing = [a, b, c].filter { $0 != .none && done[$0] == nil }
        if !missing.isEmpty {
          pending.append(contentsOf: missing)
          continue
        }
        let known = expressions.count
        done[next] = apply(operation, done[a] ?? .none, done[b] ?? .none, done[c] ?? .none)
        noteExpressions(since: known, madeOf: next)
      }
      pending.removeLast()
    }
    return done[expression] ?? expression
  }

  /// The axes that the bounds of others name.
  var axesOfBounds: Set<AxisID> {
    var found: Set<AxisID> = []
    for number in 0..<axisCount {
      let axis = self[AxisID(number)]
      for atom in self[axis.lower].atoms + self[axis.upper].atoms {
        if case .axis(let axis) = atom { found.insert(axis) }
      }
    }
    return found
  }

  private func indices(within atom: IndexAtom) -> [IndexID] {
    switch atom {
    case .dim, .axis: []
    case .element(_, let subscripts): self[subscripts]
    case .quotient(let a, let b), .remainder(let a, let b): [a, b]
    }
  }

  private mutating func rebuild(
    _ expression: IndexExpression, _ map: [AxisID: IndexID], _ done: [IndexID: IndexID]
  ) -> IndexExpression {
    var atoms: [IndexAtom: IndexExpression] = [:]
    for atom in expression.atoms {
      switch atom {
      case .dim: break
      case .axis(let axis): if let index = map[axis] { atoms[atom] = self[index] }
      case .element(let array, let subscripts):
        atoms[atom] = IndexExpression(.element(array, self.subscripts(self[subscripts].map { done[$0] ?? $0 })))
      case .quotient(let a, let b): atoms[atom] = IndexExpression(.quotient(done[a] ?? a, done[b] ?? b))
      case .remainder(let a, let b): atoms[atom] = IndexExpression(.remainder(done[a] ?? a, done[b] ?? b))
      }
    }
    return expression.substituting { atoms[$0] }
  }
}
