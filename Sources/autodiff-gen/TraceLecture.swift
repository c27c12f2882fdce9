import AutodiffGen

/// A trace as a lecture goes through it: every step forwards, then every step backwards.
struct TraceLecture {
  private let trace: Trace
  private let short: ShortText

  /// Takes a trace.
  init(_ trace: Trace, isFull: Bool) {
    (self.trace, short) = (trace, ShortText(width: 60, digits: isFull ? nil : 6))
  }

  /// What is said in one breath, in order.
  var pages: [String] {
    var pages = ["Forward\n" + trace.variables.map { "  \($0.name) = \(short.text($0.value))\n" }.joined()]
    for (position, step) in trace.steps.enumerated() { pages.append(forward(position + 1, step)) }
    let steps = trace.steps.enumerated().filter { $0.element.upstream != nil }.reversed()
    pages.append("\nBackward\n  d\(trace.output)/d\(trace.output) = 1\n")
    for (position, step) in steps { pages.append(backward(position + 1, step)) }
    pages.append(gradient)
    return pages
  }

  private func forward(_ number: Int, _ step: Trace.Step) -> String {
    let value = short.text(step.value)
    if step.value.scalar != nil, step.text.hasPrefix(step.name + " = ") {
      return "  \(number). \(step.text) = \(value)\n"
    }
    return "  \(number). \(step.text)\n     \(step.name) is \(value)\n"
  }

  private func backward(_ number: Int, _ step: Trace.Step) -> String {
    let pattern = GateText.pattern(of: step)
    var text = "  \(number). \(step.text)\(pattern.isEmpty ? "" : "    \(pattern)")\n"
    let copies = GateText.copies(step.contributions, short)
    text += "     upstream d\(trace.output)/d\(step.name) = \(step.upstream.map(short.text) ?? "")"
    text += copies.isEmpty ? "\n" : "    \(copies)\n"
    let names = step.operands.map { "\($0.text): " }
    let width = names.map(\.count).max() ?? 0
    for (name, operand) in zip(names, step.operands) {
      text += "     to " + name + String(repeating: " ", count: width - name.count)
      let downstream = short.text(operand.downstream)
      guard let local = operand.local, let upstream = step.upstream else {
        text += "downstream \(downstream)\n"
        continue
      }
      if let first = local.scalar, let second = upstream.scalar {
        text += "local \(short.number(first)) * upstream \(short.number(second)) = \(downstream)\n"
      } else {
        text += "local \(short.text(local)), downstream \(downstream)\n"
      }
    }
    return text
  }

  private var gradient: String {
    var text = "\nGradient\n"
    for variable in trace.variables {
      guard let gradient = variable.gradient else { continue }
      let copies = GateText.copies(variable.contributions, short)
      text += "  d\(trace.output)/d\(variable.name) = \(short.text(gradient))"
      text += copies.isEmpty ? "\n" : "    \(copies)\n"
    }
    return text
  }
}
