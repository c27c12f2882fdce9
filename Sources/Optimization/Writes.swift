import FlatProgram

/// Where the assignments to each array stand among a program's steps.
struct Writes {
  private var first: [Int]
  private var last: [Int]
  private var count: [Int]

  private static let never = -1

  /// Everything in a sequence counts as written until its end.
  init(_ steps: [Step], in program: Program) {
    first = Array(repeating: Self.never, count: program.arrays.count)
    last = first
    count = Array(repeating: 0, count: program.arrays.count)
    var depth = 0
    var open: [Int] = []
    for (position, step) in steps.enumerated() {
      switch step {
      case .enter: depth += 1
      case .assignment(let assignment):
        let array = Int(assignment.target.raw)
        count[array] += 1
        if first[array] == Self.never { first[array] = position }
        last[array] = position
        if depth > 0 { open.append(array) }
      case .leave:
        depth -= 1
        guard depth == 0 else { continue }
        for array in open { last[array] = position }
        open.removeAll()
      }
    }
  }

  /// Returns whether one assignment alone writes an array, outside any sequence.
  func isOnly(_ position: Int, to array: ArrayID) -> Bool {
    count[Int(array.raw)] == 1 && last[Int(array.raw)] == position
  }

  /// Returns whether nothing changes an array from a position on.
  func isFinal(_ array: ArrayID, at position: Int) -> Bool { last[Int(array.raw)] < position }

  /// The position after which an array stays as it is; -1 for what is given, and for what was declared since.
  func end(of array: ArrayID) -> Int { Int(array.raw) < last.count ? last[Int(array.raw)] : Self.never }
}
