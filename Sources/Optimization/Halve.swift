import FlatProgram
import Operations

extension OptimizationPass {
  /// Computes one half of what is symmetric, as a Hessian is, and copies it to the other.
  package static let halve = OptimizationPass("halve") { program in
    guard program.arrays.contains(where: { $0.symmetricRank > 0 }) else { return }
    var halving = Halving(program)
    halving.run()
    program = halving.program
  }
}

/// The pass that halves symmetric arrays.
private struct Halving {
  private(set) var program: Program
  private let steps: [Step]
  private let firstReads: [Int]

  init(_ program: Program) {
    (self.program, steps) = (program, program.steps)
    var traversal = Traversal()
    firstReads = traversal.firstReads(of: steps, in: program)
  }

  /// The statements that take the place of one.
  private typealias Replacements = [Int: [Step]]

  /// Complexity: linear in the program.
  mutating func run() {
    var writes: [ArrayID: [Int]] = [:]
    // By step: where what is around it ends.
    var ends = Array(steps.indices)
    var start: Int?
    var depth = 0
    for (position, step) in steps.enumerated() {
      switch step {
      case .enter:
        depth += 1
        start = start ?? position
      case .leave:
        depth -= 1
        guard depth == 0, let first = start else { continue }
        for inner in first...position { ends[inner] = position }
        start = nil
      case .assignment(let assignment):
        if program[assignment.target].symmetricRank > 0 { writes[assignment.target, default: []].append(position) }
      }
    }
    var replacements: Replacements = [:]
    for number in program.arrays.indices {
      let array = ArrayID(number)
      guard let positions = writes[array], let last = positions.last,
        number >= firstReads.count || firstReads[number] > ends[last],
        let halves = halves(of: array, positions, before: ends[last])
      else { continue }
      replacements.merge(halves) { $0 + $1 }
    }
    guard !replacements.isEmpty else { return }
    program.steps = steps.indices.flatMap { replacements[$0] ?? [steps[$0]] }
  }

  /// Returns what takes the place of the statements that give an array its elements; nil where nothing is gained.
  private mutating func halves(of array: ArrayID, _ positions: [Int], before end: Int) -> Replacements? {
    let before = program
    guard let triangle = triangle(of: array) else { return nil }
    var replacements: Replacements = [:]
    var isGain = false
    for position in positions {
      guard let assignment = steps[position].assignment,
        assignment.combination == .assign || assignment.combination == .add
      else { return nil }
      if let narrowed = program.narrowed(assignment, to: triangle) {
        isGain = true
        replacements[position] = [.assignment(narrowed)]
      } else if let distance = program.distance(assignment, across: triangle) {
        // Above the diagonal stands the mirror image of what is below.
        isGain = isGain || distance > 0
        replacements[position] = distance > 0 ? [] : [.assignment(assignment)]
      } else if assignment.combination == .add {
        replacements[position] = [.assignment(masked(assignment, to: triangle))]
      } else {
        return nil
      }
    }
    guard isGain, let last = positions.last, let assignment = steps[last].assignment else {
      program = before
      return nil
    }
    program[array].triangle = triangle
    replacements[end, default: [steps[end]]].append(.assignment(mirror(array, triangle, after: assignment)))
    return replacements
  }

  /// Returns the two subscripts between which the halves are told apart: those of the largest extent.
  private func triangle(of array: ArrayID) -> Triangle? {
    let (rank, shape) = (program[array].symmetricRank, program[array].shape)
    guard shape.count == 2 * rank, shape.prefix(rank) == shape.suffix(rank) else { return nil }
    let sizes = shape.prefix(rank).map { program[$0].constant ?? Int.max }
    guard let largest = sizes.max(), largest > 1, let place = sizes.firstIndex(of: largest) else { return nil }
    return Triangle(outer: place, inner: rank + place)
  }

  private mutating func masked(_ assignment: Assignment, to triangle: Triangle) -> Assignment {
    let subscripts = program[assignment.subscripts]
    let (outer, inner) = (program.number(subscripts[triangle.outer]), program.number(subscripts[triangle.inner]))
    var masked = assignment
    masked.body = program.masking(assignment.body, where: program.apply(.lessOrEqual, inner, outer))
    return masked
  }

  /// Returns the statement that copies what is below the diagonal to above it.
  private mutating func mirror(_ array: ArrayID, _ triangle: Triangle, after last: Assignment) -> Assignment {
    var axes: [AxisID] = []
    for (position, extent) in program[array].shape.enumerated() {
      let upper = position == triangle.inner ? program.index(axes[triangle.outer]) : extent
      axes.append(program.addAxis(Axis(name: "i\(position)", lower: program.index(0), upper: upper)))
    }
    let half = axes.count / 2
    return Assignment(
      target: array, subscripts: program.subscripts(Array(axes[half...] + axes[..<half])), domain: axes,
      body: program.read(array, program.subscripts(axes)), span: last.span, pass: last.pass)
  }
}
