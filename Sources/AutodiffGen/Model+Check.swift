import Diagnostics
import FlatProgram
import Interpretation
import Optimization
import Scheduling

extension Model {
  /// Compares a gradient by reverse mode with differences of the value, at the given values.
  ///
  /// - Parameters:
  ///   - output: the name of the scalar; it may be left out where the program has one scalar output.
  ///   - variables: inputs and parameters; the parameters where it is left out.
  ///   - values: as `evaluate` takes them; without any, they are made up.
  /// - Throws: a `Failure` where there is no such gradient, or where values do not fit.
  /// - Complexity: up to 25 values of the program for each element that is looked at, of which there are at most 100 a
  ///   variable.
  public func check(
    of output: String? = nil, withRespectTo variables: [String]? = nil, at values: [String: NumericArray] = [:]
  ) throws(Failure) -> GradientCheck {
    try check(
      of: output, withRespectTo: variables,
      at: values.sorted { $0.key < $1.key }.map { GivenValue($0.key, $0.value.tensor, origin: "'\($0.key)'") })
  }

  /// Compares a gradient with differences at values that say where they come from.
  package func check(
    of output: String?, withRespectTo variables: [String]?, at given: [GivenValue]
  ) throws(Failure) -> GradientCheck {
    if !isRunnable, !program.externals.isEmpty {
      return try runnable.check(of: output, withRespectTo: variables, at: given)
    }
    let request = try request(of: output, withRespectTo: variables)
    let defined = request.variables.filter { program[$0].role != .parameter && program[$0].role != .input }
    if !defined.isEmpty {
      throw Failure(
        diagnostics: defined.map { .uncheckedDefinition(program[$0].name, at: program[$0].span) }, source: source)
    }
    let gradient = try scheduled(for: .gradient(of: output, withRespectTo: variables))
    var primal = stable()
    primal.outputs = [request.output]
    let value = Scheduler.schedule(primal.verifiedAndOptimized(by: Pipeline.standard).economized())
    let values = given.isEmpty && takesValues ? try madeUpValues(for: gradient) : try bind(given)
    let rules = try ruleChecks(at: values)
    do {
      let comparison = try GradientComparison(
        gradient: Interpreter(gradient).run(dims: values.dims, arrays: values.arrays),
        value: Interpreter(value).prepare(dims: values.dims), arrays: values.arrays)
      var parts: [GradientCheck.Part] = []
      for (position, variable) in request.variables.enumerated() {
        parts.append(try comparison.part(position, of: variable, called: program[variable].name))
      }
      let extents = program.dims.indices.filter { program.dims[$0].fixed == nil }.map {
        NamedArray(name: program.dims[$0].name, array: NumericArray(Double(values.dims[$0])))
      }
      return GradientCheck(
        output: program[request.output].name, value: comparison.value, extents: extents,
        isMadeUp: given.isEmpty && takesValues, parts: parts, rules: rules)
    } catch {
      throw Failure(diagnostics: [.runtimeFault(error, in: gradient.program)], source: source)
    }
  }

  /// Whether the program has inputs or parameters.
  private var takesValues: Bool { program.arrays.contains { $0.role == .input || $0.role == .parameter } }

  /// Makes up values at which the gradient is finite, or at least there.
  private func madeUpValues(for gradient: LoopProgram) throws(Failure) -> BoundValues {
    var fault: RuntimeFault?
    var fallback: BoundValues?
    for attempt in SelfTestInputs.attempts {
      let inputs = SelfTestInputs(program, attempt)
      let values = BoundValues(dims: inputs.dims, arrays: inputs.arrays)
      do {
        let results = try Interpreter(gradient).run(dims: inputs.dims, arrays: inputs.arrays)
        if results.allSatisfy({ $0.values.allSatisfy(\.isFinite) }) { return values }
        fallback = fallback ?? values
      } catch {
        fault = error
      }
    }
    if let fallback { return fallback }
    guard let fault else { return BoundValues(dims: [], arrays: []) }
    throw Failure(diagnostics: [.runtimeFault(fault, in: gradient.program)], source: source)
  }
}
