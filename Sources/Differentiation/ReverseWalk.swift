import FlatProgram

/// How backward statements are written down.
struct BackwardStyle {
  var rules: RuleChoice
  /// Whether a statement's contributions to inputs and parameters come before those to intermediates.
  var putsInputsFirst: Bool
  /// Whether the first of several contributions may give the adjoint its value, for the others to be added to.
  var startsFromFirst: Bool

  /// For compiling.
  static let ordinary = BackwardStyle(rules: .accurate, putsInputsFirst: false, startsFromFirst: true)
  /// For reading, as the lecture writes it.
  static let plain = BackwardStyle(rules: .textbook, putsInputsFirst: true, startsFromFirst: false)
}

/// The walk backwards over a program's statements.
struct ReverseWalk {
  private var program: Program
  private let outputs: [ArrayID]
  private let wanted: [ArrayID]
  private let style: BackwardStyle
  private let steps: [Step]
  private let activity: Activity
  private var body: BodyAdjoints
  private var guards: AdjointGuards
  private let wants: PartialWants
  private var safety: ReadSafety
  /// By array of the original program.
  private var adjoints: [ArrayID?]
  /// By array of the original program: whether something has been given or added to its adjoint.
  private var isStarted: [Bool]
  private var backward: StepList
  private var seeds: [ArrayID] = []
  /// One derivative for each value of these axes, which come first in every adjoint.
  private let units: [AxisID]
  private let naming: DerivativeNaming?
  private var unitSeed: UnitSeed?

  /// Prepares the walk; a seed is then laid down before `gradient`.
  init(
    of outputs: [ArrayID], withRespectTo wanted: [ArrayID], in program: Program, style: BackwardStyle
  ) throws(NotDifferentiable) {
    try self.init(
      of: outputs, withRespectTo: wanted, in: program, of: DerivativeScope(steps: program.steps), style: style)
  }

  /// Prepares the walk over a part of a program.
  init(
    of outputs: [ArrayID], withRespectTo wanted: [ArrayID], in program: Program, of scope: DerivativeScope,
    style: BackwardStyle
  ) throws(NotDifferentiable) {
    (self.program, self.outputs, self.wanted, self.style) = (program, outputs, wanted, style)
    (steps, units, naming) = (scope.steps, scope.units, scope.naming)
    backward = StepList(within: scope.enclosing)
    let table = DerivativeTable.table(style.rules)
    var flow = BodyFlow(table, in: program)
    activity = try Activity(steps, of: outputs, withRespectTo: wanted, in: program, flow: &flow)
    guards = AdjointGuards(steps, of: outputs, in: program)
    // Each step of a sequence around it would count what the others want.
    let isWithin = !scope.enclosing.isEmpty
    wants = PartialWants(
      steps, of: outputs, activity, Perils(isWithin ? [] : steps, in: program), flow: &flow, in: program)
    body = BodyAdjoints(table, flow, in: program)
    safety = ReadSafety(program)
    adjoints = Array(repeating: nil, count: program.arrays.count)
    isStarted = Array(repeating: false, count: program.arrays.count)
  }

  /// Starts from 1 at every element of the outputs.
  mutating func seedWithOnes() {
    for output in outputs where isActive(output) {
      assign(program.constant(1), to: output, over: program.axes(spanning: program[output].shape))
    }
  }

  /// Starts from a new input for each output.
  mutating func seedWithInputs() {
    for output in outputs {
      let declaration = program[output]
      let seed = program.addArray(
        ArrayDeclaration(
          name: program.freshName("seed_" + declaration.name), shape: declaration.shape, role: .input,
          span: declaration.span))
      seeds.append(seed)
      guard isActive(output) else { continue }
      let axes = program.axes(spanning: declaration.shape)
      assign(program.read(seed, program.subscripts(axes)), to: output, over: axes)
    }
  }

