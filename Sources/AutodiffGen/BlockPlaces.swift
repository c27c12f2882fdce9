import Differentiation
import FlatProgram
import Interpretation

/// Where the entries of blocks are, for known extents and data.
struct BlockPlaces {
  private let program: Program
  private let evaluator: IndexEvaluator

  /// Takes the extents and all arrays that subscripts may look up.
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

  /// Returns the matrix that the blocks of a part come to, given the elements of their arrays.
  func matrix(of part: SparseDerivative.Part, values: [ArraySlice<Double>]) -> SparseMatrix {
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
        entries.append(numbers[numbers.startIndex + entry])
        return true
      }
    }
    return SparseMatrix(
      rowCount: rowShape.reduce(1, *), columnCount: columnShape.reduce(1, *), rows: rows, columns: columns,
      values: entries)
  }

  /// Returns what a number in terms of dims is.
  func value(of count: IndexExpression) -> Int { evaluator.value(of: count) ?? 0 }

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
