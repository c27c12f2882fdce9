import FlatProgram
import Operations

/// Hessians, with what else is asked by their variables.
extension RequestExpander {
  /// Gives a Hessian its elements, together with the derivatives by the same variable of the scalar's other gradients: one
  /// walk forwards, in the directions of the variable's elements, gives them all.
  mutating func giveHessian(_ site: Site, of gradient: ArrayID) throws(NotDifferentiable) {
    let (result, variable) = (site.result.array, site.variable.array)
    let known = Set(gradients.lazy.filter { $0.key.result == result }.compactMap(\.value))
    var seen: Set<ArrayID> = [gradient]
    let others = (byVariable[variable] ?? []).filter { pair in
      mode == nil && known.contains(pair.result) && !answered.contains(pair.variable)
        && remaining[pair.result, default: 0] == 0 && seen.insert(pair.result).inserted
    }
    let axes = program.freshAxes(spanning: program[variable].shape)
    var scope = scope
    scope.units = program.freshAxes(spanning: program[variable].shape)
    scope.naming = DerivativeNaming(variable: program[variable].name)
    var walk = try TangentWalk(
      of: [gradient] + others.map(\.result), withRespectTo: [variable], in: program, of: scope)
    walk.use(site.place.target, for: gradient)
    for pair in others { walk.use(pair.variable, for: pair.result) }
    if !walk.seedUnits(of: variable, at: Array(axes.indices)) {
      let place = axes.map { program.index($0) }
      walk.seed(variable, at: place + place, with: program.constant(1), over: axes)
    }
    let given = walk.derivative()
    program = given.program
    for step in given.steps { list.append(step) }
    for (pair, array) in zip(others, given.arrays.dropFirst()) where array != nil { answered.insert(pair.variable) }
    if given.arrays[0] == nil { return giveZero(site) }
    if !statesDerivatives { program[site.place.target].symmetricRank = axes.count }
  }
}
