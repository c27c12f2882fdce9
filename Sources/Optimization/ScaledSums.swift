import FlatProgram
import Operations

/// The sums of exponentials and of squares in a program, and those with the scale of the largest term taken out.
///
/// Numerics: the scale is a constant for derivatives, as it does not change the value.
struct ScaledSums: Sendable {
  /// What the terms of a sum are.
  enum Kind: Hashable, Sendable {
    /// A weight times the exponential of something.
    case exponentials
    case squares
  }

  /// A sum as the program has it.
  private struct Plain {
    var kind: Kind
    /// The exponent, or what is squared.
    var argument: ExpressionID
    /// The term, where it is an exponential.
    var term: ExponentialTerm?
    /// Where the term is added; `.none` where it always is.
    var condition: ExpressionID
    var assignment: Assignment
    var enclosing: [AxisID]
  }

  /// What sets one scale apart from others.
  private struct ScaleKey: Hashable {
    var kind: Kind
    var argument: ExpressionID
    var condition: ExpressionID
    var axes: [AxisID]
    var reduced: [AxisID]
    var enclosing: [AxisID]
  }

  /// The scale of some sums.
  private struct Scale {
    var array: ArrayID
    var axes: [AxisID]
    var key: ScaleKey
  }

  private var plain: [ArrayID: Plain] = [:]
  private var scales: [Scale] = []
  private var scaleOfKey: [ScaleKey: Int] = [:]
  /// By plain sum.
  private var scaled: [ArrayID: (sum: ArrayID, scale: Int)] = [:]
  /// By what was made for the root of a sum: the read of the plain sum.
  private var roots: [ExpressionID: ExpressionID] = [:]

  var isEmpty: Bool { plain.isEmpty }

  /// Whether an array is such a sum.
  func holds(_ array: ArrayID) -> Bool { plain[array] != nil }

  /// Notes an assignment, the only one to its target, where it is such a sum; returns what that says of the target.
  mutating func note(
    _ assignment: Assignment, within enclosing: [AxisID], in program: Program, _ insight: Insight
  ) -> TermKind {
    guard assignment.combination == .add, program[assignment.target].role == .local else { return [] }
    let axes = program[assignment.subscripts].compactMap { program[$0].axis }
    // Each element is one sum: what scatters has no scale of its own for each.
    guard axes.count == program[assignment.subscripts].count, Set(axes).count == axes.count,
      axes.allSatisfy({ assignment.domain.contains($0) || enclosing.contains($0) }),
      enclosing.allSatisfy(axes.contains)
    else { return [] }
    var (body, condition) = (assignment.body, ExpressionID.none)
    if let mask = program.mask(of: assignment) { (body, condition) = (mask.value, mask.condition) }
    func add(_ kind: Kind, _ argument: ExpressionID, _ term: ExponentialTerm? = nil) {
      plain[assignment.target] = Plain(
        kind: kind, argument: argument, term: term, condition: condition, assignment: assignment,
        enclosing: enclosing)
    }
    if let term = ExponentialTerm(body, in: program, insight) {
      if !insight.isScaled(term.exponent, program) { add(.exponentials, term.exponent, term) }
      return term.weight == .none ? [.exponential, .nonNegative, .summed] : []
    }
    if let base = insight.squared(body, program) {
      add(.squares, base)
      return [.nonNegative, .squares]
    }
    return []
  }

  // MARK: What operations on sums become

  /// Returns the logarithm of a sum of exponentials: that of the scaled sum, and the largest exponent.
  mutating func logarithm(of sum: ExpressionID, in program: inout Program) -> ExpressionID? {
    guard let (scaled, scale) = read(sum, of: .exponentials, in: &program) else { return nil }
    return program.apply(.add, program.apply(.log, scaled), scale)
  }

  /// Returns the root of a sum of squares, 0 where all are 0: the scale times the root of the scaled sum.
  mutating func root(of sum: ExpressionID, in program: inout Program) -> ExpressionID? {
    guard let (scaled, scale) = read(sum, of: .squares, in: &program) else { return nil }
    let zero = program.constant(0)
    let root = program.apply(.multiply, scale, program.apply(.sqrt, scaled))
    let made = program.apply(.select, program.apply(.equal, scaled, zero), zero, root)
    roots[made] = sum
    return made
  }

  /// Returns whether a choice keeps the root of a sum from its kink, which the root does already.
  func isGuard(
    _ condition: ExpressionID, of value: ExpressionID, otherwise: ExpressionID, _ program: Program
  ) -> Bool {
    guard let sum = roots[value], program[otherwise].number == 0,
      case .operation(.greater, sum, let bound, _) = program[condition]
    else { return false }
    return program[bound].number == 0
  }

  /// Returns an exponential divided by a sum of exponentials, both without the largest exponent of the sum.
  mutating func quotient(
    of term: ExponentialTerm, by sum: ExpressionID, in program: inout Program
  ) -> ExpressionID? {
    guard let (scaled, scale) = read(sum, of: .exponentials, in: &program) else { return nil }
    let exponential = program.apply(.exp, program.apply(.subtract, term.exponent, scale))
    return program.apply(.divide, term.weighting(exponential, in: &program), scaled)
  }

  /// Returns the quotient of two sums of exponentials.
  mutating func quotient(of first: ExpressionID, by second: ExpressionID, in program: inout Program) -> ExpressionID? {
    guard let (x, xScale) = read(first, of: .exponentials, in: &program),
      let (y, yScale) = read(second, of: .exponentials, in: &program)
    else { return nil }
    let quotient = program.apply(.divide, x, y)
    if xScale == yScale { return quotient }
    return program.apply(.multiply, program.apply(.exp, program.apply(.subtract, xScale, yScale)), quotient)
  }

