import FlatProgram
import Operations

extension OptimizationPass {
  /// Takes the largest exponent off a sum of exponentials before its logarithm is taken, so that none overflows and not all
  /// vanish.
  ///
  /// The sum itself stays for what else reads it. Numerics: the shift is a constant for derivatives, as it does not
  /// change the value.
  package static let stabiliseSums = OptimizationPass("stabilise-sums") { program in
    var sums = ExponentialSums(program)
    if sums.isEmpty { return }
    program.rewriteExpressions { program, node, known in
      if case .operation(.log, let sum, _, _) = node, case .read(let array, let subscripts) = program[sum],
        let shifted = sums.shifted(array, in: &program)
      {
        let logarithm = program.apply(.log, program.read(shifted.sum, subscripts))
        return program.apply(.add, logarithm, program.read(shifted.shift, subscripts))
      }
      return known ?? program.intern(node)
    }
    sums.addAssignments(to: &program)
  }
}

/// The arrays of a program that are sums of exponentials, and those that hold the shifted sums.
private struct ExponentialSums {
  /// The sum of the terms with the largest exponent taken off, and that exponent.
  struct Shifted {
    var sum: ArrayID
    var shift: ArrayID
  }

  private var isSum: [Bool]
  private var shifted: [ArrayID: Shifted] = [:]

  init(_ program: Program) {
    let steps = program.steps
    let writes = Writes(steps, in: program)
    isSum = Array(repeating: false, count: program.arrays.count)
    var sole: [ArrayID: Assignment] = [:]
    for (position, step) in steps.enumerated() {
      guard case .assignment(let assignment) = step, writes.isOnly(position, to: assignment.target) else { continue }
      sole[assignment.target] = assignment
      guard assignment.combination == .add, case .operation(.exp, let exponent, _, _) = program[assignment.body],
        program[assignment.target].role == .local,
        !Self.isShifted(exponent, of: assignment, in: program, sole)
      else { continue }
      let axes = program[assignment.subscripts].compactMap { program[$0].axis }
      // Each element is one sum: what scatters has no shift of its own for each.
      isSum[Int(assignment.target.raw)] =
        axes.count == program[assignment.subscripts].count && Set(axes).count == axes.count
        && axes.allSatisfy(assignment.domain.contains)
    }
  }

  /// Whether the largest exponent of a sum has been taken off already, as it is in what `logsumexp` stands for.
  private static func isShifted(
    _ exponent: ExpressionID, of sum: Assignment, in program: Program, _ sole: [ArrayID: Assignment]
  ) -> Bool {
    guard case .operation(.subtract, let plain, let shift, _) = program[exponent],
      case .read(let array, let place) = program[shift], let finite = sole[array], finite.combination == .assign,
      place == sum.subscripts, place == finite.subscripts,
      case .operation(.select, _, let value, _) = program[finite.body],
      case .read(let extremum, place) = program[value], let largest = sole[extremum],
      largest.combination == .maximum, largest.subscripts == place, largest.domain == sum.domain
    else { return false }
    guard case .operation(.stop, let stopped, _, _) = program[largest.body] else { return largest.body == plain }
    return stopped == plain
  }

  var isEmpty: Bool { !isSum.contains(true) }

  /// Returns the arrays that stand for a sum, declaring them where they are asked for first; nil for other arrays.
  mutating func shifted(_ array: ArrayID, in program: inout Program) -> Shifted? {
    guard Int(array.raw) < isSum.count, isSum[Int(array.raw)] else { return nil }
    if let known = shifted[array] { return known }
    let declaration = program[array]
    func add(_ name: String) -> ArrayID {
      program.addArray(
        ArrayDeclaration(
          name: program.freshNumberedName(name), shape: declaration.shape, role: .local, span: declaration.span))
    }
    let made = Shifted(sum: add("s"), shift: add("m"))
    shifted[array] = made
    return made
  }

  /// Puts the assignments of the shifts and of the shifted sums behind those of the plain sums.
  func addAssignments(to program: inout Program) {
    var steps: [Step] = []
    for step in program.steps {
      steps.append(step)
      guard case .assignment(let plain) = step, let shifted = shifted[plain.target],
        case .operation(.exp, let exponent, _, _) = program[plain.body]
      else { continue }
      var largest = plain
      largest.target = program.addArray(
        ArrayDeclaration(
          name: program.freshNumberedName("m"), shape: program[plain.target].shape, role: .local, span: plain.span))
      largest.combination = .maximum
      largest.body = program.apply(.stop, exponent)
      var shift = plain
      shift.target = shifted.shift
      shift.combination = .assign
      shift.domain = program[plain.subscripts].compactMap { program[$0].axis }
      let value = program.read(largest.target, plain.subscripts)
      let isFinite = program.apply(.less, program.apply(.abs, value), program.constant(.infinity))
      shift.body = program.apply(.select, isFinite, value, program.constant(0))
      var sum = plain
      sum.target = shifted.sum
      sum.body = program.apply(
        .exp, program.apply(.subtract, exponent, program.read(shifted.shift, plain.subscripts)))
      steps += [.assignment(largest), .assignment(shift), .assignment(sum)]
    }
    program.steps = steps
  }
}
