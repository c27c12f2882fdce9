import FlatProgram

/// The walk over a program's statements that puts derivatives into the places of requests.
struct RequestExpander {
  /// One request where it stands.
  struct Site {
    var request: RequestedDerivative
    var place: Assignment
    /// What is differentiated, the variable, and the direction where there is one.
    var result: RequestPart
    var variable: RequestPart
    var direction: RequestPart?
    /// The variables that move, each with its direction.
    var moves: [Move]
    /// The subscripts of the target that are indices of the text around the request, and its other axes.
    var shared: [IndexID]
    var own: [AxisID]
    /// Whether the request is for all values of those indices, or for all within one step.
    var isWhole: Bool
  }

  /// A variable and the direction in which it moves.
  struct Move: Hashable {
    var variable: ArrayID
    var direction: ArrayID
  }

  /// What is differentiated, and by what; or the array that the derivative goes into.
  struct Pair: Hashable {
    var result: ArrayID
    var variable: ArrayID
  }

  var program: Program
  var list = StepList()
  /// Where the statements of the open sequences begin.
  private var starts: [Int] = []
  private var requests: [ArrayID: RequestedDerivative] = [:]
  /// The gradients that stand already; nil for one that is 0.
  private(set) var gradients: [Pair: ArrayID?] = [:]
  /// The Jacobians of whole arrays that stand already.
  private var jacobians: [KnownJacobian] = []
  /// What gradients each array will be asked for, with the array that one is to go into.
  private var wanted: [ArrayID: [(variable: ArrayID, target: ArrayID?)]] = [:]
  /// What the tangents along some moves will be asked of, and the arrays that they are to go into.
  private var alongMoves: [[Move]: [Pair]] = [:]
  /// The Jacobians that each variable will be asked for: of what, and the arrays that they are to go into.
  private(set) var byVariable: [ArrayID: [Pair]] = [:]
  /// What derivatives are asked of, and the scalars that second ones are asked of.
  private var differentiated: Set<ArrayID> = []
  private var differentiatedTwice: Set<ArrayID> = []
  /// The arrays whose requests have been answered with others.
  var answered: Set<ArrayID> = []
  /// How many statements are still to come that give each array elements.
  private(set) var remaining: [ArrayID: Int] = [:]
  private var unrelated: [RequestedDerivative] = []
  private var misplaced: [RequestedDerivative] = []

  /// Whether the text itself states derivatives, which may be those of nothing; what the table states is right.
  let statesDerivatives: Bool
  /// How Jacobians are taken; nil for what costs less.
  let mode: DerivativeMode?
  /// How the last one was taken.
  private(set) var lastMode = DerivativeMode.reverse

  init(_ program: Program, by mode: DerivativeMode? = nil) {
    (self.program, self.mode) = (program, mode)
    statesDerivatives = program.carriesDerivatives
    for request in program.requests { requests[request.target] = request }
    self.program.requests = []
  }

  mutating func expanded() throws(NotDifferentiable) -> Derivatives.Expansion {
    let steps = program.steps
    noteGradients(of: steps)
    for step in steps {
      if case .assignment(let place) = step, let site = site(at: place) {
        try expand(site)
        remaining[place.target, default: 0] -= 1
        continue
      }
      switch step {
      case .enter: starts.append(list.steps.count + 1)
      case .leave: starts.removeLast()
      case .assignment: break
      }
      if case .assignment(let assignment) = step { remaining[assignment.target, default: 0] -= 1 }
      list.append(step)
    }
    program.steps = list.steps
    return Derivatives.Expansion(program: program, unrelated: unrelated, misplaced: misplaced)
  }

  /// The statements that a derivative is taken of: those of the step at hand, or all.
  var scope: DerivativeScope {
    DerivativeScope(steps: Array(list.steps[(starts.last ?? 0)...]), enclosing: list.enclosing)
  }

  private func site(at place: Assignment) -> Site? {
    guard let request = requests[place.target] else { return nil }
    let parts = program.parts(of: request, in: place)
    guard parts.count == request.shared.count, parts.count >= 2 else { return nil }
    let subscripts = program[place.subscripts]
    let shared = Array(subscripts.prefix(request.sharedRank))
    let isWhole = shared.allSatisfy { !axes(of: [$0]).isEmpty }
    return Site(
      request: request, place: place, result: parts[0], variable: parts[1],
      direction: parts.count > 2 ? parts[2] : nil,
      moves: stride(from: 1, to: parts.count - 1, by: 2).map {
        Move(variable: parts[$0].array, direction: parts[$0 + 1].array)
      }, shared: shared,
      own: subscripts.dropFirst(request.sharedRank).compactMap { program[$0].axis }, isWhole: isWhole)
  }

