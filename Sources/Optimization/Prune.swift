import FlatProgram

extension OptimizationPass {
  /// Drops the assignments to arrays on which no output depends; such an array stays declared, and nothing names it.
  package static let prune = OptimizationPass("prune") { program in
    var needs = Needs(program)
    needs.follow(program.outputs, in: program)
    var program = program
    program.steps = program.steps.filter { step in
      guard case .assignment(let assignment) = step else { return true }
      return needs.isNeeded[Int(assignment.target.raw)]
    }
    return program
  }
}

/// Which arrays some results are made of, through assignments, subscripts and bounds.
private struct Needs {
  /// By array.
  private(set) var isNeeded: [Bool]
  /// The assignments, each with the sequence around it and the one before it to the same array.
  private var assignments: [(assignment: Assignment, around: Int, previous: Int)] = []
  /// The last assignment to each array.
  private var last: [Int]
  /// Each sequence: its axis and the sequence around it.
  private var sequences: [(axis: AxisID, around: Int)] = []
  private var traversal = Traversal()

  private static let nothing = -1

  /// Sorts the assignments by what they assign.
  init(_ program: Program) {
    isNeeded = Array(repeating: false, count: program.arrays.count)
    last = Array(repeating: Self.nothing, count: program.arrays.count)
    var around = Self.nothing
    for step in program.steps {
      switch step {
      case .enter(let axis, _):
        sequences.append((axis, around))
        around = sequences.count - 1
      case .assignment(let assignment):
        assignments.append((assignment, around, last[Int(assignment.target.raw)]))
        last[Int(assignment.target.raw)] = assignments.count - 1
      case .leave: around = around == Self.nothing ? around : sequences[around].around
      }
    }
  }

  /// Marks what some arrays are made of. Complexity: linear in the program, each expression visited once.
  mutating func follow(_ outputs: [ArrayID], in program: Program) {
    var pending = outputs
    var isOpened = [Bool](repeating: false, count: sequences.count)
    traversal.begin(in: program)
    while let array = pending.popLast() {
      guard !isNeeded[Int(array.raw)] else { continue }
      isNeeded[Int(array.raw)] = true
      var number = last[Int(array.raw)]
      while number != Self.nothing {
        let (assignment, around, previous) = assignments[number]
        number = previous
        var indices = program[assignment.subscripts]
        for axis in assignment.domain { indices += [program[axis].lower, program[axis].upper] }
        var sequence = around
        while sequence != Self.nothing, !isOpened[sequence] {
          isOpened[sequence] = true
          let axis = program[sequences[sequence].axis]
          indices += [axis.lower, axis.upper]
          sequence = sequences[sequence].around
        }
        traversal.continueElements(of: [assignment.body], indices, in: program) { array, _ in pending.append(array) }
      }
    }
  }
}
