import Diagnostics
import Differentiation
import FlatProgram
import Interpretation
import Operations
import Optimization
import Scheduling

extension Model {
  /// Computes a scalar and its gradient step by step, the program as it is written and one operation a step.
  ///
  /// Formulas that overflow or cancel are left as they are, so that a result may be less accurate than that of
  /// `gradient(of:withRespectTo:at:)`, and show where.
  ///
  /// - Parameters:
  ///   - output: as in `gradientEvaluator(of:withRespectTo:)`.
  ///   - variables: as there.
  ///   - values: as there.
  /// - Throws: a `Failure` where a name or a value does not fit.
  /// - Complexity: the operations of the program, and the memory of all that they come to.
  public func trace(
    of output: String? = nil, withRespectTo variables: [String]? = nil, at values: [String: NumericArray] = [:]
  ) throws(Failure) -> Trace {
    try trace(
      of: output, withRespectTo: variables,
      at: values.sorted { $0.key < $1.key }.map { GivenValue($0.key, $0.value.tensor, origin: "'\($0.key)'") })
  }

  /// Computes a trace at values that say where they come from.
  package func trace(
    of output: String?, withRespectTo variables: [String]?, at given: [GivenValue]
  ) throws(Failure) -> Trace {
    if !isRunnable, !program.externals.isEmpty {
      return try runnable.trace(of: output, withRespectTo: variables, at: given)
    }
    let request = try request(of: output, withRespectTo: variables)
    let plain = PlainForm.program(program.needed(for: [request.output]))
    let traced = try traced(request, in: plain)
    let bound = try bind(given)
    let values = try run(traced, on: bound)
    return TraceBuilder(traced, values).trace(of: request)
  }

  /// Returns a program in plain form with its backward pass and the gradients that are shown.
  func traced(_ request: DerivativeRequest, in plain: Program) throws(Failure) -> TracedProgram {
    do {
      return try TracedProgram(of: request.output, withRespectTo: request.variables, in: plain)
    } catch {
      throw Failure(diagnostics: [.notDifferentiable(error)], source: source)
    }
  }

  /// Returns the numbers of every array that is shown.
  func run(_ traced: TracedProgram, on bound: BoundValues) throws(Failure) -> [ArrayID: NumericArray] {
    var program = traced.program
    program.outputs = program.realArraysWithValues
    program = program.verified(after: "tracing").verifiedAndOptimized(by: [.assignFirst, .expand])
    let loops = Scheduler.schedule(program)
    do {
      let results = try Interpreter(loops).run(dims: bound.dims, arrays: bound.arrays)
      var values: [ArrayID: NumericArray] = [:]
      for (array, tensor) in zip(program.outputs, results) { values[array] = NumericArray(tensor) }
      return values
    } catch {
      throw Failure(diagnostics: [.runtimeFault(error, in: loops.program)], source: source)
    }
  }
}

extension Program {
  /// Returns the program with some outputs, and without what they do not need.
  func needed(for outputs: [ArrayID]) -> Program {
    var program = self
    program.outputs = outputs
    return program.verifiedAndOptimized(by: [.prune])
  }

  /// The real arrays that come from outside or are given a value, in order of declaration.
  fileprivate var realArraysWithValues: [ArrayID] {
    var hasValue = arrays.map { $0.role == .input || $0.role == .parameter }
    for assignment in assignments { hasValue[Int(assignment.target.raw)] = true }
    return arrays.indices.filter { hasValue[$0] && !arrays[$0].isInteger }.map { ArrayID($0) }
  }
}

/// Puts the numbers of a run to the steps that they belong to.
private struct TraceBuilder {
  private let traced: TracedProgram
  private let program: Program
  private let values: [ArrayID: NumericArray]
  private let adjoints: [ArrayID: ArrayID]
  /// What each array's gradient is made of.
  private var contributions: [ArrayID: [Trace.Contribution]] = [:]

  init(_ traced: TracedProgram, _ values: [ArrayID: NumericArray]) {
    (self.traced, program, self.values, adjoints) = (traced, traced.program, values, traced.adjoints)
    for step in traced.steps {
      let name = program[step.assignment.target].name
      for operand in step.operands {
        let contribution = Trace.Contribution(step: name, downstream: value(operand.downstream))
        contributions[operand.array, default: []].append(contribution)
      }
    }
  }

  func trace(of request: DerivativeRequest) -> Trace {
    let shown = traced.steps.filter { !program[$0.assignment.target].isInteger }
    let lines = ProgramPrinter.lines(of: shown.map(\.assignment), in: program, products: .tight)
    let given = program.arrayIDs { ($0.role == .input || $0.role == .parameter) && !$0.isInteger }
    return Trace(
      output: program[request.output].name,
      variables: given.map { array in
        Trace.Variable(
          name: program[array].name, value: value(array), gradient: adjoints[array].map(value),
          contributions: copies(of: array))
      },
      steps: zip(shown, lines).map(step))
  }

  private func step(_ step: TracedProgram.Step, _ text: String) -> Trace.Step {
    let assignment = step.assignment
    let operation: Operation? =
      if case .operation(let operation, _, _, _) = program[program.core(of: assignment)] { operation } else { nil }
    return Trace.Step(
      name: program[assignment.target].name,
      text: text,
      operation: operation.map { $0.row.notation == .conditional ? "if" : $0.row.name }
        ?? (assignment.combination == .add ? "sum" : nil),
      value: value(assignment.target), upstream: step.upstream.map(value), pattern: pattern(of: assignment)?.rawValue,
      operands: step.operands.map { operand in
        Trace.Operand(
          text: ProgramPrinter.text(of: operand.array, operand.subscripts, in: program),
          name: program[operand.array].name, local: operand.local.map(value), downstream: value(operand.downstream))
      }, contributions: copies(of: assignment.target))
  }

  private func pattern(of assignment: Assignment) -> GradientPattern? {
    switch program[program.core(of: assignment)] {
    case .operation(.select, _, let a, let b) where isExtremum(a) || isExtremum(b): .routes
    case .operation(let operation, _, _, _): operation.row.gradientPattern
    case .read(_, let subscripts):
      // The element that a maximum found takes the whole gradient; every term of a sum does.
      if isGathered(subscripts) { .routes } else { assignment.combination == .add ? .distributes : nil }
    case .constant, .index: nil
    }
  }

  private func isExtremum(_ branch: ExpressionID) -> Bool {
    if case .read(_, let subscripts) = program[branch] { isGathered(subscripts) } else { false }
  }

  private func isGathered(_ subscripts: SubscriptsID) -> Bool {
    program[subscripts].contains { index in
      program[index].atoms.contains { if case .element = $0 { true } else { false } }
    }
  }

  private func copies(of array: ArrayID) -> [Trace.Contribution] {
    let all = contributions[array] ?? []
    return all.count > 1 ? all : []
  }

  private func value(_ array: ArrayID) -> NumericArray { values[array] ?? NumericArray(.nan) }
}
