import Diagnostics
import Differentiation
import Emission
import FlatProgram
import Optimization
import Scheduling

extension Model {
  /// Counts the operations of the program's value and gradient, and measures the code for them.
  ///
  /// - Parameters:
  ///   - extents: of dims, by name; what is left out stays in the counts as a formula.
  ///   - options: what is counted: the derivative, the precision, the form.
  /// - Throws: a `Failure` where a derivative that is asked for cannot be taken.
  /// - Complexity: linear in the program and its code; extents of arrays do not count.
  public func cost(
    at extents: [String: Int] = [:], _ options: CodeOptions = CodeOptions()
  ) throws(Failure) -> Cost {
    let request = try emissionRequest(options)
    let known = program.dims.map { $0.fixed ?? extents[$0.name] }
    let functions = FunctionCost.all(of: request)
    var ratio: Double?
    if let value = functions.first, let gradient = functions.first(where: \.isGradient) {
      ratio = gradient.counts.ratio(to: value.counts, at: known.map { $0 ?? FunctionCost.openExtent })
    }
    let modes = try jacobianModes(options, known)
    return Cost(
      parts: functions.map { part($0, known) }, ratio: ratio,
      assumedExtent: ratio != nil && known.contains(nil) ? FunctionCost.openExtent : nil,
      modes: modes.costs, jacobianCount: modes.count,
      sizes: CodeLanguage.allCases.map { language in
        let files = files(in: language, request)
        return Cost.CodeSize(
          language: language, lines: files.reduce(0) { $0 + $1.text.utf8.count { $0 == UInt8(ascii: "\n") } },
          bytes: files.reduce(0) { $0 + $1.text.utf8.count })
      })
  }

  /// No more Jacobians are compiled.
  private static let mostJacobians = 6

  /// Counts the operations of the Jacobians in either mode, and in blocks.
  private func jacobianModes(
    _ options: CodeOptions, _ extents: [Int?]
  ) throws(Failure) -> (costs: [Cost.Modes], count: Int) {
    var (output, names): (String?, [String]?) = (nil, nil)
    if case .gradient(let of, let by) = options.derivative { (output, names) = (of, by) }
    guard names != nil || !parameters.isEmpty, !options.isPlain else { return ([], 0) }
    let results =
      try output.map { name throws(Failure) in [try array(called: name)] }
      ?? program.outputs.filter { !program[$0].isInteger }
    let variables = try self.variables(called: names)
    let start = options.isStabilised ? stable(for: variables) : program
    var costs: [Cost.Modes] = []
    for result in results {
      for variable in variables where costs.count < Self.mostJacobians {
        costs.append(try modes(of: result, by: variable, in: start, extents))
      }
    }
    return (costs, results.count * variables.count)
  }

  private func modes(
    of result: ArrayID, by variable: ArrayID, in program: Program, _ extents: [Int?]
  ) throws(Failure) -> Cost.Modes {
    func cost(_ program: Program, _ derivative: ArrayID) -> Cost.Amount {
      var program = program
      program.outputs = [result, derivative]
      let loops = Scheduler.schedule(program.verifiedAndOptimized(by: Pipeline.standard).economized())
      return amount(OperationCounts(loops).total, extents)
    }
    do {
      let forward = try Derivatives.jacobian(of: result, withRespectTo: variable, by: .forward, in: program)
      let reverse = try Derivatives.jacobian(of: result, withRespectTo: variable, by: .reverse, in: program)
      let chosen = try Derivatives.jacobian(of: result, withRespectTo: variable, by: nil, in: program)
      let blocks = try Sparsity.jacobian(of: [result], withRespectTo: [variable], in: program)
        .packed(values: [result], isSummed: false)
      return Cost.Modes(
        output: program[result].name, variable: program[variable].name,
        forward: cost(forward.program, forward.derivative), reverse: cost(reverse.program, reverse.derivative),
        blocks: cost(blocks.program, blocks.entries), chosen: chosen.mode.rawValue)
    } catch {
      throw Failure(diagnostics: [.notDifferentiable(error)], source: source)
    }
  }

  private func part(_ function: FunctionCost, _ extents: [Int?]) -> Cost.Part {
    let counts = function.counts
    let operations =
      [Cost.Count(kind: "arithmetic", amount: amount(counts.arithmetic, extents))]
      + counts.functions.map { Cost.Count(kind: $0.name, amount: amount($0.count, extents)) }
    return Cost.Part(
      name: function.isGradient ? "gradient" : "value", operations: operations,
      total: amount(counts.total, extents), scratch: amount(function.scratch, extents),
      isLowerBound: counts.isApproximate)
  }

  private func amount(_ count: IndexExpression, _ extents: [Int?]) -> Cost.Amount {
    let count = count.substituting { atom in
      if case .dim(let dim) = atom { extents[Int(dim.raw)].map { IndexExpression($0) } } else { nil }
    }
    return Cost.Amount(formula: ExtentText.text(count, dims: program.dims.map(\.name)), number: count.constant)
  }
}
