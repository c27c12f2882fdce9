import FlatProgram
import Operations
import Scheduling

/// Scalar code: one value at a time.
extension CodeBuilder {
  private enum Task {
    case visit(ExpressionID)
    case combine(Operation, count: Int)
    /// The condition is the last value.
    case branch(then: ExpressionID, otherwise: ExpressionID)
    /// The last value is the choice's; `jump` goes to the other one.
    case middle(result: Int32, jump: Int, otherwise: ExpressionID)
    case end(result: Int32, jump: Int)
  }

  /// Adds an expression that is evaluated once.
  mutating func add(_ keep: Keep) {
    var jump: Int?
    if let guarding = keep.guarding {
      let condition = compile(guarding)
      popTemporary(condition)
      jump = code.instructions.count
      code.instructions.append(Instruction(code: .jumpIfZero, a: condition))
    }
    let cell = newCell()
    // What was kept under another condition, which this one may look at, has its value anew.
    keptCells[Int(keep.node.raw)] = -1
    move(compile(keep.node), to: cell)
    if let jump { code.instructions[jump].d = Int32(code.instructions.count) }
    keptCells[Int(keep.node.raw)] = cell
  }

  /// Adds the step that puts a value into an element.
  mutating func add(_ store: Store, sum: Int32?) {
    if let sum {
      let value = compile(store.value)
      popTemporary(value)
      code.instructions.append(Instruction(code: .sumTake, a: sum, b: value))
      return
    }
    var value = store.value
    var jump: Int?
    if let (condition, wanted) = RangeProof.guardedContribution(store, in: program) {
      let cell = compile(condition)
      popTemporary(cell)
      jump = code.instructions.count
      code.instructions.append(Instruction(code: .jumpIfZero, a: cell))
      value = wanted
    }
    let cell = compile(value)
    popTemporary(cell)
    let target = code.layout.cells[Int(store.target.array.raw)]
    switch store.accumulation {
    case .set:
      if target >= 0 {
        move(cell, to: target)
      } else {
        code.instructions.append(Instruction(code: .store, a: cell, d: addElement(store.target)))
      }
    case .add(.compensated(let lost)):
      let lostElement = addElement(ElementReference(array: lost, subscripts: store.target.subscripts))
      code.instructions.append(
        Instruction(code: .addCompensated, a: cell, c: lostElement, d: addElement(store.target)))
    case .add: accumulate(.addCell, .add, cell, store)
    case .maximum: accumulate(.maximumCell, .maximum, cell, store)
    case .minimum: accumulate(.minimumCell, .minimum, cell, store)
    case .argmax(let best, let axis), .argmin(let best, let axis):
      let isMaximum = if case .argmax = store.accumulation { true } else { false }
      let bestElement = addElement(ElementReference(array: best, subscripts: store.target.subscripts))
      code.instructions.append(
        Instruction(
          code: isMaximum ? .argmax : .argmin, a: cell, b: axis.raw, c: bestElement, d: addElement(store.target)))
    }
    if let jump { code.instructions[jump].d = Int32(code.instructions.count) }
  }

  private mutating func accumulate(
    _ cellCode: Instruction.Code, _ elementCode: Instruction.Code, _ value: Int32, _ store: Store
  ) {
    let target = code.layout.cells[Int(store.target.array.raw)]
    if target >= 0 {
      code.instructions.append(Instruction(code: cellCode, a: value, d: target))
    } else {
      code.instructions.append(Instruction(code: elementCode, a: value, d: addElement(store.target)))
    }
  }

  /// Puts a value into a cell: by the step that made it, where that was the last.
  private mutating func move(_ value: Int32, to cell: Int32) {
    popTemporary(value)
    let last = code.instructions.count - 1
    if last >= 0, code.instructions[last].d == value, isFreshTemporary(value) {
      switch code.instructions[last].code {
      case .apply, .load, .index:
        code.instructions[last].d = cell
        return
      default: break
      }
    }
    code.instructions.append(Instruction(code: .copy, a: value, d: cell))
  }

  /// Whether a cell is the next temporary: it was just given back.
  private mutating func isFreshTemporary(_ cell: Int32) -> Bool {
    let next = pushTemporary()
    popTemporary(next)
    return next == cell
  }

  /// Adds the steps of an expression and returns the cell of its value. No recursion.
  mutating func compile(_ root: ExpressionID) -> Int32 {
    var tasks = [Task.visit(root)]
    var values: [Int32] = []
    while let task = tasks.popLast() {
      switch task {
      case .visit(let node): visit(node, &tasks, &values)
      case .combine(let operation, let count):
        let operands = values.suffix(count)
        let (a, b, c) = (
          operands[operands.startIndex], count > 1 ? operands[operands.startIndex + 1] : 0,
          count > 2 ? operands[operands.startIndex + 2] : 0
        )
        for operand in operands.reversed() { popTemporary(operand) }
        values.removeLast(count)
        let result = pushTemporary()
        code.instructions.append(Instruction(code: .apply, operation: operation, a: a, b: b, c: c, d: result))
        values.append(result)
      case .branch(let then, let otherwise):
        let condition = values.removeLast()
        popTemporary(condition)
        let result = pushTemporary()
        tasks.append(.middle(result: result, jump: code.instructions.count, otherwise: otherwise))
        tasks.append(.visit(then))
        code.instructions.append(Instruction(code: .jumpIfZero, a: condition))
      case .middle(let result, let jump, let otherwise):
        takeChoice(&values, into: result)
        tasks.append(.end(result: result, jump: code.instructions.count))
        tasks.append(.visit(otherwise))
        code.instructions.append(Instruction(code: .jump))
        code.instructions[jump].d = Int32(code.instructions.count)
      case .end(let result, let jump):
        takeChoice(&values, into: result)
        code.instructions[jump].d = Int32(code.instructions.count)
        values.append(result)
      }
    }
    return values.removeLast()
  }

  private mutating func takeChoice(_ values: inout [Int32], into result: Int32) {
    let value = values.removeLast()
    popTemporary(value)
    code.instructions.append(Instruction(code: .copy, a: value, d: result))
  }

  private mutating func visit(_ node: ExpressionID, _ tasks: inout [Task], _ values: inout [Int32]) {
    let kept = keptCells[Int(node.raw)]
    if kept >= 0 { return values.append(kept) }
    switch program[node] {
    case .constant(let bits): values.append(constantCell(Double(bitPattern: bits)))
    case .index(let id):
      let form = index.form(id)
      if case .linear(let linear) = form, linear.terms.isEmpty {
        return values.append(constantCell(Double(linear.constant)))
      }
      let result = pushTemporary()
      code.indices.append(layOut(form))
      code.instructions.append(Instruction(code: .index, a: Int32(code.indices.count - 1), d: result))
      values.append(result)
    case .read(let array, let subscripts):
      let cell = code.layout.cells[Int(array.raw)]
      if cell >= 0 { return values.append(cell) }
      let element = addElement(ElementReference(array: array, subscripts: subscripts))
      let result = pushTemporary()
      code.instructions.append(Instruction(code: .load, a: element, d: result))
      values.append(result)
    case .operation(.select, let condition, let then, let otherwise) where faults[then] || faults[otherwise]:
      tasks += [.branch(then: then, otherwise: otherwise), .visit(condition)]
    case .operation(let operation, let a, let b, let c):
      tasks.append(.combine(operation, count: c != .none ? 3 : b != .none ? 2 : 1))
      if c != .none { tasks.append(.visit(c)) }
      if b != .none { tasks.append(.visit(b)) }
      tasks.append(.visit(a))
    }
  }
}
