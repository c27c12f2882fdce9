import Diagnostics
import FlatProgram
import Scheduling

/// The header: what a caller must know.
extension CUnit {
  /// Returns the header's text, with definitions where there is no source file.
  func header(with definitions: [String]) -> String {
    let name = interface.name
    let guardName = Self.guardName(name)
    var lines = target.comment(HeaderComment(self).lines(file: name + ".h"))
    lines += ["#ifndef \(guardName)", "#define \(guardName)"]
    let includes = hasIntegers ? ["<stddef.h>", "<stdint.h>"] : ["<stddef.h>"]
    lines += includes.map { "#include \($0)" }
    if !definitions.isEmpty { lines.append("#include <math.h>") }
    lines.append("")
    for (dim, text) in zip(request.value.program.dims, interface.dims) {
      if let fixed = dim.fixed { lines.append("#define \(text) ((size_t)\(fixed))") }
    }
    if lines.last != "" { lines.append("") }
    lines += ["#ifdef __cplusplus", "extern \"C\" {", "#endif", ""]
    if definitions.isEmpty {
      lines += declarations()
    } else {
      lines += definitions
    }
    lines += ["", "#ifdef __cplusplus", "}", "#endif", "#endif"]
    return lines.joined(separator: "\n") + "\n"
  }

  var hasIntegers: Bool {
    let program = request.value.program
    return (interface.inputs + interface.parameters + interface.outputs).contains { program[$0.array].isInteger }
  }

  /// Returns the functions' declarations with what is to be said of them.
  private func declarations() -> [String] {
    var lines: [String] = []
    if needsScratch {
      lines += target.comment(["Returns how many numbers of scratch memory the functions below need."])
      lines += [workspaceSignature + ";", ""]
    }
    for (position, function) in functions.enumerated() {
      if position > 0 { lines.append("") }
      lines += target.comment(documentation(of: function))
      lines.append(signature(of: function, isDefinition: false) + ";")
    }
    return lines
  }

  var workspaceSignature: String {
    "size_t \(interface.name)_workspace(\(dimArguments.isEmpty ? "void" : dimArguments.joined(separator: ", ")))"
  }

  /// Returns what a comment says of a function.
  func documentation(of function: CFunction) -> [String] {
    let program = function.loops.program
    let sorted = function.results.filter { $0.array != function.returned }
    var first = function.returned.map { "Returns \(CommentText.line(program[$0].name))" } ?? ""
    let isReturning = !first.isEmpty
    if !sorted.isEmpty {
      let verb = request.options.accumulates && function.isGradient ? "sets or adds to" : "sets"
      first += (isReturning ? "; \(verb) " : verb.prefix(1).uppercased() + verb.dropFirst() + " ") + "the arguments below"
    }
    var lines = [first + "."]
    for argument in interface.inputs + interface.parameters {
      lines.append(" " + line(argument, program, "in"))
    }
    for result in sorted { lines.append(" " + line(result, program, "out")) }
    if function.needsScratch {
      lines.append("  \(scratchName): scratch memory of \(interface.name)_workspace(...) numbers.")
    }
    if !sorted.isEmpty || function.needsScratch {
      lines.append("  What goes out may not overlap anything else.")
    }
    return lines
  }

  private func line(_ argument: PublicInterface.Argument, _ program: Program, _ direction: String) -> String {
    let declaration = program[argument.array]
    let shape = ExtentText.shape(of: argument.array, in: program, dims: interface.dims)
    var text = " \(direction) \(argument.name)\(shape)"
    if declaration.rank > 1 { text += ", row-major" }
    if case .integer(let bound) = declaration.element, direction == "in" {
      let limit = bound.map { ExtentText.text(program[$0], dims: interface.dims) }
      text += limit.map { ", each in 0..<\($0), which is not checked" } ?? ", integers"
    }
    if let output = argument.derivativeOf {
      text += ": d\(CommentText.line(output))/d\(CommentText.line(argument.original))"
    }
    return text
  }
}

/// The comment at the top of a header.
struct HeaderComment {
  private let unit: CUnit

  init(_ unit: CUnit) { self.unit = unit }

  func lines(file: String) -> [String] {
    var lines = [FirstLine.text(file: file, of: unit.request)]
    let own = sourceComment()
    if !own.isEmpty { lines += [""] + own }
    lines += ["", counts("value", unit.value.loops)]
    if let gradient = unit.gradient {
      lines.append(counts("value and gradient", gradient.loops) + ratio(gradient.loops))
    }
    lines.append("Scratch: " + scratch())
    lines.append("At a kink the derivative is one fixed element of the subdifferential: " + kinks())
    for change in unit.interface.names.changes {
      lines.append("Renamed: \(CommentText.line(change.original)) is \(change.spelling) here.")
    }
    return lines
  }

  /// The comments with which the source begins.
  private func sourceComment() -> [String] {
    guard let source = unit.request.source else { return [] }
    var lines: [String] = []
    for line in 1...max(source.lineCount, 1) {
      let text = source.text(ofLine: line).drop { $0 == " " || $0 == "\t" }
      guard text.hasPrefix("#"), lines.count < 40 else { break }
      lines.append(CommentText.line(text.dropFirst().drop { $0 == " " }.prefix(200)))
    }
    return lines
  }

  private func counts(_ title: String, _ loops: LoopProgram) -> String {
    let counts = OperationCounts(loops)
    let dims = unit.interface.dims
    let functions = counts.functions.map { "\($0.name) \(ExtentText.text($0.count, dims: dims))" }
    return "Operations, \(title): \(counts.isApproximate ? "at least " : "")\(ExtentText.text(counts.arithmetic, dims: dims))"
      + (functions.isEmpty ? "" : "; " + functions.joined(separator: ", "))
  }

  private func ratio(_ gradient: LoopProgram) -> String {
    func total(_ loops: LoopProgram) -> Int? {
      let count = OperationCounts(loops).total.substituting { atom in
        if case .dim(let dim) = atom { IndexExpression(loops.program[dim].fixed ?? 100) } else { IndexExpression(0) }
      }
      return count.constant
    }
    guard let value = total(unit.value.loops), let both = total(gradient), value > 0 else { return "" }
    let tenths = Int((Double(both) / Double(value) * 10).rounded())
    return " (\(tenths / 10).\(tenths % 10) times the value\(gradient.program.dims.contains { $0.fixed == nil } ? ", extents 100" : ""))"
  }

  private func scratch() -> String {
    let sizes = unit.functions.filter(\.needsScratch).map {
      ($0.isGradient ? "gradient " : "value ") + ExtentText.text($0.layout.size, dims: unit.interface.dims)
    }
    return sizes.isEmpty ? "none." : sizes.joined(separator: ", ") + " numbers."
  }

  private func kinks() -> String {
    let isUsed = unit.functions.map(\.isUsed)
    return KinkText.text(for: unit.request.value.program, isUsed)
  }
}
