import FlatProgram
import Interpretation
import Scheduling

/// Runs a scalar's derivative by forward mode, along one direction after the other.
struct TangentRuns {
  private let code: PreparedProgram
  /// Which of the arrays are those of the original program.
  private let isOriginal: [Bool]
  /// The values, with a place for each array of the program with tangents.
  private var arrays: [Tensor?]
  /// Where the direction of each variable goes.
  private let directions: [ArrayID]

  /// Makes the program with tangents ready for extents.
  ///
  /// - Parameters:
  ///   - model: the program with an input for each direction.
  ///   - loops: the loop nests that were made of it.
  ///   - names: what the directions of the variables are called.
  ///   - dims: the extents.
  init(_ model: Model, _ loops: LoopProgram, directions names: [String], dims: [Int]) throws(RuntimeFault) {
    code = try Interpreter(loops).prepare(dims: dims)
    let program = model.asWritten
    let directions = names.compactMap { name in
      program.arrayIDs { $0.role == .input && $0.span == nil && $0.name == name }.first
    }
    arrays = Array(repeating: nil, count: loops.program.arrays.count)
    let extents = IndexEvaluator(program, dims: dims)
    for direction in directions {
      let shape = program[direction].shape.map { max(extents.value(of: $0) ?? 0, 0) }
      arrays[Int(direction.raw)] = Tensor(shape: shape, values: Array(repeating: 0, count: shape.reduce(1, *)))
    }
    isOriginal = program.arrays.enumerated().map { position, array in
      (array.role == .input || array.role == .parameter) && !directions.contains(ArrayID(position))
    }
    self.directions = directions
  }

  /// Returns the same at the values of the original program, by array.
  func moved(to values: [Tensor?]) -> TangentRuns {
    var moved = self
    for (position, isOriginal) in isOriginal.enumerated() where isOriginal && position < values.count {
      moved.arrays[position] = values[position]
    }
    return moved
  }

  /// Returns the derivative along a direction of one variable, where the others rest.
  mutating func derivative(
    of position: Int, along direction: [(element: Int, slope: Double)]
  ) throws(RuntimeFault) -> Double {
    let array = Int(directions[position].raw)
    for (element, slope) in direction { arrays[array]?.values[element] = slope }
    defer { for (element, _) in direction { arrays[array]?.values[element] = 0 } }
    return try code.run(arrays).last?.values.first ?? .nan
  }
}