  /// Returns reads of the scaled sum and of its scale in the place of that of a plain sum, declaring both where they are
  /// asked for first.
  private mutating func read(
    _ sum: ExpressionID, of kind: Kind, in program: inout Program
  ) -> (sum: ExpressionID, scale: ExpressionID)? {
    guard case .read(let array, let subscripts) = program[sum], let plain = plain[array], plain.kind == kind else {
      return nil
    }
    let made = scaled[array] ?? declare(array, plain, in: &program)
    scaled[array] = made
    let scale = scales[made.scale]
    let axes = program[plain.assignment.subscripts].compactMap { program[$0].axis }
    let kept = zip(axes, program[subscripts]).filter { scale.axes.contains($0.0) }.map(\.1)
    return (program.read(made.sum, subscripts), program.read(scale.array, program.subscripts(kept)))
  }

  private mutating func declare(
    _ array: ArrayID, _ plain: Plain, in program: inout Program
  ) -> (sum: ArrayID, scale: Int) {
    let axes = program[plain.assignment.subscripts].compactMap { program[$0].axis }
    let reduced = plain.assignment.domain.filter { !axes.contains($0) }
    var needed = Set(program.axes(of: plain.argument)).union(plain.enclosing)
    if plain.condition != .none { needed.formUnion(program.axes(of: plain.condition)) }
    for axis in axes + reduced {
      var named: [AxisID] = []
      program.collectAxes(of: program[axis].lower, into: &named)
      program.collectAxes(of: program[axis].upper, into: &named)
      needed.formUnion(named)
    }
    let own = axes.filter(needed.contains)
    let key = ScaleKey(
      kind: plain.kind, argument: plain.argument, condition: plain.condition, axes: own, reduced: reduced,
      enclosing: plain.enclosing)
    let declaration = program[array]
    func add(_ name: String, _ shape: [IndexID]) -> ArrayID {
      program.addArray(
        ArrayDeclaration(
          name: program.freshNumberedName(name), shape: shape, role: .local, span: declaration.span))
    }
    let sum = add("s", declaration.shape)
    if let known = scaleOfKey[key] { return (sum, known) }
    let shape = zip(axes, declaration.shape).filter { own.contains($0.0) }.map(\.1)
    scaleOfKey[key] = scales.count
    scales.append(Scale(array: add("m", shape), axes: own, key: key))
    return (sum, scales.count - 1)
  }

  // MARK: The statements that compute them

  /// Puts the assignments of the scales and of the scaled sums behind those of the plain sums.
  func addAssignments(to program: inout Program) {
    if scaled.isEmpty { return }
    var steps: [Step] = []
    var isGiven = [Bool](repeating: false, count: scales.count)
    for step in program.steps {
      steps.append(step)
      guard case .assignment(let assignment) = step, let plain = plain[assignment.target],
        let (sum, number) = scaled[assignment.target]
      else { continue }
      let scale = scales[number]
      if !isGiven[number] { steps += assignments(of: scale, plain, in: &program) }
      isGiven[number] = true
      steps.append(.assignment(scaledSum(sum, by: scale, plain, in: &program)))
    }
    program.steps = steps
  }

  private func assignments(of scale: Scale, _ plain: Plain, in program: inout Program) -> [Step] {
    let subscripts = program.subscripts(scale.axes)
    let own = plain.assignment.domain.filter { scale.axes.contains($0) }
    var largest = plain.assignment
    largest.target = program.addArray(
      ArrayDeclaration(
        name: program.freshNumberedName("m"), shape: program[scale.array].shape, role: .local,
        span: plain.assignment.span))
    largest.subscripts = subscripts
    largest.domain = plain.assignment.domain.filter { own.contains($0) || scale.key.reduced.contains($0) }
    largest.combination = .maximum
    let size = plain.kind == .squares ? program.apply(.abs, plain.argument) : plain.argument
    largest.body = program.apply(.stop, size)
    if plain.condition != .none {
      largest.body = program.apply(.select, plain.condition, largest.body, program.constant(-.infinity))
    }
    var assignment = plain.assignment
    assignment.target = scale.array
    assignment.subscripts = subscripts
    assignment.combination = .assign
    assignment.domain = own
    let value = program.read(largest.target, subscripts)
    let infinity = program.constant(.infinity)
    switch plain.kind {
    case .exponentials:
      let isFinite = program.apply(.less, program.apply(.abs, value), infinity)
      assignment.body = program.apply(.select, isFinite, value, program.constant(0))
    case .squares:
      let isFinite = program.apply(.less, value, infinity)
      let isSize = program.apply(.and, program.apply(.greater, value, program.constant(0)), isFinite)
      assignment.body = program.apply(.select, isSize, value, program.constant(1))
    }
    return [.assignment(largest), .assignment(assignment)]
  }

  private func scaledSum(_ sum: ArrayID, by scale: Scale, _ plain: Plain, in program: inout Program) -> Assignment {
    let value = program.read(scale.array, program.subscripts(scale.axes))
    var assignment = plain.assignment
    assignment.target = sum
    let body: ExpressionID
    if let term = plain.term {
      let exponential = program.apply(.exp, program.apply(.subtract, plain.argument, value))
      body = term.weighting(exponential, in: &program)
    } else {
      body = program.apply(.square, program.apply(.divide, plain.argument, value))
    }
    assignment.body = plain.condition == .none ? body : program.masking(body, where: plain.condition)
    return assignment
  }
}
