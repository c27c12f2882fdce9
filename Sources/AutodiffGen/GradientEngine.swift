import FlatProgram
import Interpretation
import Scheduling

/// What computes a scalar and its gradient, for values that were checked.
package protocol GradientEngine {
  /// Returns the scalar and its derivatives, in the order in which they are wanted.
  ///
  /// Diagnoses: what data alone show to be wrong, such as a subscript that is out of range.
  mutating func run(_ values: BoundValues) throws(Failure) -> (value: Double, derivatives: [[Double]])
}

/// The interpreter, with what it made for the last two sets of extents: those of a batch, and of a last one that is smaller.
struct InterpretingEngine: GradientEngine {
  private let model: Model
  private let loops: LoopProgram
  private var prepared: [(dims: [Int], program: PreparedProgram)] = []

  /// Compiles a gradient down to loop nests.
  init(_ model: Model, of output: String?, withRespectTo variables: [String]?) throws(Failure) {
    self.model = model
    loops = try model.scheduled(for: .gradient(of: output, withRespectTo: variables))
  }

  mutating func run(_ values: BoundValues) throws(Failure) -> (value: Double, derivatives: [[Double]]) {
    do {
      let tensors = try program(for: values.dims).run(values.arrays)
      return (tensors[0].values[0], tensors.dropFirst().map(\.values))
    } catch {
      throw Failure(diagnostics: [.runtimeFault(error, in: loops.program)], source: model.source)
    }
  }

  private mutating func program(for dims: [Int]) throws(RuntimeFault) -> PreparedProgram {
    if let known = prepared.first(where: { $0.dims == dims }) { return known.program }
    let program = try Interpreter(loops).prepare(dims: dims)
    prepared = prepared.suffix(2) + [(dims, program)]
    return program
  }
}
