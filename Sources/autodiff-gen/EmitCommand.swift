import AutodiffGen

/// `emit`: writes source code that computes a program and its gradient.
struct EmitCommand {
  private let arguments: Arguments
  private let report: FaultReport

  /// Takes the command line.
  init(_ arguments: Arguments, _ report: FaultReport) {
    (self.arguments, self.report) = (arguments, report)
  }

  /// Writes or prints the code, or checks what was written; returns the exit status.
  func run(on console: inout Console) throws(Failure) -> Int32 {
    let language = try arguments.language()
    let source = try arguments.source(behind: 1)
    var model = try Model(source: source.read())
    model.isStabilised = !arguments.has(.noStabilise)
    report.warn(of: model, on: console)
    report.warnOfPoints(of: model, withSlopes: true, on: console)
    var options = try options()
    var folder = arguments.first(.output)
    if language == .swift, let path = folder, path.hasSuffix(".swift") {
      let file = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
      (folder, options.fileName) = (String(path.dropLast(file.count)), String(file))
    }
    // One text on standard output is one that compiles as it is.
    if folder == nil, language == .c, !options.isStaticInline { options.isHeaderOnly = true }
    let files = try model.code(in: language, options)
    if let limit = try arguments.count(.maxLines) { try check(files, limit) }
    guard let folder else {
      try refuse([.check, .force, .depfile], without: .output)
      for file in files { console.print(file.text) }
      return 0
    }
    let output = CodeFolder(folder)
    if arguments.has(.check) { return try check(files, in: output, on: &console) }
    try output.write(files, isForced: arguments.has(.force), isAnew: arguments.has(.depfile))
    if let path = arguments.first(.depfile) { try writeRule(for: files, of: source, in: output, to: path) }
    return 0
  }

  private func options() throws(Failure) -> CodeOptions {
    var options = CodeOptions()
    options.generator = "autodiff-gen \(Version.text)"
    options.name = try name(.name)
    options.prefix = try name(.prefix) ?? ""
    options.queries = try arguments.queries(takingValues: false)
    options.queriedOutput = arguments.first(.of)
    options.queriedVariables = try arguments.names(.wrt)
    options.derivative = try derivative(beside: options.queries)
    options.isSinglePrecision = arguments.first(.real) == "float"
    options.isPlain = arguments.has(.plain)
    options.isModular = arguments.has(.modular)
    options.isStabilised = !arguments.has(.noStabilise)
    options.isHeaderOnly = arguments.has(.headerOnly)
    options.isStaticInline = arguments.has(.staticInline)
    options.accumulates = arguments.has(.accumulate)
    options.hasLineDirectives = arguments.has(.lineDirectives)
    options.hasSelfTest = arguments.has(.selfTest)
    options.hasManifest = arguments.has(.manifest)
    options.maxWorkspace = try arguments.bytes(.maxWorkspace)
    return options
  }

  private func derivative(beside queries: [DerivativeQuery]) throws(Failure) -> CodeOptions.Derivative {
    let variables = try arguments.names(.wrt)
    // What is chosen for other derivatives need not have a gradient.
    if !queries.isEmpty, !arguments.has(.gradient), !arguments.has(.noGradient) {
      return arguments.has(.of) || variables != nil ? .none : .ifThereIsOne
    }
    let isAskedFor = arguments.has(.gradient) || arguments.has(.of) || variables != nil
    guard arguments.has(.noGradient) else {
      return isAskedFor ? .gradient(of: arguments.first(.of), withRespectTo: variables) : .ifThereIsOne
    }
    if isAskedFor {
      throw .commandLine(
        "'--no-gradient' leaves the gradient out, which '--gradient', '--of' and '--wrt' ask for",
        hint: "give one of them")
    }
    return .none
  }

  /// Returns a name that is given, which begins an identifier.
  private func name(_ option: Option) throws(Failure) -> String? {
    guard let name = arguments.first(option) else { return nil }
    let isName = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } && name.first?.isNumber == false
    guard isName else {
      throw .commandLine(
        "'\(option.spelling)' needs a name of letters, digits and '_'; found '\(name)'", hint: "as in 'model_1'")
    }
    return name
  }

  private func refuse(_ options: [Option], without needed: Option) throws(Failure) {
    if let option = options.first(where: { arguments.has($0) }) {
      throw .commandLine(
        "'\(option.spelling)' needs '\(needed.spelling)'", hint: "as in '\(needed.spelling) Sources/generated'")
    }
  }

  private func check(_ files: [CodeFile], _ limit: Int) throws(Failure) {
    for file in files {
      let lines = file.text.utf8.count { $0 == UInt8(ascii: "\n") }
      guard lines > limit else { continue }
      throw .commandLine(
        "\(file.name) would have \(lines) lines, more than '--max-lines \(limit)'",
        hint: "write sums and arrays in the place of repeated scalars: loops stay loops")
    }
  }

  /// Tells which files are not what would be written; 1 where there is one.
  private func check(_ files: [CodeFile], in folder: CodeFolder, on console: inout Console) throws(Failure) -> Int32 {
    let stale = try folder.stale(files)
    for path in stale { console.complain("\(path) is stale; run the same command without '--check'\n") }
    return stale.isEmpty ? 0 : 1
  }

  /// Writes a rule for make: the files that were made, and the one that they were made of.
  private func writeRule(
    for files: [CodeFile], of source: ProgramSource, in folder: CodeFolder, to path: String
  ) throws(Failure) {
    guard case .file(let program) = source else {
      throw .commandLine("'--depfile' needs a FILE that the code depends on", hint: "-e and '-' name none")
    }
    let targets = files.map { escaped(folder.path(of: $0)) }.joined(separator: " ")
    try ProgramSource.write("\(targets): \(escaped(program))\n", to: path)
  }

  private func escaped(_ path: String) -> String {
    path.map { character in
      switch character {
      case " ", "#", "\\": "\\\(character)"
      case "$": "$$"
      default: "\(character)"
      }
    }.joined()
  }
}
