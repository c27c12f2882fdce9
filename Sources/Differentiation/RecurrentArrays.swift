import FlatProgram

/// Which arrays are given their elements one after the other, so that the Jacobian of one statement says little about them.
struct RecurrentArrays {
  /// By array.
  private(set) var isRecurrent: [Bool]
  /// By array: whether a statement reads it that fills no such array.
  private(set) var isReadElsewhere: [Bool]

  /// Finds the arrays that a sequence fills and reads, those that are read before they are complete, and those whose elements
  /// lie in ranges that data give.
  ///
  /// Requires: `flow` walks nothing that is still in use. Complexity: linear in the program.
  init(_ steps: [Step], in program: Program, flow: inout BodyFlow) {
    let isReal = program.arrays.map { !$0.isInteger }
    isRecurrent = Array(repeating: false, count: program.arrays.count)
    isReadElsewhere = isRecurrent
    var lastWrite = Array(repeating: -1, count: program.arrays.count)
    for (position, step) in steps.enumerated() {
      guard case .assignment(let assignment) = step else { continue }
      lastWrite[Int(assignment.target.raw)] = position
      if assignment.domain.contains(where: { AxisRoom(of: $0, in: program) == nil }) {
        isRecurrent[Int(assignment.target.raw)] = true
      }
    }
    var reads: [(array: Int, target: Int)] = []
    var written: [Int] = []
    var read: [Int] = []
    var depth = 0
    for (position, step) in steps.enumerated() {
      switch step {
      case .enter: depth += 1
      case .leave:
        depth -= 1
        guard depth == 0 else { continue }
        let filled = Set(written)
        for array in read where filled.contains(array) { isRecurrent[array] = true }
        (written, read) = ([], [])
      case .assignment(let assignment):
        let target = Int(assignment.target.raw)
        written.append(target)
        flow.walk(assignment.body, in: program, activeArrays: isReal)
        for node in flow.nodes {
          guard case .read(let array, _) = program[node] else { continue }
          reads.append((Int(array.raw), target))
          read.append(Int(array.raw))
          if depth == 0, lastWrite[Int(array.raw)] >= position { isRecurrent[Int(array.raw)] = true }
        }
        if depth == 0 { (written, read) = ([], []) }
      }
    }
    for (array, target) in reads where !isRecurrent[target] { isReadElsewhere[array] = true }
  }
}
