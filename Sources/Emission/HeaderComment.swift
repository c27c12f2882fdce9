import Diagnostics
import FlatProgram
import Operations
import Scheduling

/// What the comment at the top of a file says of the program: the source's own comment, costs, conventions, names.
struct HeaderComment {
  /// One function that the file has.
  struct Function {
    var isGradient: Bool
    var loops: LoopProgram
    /// The operations that it uses.
    var isUsed: [Bool]
    var scratch: IndexExpression
  }

  var request: EmissionRequest
  var interface: PublicInterface
  var functions: [Function]
  /// What is said of functions that the user writes.
  var externals: [String] = []

  /// Returns the lines.
  func lines() -> [String] {
    var lines = sourceComment()
    if !lines.isEmpty { lines.append("") }
    lines += request.notes.map { CommentText.line($0) }
    for function in functions { lines.append(counts(function)) }
    lines.append("Scratch: " + scratch())
    lines.append("At a kink the derivative is one fixed element of the subdifferential: " + kinks())
    if !request.stabilisations.isEmpty {
      lines.append("Rewritten to be accurate and finite; --no-stabilise leaves all as written:")
      for text in request.stabilisations.prefix(20) { lines.append("  " + CommentText.line(text)) }
      if request.stabilisations.count > 20 { lines.append("  and \(request.stabilisations.count - 20) more") }
    }
    if !request.inlinedFunctions.isEmpty {
      lines.append(
        "Calls of \(CommentText.line(request.inlinedFunctions.joined(separator: ", "))) in recurrences, or with integers, are "
          + "parts of the gates that call.")
    }
    lines += externals.map { CommentText.line($0) }
    for change in interface.names.changes {
      lines.append("Renamed: \(CommentText.line(change.original)) is \(change.spelling) here.")
    }
    return lines
  }

  /// The comments with which the source begins.
  private func sourceComment() -> [String] {
    guard let source = request.source else { return [] }
    var lines: [String] = []
    for line in 1...max(source.lineCount, 1) {
      let text = source.text(ofLine: line).drop { $0 == " " || $0 == "\t" }
      guard text.hasPrefix("#"), lines.count < 40 else { break }
      lines.append(CommentText.line(text.dropFirst().drop { $0 == " " }.prefix(200)))
    }
    return lines
  }

  private func counts(_ function: Function) -> String {
    let counts = OperationCounts(function.loops)
    let least = counts.isApproximate ? "at least " : ""
    let functions = counts.functions.map { "\($0.name) \(ExtentText.text($0.count, dims: interface.dims))" }
    let all = [ExtentText.text(counts.arithmetic, dims: interface.dims)] + functions
    let fused = request.gates.isEmpty ? "" : " as fused loops, without --modular"
    let title = function.isGradient ? "value and gradient" + fused : "value"
    return "Operations, \(title): \(least)\(all.joined(separator: ", "))" + ratio(function) + "."
  }

  /// Says how many times the value's operations a gradient takes, at extents of 100 where they are open.
  private func ratio(_ function: Function) -> String {
    guard function.isGradient, let value = functions.first else { return "" }
    let dims = function.loops.program.dims
    let extents = dims.map { $0.fixed ?? FunctionCost.openExtent }
    guard let ratio = OperationCounts(function.loops).ratio(to: OperationCounts(value.loops), at: extents) else {
      return ""
    }
    let tenths = Int((ratio * 10).rounded())
    let isOpen = dims.contains { $0.fixed == nil }
    return
      "; \(tenths / 10).\(tenths % 10) times the value\(isOpen ? "'s at extents of \(FunctionCost.openExtent)" : "'s")"
  }

  private func scratch() -> String {
    let counted = functions.filter { request.gates.isEmpty || !$0.isGradient }
    let sizes = counted.filter { !$0.scratch.terms.isEmpty }.map {
      ($0.isGradient ? "gradient " : "value ") + ExtentText.text($0.scratch, dims: interface.dims)
    }
    if !request.gates.isEmpty, sizes.isEmpty { return "what the gates stash." }
    return sizes.isEmpty ? "none." : sizes.joined(separator: ", ") + " numbers."
  }

  private func kinks() -> String {
    if let original = request.original { return KinkText.text(for: [KinkText.operations(of: original)]) }
    return KinkText.text(for: functions.map(\.isUsed))
  }
}
