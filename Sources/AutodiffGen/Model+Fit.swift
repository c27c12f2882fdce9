import Diagnostics
import Fitting
import FlatProgram
import Interpretation

extension Model {
  /// Moves parameters until a scalar is as small as it gets.
  ///
  /// - Parameters:
  ///   - output: the name of the scalar; it may be left out where the program has one scalar output.
  ///   - variables: the inputs and parameters that are moved; the parameters where it is left out.
  ///   - values: as `evaluate` takes them; what is moved starts there, or at small random values where it is not given.
  ///   - options: the method, and when to stop.
  ///   - goOn: called after every step; false ends it, with what was reached.
  /// - Throws: a `Failure` where names or values do not fit, or where the loss is not finite at the start.
  public func fit(
    of output: String? = nil, withRespectTo variables: [String]? = nil, at values: [String: NumericArray] = [:],
    _ options: FitOptions = FitOptions(), goOn: (Fit.Progress) -> Bool = { _ in true }
  ) throws(Failure) -> Fit {
    var engine = try InterpretingEngine(self, of: output, withRespectTo: variables)
    let given = values.sorted { $0.key < $1.key }.map { GivenValue($0.key, $0.value.tensor, origin: "'\($0.key)'") }
    return try fit(of: output, withRespectTo: variables, at: given, options, on: &engine, goOn: goOn)
  }

  /// Moves parameters, with values that say where they come from, by the interpreter.
  package func fit(
    of output: String?, withRespectTo variables: [String]?, at given: [GivenValue], _ options: FitOptions,
    goOn: (Fit.Progress) -> Bool
  ) throws(Failure) -> Fit {
    var engine = try InterpretingEngine(self, of: output, withRespectTo: variables)
    return try fit(of: output, withRespectTo: variables, at: given, options, on: &engine, goOn: goOn)
  }

  /// Moves parameters, with values that say where they come from, by any engine.
  package func fit(
    of output: String?, withRespectTo variables: [String]?, at given: [GivenValue], _ options: FitOptions,
    on engine: inout some GradientEngine, goOn: (Fit.Progress) -> Bool
  ) throws(Failure) -> Fit {
    let request = try request(of: output, withRespectTo: variables)
    let defined = request.variables.filter { program[$0].role != .parameter && program[$0].role != .input }
    if !defined.isEmpty {
      throw Failure(
        diagnostics: defined.map { .fittedDefinition(program[$0].name, at: program[$0].span) }, source: source)
    }
    if options.batch != nil, options.method == .lbfgs {
      throw .commandLine(
        "'lbfgs' compares losses, which batches change", hint: "choose 'adam', or leave the batches out")
    }
    var generator = SplitMix64(seed: options.seed)
    let start = try startingValues(given, of: request.variables, &generator)
    let batches = try options.batch.map { batch throws(Failure) in
      try BatchPlan(batch, of: self, fitting: request.variables, start)
    }
    let givenNames = Set(given.map(\.name))
    let isMadeUp = request.variables.map { !givenNames.contains(program[$0].name) }
    var run = FitRun(
      start, variables: request.variables, isMadeUp: isMadeUp, options: options, batches: batches, generator: generator)
    guard let outcome = try run.minimize(&engine, goOn: goOn) else {
      let name = program[request.output].name
      throw Failure(
        diagnostics: [.notFiniteStart(name, run.curve.last ?? .nan, isMadeUp: isMadeUp.contains(true))], source: nil)
    }
    return Fit(
      method: options.chosenMethod, output: program[request.output].name,
      parameters: zip(request.variables, run.tensors).map {
        NamedArray(name: program[$0].name, array: NumericArray($1))
      }, curve: run.curve, steps: run.steps, ending: outcome)
  }

  /// Fits values to the program; what is to be moved and is not given is drawn at random.
  ///
  /// Matrices are drawn so that sums over either axis keep their size.
  /// Source: X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010,
  /// equation 16.
  private func startingValues(
    _ given: [GivenValue], of variables: [ArrayID], _ generator: inout SplitMix64
  ) throws(Failure) -> BoundValues {
    func drawn(_ shape: [Int]) -> Tensor {
      let ends = shape.suffix(2).reduce(0, +)
      let most = shape.count < 2 ? 0.1 : (6 / Double(max(ends, 1))).squareRoot()
      return Tensor(
        shape: shape, values: (0..<shape.reduce(1, *)).map { _ in generator.number(in: -most..<most) })
    }
    switch ValueBinder.bind(given, to: program, makingUp: variables, drawn) {
    case .success(let values): return values
    case .failure(let faults): throw Failure(diagnostics: faults.diagnostics, source: source)
    }
  }
}
