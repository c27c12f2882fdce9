import AutodiffGen

/// Arrays as people read them, in the spelling that the command line and the language take: `W = [[1, 2], [3, 4]]`.
///
/// Scalars have all their digits. Arrays have eight significant digits, columns are aligned at the point, and of more
/// than 1000 elements only the first and last three along each axis are shown; in full, every element has all digits.
struct ArrayText {
  /// The number of elements from which arrays are abbreviated.
  private static let most = 1000
  /// How many elements stand on either side of a gap.
  private static let edge = 3
  /// The number of columns from which lines are broken.
  private static let width = 100

  private let array: NumericArray
  private let isFull: Bool
  /// For each axis the positions that are shown, nil for a gap.
  private let shown: [[Int?]]

  /// Returns a line or lines: `name = value`.
  static func text(_ name: String, _ array: NumericArray, isFull: Bool = false) -> String {
    if let scalar = array.scalar { return "\(name) = \(Decimal.exactText(scalar))\n" }
    return ArrayText(array, isFull: isFull).text(name)
  }

  private init(_ array: NumericArray, isFull: Bool) {
    self.array = array
    self.isFull = isFull
    let isCut = !isFull && array.values.count > Self.most
    shown = array.shape.map { extent in
      guard isCut, extent > 2 * Self.edge + 1 else { return Array(0..<extent) }
      return Array(0..<Self.edge) + [nil] + Array(extent - Self.edge..<extent)
    }
  }

  private func text(_ name: String) -> String {
    let shape = "[\(array.shape.map { String($0) }.joined(separator: ", "))]"
    guard !array.values.isEmpty else { return "\(name) = \(emptyLists)  # \(shape)\n" }
    let note = shown.contains { $0.contains(nil) } ? "  # \(shape); --full prints every element" : ""
    let rows = self.rows()
    if rows.count == 1, array.shape.count == 1 {
      let line = "\(name) = [\(rows[0].cells.joined(separator: ", "))]\(note)"
      if line.count <= Self.width { return line + "\n" }
    }
    return "\(name) =\(note)\n" + laidOut(rows)
  }

  // MARK: Rows

  /// The numbers along the last axis, or a gap between such rows.
  private struct Row {
    var cells: [String]
    /// How many lists begin before it, and end behind it.
    var opened: Int
    var closed: Int
  }

  private func rows() -> [Row] {
    let outer = shown.dropLast()
    let last = shown.last ?? []
    var rows: [Row] = []
    var places = outer.map { _ in 0 }
    while true {
      var base = 0
      var gap: Int?
      for (axis, positions) in outer.enumerated() where gap == nil {
        if let position = positions[places[axis]] { base = base * array.shape[axis] + position } else { gap = axis }
      }
      let opened = 1 + places.reversed().prefix { $0 == 0 }.count
      if let gap {
        // The axes within a gap are passed over.
        for axis in places.indices.dropFirst(gap + 1) { places[axis] = outer[axis].count - 1 }
        rows.append(Row(cells: [], opened: 0, closed: 0))
      } else {
        let start = base * (array.shape.last ?? 1)
        rows.append(
          Row(cells: last.map { $0.map { number(array.values[start + $0]) } ?? "..." }, opened: opened, closed: 1))
      }
      guard let axis = places.indices.last(where: { places[$0] < outer[$0].count - 1 }) else { break }
      if gap == nil { rows[rows.count - 1].closed = places.count - axis }
      places[axis] += 1
      for inner in places.indices.dropFirst(axis + 1) { places[inner] = 0 }
    }
    rows[rows.count - 1].closed = array.shape.count
    return rows
  }

  private func number(_ value: Double) -> String {
    isFull ? Decimal.exactText(value) : Decimal.roundedText(value)
  }

  /// Returns the brackets around nothing, down to the first axis of length 0.
  private var emptyLists: String {
    var list = "[]"
    for extent in array.shape.prefix(while: { $0 > 0 }).reversed() {
      list = "[" + Array(repeating: list, count: min(extent, 2 * Self.edge)).joined(separator: ", ") + "]"
    }
    return list
  }

  // MARK: Layout

  private func laidOut(_ rows: [Row]) -> String {
    let rank = array.shape.count
    let columnCount = rows.map(\.cells.count).max() ?? 0
    var columns = (0..<columnCount).map { column in
      ColumnWidth(rows.lazy.filter { $0.cells.count > column }.map { $0.cells[column] })
    }
    let isBroken = columns.reduce(2 + rank) { $0 + $1.total + 2 } > Self.width
    if isBroken {
      // Lines that are broken keep in step when all columns are equally wide.
      columns = Array(repeating: ColumnWidth(rows.lazy.flatMap(\.cells)), count: columnCount)
    }
    var text = ""
    for (position, row) in rows.enumerated() {
      let isLast = position == rows.count - 1
      guard !row.cells.isEmpty else {
        text += String(repeating: " ", count: 2 + max(1, rank - 1)) + "...,\n"
        continue
      }
      let margin = 2 + rank
      var line = String(repeating: " ", count: margin - row.opened) + String(repeating: "[", count: row.opened)
      for (column, cell) in row.cells.enumerated() {
        let padded = columns[column].padded(cell)
        if isBroken, column > 0, line.count + padded.text.count + 1 > Self.width {
          while line.last == " " { line.removeLast() }
          text += line + "\n"
          line = String(repeating: " ", count: margin)
        }
        line += padded.text
        if column < row.cells.count - 1 { line += "," + String(repeating: " ", count: padded.rest + 1) }
      }
      line += String(repeating: "]", count: row.closed)
      text += line + (isLast ? "\n" : ",\n")
    }
    return text
  }
}

/// How much room the numbers of a column need on either side of the point.
private struct ColumnWidth {
  /// The columns before the point.
  var left = 0
  /// The columns from the point on.
  var right = 0

  /// The columns in all.
  var total: Int { left + right }

  /// Finds the room that some numbers need.
  init(_ cells: some Sequence<String>) {
    for cell in cells {
      let width = Self.split(cell)
      left = max(left, width.left)
      right = max(right, width.right)
    }
  }

  /// Returns a number behind the blanks that it needs, and the blanks that should follow it.
  func padded(_ cell: String) -> (text: String, rest: Int) {
    let width = Self.split(cell)
    return (String(repeating: " ", count: max(0, left - width.left)) + cell, max(0, right - width.right))
  }

  private static func split(_ cell: String) -> (left: Int, right: Int) {
    let whole = cell == "..." ? 3 : cell.utf8.prefix { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "e") }.count
    return (whole, cell.utf8.count - whole)
  }
}
