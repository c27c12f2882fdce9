import Diagnostics
import Differentiation
import Emission
import FlatProgram
import Optimization
import Scheduling

extension Model {
  /// Returns source code that computes what the program does, and its gradient with it.
  ///
  /// - Throws: a `Failure` where a derivative that is asked for cannot be taken, or where an option is for another language.
  /// - Complexity: linear in the program and in the text; extents of arrays do not count.
  public func code(in language: CodeLanguage, _ options: CodeOptions = CodeOptions()) throws(Failure) -> [CodeFile] {
    try check(options, for: language)
    let request = try emissionRequest(options)
    if let function = program.externals.first(where: \.isKeyword) {
      throw Failure(diagnostics: [.externalKeyword(function)], source: source)
    }
    var files = files(in: language, request)
    if options.hasSelfTest {
      let values = try selfTestValues(of: request, options)
      files.append(language == .c ? CSelfTest.emit(request, values) : SwiftSelfTest.emit(request, values))
    }
    if options.hasManifest { files.append(Manifest.emit(request, files: files)) }
    return try files.map { CodeFile(name: $0.name, text: $0.text) } + derivativeFiles(in: language, options)
  }

  /// Writes the files of the functions that give derivatives besides a gradient: those of a program each.
  private func derivativeFiles(in language: CodeLanguage, _ options: CodeOptions) throws(Failure) -> [CodeFile] {
    var files: [CodeFile] = []
    for query in options.queries {
      var own = options
      own.name = (options.name ?? baseName) + "_" + query.kind.rawValue
      own.fileName = nil
      own.derivative = .none
      own.queries = []
      if query.format != .dense {
        files += try sparseFiles(in: language, query, own, of: options.queriedOutput, by: options.queriedVariables)
        continue
      }
      let queried = try queried([query], of: options.queriedOutput, withRespectTo: options.queriedVariables)
      files += try queried.model.code(in: language, own)
    }
    return files
  }

  /// Writes the files that hold the functions.
  func files(in language: CodeLanguage, _ request: EmissionRequest) -> [EmittedFile] {
    switch language {
    case .c: CEmitter.emit(request)
    case .swift: SwiftEmitter.emit(request)
    }
  }

  private func check(_ options: CodeOptions, for language: CodeLanguage) throws(Failure) {
    if options.isPlain, options.maxWorkspace != nil {
      throw .commandLine("'--plain' keeps every value, so '--max-workspace' has no say", hint: "give one of them")
    }
    if options.isModular, options.isPlain || options.maxWorkspace != nil || options.hasLineDirectives {
      throw .commandLine(
        "'--modular' keeps the values of every gate, so '--plain', '--max-workspace' and '--line-directives' have no say",
        hint: "give one of them")
    }
    guard language == .swift else { return }
    let onlyInC = [
      (options.isHeaderOnly, "--header-only"), (options.isStaticInline, "--static-inline"),
      (options.accumulates, "--accumulate"), (options.hasLineDirectives, "--line-directives"),
      (options.hasManifest, "--manifest"),
    ]
    if let wrong = onlyInC.first(where: \.0) {
      throw .commandLine("'\(wrong.1)' is for C", hint: "leave it out, or write 'emit c'")
    }
  }

  /// Compiles everything that the code is made of.
  func emissionRequest(_ options: CodeOptions) throws(Failure) -> EmissionRequest {
    let derivative = try derivative(options.derivative)
    let start = options.isStabilised && !options.isPlain ? stable(for: derivative?.variables ?? []) : program
    var request = EmissionRequest(
      name: options.name ?? baseName, sourceFile: fileName, source: source, generator: options.generator,
      original: program, value: try lowered(start, options), options: emissionOptions(options))
    request.notes = options.notes
    if options.isStabilised, !options.isPlain {
      request.stabilisations = stabilisationTexts(for: derivative?.variables ?? [])
    }
    request.checked = program.optimized(by: [.prune])
    guard let wanted = derivative else {
      guard options.isModular else { return request }
      throw .commandLine(
        "'--modular' is a way to compute a gradient, and none is asked for",
        hint: parameters.isEmpty ? "declare parameters, or give '--wrt'" : "add '--gradient'"
      )
    }
    let primal = options.isPlain ? PlainForm.program(start) : start
    let gradient = try differentiated(wanted, in: primal, rules: options.isPlain ? .textbook : .accurate)
    request.gradient = GradientPart(
      loops: try lowered(gradient.program, options), output: wanted.output, wanted: wanted.variables,
      adjoints: gradient.adjoints)
    if options.isModular {
      (request.gates, request.inlinedFunctions) = try gates(for: wanted, stabilises: options.isStabilised)
    }
    return request
  }

  private func lowered(_ program: Program, _ options: CodeOptions) throws(Failure) -> LoopProgram {
    if options.isPlain {
      let settled = program.carriesDerivatives ? program.optimized(by: [.settle, .prune]) : program
      return Scheduler.schedule(PlainForm.program(settled).verifiedAndOptimized(by: [.expand]), for: .interpreter)
    }
    let optimized = program.verifiedAndOptimized(by: Pipeline.standard)
    if let bytes = options.maxWorkspace { return try scheduled(optimized, for: .compiler, within: bytes) }
    return Scheduler.schedule(optimized.economized(), for: .compiler)
  }

  private func derivative(_ wanted: CodeOptions.Derivative) throws(Failure) -> DerivativeRequest? {
    switch wanted {
    case .none: return nil
    case .gradient(let output, let variables): return try request(of: output, withRespectTo: variables)
    case .ifThereIsOne:
      let scalars = program.outputs.filter { program[$0].rank == 0 && !program[$0].isInteger }
      guard scalars.count == 1, !parameters.isEmpty else { return nil }
      return try request(of: nil, withRespectTo: nil)
    }
  }

  private func emissionOptions(_ options: CodeOptions) -> EmissionOptions {
    var emission = EmissionOptions()
    emission.precision = options.isSinglePrecision ? .single : .double
    emission.prefix = options.prefix
    emission.fileName = options.fileName
    emission.isHeaderOnly = options.isHeaderOnly
    emission.isStaticInline = options.isStaticInline
    emission.isPlain = options.isPlain
    emission.names = nameWords(options)
    emission.isModular = options.isModular
    emission.maxWorkspace = options.maxWorkspace
    emission.isStabilised = options.isStabilised
    emission.accumulates = options.accumulates
    emission.hasLineDirectives = options.hasLineDirectives
    return emission
  }

  /// What was asked for by name, as the command line writes it.
  private func nameWords(_ options: CodeOptions) -> [String] {
    var words = options.name.map { ["--name", $0] } ?? []
    switch options.derivative {
    case .ifThereIsOne: break
    case .none: words.append("--no-gradient")
    case .gradient(let output, let variables):
      words += output.map { ["--of", $0] } ?? []
      words += variables.map { ["--wrt", $0.joined(separator: ",")] } ?? []
    }
    return words
  }

  /// The file's name without its folders.
  private var fileName: String { String(source.name.split(separator: "/").last ?? "program") }

  /// What a program is called where nothing names it: its file without the ending, or its first output.
  private var baseName: String {
    if source.name.hasPrefix("<") { return outputs.first ?? "program" }
    let stem = fileName.split(separator: ".").first.map(String.init) ?? ""
    return stem.isEmpty ? "program" : stem
  }
}
