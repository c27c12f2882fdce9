import Operations

extension Verifier {
  /// Checks every expression that the statements use, once, and finds what each depends on.
  mutating func checkExpressions(_ steps: [Step]) {
    let bodies = steps.compactMap { step -> ExpressionID? in
      if case .assignment(let assignment) = step { assignment.body } else { nil }
    }
    let order = traversal.postorder(bodies, in: program)
    let isEvaluated = evaluated(order, bodies)
    for id in order {
      let node = Int(id.raw)
      switch program[id] {
      case .constant: break
      case .index(let index): note([index], for: node)
      case .read(let array, let subscripts):
        wait(for: array, at: node)
        checkSubscripts(of: array, subscripts, of: nil, isEvaluated: isEvaluated[node])
        note(program[subscripts], for: node)
      case .operation(let operation, let a, let b, let c):
        for operand in [a, b, c] where operand != .none {
          axes[node] = sets.union(axes[node], axes[Int(operand.raw)])
          let below = awaited[Int(operand.raw)]
          if below.step > awaited[node].step { awaited[node] = below }
        }
        checkKinds(operation, [a, b, c])
      }
    }
  }

  /// Which expressions some statement evaluates at every point, rather than in a branch only.
  private func evaluated(_ order: [ExpressionID], _ bodies: [ExpressionID]) -> [Bool] {
    var isEvaluated = [Bool](repeating: false, count: program.expressions.count)
    for body in bodies { isEvaluated[Int(body.raw)] = true }
    for id in order.reversed() where isEvaluated[Int(id.raw)] {
      guard case .operation(let operation, let a, let b, let c) = program[id] else { continue }
      isEvaluated[Int(a.raw)] = true
      guard operation != .select else { continue }
      for operand in [b, c] where operand != .none { isEvaluated[Int(operand.raw)] = true }
    }
    return isEvaluated
  }

  private mutating func checkKinds(_ operation: Operation, _ operands: [ExpressionID]) {
    for (kind, operand) in zip(Self.kinds[Int(operation.rawValue)], operands) {
      let isTruth = program[operand].number == 0 || program[operand].number == 1
      switch kind {
      case .condition: if !program.isCondition(operand), !isTruth { report("\(operation) needs a condition") }
      case .real: if program.isCondition(operand) { report("\(operation) needs a number, not a condition") }
      }
    }
  }

  private static let kinds = Operation.allCases.map(\.row.operands)

  private mutating func wait(for array: ArrayID, at node: Int) {
    let step = definedFrom[Int(array.raw)]
    if step > awaited[node].step { awaited[node] = (step, array) }
  }

  private mutating func note(_ indices: [IndexID], for node: Int) {
    var found: [AxisID] = []
    var looked: [(ArrayID, SubscriptsID)] = []
    traversal.atoms(of: indices, in: program) { atom in
      switch atom {
      case .axis(let axis): if !found.contains(axis) { found.append(axis) }
      case .element(let array, let subscripts): looked.append((array, subscripts))
      case .dim, .quotient, .remainder: break
      }
    }
    axes[node] = sets.union(axes[node], sets.set(of: found))
    for (array, subscripts) in looked {
      if !program[array].isInteger { report("\(name(array)) is not of integers, and stands in a subscript") }
      checkSubscripts(of: array, subscripts, of: nil, isEvaluated: false)
      wait(for: array, at: node)
    }
  }

  /// Checks the number of subscripts, and where they are evaluated, that they are not plainly out of range.
  mutating func checkSubscripts(
    of array: ArrayID, _ subscripts: SubscriptsID, of target: String?, isEvaluated: Bool
  ) {
    let list = program[subscripts]
    let shape = program[array].shape
    guard list.count == shape.count else {
      report("\(name(array)) has rank \(shape.count), and stands with \(list.count) subscripts")
      return
    }
    guard isEvaluated else { return }
    for (index, extent) in zip(list, shape) where ranges.answer(index, in: extent, of: program) == .outside {
      // Where the range of another axis depends on it, there may be no point at which it leaves.
      let isBound = program[index].atoms.contains {
        if case .axis(let axis) = $0 { boundingAxes.contains(axis) } else { false }
      }
      if isBound { continue }
      report("a subscript of \(name(array)) leaves its range")
    }
  }
}

extension Program {
  /// Returns whether an expression is a condition rather than a number.
  package func isCondition(_ id: ExpressionID) -> Bool {
    guard case .operation(let operation, _, _, _) = self[id] else { return false }
    return operation.isCondition
  }
}

extension Operation {
  private static let conditions = allCases.map { $0.row.result == .condition }

  /// Whether the result is a condition.
  package var isCondition: Bool { Self.conditions[Int(rawValue)] }
}
