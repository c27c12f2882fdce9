import FlatProgram

extension OptimizationPass {
  /// Drops additions of nothing, and the assignments to arrays on which no output depends; such an array stays declared, and nothing names it.
  package static let prune = OptimizationPass("prune") { program in
    var counts = [Int](repeating: 0, count: program.arrays.count)
    for assignment in program.assignments { counts[Int(assignment.target.raw)] += 1 }
    var steps: [Step] = []
    var depth = 0
    for step in program.steps {
      switch step {
      case .enter: depth += 1
      case .leave: depth -= 1
      case .assignment(let assignment) where program.addsNothing(assignment):
        counts[Int(assignment.target.raw)] -= 1
        if counts[Int(assignment.target.raw)] > 0 { continue }
        if depth == 0 {
          steps.append(.assignment(program.zeros(for: assignment)))
          continue
        }
      case .assignment: break
      }
      steps.append(step)
    }
    program.steps = steps
    var needs = Needs(steps, of: program)
    needs.follow(program.outputs, in: program)
    guard !needs.needsAll else { return }
    program.steps = steps.filter { step in
      guard case .assignment(let assignment) = step else { return true }
      return needs.isNeeded[Int(assignment.target.raw)]
    }
  }
}

/// Which arrays some results are made of, through assignments, subscripts and bounds.
private struct Needs {
  /// By array.
  private(set) var isNeeded: [Bool]
  private let steps: [Step]
  /// By step: the sequence around it, and the assignment before it to the same array.
  private var links: [(around: Int, previous: Int)] = []
  /// The last assignment to each array.
  private var last: [Int]
  /// Each sequence: its axis and the sequence around it.
  private var sequences: [(axis: AxisID, around: Int)] = []
  private var traversal = Traversal()

  private static let nothing = -1

  /// Sorts the assignments by what they assign.
  init(_ steps: [Step], of program: Program) {
    self.steps = steps
    isNeeded = Array(repeating: false, count: program.arrays.count)
    last = Array(repeating: Self.nothing, count: program.arrays.count)
    links.reserveCapacity(steps.count)
    var around = Self.nothing
    for (position, step) in steps.enumerated() {
      var previous = Self.nothing
      switch step {
      case .enter(let axis, _):
        sequences.append((axis, around))
        around = sequences.count - 1
      case .assignment(let assignment):
        previous = last[Int(assignment.target.raw)]
        last[Int(assignment.target.raw)] = position
      case .leave: around = around == Self.nothing ? around : sequences[around].around
      }
      links.append((around, previous))
    }
  }

  /// Whether every array that is assigned is needed.
  var needsAll: Bool { zip(last, isNeeded).allSatisfy { $0 == Self.nothing || $1 } }

  /// Marks what some arrays are made of. Complexity: linear in the program, each expression visited once.
  mutating func follow(_ outputs: [ArrayID], in program: Program) {
    var pending = outputs
    var indices: [IndexID] = []
    var isOpened = [Bool](repeating: false, count: sequences.count)
    traversal.begin(in: program)
    while let array = pending.popLast() {
      guard !isNeeded[Int(array.raw)] else { continue }
      isNeeded[Int(array.raw)] = true
      var position = last[Int(array.raw)]
      while position != Self.nothing, case .assignment(let assignment) = steps[position] {
        indices.removeAll(keepingCapacity: true)
        indices += program[assignment.subscripts]
        for axis in assignment.domain { indices += [program[axis].lower, program[axis].upper] }
        var sequence = links[position].around
        position = links[position].previous
        while sequence != Self.nothing, !isOpened[sequence] {
          isOpened[sequence] = true
          let axis = program[sequences[sequence].axis]
          indices += [axis.lower, axis.upper]
          sequence = sequences[sequence].around
        }
        traversal.continueElements(of: assignment.body, indices, in: program) { array, _ in pending.append(array) }
      }
    }
  }
}

extension Program {
  /// Returns the assignment of 0 to every element, in the place of one that adds nothing to some.
  fileprivate mutating func zeros(for assignment: Assignment) -> Assignment {
    let axes = axes(spanning: self[assignment.target].shape)
    return Assignment(
      target: assignment.target, subscripts: subscripts(axes), domain: axes, body: constant(0), span: assignment.span,
      pass: assignment.pass)
  }

  /// Whether an assignment adds 0 at every point, as one whose condition never holds.
  fileprivate func addsNothing(_ assignment: Assignment) -> Bool {
    guard assignment.combination == .add else { return false }
    if let mask = mask(of: assignment) { return self[mask.condition].number == 0 }
    return self[assignment.body].number == 0
  }
}
