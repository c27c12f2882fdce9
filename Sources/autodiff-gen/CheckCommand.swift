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
    if arguments.has(.compiled), let function = model.externalFunctions.first {
      let text = "nothing was compiled: '\(function)' is yours to link\n"
      if arguments.has(.json) { console.complain(text) } else { console.print(text) }
    } else if arguments.has(.compiled) {
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
    for rule in check.rules { text += self.text(of: rule) }
    return text
  }

  private func verdicts(_ counts: [GradientCheck.Verdict], deviation: Double) -> [String] {
    func count(_ verdict: GradientCheck.Verdict) -> Int { counts.count { $0 == verdict } }
    var verdicts: [String] = []
    let agreeing = count(.agrees)
    if agreeing > 0 || counts.isEmpty {
      let verb = agreeing == 1 ? "agrees" : "agree"
      verdicts.append("\(elements(agreeing)) \(verb) to within \(Decimal.roundedText(deviation, digits: 2))")
    }
    let kinks = count(.kink)
    if kinks > 0 { verdicts.append("\(elements(kinks)) at a kink, between the slopes to both sides") }
    let undecided = count(.undecided)
    if undecided > 0 { verdicts.append("\(elements(undecided)) undecided: nothing finite and steady to compare") }
    if count(.differs) > 0 { verdicts.append("\(elements(count(.differs))) WRONG") }
    return verdicts
  }

  private func text(of rule: RuleCheck) -> String {
    let name = "\(rule.function), derivative \(rule.parameter)"
    let found = verdicts(rule.verdicts, deviation: rule.largestDeviation).joined(separator: "; ")
    let points = rule.points == 1 ? "1 call" : "\(rule.points) calls"
    var text = "\(name), in \(points): \(found)\n"
    for difference in rule.differences.prefix(Self.mostDifferences) {
      let entry = difference.entry
      let short = ShortText()
      let arguments = difference.arguments.map { "\($0.name) = \(short.text($0.array))" }
      let element = difference.place.isEmpty ? "" : " of element \(placeText(difference.place))"
      text += "  by \(rule.parameter)\(placeText(entry.place))\(element) at \(arguments.joined(separator: ", ")): "
      text += "\(Decimal.exactText(entry.derivative)) is stated, \(differences(entry))\n"
    }
    return text
  }

  private func placeText(_ place: [Int]) -> String {
    place.isEmpty ? "" : "[\(place.map { "\($0)" }.joined(separator: ", "))]"
  }

  private func differences(_ entry: GradientCheck.Entry) -> String {
    "by differences \(Decimal.roundedText(entry.difference, digits: 12)) to within "
      + Decimal.roundedText(entry.uncertainty, digits: 2)
  }

  private func text(of part: GradientCheck.Part, in check: GradientCheck) -> String {
    let name = "d\(check.output)/d\(part.name)"
    var verdicts = verdicts(part.entries.map(\.verdict), deviation: part.largestDeviation)
    let differing = part.entries.filter { $0.verdict == .differs }
    let rest = part.count - part.entries.count
    if rest > 0 { verdicts.append("\(elements(rest)) not looked at") }
    var text = "\(name): \(verdicts.joined(separator: "; "))\n"
    for entry in differing.prefix(Self.mostDifferences) {
      text += "  \(name)\(placeText(entry.place)) = \(Decimal.exactText(entry.derivative)), \(differences(entry))\n"
    }
    return text
  }

  private func elements(_ count: Int) -> String { count == 1 ? "1 element" : "\(count) elements" }

  /// The most elements of one variable that are printed.
  private static let mostDifferences = 10
}
