import FlatProgram

/// What comments say of gates.
extension CGate {
  /// Says what the functions do.
  func documentation() -> [String] {
    var lines = ["A gate: \(CommentText.line(gate.title))."]
    lines +=
      isStashing
      ? [
        "The forward function stashes what the backward one needs: arrays by reference, so that these",
        "and what is stashed must stay in place till then.",
      ]
      : ["It has no derivative."]
    for (argument, gradient) in zip(gate.arguments, gate.gradients) {
      let shape = ExtentText.shape(of: argument, in: program, dims: dimNames)
      var text = "  in \(called.arguments[argument] ?? "")\(shape)"
      if let gradient { text += "; backward, out \(called.gradients[gradient] ?? "")\(shape)" }
      lines.append(text)
    }
    for output in gate.outputs where output != interface.returned {
      lines.append("  out \(called.outputs[output] ?? "")\(ExtentText.shape(of: output, in: program, dims: dimNames))")
    }
    if interface.needsWork {
      lines.append(
        "  work: memory as malloc returns it, of \(interface.name)_workspace(...) bytes, kept till after backward.")
    }
    return lines
  }
}
