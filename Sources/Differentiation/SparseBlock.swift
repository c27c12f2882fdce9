import FlatProgram

/// Entries of a Jacobian, placed by subscripts: for every point of some axes, one number at one row and one column.
///
/// Entries of several blocks, or of one, may have the same place; the derivative is their sum.
package struct SparseBlock: Hashable, Sendable {
  /// A condition on the points: the index is in `lower..<upper`.
  package struct Limit: Hashable, Sendable {
    package var index: IndexID
    package var lower: IndexID
    package var upper: IndexID
  }

  /// Outer first; a bound names only axes before it.
  package var axes: [AxisID]
  /// Where one does not hold, there is no entry, and the value is 0.
  package var limits: [Limit]
  /// The subscripts of what is differentiated.
  package var rows: [IndexID]
  /// The subscripts of what it is differentiated by.
  package var columns: [IndexID]
  /// The derivative there, over the axes.
  package var value: ExpressionID
}

/// A program with the statements that compute Jacobians block by block.
package struct SparseDerivative: Sendable {
  /// The blocks of one array by another.
  package struct Part: Sendable {
    package var result: ArrayID
    package var variable: ArrayID
    package var blocks: [SparseBlock]
  }

  /// Its outputs are the original ones, then one array for each block, over the block's axes.
  package var program: Program
  /// In the order of the results, then of the variables.
  package var parts: [Part]
  /// The gradient that a Hessian is made of: one array for each variable; empty for a Jacobian.
  package var gradient: [ArrayID] = []
  /// About how many multiplications it takes.
  package var work: Double
}

extension SparseDerivative {
  /// The arrays that hold the values of the blocks, in the order of the parts.
  package var arrays: [ArrayID] {
    parts.flatMap(\.blocks).compactMap { block in
      if case .read(let array, _) = program[block.value] { array } else { nil }
    }
  }

  /// The integer arrays that statements fill and that place entries.
  package var foundPositions: [ArrayID] {
    var indices: [IndexID] = []
    for block in parts.flatMap(\.blocks) {
      indices += block.rows + block.columns + block.limits.flatMap { [$0.index, $0.lower, $0.upper] }
      indices += block.axes.flatMap { [program[$0].lower, program[$0].upper] }
    }
    var found: [ArrayID] = []
    var traversal = Traversal()
    traversal.atoms(of: indices, in: program) { atom in
      guard case .element(let array, _) = atom, !program[array].isGiven, !found.contains(array) else { return }
      found.append(array)
    }
    return found.sorted()
  }
}
