import Diagnostics
import FlatProgram
import Scheduling

/// The header: what a caller must know.
extension CUnit {
  /// Returns the header's text, with definitions where there is no source file.
  func header(with definitions: [String]) -> String {
    let name = interface.name
    let guardName = Self.guardName(name)
    var lines = target.comment([FirstLine.text(file: name + ".h", of: request), ""] + comment.lines())
    lines += ["#ifndef \(guardName)", "#define \(guardName)"]
    let includes = hasIntegers || gates != nil ? ["<stddef.h>", "<stdint.h>"] : ["<stddef.h>"]
    lines += includes.map { "#include \($0)" }
    if !definitions.isEmpty { lines.append("#include <math.h>") }
    lines.append("")
    for (dim, text) in zip(request.value.program.dims, interface.dims) {
      if let fixed = dim.fixed { lines.append("#define \(text) ((size_t)\(fixed))") }
    }
    if lines.last != "" { lines.append("") }
    lines += ["#ifdef __cplusplus", "extern \"C\" {", "#endif", ""]
    lines += externalDeclarations()
    if definitions.isEmpty {
      lines += declarations()
    } else {
      lines += definitions
    }
    lines += ["", "#ifdef __cplusplus", "}", "#endif", "#endif"]
    return Self.text(of: lines, file: name + ".h")
  }

  private var comment: HeaderComment {
    HeaderComment(
      request: request, interface: interface,
      functions: functions.map {
        HeaderComment.Function(
          isGradient: $0.isGradient, loops: $0.loops, isUsed: $0.isUsed, scratch: $0.layout.size)
      })
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
    lines += checkDeclarations()
    if let gates { lines += gates.declarations(target) }
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
      first +=
        (isReturning ? "; \(verb) " : verb.prefix(1).uppercased() + verb.dropFirst() + " ") + "the arguments below"
    }
    var lines = [first + "."]
    for argument in interface.inputs + interface.parameters {
      lines.append(" " + line(argument, program, "in"))
    }
    for result in sorted { lines.append(" " + line(result, program, "out")) }
    if needsScratch(function) {
      lines.append("  \(scratchName): scratch memory of \(interface.name)_workspace(...) numbers.")
    }
    if !sorted.isEmpty || needsScratch(function) {
      lines.append("  What goes out may not overlap anything else; a null pointer says that it is not wanted.")
    }
    return lines
  }

  private func line(_ argument: PublicInterface.Argument, _ program: Program, _ direction: String) -> String {
    let declaration = program[argument.array]
    let shape = ExtentText.shape(of: argument.array, in: program, dims: interface.dims)
    var text = " \(direction) \(argument.name)\(shape)"
    if declaration.rank > 1 { text += ", row-major" }
    if case .integer(let bound) = declaration.element, direction == "in" {
      let limit = bound.map { ExtentText.text(program[$0], dims: interface.dims, in: program) }
      text += limit.map { ", each in 0..<\($0)" } ?? ", integers"
    }
    if let output = argument.derivativeOf {
      text += ": d\(CommentText.line(output))/d\(CommentText.line(argument.original))"
    }
    return text
  }
}
