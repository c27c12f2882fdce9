import AutodiffGen

/// `explain`: prints the page of an error or of a function, or lists the errors.
struct ExplainCommand {
  private let arguments: Arguments

  /// Takes the command line.
  init(_ arguments: Arguments) { self.arguments = arguments }

  /// Prints a page, or the list of the codes.
  func run(on console: inout Console) throws(Failure) {
    guard let name = try arguments.name() else {
      return console.print(Explanations.all.map { $0.code + "\n" }.joined())
    }
    // What a message prints, `error[shape-mismatch]`, may be copied whole.
    let code = name.split(whereSeparator: { "[]:".contains($0) }).last.map(String.init) ?? name
    if let page = Explanations.page(for: code) {
      console.print(
        "\(page.code)\n\n\(Self.filled(page.text))\n\nWrong:\n\n\(Self.indented(page.wrong))\nRight:\n\n\(Self.indented(page.right))"
      )
    } else if let entry = FunctionTable.entry(named: name) {
      console.print(FunctionText.page(of: entry))
    } else {
      throw .commandLine(
        "there is no error and no function called '\(name)'", near: name,
        among: Explanations.all.map(\.code) + FunctionTable.entries.map(\.name),
        hint: "'autodiff-gen explain' lists the errors, 'autodiff-gen functions' the functions")
    }
  }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "\n" : "    \($0)\n" }.joined()
  }

  /// Breaks a paragraph into lines of at most 80 columns.
  private static func filled(_ text: String) -> String {
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      if let line = lines.last, line.count + word.count < 80 {
        lines[lines.count - 1] = line + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines.joined(separator: "\n")
  }
}
