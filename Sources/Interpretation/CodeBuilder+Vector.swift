import FlatProgram
import Operations
import Scheduling

/// Vector loops: loops without loops inside, carried out for a chunk of positions at a time.
extension CodeBuilder {
  /// Adds a loop as a vector loop where its steps may be carried out one after the other for many positions.
  mutating func addVectorLoop(_ loop: Loop) -> Bool {
    let items = nests[loop.body].items
    guard !loop.isSequential, canVectorize(items, loop) else { return false }
    var builder = VectorBuilder(axis: Int(loop.axis.raw), body: loop.body)
    vectorAxis = builder.axis
    defer { vectorAxis = -1 }
    let number = Int(addLoop(loop))
    var kept: [ExpressionID] = []
    for (position, item) in items.enumerated() {
      span =
        items[position...].lazy.compactMap { if case .store(let store) = $0 { store.span } else { nil } }.first ?? span
      switch item {
      case .loop: break
      case .keep(let keep):
        addVector(keep, &builder)
        kept.append(keep.node)
      case .store(let store): addVector(store, &builder)
      }
    }
    for node in kept { keptStreams[Int(node.raw)] = -1 }
    code.streamCount = max(code.streamCount, builder.streams)
    code.vectorLoops.append(
      VectorLoop(
        loop: code.loops[number], direct: Parts(of: builder.direct, behind: &code.directStreams),
        filled: Parts(of: builder.filled, behind: &code.filledStreams),
        sums: Parts(of: builder.sums, behind: &code.vectorSums),
        instructions: Parts(of: builder.instructions, behind: &code.vectorInstructions)))
    code.instructions.append(Instruction(code: .vectorLoop, a: Int32(code.vectorLoops.count - 1)))
    return true
  }

  /// Whether carrying out each step for a chunk before the next one gives the same numbers.
  private mutating func canVectorize(_ items: [LoopItem], _ loop: Loop) -> Bool {
    var targets: [ArrayID: SubscriptsID] = [:]
    for item in items {
      switch item {
      case .loop: return false
      case .keep: break
      case .store(let store):
        let target = store.target
        // Additions of two steps to one element would change places.
        if let known = targets[target.array], known != target.subscripts { return false }
        targets[target.array] = target.subscripts
        if isStream(target.array, in: loop.body) {
          switch store.accumulation {
          case .set, .add(.inOrder): continue
          default: return false
          }
        }
        let storage = nests[target.array]
        if storage.home == loop.body { return false }
        switch store.accumulation {
        case .set: if !varies(target, with: loop.axis) { return false }
        case .add(.inOrder):
          if isCell(target.array) || !varies(target, with: loop.axis) { return false }
        case .add(.lanes), .add(.compensated), .maximum, .minimum, .argmax, .argmin: break
        }
      }
    }
    return true
  }

  private mutating func varies(_ target: ElementReference, with axis: AxisID) -> Bool {
    program[target.subscripts].contains { id in
      guard case .linear(let linear) = index.form(id) else { return true }
      return linear.factor(of: Int(axis.raw)) != 0
    }
  }

  /// Whether an array has one number for each position of the loop at hand, and lives no longer.
  private func isStream(_ array: ArrayID, in block: BlockID) -> Bool {
    nests[array].home == block && nests[array].keptAxes.isEmpty && isCell(array)
  }

  private mutating func addVector(_ keep: Keep, _ builder: inout VectorBuilder) {
    var mask: Int32 = -1
    if let guarding = keep.guarding { mask = compileVector(guarding, under: -1, &builder) }
    keptStreams[Int(keep.node.raw)] = -1
    let value = compileVector(keep.node, under: mask, &builder)
    builder.release(mask)
    // What is kept stays in its register until the loop's end.
    keptStreams[Int(keep.node.raw)] = builder.held(value)
  }

  private mutating func addVector(_ store: Store, _ builder: inout VectorBuilder) {
    var value = store.value
    var mask: Int32 = -1
    if let (condition, wanted) = RangeProof.guardedContribution(store, in: program) {
      mask = compileVector(condition, under: -1, &builder)
      value = wanted
    }
    if isStream(store.target.array, in: builder.body) {
      let stream = compileVector(value, under: mask, &builder)
      builder.put(stream, into: store.target.array, adding: store.accumulation != .set)
      builder.release(mask)
      return
    }
    let stream = compileVector(value, under: mask, &builder)
    switch store.accumulation {
    case .set:
      let element = addElement(store.target)
      if slope(of: element, along: builder.axis) == 1,
        builder.redirectLast(stream, to: element)
      {
        break
      }
      builder.emit(.store, a: stream, d: element)
    case .add(.inOrder): builder.emit(mask < 0 ? .add : .addWhere, a: stream, b: mask, d: addElement(store.target))
    case .add(.lanes(let isFirst)):
      let sum = addSum(isFirst: isFirst, withBlock: false)
      let cell = code.layout.cells[Int(store.target.array.raw)]
      builder.sums.append(
        VectorSum(
          sum: Int(sum), element: cell < 0 ? Int(addElement(store.target)) : nil, cell: cell < 0 ? nil : Int(cell),
          isFirst: isFirst))
      builder.emit(.sum, a: stream, b: sum)
    case .add(.compensated(let lost)):
      let lostElement = addElement(ElementReference(array: lost, subscripts: store.target.subscripts))
      builder.emit(.addCompensated, a: stream, b: mask, c: lostElement, d: addElement(store.target))
    case .maximum: builder.emit(.maximum, a: stream, d: addElement(store.target))
    case .minimum: builder.emit(.minimum, a: stream, d: addElement(store.target))
    case .argmax(let best, let axis), .argmin(let best, let axis):
      let isMaximum = if case .argmax = store.accumulation { true } else { false }
      let bestElement = addElement(ElementReference(array: best, subscripts: store.target.subscripts))
      builder.emit(
        isMaximum ? .argmax : .argmin, a: stream, b: axis.raw, c: bestElement, d: addElement(store.target))
    }
    builder.release(stream)
    builder.release(mask)
  }

