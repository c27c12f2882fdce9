import AutodiffGen

extension Arguments {
  /// Returns where the program's text comes from: a file, standard input, or the lines behind `-e`; some words come before it.
  func source(behind words: Int = 0) throws(Failure) -> ProgramSource {
    let sources = try sources(behind: words)
    guard sources.count == 1 else {
      throw fault("'\(command.rawValue)' takes one FILE; found '\(files[words])' and '\(files[words + 1])'")
    }
    return sources[0]
  }

  /// Returns where several programs' texts come from.
  func sources(behind words: Int = 0) throws(Failure) -> [ProgramSource] {
    let files = files.dropFirst(words)
    if has(.expression) {
      if let file = files.first {
        throw .commandLine("'-e' stands for a file; found '\(file)' beside it", hint: "a value is given as '\(file)=1'")
      }
      return [.expressions(all(.expression))]
    }
    if files.isEmpty { throw fault("'\(command.rawValue)' needs a FILE, '-' for standard input, or -e 'EXPR'") }
    return files.map { $0 == "-" ? .standardInput : .file($0) }
  }

  /// Returns the language that the first word names.
  func language() throws(Failure) -> CodeLanguage {
    let choices = CodeLanguage.allCases.map(\.rawValue)
    guard let word = files.first else {
      throw fault("'\(command.rawValue)' needs \(choices.joined(separator: " or "))")
    }
    guard let language = CodeLanguage(rawValue: word) else {
      throw .commandLine(
        "'\(command.rawValue)' writes \(choices.joined(separator: " or ")); found '\(word)'", near: word,
        among: choices, hint: "as in 'autodiff-gen emit c model.adg'")
    }
    return language
  }

  /// Returns the number behind an option; nil where it is not given.
  func count(_ option: Option) throws(Failure) -> Int? {
    guard let text = first(option) else { return nil }
    guard let number = Int(text), number > 0 else {
      throw fault("'\(option.spelling)' needs a number above 0; found '\(text)'")
    }
    return number
  }

  /// Takes the name that stands behind the program out of the arguments; nil where there is none.
  mutating func takeName() throws(Failure) -> String? {
    let words = has(.expression) ? 0 : 1
    guard files.count > words else { return nil }
    if files.count > words + 1 {
      throw fault("'\(command.rawValue)' takes one name; found '\(files[words])' and '\(files[words + 1])'")
    }
    return files.removeLast()
  }

  /// Returns the one name that a command explains; nil where there is none.
  func name() throws(Failure) -> String? {
    if files.count > 1 { throw fault("'\(command.rawValue)' takes one name; found '\(files[0])' and '\(files[1])'") }
    return files.first
  }

  /// Makes sure that nothing stands behind a command which takes nothing.
  func expectNoFiles() throws(Failure) {
    if let file = files.first { throw fault("'\(command.rawValue)' takes no arguments; found '\(file)'") }
  }

  /// Returns the names behind an option, those of one argument separated by commas; nil where it is not given.
  func names(_ option: Option) throws(Failure) -> [String]? {
    guard has(option) else { return nil }
    var names: [String] = []
    for argument in all(option) {
      for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
        let name = name.drop { $0 == " " }
        if name.isEmpty {
          throw fault("'\(option.spelling)' needs names with a comma between them; found '\(argument)'")
        }
        names.append(String(name))
      }
    }
    return names
  }

  private func fault(_ message: String) -> Failure {
    .commandLine(message, hint: "'autodiff-gen \(command.rawValue) --help' shows how it is used")
  }
}

extension Arguments {
  /// Where the values of a command come from.
  var valueSources: ValueSources {
    ValueSources(arguments: values, valueFiles: all(.values), dataFiles: all(.data))
  }
}
