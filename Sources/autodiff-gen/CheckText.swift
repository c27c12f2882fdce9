import AutodiffGen

/// Words what came of a check: a verdict for each variable, and where it does not hold.
struct CheckText {
  /// The most elements of one variable that are printed because they differ.
  private static let mostDifferences = 10

  private let check: GradientCheck
  private let isFull: Bool
  private let options: CheckOptions

  /// Takes what came of it; a full text has a line for each element.
  init(_ check: GradientCheck, _ options: CheckOptions, isFull: Bool) {
    (self.check, self.options, self.isFull) = (check, options, isFull)
  }

  /// The whole text.
  var text: String {
    let extents = check.extents.map { "\($0.name) = \(Decimal.exactText($0.array.scalar ?? 0))" }
    let random =
      "\(check.randomPoints == 1 ? "1 random point" : "\(check.randomPoints) random points") (seed \(options.seed))"
    let start =
      check.randomPoints == 0
      ? (check.isMadeUp ? "at made-up values" : "at the given values")
      : check.isMadeUp ? "at the first of \(random)" : "at the given values, then \(random) around them"
    let place = ([start] + extents).joined(separator: ", ")
    var text = "\(check.output) = \(Decimal.exactText(check.value)) \(place)\n"
    for part in check.parts {
      text += verdict(on: part)
      text += isFull ? table(of: part) : differences(in: part)
    }
    for rule in check.rules { text += self.text(of: rule) }
    return text + modes
  }

  /// What became of a derivative that a function states.
  private func text(of rule: RuleCheck) -> String {
    let points = rule.points == 1 ? "1 call" : "\(rule.points) calls"
    var found: [String] = []
    let agreeing = rule.count(of: .agrees)
    if agreeing > 0 || rule.verdicts.isEmpty {
      let verb = agreeing == 1 ? "agrees" : "agree"
      found.append("\(elements(agreeing)) \(verb) to within \(Decimal.roundedText(rule.largestDeviation, digits: 2))")
    }
    for (verdict, words) in Self.words where rule.count(of: verdict) > 0 {
      found.append("\(elements(rule.count(of: verdict))) \(words)")
    }
    var text = "\(rule.function), derivative \(rule.parameter), in \(points): \(found.joined(separator: "; "))\n"
    for difference in rule.differences.prefix(Self.mostDifferences) {
      let entry = difference.entry
      let arguments = difference.arguments.map { "\($0.name) = \(ShortText().text($0.array))" }
      let element = difference.place.isEmpty ? "" : " of element \(Self.subscripts(difference.place))"
      text += "  by \(rule.parameter)\(Self.subscripts(entry.place ?? []))\(element) at "
      text += "\(arguments.joined(separator: ", ")): \(Decimal.exactText(entry.derivative)) is stated, by differences "
      text += Decimal.roundedText(entry.difference, digits: 12)
      text += " to within \(Decimal.roundedText(entry.uncertainty, digits: 2))\n"
    }
    return text
  }

  private static func subscripts(_ place: [Int]) -> String {
    place.isEmpty ? "" : "[\(place.map { "\($0)" }.joined(separator: ", "))]"
  }

  /// How each verdict but the best is worded.
  private static let words: [(GradientCheck.Verdict, String)] = [
    (.kink, "at a kink, between the slopes to both sides"),
    (.untrusted, "where differences cannot be trusted, by the estimate of their error"),
    (.undecided, "undecided: nothing finite to compare"), (.differs, "WRONG"),
  ]

  private func title(_ part: GradientCheck.Part) -> String { "d\(check.output)/d\(part.name)" }

  private func verdict(on part: GradientCheck.Part) -> String {
    if part.count == 0 { return "\(title(part)): no elements\n" }
    var verdicts: [String] = []
    let agreeing = part.count(of: .agrees)
    if agreeing > 0 || part.entries.isEmpty {
      let verb = agreeing == 1 ? "agrees" : "agree"
      var verdict = "\(elements(agreeing)) \(verb) to within \(Decimal.roundedText(part.largestDeviation, digits: 2))"
      if agreeing > 1, let worst = part.worst { verdict += ", worst at \(place(of: worst))" }
      verdicts.append(verdict)
    }
    for (verdict, words) in Self.words where part.count(of: verdict) > 0 {
      verdicts.append("\(elements(part.count(of: verdict))) \(words)")
    }
    if !part.directions.isEmpty {
      let rest = part.count - part.entries.count / part.directions.count
      let agrees = part.directions.allSatisfy { $0.verdict == .agrees }
      let together =
        agrees ? "and agree so" : part.directions.contains { $0.verdict == .differs } ? "WRONG" : "undecided"
      verdicts.append("the other \(elements(rest)) only along a random direction, \(together)")
    }
    return "\(title(part)): \(verdicts.joined(separator: "; "))\n"
  }

  private func elements(_ count: Int) -> String { count == 1 ? "1 element" : "\(count) elements" }

  /// Returns the subscripts of an element, and its point where there are several.
  private func place(of entry: GradientCheck.Entry) -> String {
    let subscripts = entry.place.map { "[\($0.map { "\($0)" }.joined(separator: ", "))]" }
    let point = check.randomPoints == 0 || check.isMadeUp && check.randomPoints == 1 ? nil : "point \(entry.point + 1)"
    if subscripts == "[]", let point { return point }
    return [subscripts ?? "the direction", point].compactMap(\.self).joined(separator: " of ")
  }

  private func differences(in part: GradientCheck.Part) -> String {
    var text = ""
    for entry in part.differing.prefix(Self.mostDifferences) {
      let place = place(of: entry)
      text += "  \(title(part))\(place == "[]" ? "" : place) = \(Decimal.exactText(entry.derivative))"
      text += ", by forward mode \(Decimal.exactText(entry.tangent)), by differences "
      text += Decimal.roundedText(entry.difference, digits: 12)
      text += " to within \(Decimal.roundedText(entry.uncertainty, digits: 2))\n"
    }
    return text
  }

  /// Returns a line for each element: by reverse mode, by forward mode, by differences.
  private func table(of part: GradientCheck.Part) -> String {
    var rows = [["", "reverse", "forward", "differences", "to within", "relative error", ""]]
    for entry in part.entries + part.directions {
      let place = place(of: entry)
      rows.append([
        "  " + (place == "[]" ? part.name : entry.place?.isEmpty == false ? part.name + place : place),
        Decimal.exactText(entry.derivative), Decimal.exactText(entry.tangent),
        Decimal.roundedText(entry.difference, digits: 12), Decimal.roundedText(entry.uncertainty, digits: 2),
        Decimal.roundedText(entry.relativeDeviation, digits: 2),
        entry.verdict == .differs ? "WRONG" : entry.verdict.rawValue,
      ])
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
        .joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// How far the two modes are apart at most.
  private var modes: String {
    let largest = check.parts.max { $0.largestModeDeviation < $1.largestModeDeviation }
    guard let largest, largest.largestModeDeviation > 0 else {
      return "forward and reverse mode agree to the last bit\n"
    }
    let deviation = Decimal.roundedText(largest.largestModeDeviation, digits: 2)
    return "forward and reverse mode agree to within \(deviation), least in \(title(largest))\n"
  }
}
