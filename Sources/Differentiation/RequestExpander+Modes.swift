import FlatProgram

/// The two modes, for one request.
extension RequestExpander {
  /// Returns the statements of reverse mode: the adjoint of the variable has one axis for each shared axis that the variable
  /// lacks, one for each axis of the result where a Jacobian is wanted, and then those of the variable.
  ///
  /// As a part of something else the adjoint is all that is made; else the request's target is given its elements.
  func reverse(_ site: Site, isSquare: Bool, isPart: Bool = false) throws(NotDifferentiable) -> DerivativeSteps {
    var program = program
    let extra = extra(of: site)
    let columns = isSquare ? site.result.own : []
    var scope = scope
    scope.units = program.freshAxes(
      spanning: extra.map { program[site.place.target].shape[$0] } + columns.map { program[$0].upper })
    scope.naming = DerivativeNaming(result: program[site.result.array].name)
    let own = site.result.own.map { program.index($0) }
    let seed = Seed(
      site.result, at: extra.map { site.shared[$0] } + columns.map { program.index($0) } + site.result.shared + own,
      along: site.request.kind == .vjp ? site.direction : nil, within: site.place.domain, in: &program)
    var walk = try ReverseWalk(
      of: [site.result.array], withRespectTo: [site.variable.array], in: program, of: scope, style: .ordinary)
    let rank = site.request.sharedRank
    let isInPlace =
      !isPart && site.isWhole
      && (extra.count == rank || (extra.isEmpty && columns.isEmpty && site.variable.shared.count == rank))
    if isInPlace { walk.use(site.place.target, for: site.variable.array) }
    let places =
      extra.map { site.request.shared[0].firstIndex(of: $0) }
      + columns.indices.map { site.result.shared.count + $0 }
    let isUnit = site.isWhole && site.request.kind != .vjp && !places.contains(nil)
    if !isUnit || !walk.seedUnits(of: site.result.array, at: places.compactMap { $0 }) {
      walk.seed(site.result.array, at: seed.subscripts, with: seed.value, over: seed.domain)
    }
    var given = walk.derivative()
    if isPart || isInPlace { return given }
    guard let array = given.arrays[0] else { return given }
    let (first, last) = (columns.map { given.program.index($0) }, site.variable.own.map { given.program.index($0) })
    let subscripts = extra.map { site.shared[$0] } + first + site.variable.shared + last
    let value = given.program.read(array, given.program.subscripts(subscripts))
    given.steps.append(.assignment(statement(giving: value, to: site, in: given.program)))
    return given
  }

  /// Returns the statements of forward mode, which give the request's target its elements: the tangent of what is
  /// differentiated has its own axes, then one for each shared axis that only the direction has, or those of the variable.
  func forward(_ site: Site, of result: RequestPart) throws(NotDifferentiable) -> DerivativeSteps {
    var program = program
    let columns = site.direction == nil ? Array(site.own.suffix(site.variable.own.count)) : []
    let direction = site.direction.map { _ in site.request.shared[2] } ?? []
    let extra = direction.filter { !site.request.shared[1].contains($0) }
    var scope = scope
    scope.units = program.freshAxes(
      spanning: extra.map { program[site.place.target].shape[$0] } + columns.map { program[$0].upper })
    scope.naming = DerivativeNaming(
      variable: program[site.direction?.array ?? site.variable.array].name, isDirection: site.direction != nil)
    let own = site.variable.own.map { program.index($0) }
    let seed = Seed(
      site.variable, at: site.variable.shared + own + (columns.isEmpty ? extra.map { site.shared[$0] } : own),
      along: site.direction, within: site.place.domain, in: &program)
    var walk = try TangentWalk(of: [result.array], withRespectTo: [site.variable.array], in: program, of: scope)
    let isInPlace = site.isWhole && extra.isEmpty && result.shared == site.shared
    if isInPlace { walk.use(site.place.target, for: result.array) }
    let places = own.indices.map { site.variable.shared.count + $0 }
    if site.direction != nil || !site.isWhole || !walk.seedUnits(of: site.variable.array, at: places) {
      walk.seed(site.variable.array, at: seed.subscripts, with: seed.value, over: seed.domain)
    }
    var given = walk.derivative()
    guard !isInPlace, let array = given.arrays[0] else { return given }
    let first = site.own.dropLast(columns.count).map { given.program.index($0) }
    let last = columns.map { given.program.index($0) }
    let subscripts = result.shared + first + extra.map { site.shared[$0] } + last
    let value = given.program.read(array, given.program.subscripts(subscripts))
    given.steps.append(.assignment(statement(giving: value, to: site, in: given.program)))
    return given
  }
}

/// Where a derivative starts from: what some elements of an adjoint or a tangent are given.
private struct Seed {
  var subscripts: [IndexID]
  var value: ExpressionID
  var domain: [AxisID]

  /// Starts from 1, or from the elements of a direction that is shaped as the array.
  init(
    _ part: RequestPart, at subscripts: [IndexID], along direction: RequestPart?, within domain: [AxisID],
    in program: inout Program
  ) {
    self.subscripts = subscripts
    value = program.constant(1)
    if let direction {
      let own = part.own.map { program.index($0) }
      value = program.read(direction.array, program.subscripts(direction.shared + own))
    }
    var named = program.axes(of: value)
    for index in subscripts { program.collectAxes(of: index, into: &named) }
    self.domain = program.domain(of: named, within: domain)
  }
}
