import AutodiffGen

/// A conversation: takes inputs one after the other and prints what they come to.
struct Repl {
  /// What a person is shown before an input, and before its further lines.
  static let prompts = (first: "> ", further: ". ")

  private var session = Session()
  private let report: FaultReport
  /// Carries out what takes long, so that the interrupt key can end it; false where it did.
  private let isolate: (() -> Void) -> Bool
  /// Whether an input was wrong.
  private(set) var hasFailed = false

  /// Starts a conversation.
  init(_ report: FaultReport, isolate: ((() -> Void) -> Bool)? = nil) {
    self.report = report
    self.isolate =
      isolate ?? { work in
        work()
        return true
      }
  }

  /// What completion may offer: names, functions, words of the language, commands.
  var words: [String] {
    let functions = FunctionTable.entries.map(\.name) + FunctionTable.reductions + FunctionTable.constants.map(\.name)
    let keywords = ["dim", "input", "param", "const", "fn", "if", "then", "else", "and", "or", "not", "in"]
    return (session.names + functions + keywords + ColonCommand.available.map(\.spelling)).sorted()
  }

  /// Tells whether an input goes on in the next line: brackets are open, or it ends with an operator.
  static func isOpen(_ input: String) -> Bool {
    if input.hasPrefix(":") { return false }
    var depth = 0
    var last: Character?
    for line in input.split(separator: "\n", omittingEmptySubsequences: false) {
      for character in line.prefix(while: { $0 != "#" }) where !character.isWhitespace {
        if "([{".contains(character) { depth += 1 }
        if ")]}".contains(character) { depth -= 1 }
        last = character
      }
    }
    return depth > 0 || last.map { "+-*/^@,=".contains($0) } ?? false
  }

