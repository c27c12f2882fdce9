import Diagnostics
import FlatProgram
import Interpretation
import Optimization
import Scheduling

extension Model {
  /// Compares a gradient by reverse mode with forward mode and with differences of the value.
  ///
  /// - Parameters:
  ///   - output: the name of the scalar; it may be left out where the program has one scalar output.
  ///   - variables: inputs and parameters; the parameters where it is left out.
  ///   - values: as `evaluate` takes them; without any, they are made up.
  ///   - options: what further points are looked at, and how differences are taken.
  /// - Throws: a `Failure` where there is no such gradient, or where values do not fit.
  /// - Complexity: up to 75 values of the program and one derivative by forward mode for each element that is looked at, of
  ///   which there are at most 100 a variable; of more elements all move together, along a random direction.
  public func check(
    of output: String? = nil, withRespectTo variables: [String]? = nil, at values: [String: NumericArray] = [:],
    _ options: CheckOptions = CheckOptions()
  ) throws(Failure) -> GradientCheck {
    try check(
      of: output, withRespectTo: variables,
      at: values.sorted { $0.key < $1.key }.map { GivenValue($0.key, $0.value.tensor, origin: "'\($0.key)'") },
      options)
  }

  /// Compares a gradient with forward mode and differences at values that say where they come from.
  package func check(
    of output: String?, withRespectTo variables: [String]?, at given: [GivenValue],
    _ options: CheckOptions = CheckOptions()
  ) throws(Failure) -> GradientCheck {
    if !isRunnable, !program.externals.isEmpty {
      return try runnable.check(of: output, withRespectTo: variables, at: given, options)
    }
    let request = try request(of: output, withRespectTo: variables)
    let defined = request.variables.filter { program[$0].role != .parameter && program[$0].role != .input }
    if !defined.isEmpty {
      throw Failure(
        diagnostics: defined.map { .uncheckedDefinition(program[$0].name, at: program[$0].span) }, source: source)
    }
    let programs = try checkedPrograms(request)
    let extents = takesValues ? givenExtents(given) : nil
    let isMadeUp = extents != nil
    let bound = isMadeUp ? nil : try bind(given)
    let points: [BoundValues]
    var check: GradientCheck
    do {
      points = try CheckPoints(program, moving: request.variables, Interpreter(programs.gradient))
        .all(from: bound, extents: extents ?? [], options)
      check = try self.check(request, programs, at: points, isMadeUp: isMadeUp, options)
    } catch {
      throw Failure(diagnostics: [.runtimeFault(error, in: programs.gradient.program)], source: source)
    }
    check.rules = try ruleChecks(at: points[0])
    return check
  }

  /// What is run at each point.
  private struct CheckedPrograms {
    /// The scalar, then its gradient by reverse mode.
    var gradient: LoopProgram
    /// The scalar alone.
    var value: LoopProgram
    /// The scalar and its derivative by forward mode, of the program with an input for each direction.
    var tangent: LoopProgram
    var directed: Model
    /// What the inputs for the directions are called.
    var directions: [String]
  }

  private func checkedPrograms(_ request: DerivativeRequest) throws(Failure) -> CheckedPrograms {
    let names = request.variables.map { program[$0].name }
    let output = program[request.output].name
    let gradient = try scheduled(for: .gradient(of: output, withRespectTo: names))
    var primal = stable()
    primal.outputs = [request.output]
    let value = Scheduler.schedule(primal.verifiedAndOptimized(by: Pipeline.standard).economized())
    let query = DerivativeQuery(.jvp, along: names)
    let directed = try queried([query], of: output, withRespectTo: names).model
    return CheckedPrograms(
      gradient: gradient, value: value, tangent: try directed.scheduled(for: .values), directed: directed,
      directions: names.map { query.direction(of: $0) })
  }

  private func check(
    _ request: DerivativeRequest, _ programs: CheckedPrograms, at points: [BoundValues], isMadeUp: Bool,
    _ options: CheckOptions
  ) throws(RuntimeFault) -> GradientCheck {
    let dims = points[0].dims
    let gradient = try Interpreter(programs.gradient).prepare(dims: dims)
    let value = try Interpreter(programs.value).prepare(dims: dims)
    let tangents = try TangentRuns(
      programs.directed, programs.tangent, directions: programs.directions, dims: dims)
    var check = GradientCheck(
      output: program[request.output].name, extents: extents(dims), isMadeUp: isMadeUp,
      randomPoints: options.randomPoints)
    for (number, point) in points.enumerated() {
      var comparison = GradientComparison(
        gradient: try gradient.run(point.arrays), value: value, tangents: tangents.moved(to: point.arrays),
        arrays: point.arrays, point: number, oneSidedStep: options.oneSidedStep)
      var parts: [GradientCheck.Part] = []
      for (position, variable) in request.variables.enumerated() {
        parts.append(try comparison.part(position, of: variable, called: program[variable].name))
      }
      check.add(parts, at: comparison.value)
    }
    return check
  }

  private func extents(_ dims: [Int]) -> [NamedArray] {
    program.dims.indices.filter { program.dims[$0].fixed == nil }.map {
      NamedArray(name: program.dims[$0].name, array: NumericArray(Double(dims[$0])))
    }
  }

  /// Returns the extents by dim, where nothing else is given: the values are then made up.
  private func givenExtents(_ given: [GivenValue]) -> [Int?]? {
    var extents: [Int?] = program.dims.map { _ in nil }
    for value in given {
      guard let dim = program.dims.firstIndex(where: { $0.name == value.name }), program.dims[dim].fixed == nil,
        extents[dim] == nil, let number = value.tensor.scalar, let extent = Int(exactly: number), extent >= 0
      else { return nil }
      extents[dim] = extent
    }
    return extents
  }

  /// Whether the program has inputs or parameters.
  private var takesValues: Bool { program.arrays.contains { $0.role == .input || $0.role == .parameter } }
}
