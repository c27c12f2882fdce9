import FlatProgram

/// A program with the statements that carry tangents beside its own, in forward mode.
package struct DirectionalDerivative: Sendable {
  /// Its outputs are the original ones, then the tangents.
  package var program: Program
  /// The derivative of each output along the seeds' direction, shaped as it.
  package var tangents: [ArrayID]
  /// The inputs that hold the direction, one for each array that is moved.
  package var seeds: [ArrayID]

  package init(program: Program, tangents: [ArrayID], seeds: [ArrayID]) {
    (self.program, self.tangents, self.seeds) = (program, tangents, seeds)
  }
}

/// Forward mode: the derivatives of any number of results along one direction, for a small multiple of their cost.
package enum ForwardMode {
  /// Returns the program with the derivatives of `outputs` as the wanted arrays move; each direction is a new input
  /// `seed_<name>`, each tangent an array `dot_<name>`.
  ///
  /// Shapes: a seed is shaped as its array, a tangent as its output.
  /// Diagnoses: `NotDifferentiable` where the derivative would go through a `.maximum` or `.minimum` statement.
  /// Complexity: linear in the program.
  package static func jvp(
    of outputs: [ArrayID], withRespectTo wanted: [ArrayID], in program: Program, rules: RuleChoice = .accurate
  ) throws(NotDifferentiable) -> DirectionalDerivative {
    var walk = try ForwardWalk(of: outputs, withRespectTo: wanted, in: program, rules: rules)
    return walk.derivative()
  }
}

/// The walk forwards over a program's statements.
private struct ForwardWalk {
  private var program: Program
  private let outputs: [ArrayID]
  private let wanted: [ArrayID]
  private let steps: [Step]
  private let activity: Activity
  private var body: BodyTangents
  private var tangents: TangentArrays
  private var list = StepList()

  init(
    of outputs: [ArrayID], withRespectTo wanted: [ArrayID], in program: Program, rules: RuleChoice
  ) throws(NotDifferentiable) {
    (self.program, self.outputs, self.wanted) = (program, outputs, wanted)
    steps = program.steps
    let table = DerivativeTable.table(rules)
    var flow = BodyFlow(table, in: program)
    activity = try Activity(steps, of: outputs, withRespectTo: wanted, in: program, flow: &flow)
    body = BodyTangents(table, flow)
    tangents = TangentArrays(count: program.arrays.count)
  }

  mutating func derivative() -> DirectionalDerivative {
    let seeds = wanted.map { plant($0) }
    for step in steps {
      list.append(step)
      if case .assignment(let assignment) = step { push(assignment) }
    }
    for output in outputs where !isActive(output) {
      assign(program.constant(0), to: output, over: program.axes(spanning: program[output].shape))
    }
    program.steps = list.steps
    let results = outputs.map { tangents.array(of: $0, in: &program) }
    program.outputs += results
    return DirectionalDerivative(program: program, tangents: results, seeds: seeds)
  }

  private func isActive(_ array: ArrayID) -> Bool {
    activity.varies[Int(array.raw)] && activity.matters[Int(array.raw)]
  }

  /// Makes the input that holds the direction of one array, and starts its tangent from it.
  private mutating func plant(_ array: ArrayID) -> ArrayID {
    let declaration = program[array]
    let seed = program.addArray(
      ArrayDeclaration(
        name: program.freshName("seed_" + declaration.name), shape: declaration.shape, role: .input,
        span: declaration.span))
    if isActive(array) {
      let axes = program.axes(spanning: declaration.shape)
      assign(program.read(seed, program.subscripts(axes)), to: array, over: axes)
    }
    tangents.isSeeded[Int(array.raw)] = true
    return seed
  }

  /// Gives every element of an array's tangent a value.
  private mutating func assign(_ value: ExpressionID, to array: ArrayID, over axes: [AxisID]) {
    list.append(
      Assignment(
        target: tangents.array(of: array, in: &program), subscripts: program.subscripts(axes), domain: axes,
        body: value, span: program[array].span, pass: .tangent))
  }

  /// Lays down the statement that carries tangents through one assignment.
  private mutating func push(_ assignment: Assignment) {
    let target = Int(assignment.target.raw)
    guard isActive(assignment.target) else { return }
    let isWhole = assignment.combination == .assign && !activity.isAccumulated[target]
    let stored = isWhole ? program.read(assignment.target, assignment.subscripts) : nil
    let tangent = body.tangent(
      of: assignment.body, stored: stored, activeArrays: activity.varies, tangents: &tangents, in: &program)
    let isGiven = assignment.combination == .assign && !tangents.isSeeded[target]
    // An element that is given a constant has the tangent 0; to a sum it adds nothing.
    guard tangent != nil || isGiven else { return }
    list.append(
      Assignment(
        target: tangents.array(of: assignment.target, in: &program), subscripts: assignment.subscripts,
        domain: assignment.domain, combination: isGiven ? .assign : .add, body: tangent ?? program.constant(0),
        span: assignment.span, pass: .tangent))
  }
}