  /// Tells whether a line is a command, known or not: a colon and a word.
  static func isCommand(_ line: String) -> Bool {
    line.split(whereSeparator: \.isWhitespace).first?.wholeMatch(of: #/:[a-z]+/#) != nil
  }

  /// Takes one input; false where the conversation is over.
  mutating func take(_ input: String, on console: inout Console) -> Bool {
    let words = input.split(whereSeparator: \.isWhitespace).map(String.init)
    guard let first = words.first else { return true }
    if first == ColonCommand.quit.spelling { return false }
    do {
      if first.hasPrefix(":") {
        try obey(first, Array(words.dropFirst()), on: &console)
      } else {
        let before = session
        answer(try session.take(input), before: before, on: &console)
      }
    } catch {
      complain(error, on: console)
    }
    return true
  }

  /// Takes a file: a program, or values.
  mutating func load(_ path: String, on console: inout Console) {
    do {
      let before = session
      answer(try session.load(path), before: before, on: &console)
    } catch {
      complain(error, on: console)
    }
  }

  private mutating func complain(_ failure: Failure, on console: Console) {
    hasFailed = true
    console.complain(report.text(of: failure))
  }

  /// Prints what a change of the session comes to; what is interrupted has not changed anything.
  private mutating func answer(_ change: Session.Change, before: Session, on console: inout Console) {
    guard !change.names.isEmpty || change.expression != nil else { return }
    var page = console
    var isWrong = false
    let isWhole = isolate {
      do throws(Failure) {
        for answer in try session.answers(to: change) {
          switch answer {
          case .value(let value): page.print(ArrayText.text(value.name, value.array))
          case .waiting(let name, let missing): page.print("\(name) waits for \(missing.joined(separator: ", "))\n")
          }
        }
      } catch {
        isWrong = true
        page.complain(report.text(of: error))
      }
    }
    if isWrong { hasFailed = true }
    if !isWhole { session = before }
    console = page
  }

  // MARK: Commands

  private mutating func obey(
    _ spelling: String, _ arguments: [String], on console: inout Console
  ) throws(Failure) {
    let known = ColonCommand.available
    guard let command = known.first(where: { $0.spelling == spelling }) else {
      throw .commandLine(
        "there is no command '\(spelling)'", near: spelling, among: known.map(\.spelling),
        hint: "':help' lists the commands")
    }
    if let words = command.words { return try run(command, words, arguments, on: &console) }
    switch command {
    case .vars: list(on: &console)
    case .load: load(try file(arguments, command), on: &console)
    case .save:
      let files = try session.save(to: try file(arguments, command))
      let values = files.dropFirst().map { " --values " + $0 }.joined()
      console.print("autodiff-gen eval \(files[0])\(values)\n")
    case .reset: session.reset()
    case .functions, .explain:
      if Tool.run([command.rawValue] + arguments, on: &console) != 0 { hasFailed = true }
    default: console.print(Self.help)
    }
  }

  private func file(_ arguments: [String], _ command: ColonCommand) throws(Failure) -> String {
    guard arguments.count == 1 else {
      throw .commandLine("'\(command.spelling)' takes one FILE", hint: "as in '\(command.spelling) model.adg'")
    }
    return arguments[0]
  }

  private func list(on console: inout Console) {
    let short = ShortText(width: 60)
    for entry in session.listing {
      let isWritten = entry.value == nil || entry.text.contains(":")
      if isWritten { console.print(entry.text + "\n") }
      if let value = entry.value { console.print("\(entry.name) = \(short.text(value))\n") }
    }
  }

  /// Runs a command of the tool on a part of the session: `:grad f x,y --json` is `grad -e ... --of f --wrt x,y --json`.
  private mutating func run(
    _ command: ColonCommand, _ words: [String], _ arguments: [String], on console: inout Console
  ) throws(Failure) {
    var (names, options) = Self.parted(arguments)
    guard let last = session.definitions.last else {
      throw .commandLine("nothing is defined yet", hint: "as in 'x = 2; f = x^2'")
    }
    if names.isEmpty { names = [last] }
    // 'why' is about a derivative: by a name of the last definition, or of one by another.
    let name = command == .why && names.count == 1 ? last : names[0]
    guard session.names.contains(name) else {
      throw .commandLine(
        "nothing is called '\(name)' here", near: name, among: session.names, hint: "':vars' lists what there is")
    }
    let tool = Command(rawValue: words[0])
    var line = words + (try session.commandLine(for: [name]))
    if tool?.takesValues != true || tool == .cost { line = words + Array(line[words.count...].prefix(2)) }
    if command == .why {
      line += (names.count == 1 ? [] : ["--of", name]) + names.suffix(1)
    } else {
      if tool?.options.contains(.of) == true, command != .jacobian { line += ["--of", name] }
      if names.count > 1 { line += ["--wrt", names[1...].joined(separator: ",")] }
    }
    line += options
    if command == .fit, Set(options).isDisjoint(with: ["-o", Option.output.spelling]) {
      return try fit(line, on: &console)
    }
    var page = console
    var status: Int32 = 0
    let isCompact = command == .grad && options.isEmpty
    _ = isolate {
      if isCompact {
        var text = ""
        var pages = Console(
          isColoured: page.isColoured,
          result: {
            text += $0
            return true
          }, complaint: { page.complain($0) })
        status = Tool.run(line, on: &pages)
        page.print(Self.onOneLine(text))
      } else {
        status = Tool.run(line, on: &page)
      }
    }
    if status != 0 { hasFailed = true }
    console = page
  }

  /// Minimises, and goes on with the values that were reached.
  private mutating func fit(_ line: [String], on console: inout Console) throws(Failure) {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let reached = folder.path + "/reached.json"
    var page = console
    _ = isolate { _ = Tool.run(line + [Option.output.spelling, reached], on: &page) }
    console = page
    guard (try? ProgramSource.file(reached).read()) != nil else {
      hasFailed = true
      return
    }
    _ = try session.load(reached)
  }

  /// Tells the names that a command is about from options and what belongs to them.
  private static func parted(_ arguments: [String]) -> (names: [String], options: [String]) {
    var names: [String] = []
    var options: [String] = []
    var rest = arguments.makeIterator()
    while let word = rest.next() {
      guard word.hasPrefix("-") else {
        names += word.split(separator: ",").map(String.init)
        continue
      }
      options.append(word)
      let option = Option.allCases.first { $0.spelling == word || $0.letter.map { "-\($0)" } == word }
      if option?.argument != nil, let argument = rest.next() { options.append(argument) }
    }
    return (names, options)
  }

  /// Returns the derivatives side by side where they are scalars: `df/dx = -4   df/dy = -4`.
  private static func onOneLine(_ text: String) -> String {
    let lines = text.split(separator: "\n").dropFirst()
    let joined = lines.joined(separator: "   ")
    let isScalar = lines.allSatisfy { !$0.contains("[") && !$0.hasSuffix("=") }
    guard !lines.isEmpty, isScalar, joined.count <= 100 else { return lines.map { $0 + "\n" }.joined() }
    return joined + "\n"
  }

  private static var help: String {
    var text = """
      x = -2                a value, by which derivatives are taken
      f = (x + 1)^2         a definition; it is computed again when what it names changes
      f + 1                 an expression, which is not kept


      """
    let rows = ColonCommand.available.map { ($0.spelling + " " + $0.usage, $0.summary) }
    text += HelpText.table(rows)
    return text
  }
}
