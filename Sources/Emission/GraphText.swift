/// A computation graph in the language of Graphviz.
package enum GraphText {
  /// What stands at an edge: above it the value going forward, below it the gradient coming back.
  package struct EdgeLabel: Hashable, Sendable {
    /// The value, in green.
    package var above: String
    /// The gradient, in red, empty where none flows; nil where no gradients are drawn.
    package var below: String?

    /// Makes a label.
    package init(above: String, below: String? = nil) { (self.above, self.below) = (above, below) }
  }

  /// Returns the graph, read from left to right, or downwards; an edge with a label is drawn through it. Complexity: linear.
  package static func text(
    of graph: ComputationGraph, title: String, isVertical: Bool = false,
    label: (ComputationGraph.Edge) -> EdgeLabel?
  ) -> String {
    var text = """
      digraph \(quoted(title)) {
        rankdir=\(isVertical ? "TB" : "LR")
        nodesep=0.25
        ranksep=0.2
        ordering="in"
        bgcolor="white"
        node [fontname="Helvetica,Arial,sans-serif", fontsize=14, color="#333333", fontcolor="#111111"]
        edge [fontname="Helvetica,Arial,sans-serif", fontsize=11, color="#555555", arrowsize=0.7]

      """
    for (number, node) in graph.nodes.enumerated() { text += "  n\(number) [\(attributes(of: node))]\n" }
    for (number, edge) in graph.edges.enumerated() {
      if edge.isIndex {
        text += "  n\(edge.from) -> n\(edge.to) [style=dashed, color=\"#999999\"]\n"
      } else if let label = label(edge) {
        guard let below = label.below else {
          text += "  n\(edge.from) -> n\(edge.to) [label=\(quoted(label.above)), fontcolor=\"#666666\"]\n"
          continue
        }
        text += "  e\(number) [shape=plain, label=<\(table(label.above, below, isVertical: isVertical))>]\n"
        text += "  n\(edge.from) -> e\(number):\(isVertical ? "n" : "w") [arrowhead=none, weight=2]\n"
        text += "  e\(number):\(isVertical ? "s" : "e") -> n\(edge.to) [weight=2]\n"
      } else {
        text += "  n\(edge.from) -> n\(edge.to)\n"
      }
    }
    return text + "}\n"
  }

  private static func attributes(of node: ComputationGraph.Node) -> String {
    var label = escaped(node.label)
    if node.kind == .variable || node.kind == .output { label = "<B>\(label)</B>" }
    if node.kind == .constant { label = "<I>\(label)</I>" }
    if !node.caption.isEmpty {
      let lines = node.caption.split(separator: "\n").map { escaped(String($0)) }.joined(separator: "<BR/>")
      label += "<BR/><FONT POINT-SIZE=\"10\" COLOR=\"#666666\">\(lines)</FONT>"
    }
    switch node.kind {
    case .variable, .constant, .output:
      return "shape=plaintext, width=0, height=0, margin=\"0.06,0.03\", label=<\(label)>"
    case .operation:
      let isSign = node.label.count <= 2 && node.caption.isEmpty
      let shape =
        isSign
        ? "shape=circle, fixedsize=true, width=0.45, fontsize=16"
        : "shape=box, height=0.4, width=0.4, margin=\"0.1,0.05\""
      return "\(shape), style=\"\(isSign ? "" : "rounded,")filled\", fillcolor=\"#eef3fb\", label=<\(label)>"
    }
  }

  /// Returns a table whose rule continues the edge.
  private static func table(_ above: String, _ below: String, isVertical: Bool) -> String {
    // An edge that goes down meets the middle of the table, so the rule is to stand there.
    let width = isVertical ? " WIDTH=\"\(max(self.width(of: above), self.width(of: below)))\"" : ""
    func cell(_ text: String, _ colour: String, _ side: String) -> String {
      let place = isVertical ? width + " ALIGN=\"\(side)\"" : ""
      return
        "<TD\(place)><FONT POINT-SIZE=\"12\" COLOR=\"\(colour)\">\(text.isEmpty ? "&#160;" : escaped(text))</FONT></TD>"
    }
    let (first, second) = (cell(above, "#15803d", "RIGHT"), cell(below, "#b91c1c", "LEFT"))
    return "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\" COLOR=\"#555555\"><TR>"
      + (isVertical ? "\(first)<VR/>\(second)" : "\(first)</TR><HR/><TR>\(second)") + "</TR></TABLE>"
  }

  /// Returns about how wide a text is, in points, as numbers are set in Helvetica of 12 points; no text is wider.
  private static func width(of text: String) -> Int {
    let narrow = text.count { " ,.:;[]-".contains($0) }
    return narrow * 4 + (text.count - narrow) * 7 + 4
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\""
  }
}
