import Interpretation

/// Holds a CSV file as columns of numbers; a column that holds something else is an error only when it is asked for.
package struct Table: Sendable, Equatable {
  private struct Column: Equatable {
    var name: String
    var values: [Double] = []
    /// The first cell that is not a number.
    var flaw: DataError?
  }

  private let file: String
  private var columns: [Column] = []
  private var places: [String: Int] = [:]
  /// Whether the first row of the file names the columns.
  package private(set) var hasHeader = false

  /// The names in the header, in the order of the file.
  package var names: [String] { hasHeader ? columns.map(\.name) : [] }

  /// The number of rows below the header.
  package var rowCount: Int { columns.first?.values.count ?? 0 }

  /// Reads a CSV file; its first row is a header where none of its cells is a number.
  ///
  /// Diagnoses: an empty file, rows of different lengths, a first row that mixes names and numbers, a name that appears twice.
  init(csv bytes: [UInt8], name file: String) throws(DataError) {
    self.file = file
    var scanner = CSVScanner(bytes, name: file)
    guard let first = try scanner.nextRow() else { throw DataError("\(file) is empty") }
    hasHeader = try Self.isHeader(first, scanner)
    for (position, cell) in first.enumerated() {
      guard hasHeader else {
        columns.append(Column(name: String(position + 1)))
        continue
      }
      guard let name = decodeText(cell.text) else {
        throw scanner.error("column \(position + 1) has a name that is not UTF-8 text")
      }
      // An unnamed column is what pandas writes for the row numbers; no program can ask for it.
      if !name.isEmpty, places.updateValue(position, forKey: name) != nil {
        throw scanner.error("column \(DataError.quote(name)) appears twice")
      }
      columns.append(Column(name: name))
    }
    var row = hasHeader ? try scanner.nextRow() : first
    while let cells = row {
      guard cells.count == columns.count else {
        throw scanner.error(
          "the row has \(cells.count) cell\(cells.count == 1 ? "" : "s") where the first row has \(columns.count)")
      }
      for (position, cell) in cells.enumerated() { append(cell, to: position, scanner) }
      row = try scanner.nextRow()
    }
  }

  private static func isHeader(_ row: [CSVScanner.Cell], _ scanner: CSVScanner) throws(DataError) -> Bool {
    var name: CSVScanner.Cell?
    var number: CSVScanner.Cell?
    for cell in row where !cell.text.isEmpty {
      if NumberText.read(cell.text, as: .literal) == .notANumber {
        name = name ?? cell
      } else if !cell.isQuoted {
        number = number ?? cell
      }
    }
    guard let name else { return false }
    guard let number else { return true }
    throw scanner.error(
      "the first row mixes text (\(quote(name.text))) and numbers (\(quote(number.text))): a header has names only, a name that is a number stands in double quotes, and data are numbers only"
    )
  }

  private static func quote(_ text: ArraySlice<UInt8>) -> String {
    DataError.quote(String(decoding: text, as: UTF8.self))
  }

  private mutating func append(_ cell: CSVScanner.Cell, to position: Int, _ scanner: CSVScanner) {
    switch NumberText.read(cell.text, as: .literal) {
    case .number(let value):
      columns[position].values.append(value)
      return
    case let reading:
      columns[position].values.append(.nan)
      guard columns[position].flaw == nil else { return }
      let column = hasHeader ? "column \(DataError.quote(columns[position].name))" : "column \(columns[position].name)"
      let reason =
        if reading == .tooLarge {
          "holds \(Self.quote(cell.text)), which is too large for a double"
        } else if cell.text.isEmpty {
          "has an empty cell; a missing number is written nan"
        } else if cell.text.contains(UInt8(ascii: ";")) || cell.text.contains(UInt8(ascii: "\t")) {
          "holds \(Self.quote(cell.text)); cells are separated by commas"
        } else {
          "holds \(Self.quote(cell.text)), which is not a number; classes are written as 0, 1, 2 and so on"
        }
      columns[position].flaw = scanner.error("\(column) \(reason)")
    }
  }

  /// Reads the column of the name as a vector, or answers nil where there is none.
  ///
  /// Diagnoses: the first cell of the column that is not a number.
  package func column(named name: String) throws(DataError) -> Tensor? {
    guard let column = places[name].map({ columns[$0] }) else { return nil }
    if let flaw = column.flaw { throw flaw }
    return Tensor(column.values)
  }

  /// Reads all cells as one array of the rank, or of the plainest rank where none is given.
  ///
  /// Shapes: a matrix `[rows, columns]`; for rank 1 the only column or the only row; for rank 0 the only cell. Without a rank, one column is a vector.
  /// Diagnoses: the first cell that is not a number.
  package func tensor(rank: Int? = nil) throws(DataError) -> Tensor {
    if let flaw = columns.lazy.compactMap(\.flaw).first { throw flaw }
    var values: [Double] = []
    values.reserveCapacity(rowCount * columns.count)
    for row in 0..<rowCount {
      for column in columns { values.append(column.values[row]) }
    }
    switch rank {
    case 0 where values.count == 1: return Tensor(shape: [], values: values)
    case 1 where rowCount == 1, 1 where columns.count == 1, nil where columns.count == 1: return Tensor(values)
    default: return Tensor(shape: [rowCount, columns.count], values: values)
    }
  }
}

extension Table {
  /// Writes vectors of equal length as named columns.
  ///
  /// Diagnoses: an array that is not a vector, lengths that differ.
  static func csv(columns: [NamedTensor], name file: String) throws(DataError) -> [UInt8] {
    var text = columns.map { cell($0.name) }.joined(separator: ",") + "\n"
    for column in columns {
      guard column.tensor.rank == 1 else {
        throw DataError(
          "\(file): a CSV file holds vectors as its columns; \(column.name) has the shape \(column.tensor.shape)")
      }
      guard column.tensor.count == columns[0].tensor.count else {
        throw DataError(
          "\(file): the columns of a CSV file are equally long; \(columns[0].name) has the length \(columns[0].tensor.count) and \(column.name) has \(column.tensor.count)"
        )
      }
    }
    for row in 0..<(columns.first?.tensor.count ?? 0) {
      text += columns.map { NumberText.write($0.tensor.values[row]) }.joined(separator: ",") + "\n"
    }
    return Array(text.utf8)
  }

  /// Writes a matrix without a header, a vector as one column, a scalar as one cell.
  ///
  /// Diagnoses: an array of more axes, or with rows of no cells.
  static func csv(_ tensor: Tensor, name file: String) throws(DataError) -> [UInt8] {
    guard tensor.rank <= 2 else {
      throw DataError("\(file): a CSV file holds a matrix at most; the array has the shape \(tensor.shape)")
    }
    let width = tensor.rank == 2 ? tensor.shape[1] : 1
    guard width > 0, tensor.count > 0 else {
      throw DataError("\(file): a CSV file cannot hold an array without elements")
    }
    var text = ""
    for (position, value) in tensor.values.enumerated() {
      text += NumberText.write(value)
      text += (position + 1).isMultiple(of: width) ? "\n" : ","
    }
    return Array(text.utf8)
  }

  /// Spells a name so that it reads back as a name.
  private static func cell(_ name: String) -> String {
    let isPlain =
      name.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") }
      && name.utf8.first != 0x20 && name.utf8.last != 0x20
      && NumberText.read(Array(name.utf8)[...], as: .literal) == .notANumber
    return isPlain && !name.isEmpty
      ? name : "\"\(name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
  }
}
