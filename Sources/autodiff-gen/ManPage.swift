/// The man page, made from the tables that help texts are made from.
enum ManPage {
  /// The page in the language of man.
  static var text: String {
    var text = """
      .TH AUTODIFF-GEN 1 "" "autodiff-gen \(Version.text)" "User Commands"
      .SH NAME
      autodiff-gen \\- compiles expressions to their values and gradients
      .SH SYNOPSIS
      .B autodiff-gen
      .I COMMAND FILE
      [\\fIname\\fR=\\fIvalue\\fR ...] [\\fIoptions\\fR]
      .SH DESCRIPTION
      Reads mathematics from an expression file, and gives back its value,
      its gradient exact to rounding, and code for both.
      .I FILE
      may be \\- for standard input; \\-e 'EXPR' stands for a file.
      .SH COMMANDS

      """
    for command in Command.allCases {
      let usage = [command.rawValue, command.usage].filter { !$0.isEmpty }.joined(separator: " ")
      text += ".SS \"\(escaped(usage))\"\nPrints \(escaped(command.summary)).\n"
      text += ".PP\n.nf\n" + command.examples.map { line($0.line) + "\n" }.joined() + ".fi\n"
      let options = command.options.filter { $0 != .help }.map(\.spelling).joined(separator: ", ")
      if !options.isEmpty { text += ".PP\n" + wrapped("Options: \(options).") }
    }
    text += ".SH OPTIONS\n"
    for option in Option.allCases {
      let short = option.letter.map { "-\($0), " } ?? ""
      let argument = option.argument.map { " \\fI\(escaped($0))\\fR" } ?? ""
      text += ".TP\n\\fB\(escaped(short + option.spelling))\\fR\(argument)\n\(line(option.summary))\n"
      for command in Command.allCases where command.options.contains(option) {
        let summary = option.summary(in: command)
        if summary != option.summary { text += ".br\n\(line("\(command.rawValue): \(summary)"))\n" }
      }
    }
    text += ".SH \"COMMANDS OF A SESSION\"\nWithin 'autodiff-gen repl':\n"
    for command in ColonCommand.available {
      let usage = [command.spelling, command.usage].filter { !$0.isEmpty }.joined(separator: " ")
      text += ".TP\n.B \(escaped(usage))\n\(line(command.summary))\n"
    }
    return text + """
      .SH "EXIT STATUS"
      0 where all is done, 1 where the program or its input is wrong, 2 where the command line is wrong.
      .SH ENVIRONMENT
      .TP
      .B NO_COLOR
      no colours, where it is set and not empty
      .TP
      .B CC
      the C compiler of 'fit \\-\\-engine native'; cc, gcc or clang without it
      .TP
      .B XDG_CACHE_HOME
      where the code that it compiled is kept, in autodiff\\-gen; ~/.cache without it
      .TP
      .B XDG_STATE_HOME
      where the history of sessions is kept, in autodiff\\-gen/history; ~/.local/state without it

      """
  }

  /// Returns a paragraph in lines that editors and checkers of man pages like.
  private static func wrapped(_ text: String) -> String {
    var lines: [String] = []
    for word in text.split(separator: " ").map({ escaped(String($0)) }) {
      if let last = lines.last, last.utf8.count + word.utf8.count < 79 {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(word)
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func escaped(_ text: String) -> String {
    text.map { character in
      switch character {
      case "\\": "\\e"
      case "-": "\\-"
      default: "\(character)"
      }
    }.joined()
  }

  /// Returns a line of text, which must not look like a request.
  private static func line(_ text: String) -> String {
    let line = escaped(text)
    return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
  }
}