  /// Walks backwards and returns the whole program.
  consuming func gradient() -> Gradient {
    walk()
    for array in wanted where !isStarted[Int(array.raw)] {
      assign(program.constant(0), to: array, over: program.axes(spanning: program[array].shape))
    }
    program.steps = steps + backward.steps
    let wantedAdjoints = wanted.map { adjoint(of: $0) }
    program.outputs += wantedAdjoints
    return Gradient(program: program, adjoints: wantedAdjoints, seeds: seeds)
  }

  /// Walks backwards and returns the new statements alone, with the adjoints of what is wanted.
  consuming func derivative() -> DerivativeSteps {
    walk()
    return DerivativeSteps(
      program: program, steps: backward.steps,
      arrays: wanted.map { isStarted[Int($0.raw)] ? adjoints[Int($0.raw)] : nil }
    )
  }

  private mutating func walk() {
    for step in StepList.reversed(steps) {
      if case .assignment(let assignment) = step { reverse(assignment) } else { backward.append(step) }
    }
    let guards = guards
    backward.removeAssignments { guards.isIdle($0.target) }
  }

  /// Takes an array that is there already for an array's adjoint.
  mutating func use(_ array: ArrayID, for primal: ArrayID) { adjoints[Int(primal.raw)] = array }

  /// Starts from a value at some elements of an array, for some of the derivatives.
  mutating func seed(_ array: ArrayID, at subscripts: [IndexID], with value: ExpressionID, over domain: [AxisID]) {
    isStarted[Int(array.raw)] = true
    backward.append(
      Assignment(
        target: adjoint(of: array), subscripts: program.subscripts(subscripts), domain: domain, combination: .add,
        body: value, span: program[array].span, pass: pass))
  }

  /// Starts from one element of an array for each derivative: its subscripts at these places are the derivative's.
  ///
  /// What is 1 at one element and 0 elsewhere is never written down, where the array is read by nothing that matters.
  mutating func seedUnits(of array: ArrayID, at places: [Int]) -> Bool {
    guard activity.contributions[Int(array.raw)] == 0, !wanted.contains(array) else { return false }
    unitSeed = UnitSeed(array: array, places: places)
    return true
  }

  /// Whether an array is what a result depends on, and depends on what is wanted.
  func isActive(_ array: ArrayID) -> Bool {
    activity.varies[Int(array.raw)] && activity.matters[Int(array.raw)]
  }

  /// Returns the array that holds an array's adjoint, declaring it the first time.
  private mutating func adjoint(of array: ArrayID) -> ArrayID {
    if let known = adjoints[Int(array.raw)] { return known }
    let declaration = program[array]
    let made = program.addArray(
      ArrayDeclaration(
        name: program.freshName(naming?.name(for: declaration.name) ?? "grad_" + declaration.name),
        shape: units.map { program[$0].upper } + declaration.shape, role: naming == nil ? .adjoint(of: array) : .local,
        span: declaration.span))
    adjoints[Int(array.raw)] = made
    return made
  }

  /// Gives every element of an array's adjoint a value.
  private mutating func assign(_ value: ExpressionID, to array: ArrayID, over axes: [AxisID]) {
    isStarted[Int(array.raw)] = true
    backward.append(
      Assignment(
        target: adjoint(of: array), subscripts: program.subscripts(axes), domain: axes, body: value,
        span: program[array].span, pass: .backward))
  }

  private var pass: Pass { naming == nil ? .backward : .forward }

  private mutating func reverse(_ assignment: Assignment) {
    let target = Int(assignment.target.raw)
    guard activity.varies[target], activity.matters[target] else { return }
    let isWhole = assignment.combination == .assign && !activity.isAccumulated[target]
    let own = program[assignment.subscripts]
    let unit: [IndexID]
    let seed: ExpressionID
    let domain: [AxisID]
    if let unitSeed, unitSeed.array == assignment.target {
      (unit, seed, domain) = (unitSeed.places.map { own[$0] }, program.constant(1), assignment.domain)
    } else {
      unit = units.map { program.index($0) }
      seed = program.read(adjoint(of: assignment.target), program.subscripts(unit + own))
      domain = units + assignment.domain
    }
    var contributions = body.contributions(
      of: assignment.body, seed: seed,
      stored: isWhole ? program.read(assignment.target, assignment.subscripts) : nil,
      activeArrays: activity.varies, in: &program)
    guardContributions(&contributions, of: assignment)
    if style.putsInputsFirst {
      contributions =
        contributions.filter { program[$0.array].isGiven } + contributions.filter { !program[$0.array].isGiven }
    }
    for contribution in contributions { add(contribution, of: assignment, unit: unit, over: domain) }
  }

