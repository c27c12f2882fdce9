import Operations

extension Program {
  /// Returns the number that an expression is, where it reads only constants. Complexity: linear in its graph.
  package func constantValue(of expression: ExpressionID) -> Double? {
    value(of: expression) { self[$0].constant }
  }

  /// Returns the number that an expression is, where it reads only constants and integers with a value.
  ///
  /// Complexity: linear in its graph.
  package func value(of expression: ExpressionID, _ integer: (IndexID) -> Int?) -> Double? {
    if let number = self[expression].number { return number }
    var done: [ExpressionID: Double] = [:]
    var pending = [expression]
    while let next = pending.last {
      switch self[next] {
      case .constant(let bits): done[next] = Double(bitPattern: bits)
      case .index(let index):
        guard let number = integer(index) else { return nil }
        done[next] = Double(number)
      case .read(let array, let subscripts):
        guard case .constant(let values) = self[array].role, let offset = constantOffset(of: array, subscripts),
          values.indices.contains(offset)
        else { return nil }
        done[next] = values[offset]
      case .operation(let operation, let a, let b, let c):
        if operation.row.isOpaque { return nil }
        let operands = [a, b, c].filter { $0 != .none }
        let missing = operands.filter { done[$0] == nil }
        if !missing.isEmpty {
          pending.append(contentsOf: missing)
          continue
        }
        done[next] = operation.evaluate(operands.compactMap { done[$0] })
      }
      pending.removeLast()
    }
    return done[expression]
  }

  /// Returns the row-major position of an element whose subscripts, and the array's extents, are numbers.
  private func constantOffset(of array: ArrayID, _ subscripts: SubscriptsID) -> Int? {
    var offset = 0
    for (index, extent) in zip(self[subscripts], self[array].shape) {
      guard let position = self[index].constant, let extent = fixedValue(of: self[extent]), position >= 0,
        position < extent
      else { return nil }
      offset = saturatingSum(saturatingProduct(offset, extent), position)
    }
    return offset
  }

  /// Returns the number that an extent is, with fixed dims counted as their numbers.
  package func fixedValue(of extent: IndexExpression) -> Int? {
    extent.substituting { atom in
      if case .dim(let dim) = atom, let fixed = self[dim].fixed { IndexExpression(fixed) } else { nil }
    }.constant
  }
}
