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
  private let loops: LoopProgram
  /// How many of the outputs are values of the program.
  private let valueCount: Int
  /// Integer arrays that the program finds itself and that place blocks; the last outputs.
  private let positions: [ArrayID]
  private let isHessian: Bool

  /// Compiles a derivative, down to loop nests; `values` are the arrays that are wanted beside it.
  init(_ model: Model, _ derivative: SparseDerivative, values: [ArrayID], isHessian: Bool) {
    var derivative = derivative
    let blocks = Array(derivative.program.outputs.dropFirst(model.program.outputs.count))
    positions = derivative.foundPositions
    derivative.program.outputs = values + blocks + positions
    derivative.program = derivative.program.verified(after: "sparse differentiation")
    (self.model, self.derivative, self.isHessian) = (model, derivative, isHessian)
    valueCount = values.count
    loops = Scheduler.schedule(derivative.program.verifiedAndOptimized(by: Pipeline.standard).economized())
  }

  /// The loop nests that are run.
  var loopProgram: LoopProgram { loops }

  /// The blocks of the derivative.
  var parts: [SparseDerivative.Part] { derivative.parts }

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
      let program = derivative.program
      let values = zip(program.outputs, results).prefix(valueCount).map {
        NamedArray(name: program[$0].name, array: NumericArray($1))
      }
      var arrays = bound.arrays
      arrays += Array(repeating: nil, count: max(program.arrays.count - arrays.count, 0))
      for (array, tensor) in zip(positions, results.suffix(positions.count)) { arrays[Int(array.raw)] = tensor }
      let places = BlockPlaces(program, dims: bound.dims, arrays: arrays)
      var next = valueCount
      var parts: [SparsePart] = []
      for part in derivative.parts {
        let blocks = results[next..<next + part.blocks.count].map(\.values)
        next += part.blocks.count
        parts.append(
          SparsePart(
            output: program[part.result].name, variable: program[part.variable].name,
            matrix: places.matrix(of: part, values: blocks)))
      }
      return SparseEvaluation(values: Array(values), parts: isHessian ? Self.mirrored(parts) : parts)
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
        return SparsePart(output: row, variable: column, matrix: part.matrix.transposed)
      }
    }
  }
}

/// What a program with a Jacobian or a Hessian came to.
public struct SparseEvaluation: Hashable, Sendable {
  /// The values, in the order of the file.
  public let values: [NamedArray]
  /// The derivatives of each array by each, those of the first one first.
  public let parts: [SparsePart]

  /// Returns one derivative.
  public func matrix(of output: String, by variable: String) -> SparseMatrix? {
    parts.first { $0.output == output && $0.variable == variable }?.matrix
  }
}

/// Where the entries of blocks are, for known extents and data.
private struct BlockPlaces {
  private let program: Program
  private let evaluator: IndexEvaluator

  init(_ program: Program, dims: [Int], arrays: [Tensor?]) {
    self.program = program
    evaluator = IndexEvaluator(program, dims: dims) { array, position in
      guard let tensor = arrays[Int(array.raw)], tensor.shape.count == position.count else { return nil }
      var offset = 0
      for (value, extent) in zip(position, tensor.shape) {
        guard value >= 0, value < extent else { return nil }
        offset = offset * extent + value
      }
      return Int(exactly: tensor.values[offset])
    }
  }