  /// Returns the axes that integer expressions name.
  func axes(of indices: [IndexID]) -> [AxisID] {
    var axes: [AxisID] = []
    for index in indices { program.collectAxes(of: index, into: &axes) }
    return axes
  }

  /// Notes of which arrays gradients will be asked for.
  private mutating func noteGradients(of steps: [Step]) {
    for case .assignment(let place) in steps {
      remaining[place.target, default: 0] += 1
      guard let site = site(at: place) else { continue }
      differentiated.insert(site.result.array)
      guard site.request.sharedRank == 0 else { continue }
      let pair = Pair(result: site.result.array, variable: place.target)
      if site.request.kind == .jvp { alongMoves[site.moves, default: []].append(pair) }
      if site.request.kind == .jacobian { byVariable[site.variable.array, default: []].append(pair) }
      guard site.request.kind.needsScalar else { continue }
      if site.request.kind != .gradient { differentiatedTwice.insert(site.result.array) }
      let target = site.request.kind == .gradient ? place.target : nil
      let known = wanted[site.result.array, default: []].firstIndex { $0.variable == site.variable.array }
      if let known {
        let first = wanted[site.result.array]?[known].target
        wanted[site.result.array]?[known].target = first ?? target
      } else {
        wanted[site.result.array, default: []].append((site.variable.array, target))
      }
    }
  }

  // MARK: One request

  private mutating func expand(_ site: Site) throws(NotDifferentiable) {
    let named = axes(of: site.variable.shared)
    guard list.enclosing.allSatisfy(named.contains) else {
      misplaced.append(site.request)
      return giveZero(site)
    }
    let given: DerivativeSteps
    switch site.request.kind {
    case .gradient:
      guard site.request.sharedRank == 0, list.enclosing.isEmpty else {
        return try take(reverse(site, isSquare: false), site)
      }
      guard let gradient = try gradient(of: site.result.array, by: site.variable.array) else {
        return giveZero(site, isUnrelated: true)
      }
      if gradient != site.place.target { copy(gradient, [site.own.map { program.index($0) }], to: site) }
      return
    case .vjp: given = try reverse(site, isSquare: false)
    case .jvp:
      guard site.request.sharedRank == 0, list.enclosing.isEmpty else {
        return take(try forward(site, of: site.result), site)
      }
      return try giveTangent(site)
    case .jacobian where answered.contains(site.place.target): return
    case .jacobian:
      let backward = try reverse(site, isSquare: true)
      let forwards = try forward(site, of: site.result)
      lastMode = mode ?? (backward.cost < forwards.cost ? .reverse : .forward)
      given = lastMode == .reverse ? backward : forwards
    case .hessian, .hvp:
      guard let gradient = try gradientPart(of: site) else { return giveZero(site, isUnrelated: true) }
      if site.request.kind == .hessian, site.request.sharedRank == 0, list.enclosing.isEmpty {
        return try giveHessian(site, of: gradient.array)
      }
      given = try forward(site, of: gradient)
    }
    take(given, site)
    if site.request.kind == .jacobian, site.request.sharedRank == 0, list.enclosing.isEmpty {
      jacobians.append(
        KnownJacobian(result: site.result.array, variable: site.variable.array, target: site.place.target))
    }
  }

  private mutating func take(_ given: DerivativeSteps, _ site: Site) {
    // That a gradient is the same everywhere is no reason to warn.
    let isSecond = site.request.kind == .hessian || site.request.kind == .hvp
    guard given.arrays.first != .some(nil) else { return giveZero(site, isUnrelated: !isSecond) }
    program = given.program
    for step in given.steps { list.append(step) }
  }

  /// Gives every element of a request's target 0.
  mutating func giveZero(_ site: Site, isUnrelated: Bool = false) {
    if isUnrelated { unrelated.append(site.request) }
    list.append(statement(giving: program.constant(0), to: site, in: program))
  }

  private mutating func copy(_ array: ArrayID, _ subscripts: [[IndexID]], to site: Site) {
    let value = program.read(array, program.subscripts(subscripts.flatMap { $0 }))
    list.append(statement(giving: value, to: site, in: program))
  }

  /// Returns the statement that gives a request's target its elements.
  func statement(giving value: ExpressionID, to site: Site, in program: Program) -> Assignment {
    var named: [AxisID] = []
    for index in program[site.place.subscripts] { program.collectAxes(of: index, into: &named) }
    return Assignment(
      target: site.place.target, subscripts: site.place.subscripts,
      domain: program.domain(of: named, within: site.place.domain), body: value, span: site.request.span)
  }

  // MARK: Tangents

