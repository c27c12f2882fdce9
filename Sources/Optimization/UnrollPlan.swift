import FlatProgram

/// Which statements are to be written out element by element, and how their arrays lie.
struct UnrollPlan {
  /// The longest axis that is written out.
  static let longestAxis = 16
  /// How many expression nodes may be looked at in all, before anything is folded.
  static let budget = 32768
  /// How many expression nodes may be left of them.
  static let longestResult = 4096

  /// The last assignment to an array that is needed after it.
  struct Finished {
    var array: ArrayID
    var last: Assignment
  }

  /// Statements outside any sequence, each with all that is in it, by step.
  private(set) var blocks: [Range<Int>] = []
  /// By block.
  private(set) var isChosen: [Bool] = []
  /// By array: where its elements begin among those of all arrays that go; nil for what stays.
  private(set) var firstElement: [Int?]
  /// By array: whether an assignment adds to it, so that its elements begin at 0.
  private(set) var isSum: [Bool]
  private(set) var elementCount = 0
  /// By array: its extents, where they are numbers.
  private var extents: [[Int]?]
  private var dims: [Int?]
  /// By array: whether it is an output, or something that is not written out reads it.
  private var staying: [Bool] = []
  /// By block: what is needed after it and complete with it.
  private var finishedAfter: [[Finished]] = []

  /// Returns nil where nothing is to be written out. Complexity: linear in the program, the budget aside.
  init?(_ program: Program) {
    guard program.axisCount > 0 else { return nil }
    let count = program.arrays.count
    dims = program.dims.map(\.fixed)
    firstElement = Array(repeating: nil, count: count)
    isSum = Array(repeating: false, count: count)
    let evaluator = IndexEvaluator(program, dims: dims)
    extents = program.arrays.map { array in
      let extents = array.shape.compactMap { evaluator.value(of: $0) }
      return extents.count == array.rank ? extents : nil
    }
    let steps = program.steps
    blocks = Self.blocks(of: steps)
    guard choose(steps, program) else { return nil }
    let writes = Writes(steps, in: program)
    drop(steps, writes, program)
    guard blocks.indices.contains(where: { isChosen[$0] && walksAxes(blocks[$0], of: steps) }) else { return nil }
    layOut(steps, program)
  }

  /// Returns what is needed after a block and complete with it.
  func finished(after block: Int) -> [Finished] { finishedAfter[block] }

  // MARK: Places

  /// Returns where an element stands in its array; nil where it does not exist.
  func offset(_ array: ArrayID, _ subscripts: SubscriptsID, at point: IndexEvaluator, in program: Program) -> Int? {
    guard let extents = extents[Int(array.raw)] else { return nil }
    var offset = 0
    for (index, extent) in zip(program[subscripts], extents) {
      guard let value = point.value(of: index), value >= 0, value < extent else { return nil }
      offset = saturatingSum(saturatingProduct(offset, extent), value)
    }
    return offset
  }

  /// Returns the subscripts of an array's elements in order.
  func positions(in array: ArrayID, of program: Program) -> [[Int]] {
    var positions: [[Int]] = [[]]
    for extent in extents[Int(array.raw)] ?? [] {
      positions = positions.flatMap { outer in (0..<extent).map { outer + [$0] } }
    }
    return positions
  }

  /// Visits what a block carries out, in order, until a visit returns false; returns whether all bounds are known numbers.
  func walk(
    _ block: Range<Int>, of steps: [Step], in program: Program, _ visit: (Assignment, IndexEvaluator) -> Bool
  ) -> Bool {
    var point = IndexEvaluator(program, dims: dims)
    var open: [(start: Int, values: [Int], next: Int)] = []
    var position = block.lowerBound
    var goesOn = true
    while position < block.upperBound, goesOn {
      switch steps[position] {
      case .enter(let axis, let isReversed):
        guard let range = point.range(of: axis), range.count <= Self.longestAxis else { return false }
        guard let first = isReversed ? range.last : range.first else {
          position = Self.end(of: position, in: steps)
          continue
        }
        open.append((position, isReversed ? range.reversed() : Array(range), 1))
        point[axis] = first
      case .leave:
        guard let (start, values, next) = open.last, case .enter(let axis, _) = steps[start] else { return false }
        if next < values.count {
          open[open.count - 1].next += 1
          point[axis] = values[next]
          position = start
        } else {
          open.removeLast()
          point[axis] = nil
        }
      case .assignment(let assignment):
        let isKnown = point.visitPoints(of: assignment.domain) { point in
          goesOn = visit(assignment, point)
          return goesOn
        }
        guard isKnown else { return false }
      }
      position += 1
    }
    return true
  }

  /// Returns the position after the end of the sequence that begins at one.
  private static func end(of start: Int, in steps: [Step]) -> Int {
    var depth = 0
    for position in start..<steps.count {
      if case .enter = steps[position] { depth += 1 }
      if case .leave = steps[position] { depth -= 1 }
      if depth == 0 { return position + 1 }
    }
    return steps.count
  }

