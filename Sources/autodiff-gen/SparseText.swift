import AutodiffGen

/// Matrices of which only some elements are stored, as people read them.
enum SparseText {
  /// How many blocks are told of.
  private static let mostBlocks = 6

  /// Returns lines: how much is stored, where it is, and the elements.
  static func text(_ name: String, _ part: SparsePart, _ format: MatrixFormat, isFull: Bool) -> String {
    let matrix = part.matrix
    let count = matrix.values.count
    var text = "\(name) has \(count) of \(matrix.rowCount) x \(matrix.columnCount) elements"
    guard count > 0 else { return text + "\n" }
    text += ": " + part.blocks.prefix(mostBlocks).joined(separator: ", ")
    if part.blocks.count > mostBlocks { text += " and \(part.blocks.count - mostBlocks) more" }
    text += "\n"
    func line(_ name: String, _ numbers: [Double]) {
      text += "  " + ArrayText.text(name, NumericArray(numbers), isFull: isFull)
    }
    if format == .csr {
      line("row starts", matrix.rowStarts.map(Double.init))
    } else {
      line("rows", matrix.rows.map(Double.init))
    }
    line("columns", matrix.columns.map(Double.init))
    line("values", matrix.values)
    return text
  }
}
