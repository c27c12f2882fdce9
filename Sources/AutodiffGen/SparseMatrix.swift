/// A matrix of which only some elements are stored: the others are 0 whatever the values are.
///
/// Shapes: a row is an element of what is differentiated, a column one of what it is differentiated by; both are counted
/// row-major, from 0.
public struct SparseMatrix: Hashable, Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// The number of columns.
  public let columnCount: Int
  /// The row of each stored element: in order, and within a row in the order of the columns.
  public let rows: [Int]
  /// The column of each stored element.
  public let columns: [Int]
  /// The stored elements.
  public let values: [Double]

  /// Makes a matrix from elements in any order; those in the same place are added in the order given.
  ///
  /// Requires: rows, columns and values of the same count, within the matrix. Complexity: that of sorting.
  init(rowCount: Int, columnCount: Int, rows: [Int], columns: [Int], values: [Double]) {
    let order = rows.indices.sorted { (rows[$0], columns[$0], $0) < (rows[$1], columns[$1], $1) }
    var sorted: (rows: [Int], columns: [Int], values: [Double]) = ([], [], [])
    for number in order {
      if sorted.rows.last == rows[number], sorted.columns.last == columns[number] {
        sorted.values[sorted.values.count - 1] += values[number]
      } else {
        sorted.rows.append(rows[number])
        sorted.columns.append(columns[number])
        sorted.values.append(values[number])
      }
    }
    (self.rowCount, self.columnCount) = (rowCount, columnCount)
    (self.rows, self.columns, self.values) = sorted
  }

  /// Where each row begins among the stored elements, and at the end their number, as compressed rows have it.
  public var rowStarts: [Int] {
    var starts = Array(repeating: 0, count: rowCount + 1)
    for row in rows { starts[row + 1] += 1 }
    for row in 0..<rowCount { starts[row + 1] += starts[row] }
    return starts
  }

  /// All elements, row by row.
  public var dense: [Double] {
    var elements = Array(repeating: 0.0, count: rowCount * columnCount)
    for (number, value) in values.enumerated() { elements[rows[number] * columnCount + columns[number]] = value }
    return elements
  }

  /// The same matrix mirrored: rows become columns.
  public var transposed: SparseMatrix {
    SparseMatrix(rowCount: columnCount, columnCount: rowCount, rows: columns, columns: rows, values: values)
  }
}

/// The derivative of one array by another.
public struct SparsePart: Hashable, Sendable {
  /// What is differentiated; of a Hessian, the first of the two that it is differentiated by.
  public let output: String
  /// What it is differentiated by.
  public let variable: String
  /// The derivative.
  public let matrix: SparseMatrix
  /// Where its elements are, block by block, as in `y[i] by x[at[i]]`.
  public let blocks: [String]
}
