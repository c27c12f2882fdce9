import AutodiffGen

/// `check`: compares a gradient with differences, and compiled code with the interpreter.
struct CheckCommand {
  private let arguments: Arguments
  private let report: FaultReport

  /// Takes the command line.
  init(_ arguments: Arguments, _ report: FaultReport) {
    (self.arguments, self.report) = (arguments, report)
  }

  /// Prints what agrees; returns 1 where something does not.
  func run(on console: inout Console) throws(Failure) -> Int32 {
    let variables = try arguments.names(.wrt)
    let model = try Model(source: arguments.source().read())
    report.warn(of: model, on: console)
    let values = try model.read(
      ValueSources(
        arguments: arguments.values, valueFiles: arguments.all(.values), dataFiles: arguments.all(.data)))
    let check = try model.check(of: arguments.first(.of), withRespectTo: variables, at: values)
    console.print(arguments.has(.json) ? check.json() + "\n" : text(of: check))
    var agrees = check.agrees
    if arguments.has(.compiled) {
      var options = CodeOptions()
      options.name = "model"
      options.derivative = .gradient(of: arguments.first(.of), withRespectTo: variables)
      options.hasSelfTest = true
      options.generator = "autodiff-gen \(Version.text)"
      let outcomes = try CompiledCheck().run { language throws(Failure) in try model.code(in: language, options) }
      for outcome in outcomes {
        // JSON is one object on standard output, so that the rest goes where messages go.
        if arguments.has(.json) { console.complain(outcome.text) } else { console.print(outcome.text) }
      }
      agrees = agrees && outcomes.allSatisfy(\.isRight)
    }
    return agrees ? 0 : 1
  }

  private func text(of check: GradientCheck) -> String {
    let extents = check.extents.map { "\($0.name) = \(Decimal.exactText($0.array.scalar ?? 0))" }
    let place = ([check.isMadeUp ? "at made-up values" : "at the given values"] + extents).joined(separator: ", ")
    var text = "\(check.output) = \(Decimal.exactText(check.value)) \(place)\n"
    for part in check.parts { text += self.text(of: part, in: check) }
    return text
  }

  private func text(of part: GradientCheck.Part, in check: GradientCheck) -> String {
    let name = "d\(check.output)/d\(part.name)"
    var verdicts: [String] = []
    let agreeing = part.count(of: .agrees)
    if agreeing > 0 || part.entries.isEmpty {
      let verb = agreeing == 1 ? "agrees" : "agree"
      verdicts.append(
        "\(elements(agreeing)) \(verb) to within \(Decimal.roundedText(part.largestDeviation, digits: 2))")
    }
    let kinks = part.count(of: .kink)
    if kinks > 0 { verdicts.append("\(elements(kinks)) at a kink, between the slopes to both sides") }
    let undecided = part.count(of: .undecided)
    if undecided > 0 { verdicts.append("\(elements(undecided)) undecided: nothing finite and steady to compare") }
    let differing = part.entries.filter { $0.verdict == .differs }
    if !differing.isEmpty { verdicts.append("\(elements(differing.count)) WRONG") }
    let rest = part.count - part.entries.count
    if rest > 0 { verdicts.append("\(elements(rest)) not looked at") }
    var text = "\(name): \(verdicts.joined(separator: "; "))\n"
    for entry in differing.prefix(Self.mostDifferences) {
      let place = entry.place.isEmpty ? "" : "[\(entry.place.map { "\($0)" }.joined(separator: ", "))]"
      text += "  \(name)\(place) = \(Decimal.exactText(entry.derivative)), by differences "
      text +=
        "\(Decimal.roundedText(entry.difference, digits: 12)) to within \(Decimal.roundedText(entry.uncertainty, digits: 2))\n"
    }
    return text
  }

  private func elements(_ count: Int) -> String { count == 1 ? "1 element" : "\(count) elements" }

  /// The most elements of one variable that are printed.
  private static let mostDifferences = 10
}
