import Operations

/// Which expressions read only elements that exist at every point of a domain, as far as the subscripts show it plainly.
///
/// What is found is kept, so that a node is looked at once.
package struct ReadSafety: Sendable {
  private enum Mark: UInt8 { case unknown, entered, safe, unsafe }

  private var marks: [Mark]
  private var stack: [ExpressionID] = []

  /// Starts with nothing looked at.
  package init(_ program: Program) { marks = Array(repeating: .unknown, count: program.expressions.count) }

  /// Returns whether an expression can be evaluated whatever its guards say.
  package mutating func isSafe(_ root: ExpressionID, in program: Program) -> Bool {
    if marks.count < program.expressions.count {
      marks.append(contentsOf: repeatElement(.unknown, count: program.expressions.count - marks.count))
    }
    stack.append(root)
    while let id = stack.last {
      switch marks[Int(id.raw)] {
      case .safe, .unsafe: stack.removeLast()
      case .unknown:
        marks[Int(id.raw)] = .entered
        guard case .operation(_, let a, let b, let c) = program[id] else { continue }
        stack.append(contentsOf: [a, b, c].filter { $0 != .none })
      case .entered:
        marks[Int(id.raw)] = isSafeItself(id, in: program) ? .safe : .unsafe
        stack.removeLast()
      }
    }
    return marks[Int(root.raw)] == .safe
  }

  private func isSafeItself(_ id: ExpressionID, in program: Program) -> Bool {
    switch program[id] {
    case .constant: true
    case .read(let array, let subscripts): program.isPlainlyInRange(array, subscripts)
    case .index(let index): program[index].atoms.allSatisfy { program.isPlainlyKnown($0) }
    case .operation(_, let a, let b, let c):
      [a, b, c].allSatisfy { $0 == .none || marks[Int($0.raw)] == .safe }
    }
  }
}

extension Program {
  /// Returns whether both conditions hold; `.none` is one that always does.
  ///
  /// `and` looks at both of its operands. One that reads elements which need not exist while the outer condition fails is
  /// looked at behind an `if`.
  package mutating func conjunction(
    _ outer: ExpressionID, _ inner: ExpressionID, isSafe: Bool
  ) -> ExpressionID {
    guard outer != .none else { return inner }
    if isSafe { return apply(.and, outer, inner) }
    let (zero, one) = (constant(0), constant(1))
    return apply(.greater, apply(.select, outer, apply(.select, inner, one, zero), zero), zero)
  }
}

extension Program {
  /// Returns whether each subscript is an axis that spans the extent there, or a number inside it.
  fileprivate func isPlainlyInRange(_ array: ArrayID, _ subscripts: SubscriptsID) -> Bool {
    zip(self[subscripts], self[array].shape).allSatisfy { position, extent in
      if let axis = self[position].axis { return spans(axis, extent) }
      guard let number = self[position].constant, let count = self[extent].constant else { return false }
      return (0..<max(count, 0)).contains(number)
    }
  }

  /// Returns whether an atom has a value whatever the guards say: it divides by nothing, and what it looks up exists.
  fileprivate func isPlainlyKnown(_ atom: IndexAtom) -> Bool {
    switch atom {
    case .dim, .axis: true
    case .element(let array, let subscripts): isPlainlyInRange(array, subscripts)
    case .quotient, .remainder: false
    }
  }
}
