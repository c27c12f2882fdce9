import FlatProgram
import Interpretation

/// Takes some of the rows that a dim counts out of the data of a program.
struct BatchPlan {
  private let dim: Int
  /// By array, the axes that the dim counts; nil for those that have none.
  private let axes: [[Int]?]
  private let values: BoundValues
  /// How many rows there are.
  let count: Int

  /// Finds what the rows of a dim are.
  ///
  /// Diagnoses: `not-batched`.
  init(
    _ batch: FitOptions.Batch, of model: Model, fitting variables: [ArrayID], _ values: BoundValues
  ) throws(Failure) {
    let program = model.program
    func fault(_ message: String, at array: ArrayDeclaration? = nil, hint: String) -> Failure {
      Failure(diagnostics: [.notBatched(message, at: array?.span, hint: hint)], source: model.source)
    }
    guard let dim = program.dims.firstIndex(where: { $0.name == batch.dim }) else {
      throw fault(
        "the program has no dim '\(batch.dim)'",
        hint: "its open dims are \(model.openDims.isEmpty ? "none" : model.openDims.joined(separator: ", "))")
    }
    if let fixed = program.dims[dim].fixed {
      throw fault("the dim '\(batch.dim)' is fixed at \(fixed) by the file", hint: "leave its extent open")
    }
    let atom = IndexAtom.dim(DimID(dim))
    var axes: [[Int]?] = Array(repeating: nil, count: program.arrays.count)
    for (number, array) in program.arrays.enumerated() where array.role == .input || array.role == .parameter {
      let counted = array.shape.indices.filter { program[array.shape[$0]].atoms.contains(atom) }
      if counted.contains(where: { program[array.shape[$0]] != IndexExpression(atom) }) {
        throw fault(
          "'\(array.name)' has an extent made of '\(batch.dim)', so rows cannot be taken out of it", at: array,
          hint: "batches need '\(batch.dim)' itself as an extent")
      }
      if !counted.isEmpty, variables.contains(ArrayID(number)) {
        throw fault(
          "'\(array.name)' has one element for each of '\(batch.dim)', and is fitted", at: array,
          hint: "a step that leaves rows out would leave parts of it where they are")
      }
      if case .integer(let bound?) = array.element, program[bound].atoms.contains(atom) {
        throw fault(
          "'\(array.name)' holds rows of '\(batch.dim)' by number, and a batch has only some of them", at: array,
          hint: "leave '--batch' out")
      }
      if !counted.isEmpty { axes[number] = counted }
    }
    (self.dim, self.axes, self.values) = (dim, axes, values)
    count = values.dims[dim]
  }

  /// Returns the values with some of the rows alone.
  func taking(_ rows: ArraySlice<Int>) -> BoundValues {
    var taken = values
    taken.dims[dim] = rows.count
    for (number, axes) in axes.enumerated() {
      guard let axes, var tensor = values.arrays[number] else { continue }
      for axis in axes { tensor = Self.gather(rows, along: axis, of: tensor) }
      taken.arrays[number] = tensor
    }
    return taken
  }

  private static func gather(_ rows: ArraySlice<Int>, along axis: Int, of tensor: Tensor) -> Tensor {
    let inner = tensor.shape[(axis + 1)...].reduce(1, *)
    let extent = tensor.shape[axis]
    let outer = tensor.shape[..<axis].reduce(1, *)
    var values: [Double] = []
    values.reserveCapacity(outer * rows.count * inner)
    for block in 0..<outer {
      for row in rows {
        let start = (block * extent + row) * inner
        values += tensor.values[start..<start + inner]
      }
    }
    var shape = tensor.shape
    shape[axis] = rows.count
    return Tensor(shape: shape, values: values)
  }
}