  /// Masks what an assignment passes on where nothing wants its value, and notes when that is the case for what it reads.
  private mutating func guardContributions(
    _ contributions: inout [BodyAdjoints.Contribution], of assignment: Assignment
  ) {
    var outer = guards.condition(for: assignment, in: &program)
    if outer == .none, wants.isCounted[Int(assignment.target.raw)] {
      if wants.isStepwise[Int(assignment.target.raw)] {
        outer = guards.isCounted(assignment, in: &program)
      } else if let counting = guards.counting(for: assignment, in: &program) {
        for statement in counting.statements { backward.append(statement) }
        outer = counting.condition
      }
    }
    for (position, contribution) in contributions.enumerated() {
      var condition = contribution.condition
      if outer != .none {
        let isSafe = condition == .none || safety.isSafe(condition, in: program)
        condition = condition == .none ? outer : program.conjunction(outer, condition, isSafe: isSafe)
        if body.isUnbounded {
          contributions[position].value = program.masking(bare(contribution), where: condition)
        }
      }
      note(contribution, of: assignment, under: condition)
    }
  }

  /// Takes note of when a contribution is wanted.
  private mutating func note(
    _ contribution: BodyAdjoints.Contribution, of assignment: Assignment, under condition: ExpressionID
  ) {
    let (array, subscripts) = (contribution.array, contribution.subscripts)
    let isCounted = wants.isCounted[Int(array.raw)]
    if isCounted, wants.isStepwise[Int(array.raw)] {
      backward.append(
        guards.counting(array, subscripts, under: condition, over: assignment.domain, pass, in: &program))
    }
    let domain = backward.enclosing + assignment.domain
    // Where no point of the assignment reads the element, nothing says that the condition can be asked.
    let isAsked =
      program[subscripts].count == domain.count || condition != .none && safety.isSafe(condition, in: program)
    let isPart = condition == .none && isCounted && !program.meetsEvery(array, subscripts, over: domain)
    guards.note(
      array, subscripts, under: condition, isAsked: isAsked, isPart: isPart, over: domain, in: &program)
  }

  /// Returns what a contribution is where the element is read.
  private func bare(_ contribution: BodyAdjoints.Contribution) -> ExpressionID {
    if contribution.condition != .none,
      case .operation(.select, contribution.condition, let value, _) = program[contribution.value]
    {
      return value
    }
    return contribution.value
  }

  private mutating func add(
    _ contribution: BodyAdjoints.Contribution, of assignment: Assignment, unit: [IndexID], over domain: [AxisID]
  ) {
    let array = Int(contribution.array.raw)
    let isOnly = activity.contributions[array] == 1
    let mayStart = !isStarted[array] && (isOnly || style.startsFromFirst && backward.enclosing.isEmpty)
    let target = adjoint(of: contribution.array)
    let own = program[contribution.subscripts]
    let subscripts = unit.isEmpty ? contribution.subscripts : program.subscripts(unit + own)
    let covers = mayStart && program.covers(target, subscripts, over: domain, within: backward.enclosing)
    isStarted[array] = true
    backward.append(
      Assignment(
        target: target, subscripts: subscripts, domain: domain,
        combination: covers ? .assign : .add, body: contribution.value, span: assignment.span, pass: pass))
  }
}

extension ArrayDeclaration {
  /// Whether the array comes from outside.
  fileprivate var isGiven: Bool {
    switch role {
    case .input, .parameter, .constant: true
    case .local, .adjoint, .tangent: false
    }
  }
}
