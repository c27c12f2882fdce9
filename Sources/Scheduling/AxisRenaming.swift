import FlatProgram

/// Puts other integer expressions in the place of axes, in expressions and subscripts, and other arrays in the place of arrays.
struct AxisRenaming {
  /// The rows of a strip that stand for an array with one row at a time.
  struct Rows {
    var array: ArrayID
    /// Where the array has the axis of its rows; the strip comes there, and the row behind it.
    var position: Int
    var strip: IndexID
    var row: IndexID
  }

  private let axes: [AxisID: IndexExpression]
  private let arrays: [ArrayID: Rows]
  private var indices: [IndexID: IndexID] = [:]
  private var lists: [SubscriptsID: SubscriptsID] = [:]
  private var expressions: [ExpressionID: ExpressionID] = [:]

  init(_ axes: [AxisID: AxisID]) {
    self.init(axes.mapValues { IndexExpression(.axis($0)) })
  }

  init(_ axes: [AxisID: IndexExpression], arrays: [ArrayID: Rows] = [:]) {
    (self.axes, self.arrays) = (axes, arrays)
  }

  /// Returns the array that stands for an array.
  func array(for array: ArrayID) -> ArrayID { arrays[array]?.array ?? array }

  /// Returns the integer expression in the new axes.
  mutating func rename(_ id: IndexID, in program: inout Program) -> IndexID {
    if let known = indices[id] { return known }
    for part in IndexAnalysis.parts(of: id, in: program, stoppingAt: { indices[$0] != nil }) {
      let renamed = program[part].substituting { atom in
        switch atom {
        case .dim: return nil
        case .axis(let axis): return axes[axis]
        case .element(let array, let subscripts):
          let list = program.subscripts(program[subscripts].map { indices[$0] ?? $0 })
          let element = inRows(ElementReference(array: array, subscripts: list), in: &program)
          return IndexExpression(.element(element.array, element.subscripts))
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

  /// Returns the element in the new axes, and in the array that stands for its own.
  mutating func rename(_ element: ElementReference, in program: inout Program) -> ElementReference {
    inRows(
      ElementReference(array: element.array, subscripts: rename(element.subscripts, in: &program)), in: &program)
  }

  private func inRows(_ element: ElementReference, in program: inout Program) -> ElementReference {
    guard let rows = arrays[element.array] else { return element }
    var list = program[element.subscripts]
    list[rows.position] = rows.strip
    list.insert(rows.row, at: rows.position + 1)
    return ElementReference(array: rows.array, subscripts: program.subscripts(list))
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
        let element = rename(ElementReference(array: array, subscripts: subscripts), in: &program)
        expressions[id] = program.read(element.array, element.subscripts)
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