  /// Gives a derivative along moves its elements, together with all others along the same moves that can be taken here.
  private mutating func giveTangent(_ site: Site) throws(NotDifferentiable) {
    if answered.contains(site.place.target) { return }
    var seen: Set<ArrayID> = []
    // What stood before this has been answered, so that this is the first of those that remain.
    let open = (alongMoves[site.moves] ?? []).filter { pair in
      let isOwn = pair.variable == site.place.target
      return isOwn || (!answered.contains(pair.variable) && remaining[pair.result, default: 0] == 0)
    }
    let taken = open.filter { seen.insert($0.result).inserted }
    var scope = scope
    scope.naming = DerivativeNaming(variable: program[site.moves[0].direction].name, isDirection: true)
    let seeds = site.moves.map { move in
      let axes = program.freshAxes(spanning: program[move.variable].shape)
      return (axes: axes, value: program.read(move.direction, program.subscripts(axes)))
    }
    var walk = try TangentWalk(
      of: taken.map(\.result), withRespectTo: site.moves.map(\.variable), in: program, of: scope)
    for pair in taken { walk.use(pair.variable, for: pair.result) }
    for (move, seed) in zip(site.moves, seeds) where walk.isActive(move.variable) {
      let subscripts = seed.axes.map { program.index($0) }
      walk.seed(move.variable, at: subscripts, with: seed.value, over: seed.axes)
    }
    let given = walk.derivative()
    program = given.program
    for step in given.steps { list.append(step) }
    for (pair, array) in zip(taken, given.arrays) where array != nil { answered.insert(pair.variable) }
    if answered.insert(site.place.target).inserted { giveZero(site, isUnrelated: true) }
  }

  // MARK: Gradients

  /// Returns the gradient of a scalar, laid down with all others that the program will ask it for; nil where it is 0.
  private mutating func gradient(of result: ArrayID, by variable: ArrayID) throws(NotDifferentiable) -> ArrayID? {
    if let known = gradients[Pair(result: result, variable: variable)] { return known }
    let variables = wanted[result] ?? [(variable, nil)]
    // A Jacobian has more elements to be differentiated again than the gradient of a scalar.
    let isUsedAgain =
      differentiatedTwice.contains(result) || variables.contains { $0.target.map(differentiated.contains) ?? false }
    if variables.count == 1, !isUsedAgain, let jacobian = jacobian(between: variable, and: result, among: jacobians) {
      let gradient = try chain(result, through: jacobian, into: variables[0].target)
      gradients[Pair(result: result, variable: variable)] = .some(gradient)
      return gradient
    }
    var scope = scope
    scope.naming = DerivativeNaming(result: program[result].name)
    var walk = try ReverseWalk(
      of: [result], withRespectTo: variables.map(\.variable), in: program, of: scope, style: .ordinary)
    for (variable, target) in variables { if let target { walk.use(target, for: variable) } }
    if !walk.seedUnits(of: result, at: []) { walk.seed(result, at: [], with: program.constant(1), over: []) }
    let given = walk.derivative()
    program = given.program
    for step in given.steps { list.append(step) }
    for ((variable, _), array) in zip(variables, given.arrays) {
      gradients[Pair(result: result, variable: variable)] = .some(array)
    }
    return given.arrays[variables.firstIndex { $0.variable == variable } ?? 0]
  }

  /// Returns the gradient that a second derivative is taken of, as if it took part in the request; nil where it is 0.
  private mutating func gradientPart(of site: Site) throws(NotDifferentiable) -> RequestPart? {
    if site.request.sharedRank == 0, list.enclosing.isEmpty {
      guard let array = try gradient(of: site.result.array, by: site.variable.array) else { return nil }
      return RequestPart(array: array, shared: [], own: site.variable.own)
    }
    let given = try reverse(site, isSquare: false, isPart: true)
    guard let array = given.arrays[0] else { return nil }
    program = given.program
    for step in given.steps { list.append(step) }
    let extra = extra(of: site).map { site.shared[$0] }
    return RequestPart(array: array, shared: extra + site.variable.shared, own: site.variable.own)
  }

  /// Returns which shared axes the gradient has that the variable has not.
  func extra(of site: Site) -> [Int] {
    let (result, variable) = (site.request.shared[0], site.request.shared[1])
    let direction = site.request.kind == .vjp ? site.request.shared[2] : []
    return (0..<site.request.sharedRank).filter {
      (result.contains($0) || direction.contains($0)) && !variable.contains($0)
    }
  }
}

extension Program {
  /// Returns those axes of a domain that a list names, and those that their bounds name, in the order of the domain.
  func domain(of named: [AxisID], within domain: [AxisID]) -> [AxisID] {
    var all = named
    var position = 0
    while position < all.count {
      collectAxes(of: self[all[position]].lower, into: &all)
      collectAxes(of: self[all[position]].upper, into: &all)
      position += 1
    }
    return domain.filter(all.contains)
  }
}
