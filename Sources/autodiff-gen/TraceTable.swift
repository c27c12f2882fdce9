import AutodiffGen

/// A trace as a table: a line for each variable, then one for each step and each of its operands.
enum TraceTable {
  private static let head = ["step", "value", "upstream", "operand", "local", "downstream", "gate"]
  /// The longest text of a step that is not cut.
  private static let longest = 40

  /// Returns the table; in full, steps are not cut and numbers have all digits.
  static func text(of trace: Trace, isFull: Bool) -> String {
    let short = ShortText(digits: isFull ? nil : 6)
    var rows = [head]
    for variable in trace.variables {
      rows.append([
        variable.name, short.text(variable.value), variable.gradient.map(short.text) ?? "", "", "", "",
        GateText.copies(variable.contributions, short),
      ])
    }
    for step in trace.steps {
      let gate = [GateText.pattern(of: step), GateText.copies(step.contributions, short)].filter { !$0.isEmpty }
      var row = [
        isFull ? step.text : cut(step.text), short.text(step.value), step.upstream.map(short.text) ?? "", "", "", "",
        gate.joined(separator: "; "),
      ]
      for (position, operand) in step.operands.enumerated() {
        if position > 0 { row = ["", "", "", "", "", "", ""] }
        row[3] = operand.text
        row[4] = operand.local.map(short.text) ?? "?"
        row[5] = short.text(operand.downstream)
        rows.append(row)
      }
      if step.operands.isEmpty { rows.append(row) }
    }
    return laidOut(rows)
  }

  private static func cut(_ text: String) -> String {
    text.count <= longest ? text : text.prefix(longest - 3) + "..."
  }

  /// Numbers are aligned at the point, words at the left.
  private static func laidOut(_ rows: [[String]]) -> String {
    let columns = rows[0].indices.map { column in rows.map { $0[column] } }
    let cells = columns.enumerated().map { position, cells -> [String] in
      let isNumeric = [1, 2, 4, 5].contains(position)
      return isNumeric ? AlignedNumbers.column(cells) : padded(cells)
    }
    return rows.indices.map { row in
      var line = cells.map { $0[row] }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  private static func padded(_ cells: [String]) -> [String] {
    let width = cells.map(\.count).max() ?? 0
    return cells.map { $0 + String(repeating: " ", count: width - $0.count) }
  }
}

/// A column of numbers with their points one below the other, and of lists, which stand at the left.
enum AlignedNumbers {
  /// Returns the cells, all of one width.
  static func column(_ cells: [String]) -> [String] {
    let widths = cells.map(split)
    let left = widths.map { $0?.left ?? 0 }.max() ?? 0
    let right = widths.map { $0?.right ?? 0 }.max() ?? 0
    let width = max(left + right, cells.map(\.count).max() ?? 0)
    return zip(cells, widths).map { cell, parts in
      let text = String(repeating: " ", count: parts.map { left - $0.left } ?? 0) + cell
      return text + String(repeating: " ", count: max(0, width - text.count))
    }
  }

  /// Returns the characters before the point and from it on; nil for what is no number.
  private static func split(_ cell: String) -> (left: Int, right: Int)? {
    guard let first = cell.first(where: { $0 != "-" }), first.isNumber || cell.hasSuffix("inf") || cell == "nan" else {
      return nil
    }
    let whole = cell.prefix { $0 != "." && $0 != "e" }.count
    return (whole, cell.count - whole)
  }
}

/// What a lecture calls the ways in which gates hand gradients on.
enum GateText {
  /// Returns `multiply swaps`, or nothing.
  static func pattern(of step: Trace.Step) -> String {
    guard let pattern = step.pattern, !step.operands.isEmpty else { return "" }
    return [step.operation, pattern].compactMap { $0 }.joined(separator: " ")
  }

  /// Returns `copy adds 4 + 2`, or nothing where there are no copies.
  static func copies(_ contributions: [Trace.Contribution], _ short: ShortText) -> String {
    guard !contributions.isEmpty else { return "" }
    if contributions.allSatisfy({ $0.downstream.scalar != nil }) {
      return "copy adds " + sum(contributions.map { $0.downstream.scalar ?? 0 }, short)
    }
    return "copy adds those of " + contributions.map(\.step).joined(separator: ", ")
  }

  /// Returns `4 + 2 - 1`.
  static func sum(_ terms: [Double], _ short: ShortText) -> String {
    var text = ""
    for (position, term) in terms.enumerated() {
      let isTakenAway = position > 0 && term < 0
      text += position == 0 ? "" : isTakenAway ? " - " : " + "
      text += short.number(isTakenAway ? -term : term)
    }
    return text
  }
}
