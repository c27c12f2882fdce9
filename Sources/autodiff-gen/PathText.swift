import AutodiffGen

/// One partial derivative as people read it: the paths that contribute to it, the largest first.
enum PathText {
  /// How many places of a long path are shown at either end.
  private static let ends = (first: 4, last: 3)

  /// Returns the derivative, a line for each path, and the steps that they take.
  static func text(of partial: PartialPaths) -> String {
    let title = "d\(partial.output)/d\(partial.variable) = \(Decimal.exactText(partial.derivative))"
    guard !partial.paths.isEmpty else {
      return "\(title): nothing that \(partial.output) is made of depends on it here\n"
    }
    let count = partial.count
    let shown = Double(partial.paths.count) < count ? ", the largest first" : ""
    var text = title + (count == 1 ? ", by one path\n" : ", the sum over \(Decimal.exactText(count)) paths\(shown)\n")
    let short = ShortText()
    let products = AlignedNumbers.column(partial.paths.map { short.number($0.product) })
    let places = partial.paths.map { cut($0.places).joined(separator: " <- ") }
    let width = places.map(\.count).max() ?? 0
    for (number, path) in partial.paths.enumerated() {
      let factors = cut(path.factors.map { $0 < 0 ? "(\(short.number($0)))" : short.number($0) })
      let room = String(repeating: " ", count: width - places[number].count)
      text += "  \(products[number])  \(places[number])\(room)  \(factors.joined(separator: " * "))\n"
    }
    let rest = partial.derivative - partial.paths.reduce(0) { $0 + $1.product }
    if Double(partial.paths.count) < count {
      let others = Decimal.exactText(count - Double(partial.paths.count))
      text += "  \(others) more come to \(short.number(rest))\n"
    }
    return text + "where\n" + partial.steps.map { "  \($0)\n" }.joined()
  }

  private static func cut(_ words: [String]) -> [String] {
    guard words.count > ends.first + ends.last + 1 else { return words }
    return words.prefix(ends.first) + ["..."] + words.suffix(ends.last)
  }
}
