import FlatProgram

/// Puts axes in the place of other axes, in expressions and subscripts.
struct AxisRenaming {
  private let axes: [AxisID: AxisID]
  private var indices: [IndexID: IndexID] = [:]
  private var lists: [SubscriptsID: SubscriptsID] = [:]
  private var expressions: [ExpressionID: ExpressionID] = [:]

  init(_ axes: [AxisID: AxisID]) {
    self.axes = axes
  }

  /// Returns the integer expression in the new axes.
  mutating func rename(_ id: IndexID, in program: inout Program) -> IndexID {
    if let known = indices[id] { return known }
    for part in IndexAnalysis.parts(of: id, in: program, stoppingAt: { indices[$0] != nil }) {
      let renamed = program[part].substituting { atom in
        switch atom {
        case .dim: return nil
        case .axis(let axis): return axes[axis].map { IndexExpression(.axis($0)) }
        case .element(let array, let subscripts):
          let list = program.subscripts(program[subscripts].map { indices[$0] ?? $0 })
          return list == subscripts ? nil : IndexExpression(.element(array, list))
        case .quotient(let a, let b): return IndexExpression(.quotient(indices[a] ?? a, indices[b] ?? b))
        case .remainder(let a, let b): return IndexExpression(.remainder(indices[a] ?? a, indices[b] ?? b))
        }
      }
      let made = program.index(renamed)
      program.noteSubscript(made, madeOf: part)
      indices[part] = made
    }
    return indices[id] ?? id
  }

  /// Returns the subscripts in the new axes.
  mutating func rename(_ id: SubscriptsID, in program: inout Program) -> SubscriptsID {
    if let known = lists[id] { return known }
    let list = program[id]
    var renamed: [IndexID] = []
    for index in list { renamed.append(rename(index, in: &program)) }
    let result = renamed == list ? id : program.subscripts(renamed)
    lists[id] = result
    return result
  }

  /// Returns the expression in the new axes. Complexity: linear in what is not yet renamed.
  mutating func rename(_ root: ExpressionID, in program: inout Program) -> ExpressionID {
    var pending = [root]
    while let id = pending.last {
      if expressions[id] != nil {
        pending.removeLast()
        continue
      }
      switch program[id] {
      case .constant: expressions[id] = id
      case .read(let array, let subscripts):
        expressions[id] = program.read(array, rename(subscripts, in: &program))
      case .index(let index): expressions[id] = program.number(rename(index, in: &program))
      case .operation(let operation, let a, let b, let c):
        let missing = [a, b, c].filter { $0 != .none && expressions[$0] == nil }
        guard missing.isEmpty else {
          pending += missing
          continue
        }
        expressions[id] = program.apply(
          operation, expressions[a] ?? .none, expressions[b] ?? .none, expressions[c] ?? .none)
      }
      pending.removeLast()
    }
    return expressions[root] ?? root
  }
}
