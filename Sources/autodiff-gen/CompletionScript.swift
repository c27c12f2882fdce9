import AutodiffGen

/// The scripts that teach shells to complete command lines of the tool, made from the tables that help texts are made from.
enum CompletionScript: String, CaseIterable {
  case bash, zsh, fish

  /// The script.
  var text: String {
    switch self {
    case .bash: Self.bashScript
    case .zsh: Self.zshScript
    case .fish: Self.fishScript
    }
  }

  /// The words that may stand first behind a command, besides files.
  private static func words(behind command: Command) -> [String] {
    switch command {
    case .emit: ["c", "swift"]
    case .completions: allCases.map(\.rawValue)
    case .help: Command.allCases.map(\.rawValue)
    case .explain: Explanations.all.map(\.code)
    case .functions: FunctionTable.entries.map(\.name)
    default: []
    }
  }

  /// Whether files may stand behind a command.
  private static func takesFiles(_ command: Command) -> Bool {
    switch command {
    case .functions, .explain, .cmake, .completions, .man, .version, .help: false
    default: true
    }
  }

  private static func spellings(of option: Option) -> [String] {
    (option.letter.map { ["-\($0)"] } ?? []) + [option.spelling]
  }

  // MARK: Bash

  private static var bashScript: String {
    var text = """
      # Completion of autodiff-gen for bash: source this file, or put it where bash-completion looks.
      _autodiff_gen() {
        local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
        COMPREPLY=()
        if [ "$COMP_CWORD" -eq 1 ]; then
          COMPREPLY=($(compgen -W "\(Command.allCases.map(\.rawValue).joined(separator: " "))" -- "$current"))
          return
        fi
        case $previous in

      """
    for option in Option.allCases where option.argument != nil {
      let pattern = spellings(of: option).joined(separator: "|")
      let reply =
        option.choices.isEmpty
        ? "compgen -f -- \"$current\"" : "compgen -W \"\(option.choices.joined(separator: " "))\" -- \"$current\""
      text += "    \(pattern)) COMPREPLY=($(\(reply))); return ;;\n"
    }
    text += """
        esac
        local options words files
        case ${COMP_WORDS[1]} in

      """
    for command in Command.allCases {
      let options = command.options.flatMap(spellings).joined(separator: " ")
      let words = words(behind: command).joined(separator: " ")
      let files = takesFiles(command) ? " files=yes" : ""
      text += "    \(command.rawValue)) options=\"\(options)\" words=\"\(words)\"\(files) ;;\n"
    }
    return text + """
        esac
        case $current in
          -*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;;
          *)
            if [ -n "$words" ] && [ "$COMP_CWORD" -eq 2 ]; then
              COMPREPLY=($(compgen -W "$words" -- "$current"))
            elif [ -n "$files" ]; then
              COMPREPLY=($(compgen -f -- "$current"))
            fi ;;
        esac
      }
      complete -o filenames -F _autodiff_gen autodiff-gen

      """
  }

  // MARK: Zsh

  private static var zshScript: String {
    var text = """
      #compdef autodiff-gen
      # Completion of autodiff-gen for zsh: put this file as _autodiff-gen into a folder of $fpath.
      _autodiff_gen() {
        local -a commands
        commands=(

      """
    for command in Command.allCases { text += "    \(zshQuoted("\(command.rawValue):\(command.summary)"))\n" }
    text += """
        )
        if (( CURRENT == 2 )); then
          _describe command commands
          return
        fi
        local command=$words[2]
        shift words
        (( CURRENT-- ))
        case $command in

      """
    for command in Command.allCases {
      text += "    \(command.rawValue)) _arguments"
      for option in command.options {
        for spelling in spellings(of: option) { text += " \\\n      " + zshArgument(option, spelling, command) }
      }
      let words = words(behind: command)
      if !words.isEmpty { text += " \\\n      " + zshQuoted("1:what:(\(words.joined(separator: " ")))") }
      text += takesFiles(command) ? " \\\n      '*:file:_files' ;;\n" : " ;;\n"
    }
    return text + """
        esac
      }
      _autodiff_gen "$@"

      """
  }

  private static func zshArgument(_ option: Option, _ spelling: String, _ command: Command) -> String {
    let summary = option.summary(in: command).map { "[]:".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    var text = (option.isRepeatable ? "*" : "") + spelling + "[\(summary)]"
    if let argument = option.argument {
      text += ":\(argument):" + (option.choices.isEmpty ? "_files" : "(\(option.choices.joined(separator: " ")))")
    }
    return zshQuoted(text)
  }

  private static func zshQuoted(_ text: String) -> String {
    "'" + text.map { $0 == "'" ? "'\\''" : "\($0)" }.joined() + "'"
  }

  // MARK: Fish

  private static var fishScript: String {
    var text = """
      # Completion of autodiff-gen for fish: put this file into ~/.config/fish/completions.
      set -l commands \(Command.allCases.map(\.rawValue).joined(separator: " "))
      complete -c autodiff-gen -n "not __fish_seen_subcommand_from $commands" -f

      """
    for command in Command.allCases {
      text += "complete -c autodiff-gen -n \"not __fish_seen_subcommand_from $commands\""
      text += " -a \(command.rawValue) -d \(fishQuoted(command.summary))\n"
    }
    for command in Command.allCases {
      let head = "complete -c autodiff-gen -n \"__fish_seen_subcommand_from \(command.rawValue)\""
      let words = words(behind: command)
      if !words.isEmpty {
        let list = words.joined(separator: " ")
        let isOpen = "__fish_seen_subcommand_from \(command.rawValue); and not __fish_seen_subcommand_from \(list)"
        text += "complete -c autodiff-gen -n \"\(isOpen)\" -f -a \(fishQuoted(list))\n"
      }
      if !takesFiles(command) { text += head + " -f\n" }
      for option in command.options {
        text += head + (option.letter.map { " -s \($0)" } ?? "") + " -l \(option.rawValue)"
        if option.argument != nil {
          text += option.choices.isEmpty ? " -r" : " -x -a \(fishQuoted(option.choices.joined(separator: " ")))"
        }
        text += " -d \(fishQuoted(option.summary(in: command)))\n"
      }
    }
    return text
  }

  private static func fishQuoted(_ text: String) -> String {
    "'" + text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "'"
  }
}