  func matrix(of part: SparseDerivative.Part, values: [[Double]]) -> SparseMatrix {
    let (rowShape, columnShape) = (extents(of: part.result), extents(of: part.variable))
    var rows: [Int] = []
    var columns: [Int] = []
    var entries: [Double] = []
    for (block, numbers) in zip(part.blocks, values) {
      guard case .read(let array, let subscripts) = program[block.value] else { continue }
      let shape = extents(of: array)
      var walk = evaluator
      _ = walk.visitPoints(of: block.axes) { point in
        let isInside = block.limits.allSatisfy { limit in
          guard let index = point.value(of: limit.index), let lower = point.value(of: limit.lower),
            let upper = point.value(of: limit.upper)
          else { return false }
          return index >= lower && index < upper
        }
        guard isInside, let row = offset(block.rows, in: rowShape, at: point),
          let column = offset(block.columns, in: columnShape, at: point),
          let entry = offset(program[subscripts], in: shape, at: point)
        else { return true }
        rows.append(row)
        columns.append(column)
        entries.append(numbers[entry])
        return true
      }
    }
    return SparseMatrix(
      rowCount: rowShape.reduce(1, *), columnCount: columnShape.reduce(1, *), rows: rows, columns: columns,
      values: entries)
  }

  private func extents(of array: ArrayID) -> [Int] { program[array].shape.map { evaluator.value(of: $0) ?? 0 } }

  private func offset(_ subscripts: [IndexID], in shape: [Int], at point: IndexEvaluator) -> Int? {
    var offset = 0
    for (index, extent) in zip(subscripts, shape) {
      guard let value = point.value(of: index), value >= 0, value < extent else { return nil }
      offset = offset * extent + value
    }
    return offset
  }
}

extension Model {
  /// Makes the program ready for the Jacobians of some of its arrays by others.
  ///
  /// - Parameters:
  ///   - outputs: names of real outputs or definitions; all real outputs where it is left out.
  ///   - variables: inputs, parameters and definitions; the parameters where it is left out.
  /// - Throws: a `Failure` where a name is not there, or is of no real array.
  /// - Complexity: linear in the program for most; extents of arrays do not count.
  public func sparseJacobian(
    of outputs: [String]? = nil, withRespectTo variables: [String]? = nil
  ) throws(Failure) -> SparseEvaluator {
    if !isRunnable, !program.externals.isEmpty {
      return try runnable.sparseJacobian(of: outputs, withRespectTo: variables)
    }
    let results = try results(called: outputs)
    let variables = try self.variables(called: variables)
    do {
      let derivative = try Sparsity.jacobian(of: results, withRespectTo: variables, in: stable(for: variables))
      return SparseEvaluator(self, derivative, values: results, isHessian: false)
    } catch {
      throw Failure(diagnostics: [.notDifferentiable(error)], source: source)
    }
  }

  /// Makes the program ready for the Hessian of a scalar.
  ///
  /// - Parameters:
  ///   - output: the name of the scalar; it may be left out where the program has one scalar output.
  ///   - variables: inputs, parameters and definitions; the parameters where it is left out.
  /// - Throws: a `Failure` where a name is not there, or is of no real array.
  public func sparseHessian(
    of output: String? = nil, withRespectTo variables: [String]? = nil
  ) throws(Failure) -> SparseEvaluator {
    if !isRunnable, !program.externals.isEmpty {
      return try runnable.sparseHessian(of: output, withRespectTo: variables)
    }
    let request = try request(of: output, withRespectTo: variables)
    do {
      let derivative = try Sparsity.hessian(
        of: request.output, withRespectTo: request.variables, in: stable(for: request.variables))
      return SparseEvaluator(self, derivative, values: [request.output], isHessian: true)
    } catch {
      throw Failure(diagnostics: [.notDifferentiable(error)], source: source)
    }
  }

  private func results(called names: [String]?) throws(Failure) -> [ArrayID] {
    guard let names else { return program.outputs.filter { !program[$0].isInteger } }
    return try variables(called: names)
  }
}

extension SparseEvaluator {
  var listing: String {
    var text = ProgramPrinter.text(of: derivative.program.optimized(by: Pipeline.standard))
    text += "\nwork \(derivative.work)\n"
    for part in derivative.parts {
      text += "\(derivative.program[part.result].name) by \(derivative.program[part.variable].name):\n"
      for block in part.blocks {
        text += "  \(block.axes.map { derivative.program[$0].name }) limits \(block.limits.count)\n"
      }
    }
    return text
  }
}