  private static func blocks(of steps: [Step]) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    var start = 0
    var depth = 0
    for (position, step) in steps.enumerated() {
      if case .enter = step { depth += 1 }
      if case .leave = step { depth -= 1 }
      guard depth == 0 else { continue }
      blocks.append(start..<position + 1)
      start = position + 1
    }
    return blocks
  }

  private func walksAxes(_ block: Range<Int>, of steps: [Step]) -> Bool {
    if block.count > 1 { return true }
    return !(steps[block.lowerBound].assignment?.domain.isEmpty ?? true)
  }

  // MARK: Choosing

  /// Chooses blocks that walk few fixed steps, with all that write the same arrays, under the budget.
  private mutating func choose(_ steps: [Step], _ program: Program) -> Bool {
    isChosen = Array(repeating: false, count: blocks.count)
    var traversal = Traversal()
    var cost = 0
    // Blocks with axes first: alone they decide whether there is anything to do.
    for isLoop in [true, false] {
      for (number, block) in blocks.enumerated() where walksAxes(block, of: steps) == isLoop {
        guard let own = work(of: block, steps, &traversal, program), cost + own <= Self.budget else { continue }
        cost += own
        isChosen[number] = true
      }
      if isLoop, cost == 0 { return false }
    }
    return true
  }

  /// Returns how many nodes a block comes to, written out; nil where it cannot be, or comes to more than the budget.
  private func work(
    of block: Range<Int>, _ steps: [Step], _ traversal: inout Traversal, _ program: Program
  ) -> Int? {
    var sizes: [ExpressionID: Int] = [:]
    for step in steps[block] {
      guard let assignment = step.assignment else { continue }
      let target = assignment.target
      switch assignment.combination {
      case .argmax, .argmin: return nil
      case .assign, .add, .maximum, .minimum: break
      }
      guard !program[target].isInteger, let extents = extents[Int(target.raw)],
        extents.allSatisfy({ $0 <= Self.longestAxis }),
        extents.reduce(1, saturatingProduct) <= Self.budget / 8
      else { return nil }
      let evaluator = IndexEvaluator(program, dims: dims)
      for axis in assignment.domain {
        // A bound that names another axis is looked at when it is walked.
        if let range = evaluator.range(of: axis), range.count > Self.longestAxis { return nil }
      }
      let order = traversal.postorder([assignment.body], in: program)
      var isFixed = true
      traversal.elements(of: order, in: program) { array, _ in
        isFixed = isFixed && self.extents[Int(array.raw)] != nil && !program[array].isInteger
      }
      guard isFixed else { return nil }
      sizes[assignment.body] = order.count
    }
    var total = 0
    let isKnown = walk(block, of: steps, in: program) { assignment, _ in
      total += sizes[assignment.body] ?? 0
      return total <= Self.budget
    }
    return isKnown && total <= Self.budget ? total : nil
  }

  /// Takes back the choice of what shares an array with what is not written out, or would read or be read too early.
  private mutating func drop(_ steps: [Step], _ writes: Writes, _ program: Program) {
    var traversal = Traversal()
    var writers: [[Int]] = Array(repeating: [], count: program.arrays.count)
    var reads: [[ArrayID]] = []
    for (number, block) in blocks.enumerated() {
      var read: [ArrayID] = []
      traversal.begin(in: program)
      for step in steps[block] {
        switch step {
        case .assignment(let assignment):
          if writers[Int(assignment.target.raw)].last != number { writers[Int(assignment.target.raw)].append(number) }
          let bounds = assignment.domain.flatMap { [program[$0].lower, program[$0].upper] }
          traversal.continueElements(
            of: assignment.body, program[assignment.subscripts] + bounds, in: program
          ) { array, _ in read.append(array) }
        case .enter(let axis, _):
          traversal.continueElements(inside: [program[axis].lower, program[axis].upper], in: program) { array, _ in
            read.append(array)
          }
        case .leave: break
        }
      }
      reads.append(read)
    }
    var isChanged = true
    while isChanged {
      isChanged = false
      var goes = [Bool](repeating: false, count: program.arrays.count)
      for (array, blocks) in writers.enumerated() where !blocks.isEmpty {
        let chosen = blocks.filter { isChosen[$0] }
        goes[array] = chosen.count == blocks.count
        guard !goes[array], !chosen.isEmpty else { continue }
        for block in chosen { isChosen[block] = false }
        isChanged = true
      }
      guard !isChanged else { continue }
      for (number, block) in blocks.enumerated() {
        let isEarly = reads[number].contains { array in
          goes[Int(array.raw)] != isChosen[number] && !writes.isFinal(array, at: block.lowerBound)
        }
        guard isEarly else { continue }
        isChanged = true
        if isChosen[number] {
          isChosen[number] = false
        } else {
          for array in reads[number] where goes[Int(array.raw)] && !writes.isFinal(array, at: block.lowerBound) {
            for block in writers[Int(array.raw)] { isChosen[block] = false }
          }
        }
      }
    }
    staying = Array(repeating: false, count: program.arrays.count)
    for number in blocks.indices where !isChosen[number] {
      for array in reads[number] { staying[Int(array.raw)] = true }
    }
    for output in program.outputs { staying[Int(output.raw)] = true }
  }

  /// Gives the elements of the arrays that go their places, and notes what has to be stored, and when.
  private mutating func layOut(_ steps: [Step], _ program: Program) {
    var last = [(block: Int, assignment: Assignment)?](repeating: nil, count: program.arrays.count)
    var order: [ArrayID] = []
    for (number, block) in blocks.enumerated() {
      for step in steps[block] {
        guard let assignment = step.assignment else { continue }
        let array = Int(assignment.target.raw)
        if assignment.combination == .add { isSum[array] = true }
        guard isChosen[number] else { continue }
        if last[array] == nil {
          order.append(assignment.target)
          firstElement[array] = elementCount
          elementCount += (extents[array] ?? []).reduce(1, *)
        }
        last[array] = (number, assignment)
      }
    }
    finishedAfter = Array(repeating: [], count: blocks.count)
    for array in order where staying[Int(array.raw)] {
      guard let (block, assignment) = last[Int(array.raw)] else { continue }
      finishedAfter[block].append(Finished(array: array, last: assignment))
    }
  }
}
