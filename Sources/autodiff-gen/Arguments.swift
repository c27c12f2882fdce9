import AutodiffGen

/// A command line, taken apart.
struct Arguments {
  /// What is to be done.
  var command: Command
  /// The files, or what stands in their place: the names that are explained.
  var files: [String] = []
  /// The arguments of the form `name=value`.
  var values: [String] = []
  /// What was given to each option, in order; an empty text for one without an argument.
  private var given: [Option: [String]] = [:]

  /// Tells whether an option was given.
  func has(_ option: Option) -> Bool { given[option] != nil }

  /// Returns what was given to an option, in order.
  func all(_ option: Option) -> [String] { given[option] ?? [] }

  /// Returns what was given to an option that is not repeated.
  func first(_ option: Option) -> String? { given[option]?.first }

  /// Takes the arguments behind a command apart; options may stand anywhere, and everything behind `--` is no option.
  ///
  /// Diagnoses: `command-line` for unknown and repeated options, missing and surplus arguments.
  init(_ command: Command, _ arguments: some Sequence<String>) throws(Failure) {
    self.command = command
    var rest = Array(arguments).makeIterator()
    var optionsEnded = false
    while let argument = rest.next() {
      if optionsEnded || argument == "-" || !argument.hasPrefix("-") || Self.isNegativeNumber(argument) {
        try take(argument)
      } else if argument == "--" {
        optionsEnded = true
      } else {
        let (option, attached) = try self.option(argument)
        if option.argument == nil {
          if attached != nil { throw fault("'\(option.spelling)' takes no value") }
          try add("", to: option)
        } else if option == .values, attached == nil, standsAlone(before: rest) {
          // `graph --values x=2` says what giving values says anyway.
          continue
        } else if let value = attached ?? rest.next() {
          try add(value, to: option)
        } else {
          throw fault("'\(option.spelling)' needs \(option.argument ?? "a value") behind it")
        }
      }
    }
    // '-' is standard output, where texts go anyway.
    if given[.output] == ["-"] { given[.output] = nil }
  }

  /// A name never has a slash, so `./a=b.adg` is a file.
  private mutating func take(_ argument: String) throws(Failure) {
    guard let equals = argument.firstIndex(of: "="), !argument[..<equals].contains("/"), command.takesProgram else {
      return files.append(argument)
    }
    guard command.takesValues else { throw fault("'\(command.rawValue)' takes no values; found '\(argument)'") }
    values.append(argument)
  }

  private func standsAlone(before rest: IndexingIterator<[String]>) -> Bool {
    guard command == .graph else { return false }
    var rest = rest
    guard let next = rest.next(), !next.hasPrefix("-") else { return true }
    return next.firstIndex(of: "=").map { !next[..<$0].contains("/") } ?? false
  }

  private func option(_ argument: String) throws(Failure) -> (option: Option, attached: String?) {
    let equals = argument.firstIndex(of: "=")
    let name = String(argument[..<(equals ?? argument.endIndex)])
    let attached = equals.map { String(argument[argument.index(after: $0)...]) }
    for option in command.options {
      if option.spelling == name { return (option, attached) }
      guard let letter = option.letter, !argument.hasPrefix("--"), argument.dropFirst().first == letter else {
        continue
      }
      let tail = argument.dropFirst(2)
      if tail.isEmpty { return (option, nil) }
      if option.argument != nil { return (option, String(tail.first == "=" ? tail.dropFirst() : tail)) }
    }
    if let option = Option.allCases.first(where: { $0.spelling == name }) {
      let others = Command.allCases.filter { $0.options.contains(option) }.map { "'\($0.rawValue)'" }
      throw .commandLine(
        "'\(command.rawValue)' has no option '\(name)'",
        hint: "'autodiff-gen \(command.rawValue) --help' lists its options; '\(name)' belongs to "
          + others.joined(separator: ", "))
    }
    throw fault("there is no option '\(name)'", near: name, among: command.options.map(\.spelling))
  }

  private mutating func add(_ value: String, to option: Option) throws(Failure) {
    if !option.choices.isEmpty, !option.choices.contains(value) {
      throw fault(
        "'\(option.spelling)' is one of \(option.choices.joined(separator: ", ")); found '\(value)'", near: value,
        among: option.choices)
    }
    if has(option), !option.isRepeatable, option.argument != nil {
      throw fault("'\(option.spelling)' is given twice")
    }
    given[option, default: []].append(value)
  }

  private func fault(_ message: String, near name: String = "", among candidates: [String] = []) -> Failure {
    .commandLine(
      message, near: name, among: candidates, hint: "'autodiff-gen \(command.rawValue) --help' lists its options")
  }

  /// A name of a file or a code never looks like a number, so a lone one is best answered as what it is.
  private static func isNegativeNumber(_ argument: String) -> Bool {
    argument.dropFirst().first.map { $0.isNumber || $0 == "." } ?? false
  }
}

extension Command {
  /// Whether it reads a program.
  var takesProgram: Bool {
    switch self {
    case .eval, .grad, .trace, .graph, .derive, .emit, .check, .why, .fit, .cost, .fmt: true
    case .repl, .functions, .explain, .cmake, .completions, .man, .version, .help: false
    }
  }

  /// Whether `name=value` is a value for the program.
  var takesValues: Bool {
    switch self {
    case .eval, .grad, .trace, .graph, .check, .why, .fit, .cost: true
    case .derive, .emit, .repl, .functions, .explain, .fmt, .cmake, .completions, .man, .version, .help: false
    }
  }
}
