import AutodiffGen

extension Arguments {
  /// Returns where the program's text comes from: a file, standard input, or the lines behind `-e`.
  func source() throws(Failure) -> ProgramSource {
    let sources = try sources()
    guard sources.count == 1 else {
      throw fault("'\(command.rawValue)' takes one FILE; found '\(files[0])' and '\(files[1])'")
    }
    return sources[0]
  }

  /// Returns where several programs' texts come from.
  func sources() throws(Failure) -> [ProgramSource] {
    if has(.expression) {
      if let file = files.first { throw fault("'-e' stands for a file; found '\(file)' beside it") }
      return [.expressions(all(.expression))]
    }
    if files.isEmpty { throw fault("'\(command.rawValue)' needs a FILE, '-' for standard input, or -e 'EXPR'") }
    return files.map { $0 == "-" ? .standardInput : .file($0) }
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
