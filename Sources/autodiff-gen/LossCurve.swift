import AutodiffGen

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The loss from epoch to epoch, as a drawing or as numbers.
struct LossCurve {
  /// The forms of files, by how their names end.
  enum Form: String, CaseIterable {
    case svg, csv
  }

  private let losses: [Double]
  private let name: String
  /// Whether a step upwards stands for a factor: so where losses fall by powers of ten.
  private let isLogarithmic: Bool
  private let low: Double
  private let high: Double

  /// Takes the losses, at the start and after each epoch.
  init(_ losses: [Double], called name: String) {
    (self.losses, self.name) = (losses, name)
    let finite = losses.filter(\.isFinite)
    let (least, most) = (finite.min() ?? 0, finite.max() ?? 0)
    // A loss of 0 stands at the bottom.
    let leastAboveNone = max(finite.filter { $0 > 0 }.min() ?? 0, most * 1e-16)
    isLogarithmic = least >= 0 && leastAboveNone > 0 && most / leastAboveNone > 20
    (low, high) = (isLogarithmic ? leastAboveNone : least, most)
  }

  /// Returns the form of a file by its name.
  static func form(of path: String) throws(Failure) -> Form {
    for form in Form.allCases where path.hasSuffix("." + form.rawValue) { return form }
    throw .commandLine(
      "the name of a curve ends with .svg or .csv; found '\(path)'",
      hint: "as in '--curve loss.svg'; '--plot' draws it on the terminal")
  }

  /// Returns the text of a file.
  func text(as form: Form) -> String {
    switch form {
    case .svg: svg()
    case .csv:
      "epoch,loss\n" + losses.enumerated().map { "\($0),\(Decimal.exactText($1))\n" }.joined()
    }
  }

  /// Returns how high a loss stands, from 0 to 1.
  private func height(_ loss: Double) -> Double {
    guard high > low else { return 0.5 }
    if isLogarithmic { return log(max(loss / low, 1)) / log(high / low) }
    return (loss - low) / (high - low)
  }

  /// Returns the loss that stands at a height.
  private func loss(at height: Double) -> Double {
    isLogarithmic ? low * pow(high / low, height) : low + height * (high - low)
  }

  private var title: String { name + (isLogarithmic ? ", logarithmic" : "") }

  private func label(_ value: Double) -> String { ShortText(digits: 4).number(value) }

  // MARK: Terminal

  /// Returns a drawing in characters.
  func plot(width: Int = 60, height rows: Int = 12) -> String {
    var grid = Array(repeating: Array(repeating: Character(" "), count: width), count: rows)
    for (epoch, loss) in losses.enumerated() where loss.isFinite {
      let column = losses.count < 2 ? 0 : epoch * (width - 1) / (losses.count - 1)
      let row = Int(((1 - height(loss)) * Double(rows - 1)).rounded())
      grid[min(max(row, 0), rows - 1)][column] = "*"
    }
    var labels = Array(repeating: "", count: rows)
    for row in [0, rows / 2, rows - 1] {
      labels[row] = label(loss(at: 1 - Double(row) / Double(rows - 1)))
    }
    let indent = labels.map(\.count).max() ?? 0
    func padded(_ text: String) -> String { String(repeating: " ", count: max(indent - text.count, 0)) + text }
    var text = padded("") + " \(title)\n"
    for (label, cells) in zip(labels, grid) {
      var line = padded(label) + " |" + String(cells)
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    text += padded("") + " +" + String(repeating: "-", count: width) + "\n"
    let last = "\(max(losses.count - 1, 0)) epochs"
    return text + padded("") + "  0" + String(repeating: " ", count: max(width - 1 - last.count, 1)) + last + "\n"
  }

  // MARK: SVG

  /// Returns a drawing as SVG.
  private func svg() -> String {
    let (width, height, left, top, right, bottom) = (640.0, 400.0, 80.0, 36.0, 620.0, 350.0)
    func x(_ epoch: Int) -> Double { left + (right - left) * Double(epoch) / Double(max(losses.count - 1, 1)) }
    func y(_ share: Double) -> Double { bottom - (bottom - top) * share }
    func number(_ value: Double) -> String { Decimal.roundedText(value, digits: 6) }
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Int(width))\" height=\"\(Int(height))\""
        + " viewBox=\"0 0 \(Int(width)) \(Int(height))\" font-family=\"sans-serif\" font-size=\"13\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
      "<text x=\"\(number(left))\" y=\"22\">\(escaped(title))</text>",
    ]
    for tick in 0...4 {
      let share = Double(tick) / 4
      let place = number(y(share))
      lines.append(
        "<line x1=\"\(number(left))\" y1=\"\(place)\" x2=\"\(number(right))\" y2=\"\(place)\" stroke=\"#ddd\"/>")
      lines.append(
        "<text x=\"\(number(left - 8))\" y=\"\(number(y(share) + 4))\" text-anchor=\"end\">\(label(loss(at: share)))</text>"
      )
    }
    for tick in Set([0, (losses.count - 1) / 2, losses.count - 1]).sorted() {
      lines.append(
        "<text x=\"\(number(x(tick)))\" y=\"\(number(bottom + 20))\" text-anchor=\"middle\">\(tick)</text>")
    }
    lines.append(
      "<text x=\"\(number((left + right) / 2))\" y=\"\(number(bottom + 40))\" text-anchor=\"middle\">epoch</text>")
    let points = losses.enumerated().filter { $1.isFinite }.map { "\(number(x($0))),\(number(y(self.height($1))))" }
    lines.append(
      "<polyline fill=\"none\" stroke=\"#1f5fb4\" stroke-width=\"2\" points=\"\(points.joined(separator: " "))\"/>")
    return lines.joined(separator: "\n") + "\n</svg>\n"
  }

  private func escaped(_ text: String) -> String {
    text.map { $0 == "&" ? "&amp;" : $0 == "<" ? "&lt;" : "\($0)" }.joined()
  }
}