  private enum Task {
    case visit(ExpressionID, mask: Int32)
    case combine(Operation, count: Int)
    case then(ExpressionID, otherwise: ExpressionID, mask: Int32)
    case otherwise(ExpressionID, mask: Int32, condition: Int32, thenMask: Int32)
    case end(condition: Int32, elseMask: Int32)
  }

  /// Adds the steps of an expression and returns the stream of its values; where a mask is 0 nothing is read.
  private mutating func compileVector(_ root: ExpressionID, under mask: Int32, _ builder: inout VectorBuilder) -> Int32
  {
    var tasks = [Task.visit(root, mask: mask)]
    var values: [Int32] = []
    while let task = tasks.popLast() {
      switch task {
      case .visit(let node, let mask): visitVector(node, mask, &tasks, &values, &builder)
      case .combine(let operation, let count):
        let operands = Array(values.suffix(count))
        values.removeLast(count)
        values.append(builder.apply(operation, operands))
      case .then(let then, let otherwise, let mask):
        let condition = values.removeLast()
        // The choice at the end uses the condition up.
        builder.hold(condition)
        var thenMask = condition
        if mask >= 0 {
          builder.hold(mask)
          thenMask = builder.apply(.and, [mask, condition])
        }
        tasks.append(.otherwise(otherwise, mask: mask, condition: condition, thenMask: thenMask))
        tasks.append(.visit(then, mask: thenMask))
      case .otherwise(let otherwise, let mask, let condition, let thenMask):
        builder.release(thenMask)
        builder.hold(condition)
        var elseMask = builder.apply(.not, [condition])
        if mask >= 0 {
          builder.hold(mask)
          elseMask = builder.apply(.and, [mask, elseMask])
        }
        tasks.append(.end(condition: condition, elseMask: elseMask))
        tasks.append(.visit(otherwise, mask: elseMask))
      case .end(let condition, let elseMask):
        builder.release(elseMask)
        let otherwise = values.removeLast()
        let then = values.removeLast()
        values.append(builder.apply(.select, [condition, then, otherwise]))
      }
    }
    return values.removeLast()
  }

  private mutating func visitVector(
    _ node: ExpressionID, _ mask: Int32, _ tasks: inout [Task], _ values: inout [Int32], _ builder: inout VectorBuilder
  ) {
    let kept = keptStreams[Int(node.raw)]
    if kept >= 0 { return values.append(kept) }
    let cell = keptCells[Int(node.raw)]
    if cell >= 0 { return values.append(builder.filled(cell)) }
    switch program[node] {
    case .constant(let bits): values.append(builder.filled(constantCell(Double(bitPattern: bits))))
    case .index(let id):
      let form = index.form(id)
      if case .linear(let linear) = form, linear.terms.isEmpty {
        return values.append(builder.filled(constantCell(Double(linear.constant))))
      }
      code.indices.append(layOut(form))
      values.append(builder.load(mask < 0 ? .index : .indexWhere, Int32(code.indices.count - 1), mask))
    case .read(let array, let subscripts):
      if isStream(array, in: builder.body) { return values.append(builder.stream(of: array)) }
      let cell = code.layout.cells[Int(array.raw)]
      if cell >= 0 { return values.append(builder.filled(cell)) }
      let element = addElement(ElementReference(array: array, subscripts: subscripts))
      if slope(of: element, along: builder.axis) == 1 {
        return values.append(builder.direct(element))
      }
      values.append(builder.load(mask < 0 ? .load : .loadWhere, element, mask))
    case .operation(.select, let condition, let then, let otherwise) where faults[then] || faults[otherwise]:
      tasks += [.then(then, otherwise: otherwise, mask: mask), .visit(condition, mask: mask)]
    case .operation(let operation, let a, let b, let c):
      tasks.append(.combine(operation, count: c != .none ? 3 : b != .none ? 2 : 1))
      if c != .none { tasks.append(.visit(c, mask: mask)) }
      if b != .none { tasks.append(.visit(b, mask: mask)) }
      tasks.append(.visit(a, mask: mask))
    }
  }
}
