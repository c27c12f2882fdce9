import AutodiffGen

/// `graph`: prints the computation graph, or has Graphviz draw it.
struct GraphCommand {
  private let arguments: Arguments
  private let report: FaultReport

  /// Takes the command line.
  init(_ arguments: Arguments, _ report: FaultReport) {
    (self.arguments, self.report) = (arguments, report)
  }

  /// Prints the graph, or writes it as what the file's name ends with; with values where any are given.
  func run(on console: inout Console) throws(Failure) {
    let variables = try arguments.names(.wrt)
    let path = arguments.first(.output)
    let form = try path.map(Self.form)
    let model = try Model(source: arguments.source().read())
    report.warn(of: model, on: console)
    let sources = arguments.valueSources
    let isBare = sources.arguments.isEmpty && sources.valueFiles.isEmpty && sources.dataFiles.isEmpty
    let text: String
    if isBare {
      text = try model.graph(of: arguments.first(.of), isUnfolded: arguments.has(.plain))
    } else {
      let short = ShortText(width: 16, digits: 3)
      text = try model.graph(
        of: arguments.first(.of), withRespectTo: variables, at: try model.read(sources),
        isUnfolded: arguments.has(.plain), number: short.text)
    }
    guard let path, let form else { return console.print(text) }
    try GraphPicture.write(text, as: form, to: path)
  }

  private static func form(of path: String) throws(Failure) -> String {
    let name = path.split(separator: "/").last ?? ""
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count > 1, let last = parts.last, GraphPicture.forms.contains(String(last)) { return String(last) }
    let endings = GraphPicture.forms.map { "." + $0 }.joined(separator: ", ")
    throw .commandLine(
      "the name of a picture ends with one of \(endings); found '\(path)'", hint: "as in '-o graph.svg'")
  }
}

/// A graph as a file.
enum GraphPicture {
  /// What Graphviz is asked for; the text itself needs no Graphviz.
  static let forms = ["svg", "png", "pdf", "dot"]

  /// Writes a graph in one of the forms.
  ///
  /// Diagnoses: `no-graphviz`, `inaccessible-file`.
  static func write(_ text: String, as form: String, to path: String) throws(Failure) {
    if form == "dot" { return try ProgramSource.write(text, to: path) }
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let source = folder.path + "/graph.dot"
    try ProgramSource.write(text, to: source)
    let picture = folder.path + "/picture"
    let resolution = form == "png" ? ["-Gdpi=144"] : []
    guard let outcome = ChildProcess.run(["dot", "-T" + form] + resolution + ["-o", picture, source], in: ".") else {
      throw .noPicture(path, because: nil)
    }
    guard outcome.status == 0 else {
      throw .noPicture(path, because: outcome.output.split(separator: "\n").first.map(String.init) ?? "it failed")
    }
    try ProgramSource.copy(picture, to: path)
  }
}
