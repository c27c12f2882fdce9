import FlatProgram

extension OptimizationPass {
  /// Computes only that half of an array that statements of a half read.
  package static let narrow = OptimizationPass("narrow") { program in
    guard program.arrays.contains(where: { $0.triangle != nil }) else { return }
    var narrowing = Narrowing(program)
    narrowing.run()
    program = narrowing.program
  }
}

/// The walk backwards over a program that passes on how much of each array is read.
private struct Narrowing {
  private(set) var program: Program
  /// By array: the pairs of subscripts of which the second is never the larger one, in all reads so far; nil before the first.
  private var readHalves: [[Triangle]?]
  private var isHeld: [Bool]
  private let firstReads: [Int]
  private var traversal = Traversal()

  init(_ program: Program) {
    self.program = program
    readHalves = Array(repeating: nil, count: program.arrays.count)
    isHeld = program.arrays.map { $0.isGiven || $0.isInteger || $0.rank < 2 || $0.triangle != nil }
    for output in program.outputs { isHeld[Int(output.raw)] = true }
    firstReads = traversal.firstReads(of: program.steps, in: program)
  }

  /// Complexity: linear in the statements and their bodies.
  mutating func run() {
    var steps = program.steps
    var depth = 0
    var writes: [[Int]] = Array(repeating: [], count: program.arrays.count)
    for (position, step) in steps.enumerated() {
      switch step {
      case .enter: depth += 1
      case .leave: depth -= 1
      case .assignment(let assignment):
        let target = Int(assignment.target.raw)
        writes[target].append(position)
        let isSum = assignment.combination == .assign || assignment.combination == .add
        if depth > 0 || !isSum { isHeld[target] = true }
      }
    }
    for position in steps.indices.reversed() {
      guard let target = steps[position].assignment?.target else { continue }
      if writes[Int(target.raw)].last == position { narrow(target, writes[Int(target.raw)], &steps) }
      if let assignment = steps[position].assignment { noteReads(of: assignment) }
    }
    program.steps = steps
  }

  /// Narrows all statements that give an array its elements, where everything that reads it comes later and reads a half.
  private mutating func narrow(_ array: ArrayID, _ writes: [Int], _ steps: inout [Step]) {
    guard !isHeld[Int(array.raw)], let last = writes.last, firstReads[Int(array.raw)] > last,
      let triangle = readHalves[Int(array.raw)]?.first
    else { return }
    var made: [Assignment] = []
    for position in writes {
      guard let assignment = steps[position].assignment else { return }
      if let narrowed = program.narrowed(assignment, to: triangle) {
        made.append(narrowed)
      } else if let distance = program.distance(assignment, across: triangle), distance <= 0 {
        made.append(assignment)
      } else {
        return
      }
    }
    for (position, assignment) in zip(writes, made) { steps[position] = .assignment(assignment) }
    program[array].triangle = triangle
  }

  private mutating func noteReads(of assignment: Assignment) {
    for node in traversal.postorder([assignment.body], in: program) {
      guard case .read(let array, let subscripts) = program[node], !isHeld[Int(array.raw)] else { continue }
      let found = halves(program[subscripts], of: array)
      let known = readHalves[Int(array.raw)]
      readHalves[Int(array.raw)] = known.map { $0.filter(found.contains) } ?? found
    }
  }

  private func halves(_ subscripts: [IndexID], of array: ArrayID) -> [Triangle] {
    let shape = program[array].shape
    var found: [Triangle] = []
    for (inner, index) in subscripts.enumerated() {
      guard let axis = program[index].axis else { continue }
      let limit = program[program[axis].upper] - IndexExpression(1)
      for (outer, other) in subscripts.enumerated() where outer != inner && shape[outer] == shape[inner] {
        if program[other] == limit, program[other].axis != nil { found.append(Triangle(outer: outer, inner: inner)) }
      }
    }
    return found
  }
}
