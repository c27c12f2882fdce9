import FlatProgram

/// A walk forwards over a part of a program whose values are there already: the tangents come after all of it.
struct TangentWalk {
  private var program: Program
  private let outputs: [ArrayID]
  private let scope: DerivativeScope
  private let activity: Activity
  private var body: BodyTangents
  private var adjoints: BodyAdjoints
  private var tangents: TangentArrays
  private var list: StepList
  private var unitSeed: UnitSeed?
  /// By array: whether its tangent is summed from what each read of the seeded array contributes.
  private var isScattered: [Bool]
  /// By array: whether it depends on what is moved in other ways than by unit directions, and the reverse of that.
  private var varies: [Bool]
  private var isUnit: [Bool]

  /// Prepares the walk; the directions are then laid down before `derivative`.
  init(
    of outputs: [ArrayID], withRespectTo moved: [ArrayID], in program: Program, of scope: DerivativeScope
  ) throws(NotDifferentiable) {
    (self.program, self.outputs, self.scope) = (program, outputs, scope)
    let table = DerivativeTable.table(.accurate)
    var flow = BodyFlow(table, in: program)
    activity = try Activity(scope.steps, of: outputs, withRespectTo: moved, in: program, flow: &flow)
    body = BodyTangents(table, flow)
    adjoints = BodyAdjoints(table, flow, in: program)
    tangents = TangentArrays(count: program.arrays.count, units: scope.units, naming: scope.naming)
    list = StepList(within: scope.enclosing)
    isScattered = Array(repeating: false, count: program.arrays.count)
    varies = activity.varies
    isUnit = isScattered
  }

  /// Whether an array is what a result depends on, and depends on what is moved.
  func isActive(_ array: ArrayID) -> Bool { activity.varies[Int(array.raw)] && activity.matters[Int(array.raw)] }

  /// Takes an array that is there already for an array's tangent.
  mutating func use(_ array: ArrayID, for primal: ArrayID) { tangents.use(array, for: primal) }

  /// Starts from a direction at some elements of an array.
  mutating func seed(_ array: ArrayID, at subscripts: [IndexID], with value: ExpressionID, over domain: [AxisID]) {
    tangents.isSeeded[Int(array.raw)] = true
    list.append(
      Assignment(
        target: tangents.array(of: array, in: &program), subscripts: program.subscripts(subscripts), domain: domain,
        combination: .add, body: value, span: program[array].span, pass: .forward))
  }

  /// Starts from one element of an array for each direction: its subscripts at these places are the direction's.
  ///
  /// What is 1 at one element and 0 elsewhere is never written down, where nothing that varies gives the array.
  mutating func seedUnits(of array: ArrayID, at places: [Int]) -> Bool {
    guard !outputs.contains(array) else { return false }
    var traversal = Traversal()
    var scattered: [ArrayID] = []
    for case .assignment(let assignment) in scope.steps where isActive(assignment.target) {
      let reads = traversal.postorder([assignment.body], in: program).compactMap { node in
        if case .read(let read, _) = program[node] { read } else { nil }
      }
      if assignment.target == array, reads.contains(where: { activity.varies[Int($0.raw)] }) { return false }
      if reads.contains(array) { scattered.append(assignment.target) }
    }
    for target in scattered { isScattered[Int(target.raw)] = true }
    unitSeed = UnitSeed(array: array, places: places)
    varies[Int(array.raw)] = false
    isUnit[Int(array.raw)] = true
    return true
  }

  /// Walks forwards and returns the new statements, with the tangents of the results.
  mutating func derivative() -> DerivativeSteps {
    for step in scope.steps {
      if case .assignment(let assignment) = step { push(assignment) } else { list.append(step) }
    }
    var arrays: [ArrayID?] = []
    for output in outputs { arrays.append(isActive(output) ? tangents.array(of: output, in: &program) : nil) }
    return DerivativeSteps(program: program, steps: list.steps, arrays: arrays)
  }

  /// Lays down the statements that carry tangents through one assignment.
  private mutating func push(_ assignment: Assignment) {
    let target = Int(assignment.target.raw)
    guard isActive(assignment.target), unitSeed?.array != assignment.target else { return }
    let isWhole = assignment.combination == .assign && !activity.isAccumulated[target]
    let stored = isWhole ? program.read(assignment.target, assignment.subscripts) : nil
    let tangent = body.tangent(
      of: assignment.body, stored: stored, activeArrays: varies, tangents: &tangents, in: &program)
    let isGiven = assignment.combination == .assign && !tangents.isSeeded[target] && !isScattered[target]
    // An element that is given a constant has the tangent 0; to a sum it adds nothing.
    if tangent != nil || isGiven {
      append(
        tangents.subscripts(assignment.subscripts, in: &program), over: assignment.domain + scope.units,
        isGiven ? .assign : .add, tangent ?? program.constant(0), of: assignment)
    }
    if isScattered[target] { scatter(assignment, stored: stored) }
  }

  /// Adds what each read of the seeded array contributes, to the one direction in which it moves.
  private mutating func scatter(_ assignment: Assignment, stored: ExpressionID?) {
    guard let unitSeed else { return }
    let own = program[assignment.subscripts]
    let contributions = adjoints.contributions(
      of: assignment.body, seed: program.constant(1), stored: stored, activeArrays: isUnit, in: &program)
    for contribution in contributions {
      let read = program[contribution.subscripts]
      append(
        program.subscripts(own + unitSeed.places.map { read[$0] }), over: assignment.domain, .add, contribution.value,
        of: assignment)
    }
  }

  private mutating func append(
    _ subscripts: SubscriptsID, over domain: [AxisID], _ combination: Combination, _ body: ExpressionID,
    of assignment: Assignment
  ) {
    list.append(
      Assignment(
        target: tangents.array(of: assignment.target, in: &program), subscripts: subscripts, domain: domain,
        combination: combination, body: body, span: assignment.span, pass: .forward))
  }
}
