import Diagnostics
import Differentiation
import FlatProgram
import Interpretation
import Optimization
import Scheduling

/// A program made ready to give its values with a Jacobian or a Hessian of which only what may differ from 0 is computed.
public struct SparseEvaluator: Sendable {
  private let model: Model
  /// Whose blocks are given numbers by the loop nests.
  private let derivative: SparseDerivative
  /// The same as one list of entries, which is what is run: as generated code has it.
  let packed: PackedDerivative
  private let loops: LoopProgram
  /// How many of the outputs are values of the program, and which variables have a gradient behind them.
  private let valueCount: Int
  private let variables: [String]
  /// Integer arrays that the program finds itself and that place blocks; the last outputs.
  private let positions: [ArrayID]
  private let isHessian: Bool

  /// Compiles a derivative, down to loop nests; `values` are the arrays that are wanted beside it.
  init(
    _ model: Model, _ derivative: SparseDerivative, values: [ArrayID], variables: [ArrayID], isHessian: Bool
  ) {
    positions = derivative.foundPositions
    self.variables = derivative.gradient.isEmpty ? [] : variables.map { derivative.program[$0].name }
    var packed = derivative.packed(values: values, isSummed: false)
    packed.program.outputs += positions
    packed.program = packed.program.verified(after: "sparse differentiation")
    (self.model, self.derivative, self.packed, self.isHessian) = (model, derivative, packed, isHessian)
    valueCount = values.count
    // The Jacobian of a recurrence reads all of its steps, so that none could be dropped.
    loops = Scheduler.schedule(packed.program.verifiedAndOptimized(by: Pipeline.standard))
  }

  /// The loop nests that are run.
  var loopProgram: LoopProgram { loops }

  /// The blocks of the derivative.
  var parts: [SparseDerivative.Part] { derivative.parts }

  /// The program that the blocks' subscripts belong to.
  var program: Program { packed.program }

  /// Runs the program on values by name.
  ///
  /// - Throws: a `Failure` that names every missing, unknown or ill-shaped value, or a subscript that is out of range.
  public func run(_ values: [String: NumericArray]) throws(Failure) -> SparseEvaluation {
    try run(values.sorted { $0.key < $1.key }.map { GivenValue($0.key, $0.value.tensor, origin: "'\($0.key)'") })
  }

  /// Runs the program on values that say where they come from.
  package func run(_ given: [GivenValue]) throws(Failure) -> SparseEvaluation {
    let bound = try model.bind(given)
    do {
      let results = try Interpreter(loops).run(dims: bound.dims, arrays: bound.arrays)
      let program = packed.program
      let values = zip(program.outputs, results).prefix(valueCount).map {
        NamedArray(name: program[$0].name, array: NumericArray($1))
      }
      var arrays = bound.arrays
      arrays += Array(repeating: nil, count: max(program.arrays.count - arrays.count, 0))
      for (array, tensor) in zip(positions, results.suffix(positions.count)) { arrays[Int(array.raw)] = tensor }
      let places = BlockPlaces(program, dims: bound.dims, arrays: arrays)
      let gradient = zip(variables, results.dropFirst(valueCount)).map { NamedArray(name: $0, array: NumericArray($1)) }
      let entries = results[valueCount + gradient.count].values[...]
      var parts: [SparsePart] = []
      for part in derivative.parts {
        let blocks = packed.firsts[parts.count].map { entries.dropFirst(places.value(of: $0)) }
        parts.append(
          SparsePart(
            output: program[part.result].name, variable: program[part.variable].name,
            matrix: places.matrix(of: part, values: blocks), blocks: program.texts(of: part)))
      }
      return SparseEvaluation(
        values: Array(values), gradient: gradient, parts: isHessian ? Self.mirrored(parts) : parts,
        isHessian: isHessian)
    } catch {
      throw Failure(diagnostics: [.runtimeFault(error, in: loops.program)], source: model.source)
    }
  }

  /// Returns the parts of a Hessian with the mirror images of those that are computed.
  private static func mirrored(_ parts: [SparsePart]) -> [SparsePart] {
    var names: [String] = []
    for part in parts where !names.contains(part.output) { names.append(part.output) }
    return names.flatMap { row in
      names.compactMap { column in
        if let part = parts.first(where: { $0.output == row && $0.variable == column }) { return part }
        guard let part = parts.first(where: { $0.output == column && $0.variable == row }) else { return nil }
        return SparsePart(
          output: row, variable: column, matrix: part.matrix.transposed, blocks: part.blocks.map(Self.turned))
      }
    }
  }

  /// Returns where the elements of a block are once rows are columns.
  private static func turned(_ block: String) -> String {
    let sides = block.split(separator: " by ")
    return sides.count == 2 ? sides[1] + " by " + sides[0] : block
  }
}

extension Program {
  /// Returns where the elements of a part are, block by block.
  fileprivate func texts(of part: SparseDerivative.Part) -> [String] {
    var program = self
    var texts: [String] = []
    for block in part.blocks {
      let (rows, columns) = (program.subscripts(block.rows), program.subscripts(block.columns))
      let text =
        ProgramPrinter.text(of: part.result, rows, in: program) + " by "
        + ProgramPrinter.text(of: part.variable, columns, in: program)
      if !texts.contains(text) { texts.append(text) }
    }
    return texts
  }
}
