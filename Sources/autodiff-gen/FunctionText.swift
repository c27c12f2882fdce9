import AutodiffGen

/// The operation table as text.
enum FunctionText {
  /// Returns the table: signature, domain, derivatives as textbooks write them and the convention at kinks.
  static func table(of entries: [FunctionEntry]) -> String {
    var rows = [["function", "domain", "derivative", "at kinks"]]
    for entry in entries {
      for (position, derivative) in named(entry.textbookDerivatives, of: entry).enumerated() {
        rows.append(
          position == 0 ? [entry.signature, entry.domain, derivative, entry.kinks ?? ""] : ["", "", derivative, ""])
      }
    }
    let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
    var text = ""
    for row in rows {
      var line = ""
      for (cell, width) in zip(row, widths) {
        line += cell.padded(to: width + 2)
      }
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    text += "\nWhole numbers, in subscripts and extents\n"
    for function in FunctionTable.integerFunctions { text += "  \(function.signature)  \(function.summary)\n" }
    text += "\nReductions, as in 'sum(i: x[i])' and 'sum(A, axis: 1)'\n  "
    text += FunctionTable.reductions.joined(separator: " ") + "\n\nConstants\n"
    for constant in FunctionTable.constants { text += "  \(constant.name)".padded(to: 7) + "\(constant.summary)\n" }
    return text
  }

  /// Returns one entry at length.
  static func page(of entry: FunctionEntry) -> String {
    var text = "\(entry.signature)\n\n  \(entry.summary)\n\n"
    text += "  domain       \(entry.domain)\n"
    for (position, derivative) in derivatives(of: entry).enumerated() {
      text += (position == 0 ? "  derivative   " : "               ") + derivative + "\n"
    }
    if entry.textbookDerivatives != entry.derivatives {
      for (position, derivative) in named(entry.textbookDerivatives, of: entry).enumerated() {
        text += (position == 0 ? "  in textbooks " : "               ") + derivative + "\n"
      }
    }
    if let kinks = entry.kinks { text += "  at kinks     \(kinks)\n" }
    return text
  }

  private static func derivatives(of entry: FunctionEntry) -> [String] { named(entry.derivatives, of: entry) }

  /// Returns `d/dx: ...` for each operand, without a name where there is one operand.
  private static func named(_ derivatives: [String], of entry: FunctionEntry) -> [String] {
    entry.operands.count == 1 ? derivatives : zip(entry.operands, derivatives).map { "d/d\($0): \($1)" }
  }
}

extension String {
  /// Returns the text with blanks behind it up to a width.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
