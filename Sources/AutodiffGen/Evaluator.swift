import Diagnostics
import FlatProgram
import Interpretation
import Scheduling

/// A program made ready to run, once for many values.
///
/// An evaluator is a value, and may be copied to run on several threads. It keeps what it made for the extents of its
/// last run, so that runs on arrays of the same shapes cost nothing but the calculation.
public struct Evaluator: Sendable {
  private let model: Model
  private let purpose: Purpose
  private let maxWorkspace: Int?
  /// What a run comes to: the program's outputs, by name.
  private let outputs: [String]
  /// What the outputs behind the first are derivatives with respect to; empty where no gradient is taken.
  private let variables: [String]
  /// The loop nests that were made last, which serve all extents where memory is not bounded.
  private var loops: LoopProgram
  /// What the outputs behind these are parts of.
  private var parts: [(kind: DerivativeQuery.Kind, names: [String])] = []
  private var prepared: (dims: [Int], program: PreparedProgram)?

  /// Compiles the program for a purpose, down to loop nests, with at most so many bytes of scratch memory.
  init(_ model: Model, for purpose: Purpose, maxWorkspace: Int?) throws(Failure) {
    self.maxWorkspace = maxWorkspace
    let model = model.runnable
    switch purpose {
    case .derivatives(let queries, let output, let names):
      let queried = try model.queried(queries, of: output, withRespectTo: names)
      (self.model, self.purpose) = (queried.model, .values)
      (outputs, variables, parts) = (queried.values, queried.gradient, queried.parts)
      loops = try queried.model.scheduled(for: .values)
      return
    case .values:
      (outputs, variables) = (model.outputs, [])
    case .gradient(let output, let names):
      let request = try model.request(of: output, withRespectTo: names)
      outputs = [model.program[request.output].name]
      variables = request.variables.map { model.program[$0].name }
    }
    (self.model, self.purpose) = (model, purpose)
    loops = try model.scheduled(for: purpose)
  }

  /// Runs the program on values by name: one for every input and parameter, and for each dim that no array shows.
  ///
  /// Shapes: as the program declares them; a dim is a scalar.
  /// - Throws: a `Failure` that names every missing, unknown or ill-shaped value, or a subscript that is out of range.
  /// - Complexity: the operations of the program; of a gradient, a small multiple of those of the value.
  public mutating func run(_ values: [String: NumericArray]) throws(Failure) -> Evaluation {
    try run(values.sorted { $0.key < $1.key }.map { GivenValue($0.key, $0.value.tensor, origin: "'\($0.key)'") })
  }

  /// Runs the program on values that say where they come from.
  package mutating func run(_ given: [GivenValue]) throws(Failure) -> Evaluation {
    let bound = try model.bind(given)
    if let maxWorkspace, prepared?.dims != bound.dims {
      loops = try model.scheduled(for: purpose, within: maxWorkspace, extents: bound.dims)
    }
    do {
      let code = try prepared(for: bound.dims)
      let tensors = try code.run(bound.arrays)
      let results = zip(outputs + variables, tensors).map { NamedArray(name: $0, array: NumericArray($1)) }
      let rest = tensors.dropFirst(results.count)
      return Evaluation(
        values: Array(results.prefix(outputs.count)), gradient: Array(results.dropFirst(outputs.count)),
        parts: zip(parts, rest).map { DerivativePart(kind: $0.kind, names: $0.names, array: NumericArray($1)) })
    } catch {
      throw Failure(diagnostics: [.runtimeFault(error, in: loops.program)], source: model.source)
    }
  }

  /// Reads values from where they are, those of directions too.
  package func read(_ sources: ValueSources) throws(Failure) -> [GivenValue] { try model.read(sources) }

  private mutating func prepared(for dims: [Int]) throws(RuntimeFault) -> PreparedProgram {
    if let prepared, prepared.dims == dims { return prepared.program }
    let program = try Interpreter(loops).prepare(dims: dims)
    prepared = (dims, program)
    return program
  }
}

extension Model {
  /// Fits values to the program.
  func bind(_ given: [GivenValue]) throws(Failure) -> BoundValues {
    switch ValueBinder.bind(given, to: program) {
    case .success(let values): return values
    case .failure(let faults): throw Failure(diagnostics: faults.diagnostics, source: source)
    }
  }
}
