/// The texts of `help`.
enum HelpText {
  /// Returns what the tool does, and its commands.
  static func overview() -> String {
    var text = """
      \(Command.grad.examples[0].line)

      Compiles expressions to their values and gradients.

      Usage: autodiff-gen COMMAND FILE [name=value ...] [options]
      FILE may be '-' for standard input; -e 'EXPR' stands for a file.

      Commands:

      """
    text += table(Command.allCases.map { ($0.rawValue, $0.summary) })
    text += """

      Values: x=-2, w=[1,2,3], X=@data.npy, X=@points.csv, X=@points.csv:a,b, W=@model.safetensors:w
      Exit status: 0 done, 1 the program or its input is wrong, 2 the command line is wrong.
      'autodiff-gen COMMAND --help' tells more of a command.

      """
    return text
  }

  /// Returns how a command is used, an example first.
  static func text(of command: Command) -> String {
    var text = command.examples.map { $0.line + "\n" }.joined()
    text += "\nPrints \(command.summary).\n\n"
    text += "Usage: " + ["autodiff-gen", command.rawValue, command.usage].filter { !$0.isEmpty }.joined(separator: " ")
    text += "\n\nOptions:\n"
    text += table(
      command.options.map { option in
        let short = option.letter.map { "-\($0), " } ?? "    "
        return (short + option.spelling + (option.argument.map { " " + $0 } ?? ""), option.summary(in: command))
      })
    return text
  }

  /// Returns rows of two columns.
  static func table(_ rows: [(name: String, summary: String)]) -> String {
    let width = rows.map(\.name.count).max() ?? 0
    return rows.map { name, summary in
      "  " + name + String(repeating: " ", count: width - name.count + 2) + summary + "\n"
    }.joined()
  }
}
