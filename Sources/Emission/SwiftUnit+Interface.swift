import FlatProgram
import Scheduling

/// The public functions: over arrays, and over pointers without allocation.
extension SwiftUnit {
  private var real: String { target.name(of: .real) }

  private var openDims: [String] {
    zip(request.value.program.dims, interface.dims).filter { $0.0.fixed == nil }.map(\.1)
  }

  /// Returns the function that takes and returns arrays.
  func arrayFunction(_ function: SwiftFunction) -> [String] {
    let program = request.value.program
    var arguments = interface.inputs.map { "\($0.name): \(type(of: $0.array))" }
    let isParametersOnly = arguments.isEmpty && openDims.isEmpty
    if !interface.parameters.isEmpty {
      arguments.append(isParametersOnly ? "at parameters: Parameters" : "parameters: Parameters")
    }
    arguments += openDims.map { "\($0): Int" }
    var lines = documentation(function)
    lines += SwiftLayout.call(
      "public static func \(function.isGradient ? "valueWithGradient" : "value")", arguments,
      end: " -> \(resultType(function)) {")
    lines += checks(isPointer: false).map { "  " + $0 } + validationCall()
    if let gates, function.isGradient { return lines + gateCalls(gates) + ["}"] }
    for result in function.results where result.array != function.returned {
      let declaration = function.loops.program[result.array]
      let zero = declaration.isInteger ? "0" : target.literal(0).text
      let type = declaration.isInteger ? "Int" : real
      lines.append(
        declaration.rank == 0
          ? "  var \(result.name): \(type) = \(zero)"
          : "  var \(result.name) = [\(type)](repeating: \(zero), count: \(size(result.array, function)))")
    }
    if function.needsScratch {
      let sizes = openDims.map { "\($0): \($0)" }.joined(separator: ", ")
      lines.append(
        "  var workspace = [\(real)](repeating: \(target.literal(0).text), count: workspaceSize(\(sizes)))")
    }
    var passed = openDims + interface.inputs.map(\.name)
    passed += interface.parameters.map { "parameters.\($0.name)" }
    passed += function.results.filter { $0.array != function.returned }.map { "&\($0.name)" }
    if function.needsScratch { passed.append("&workspace") }
    let call = SwiftLayout.call("  \(function.returned == nil ? "" : "let result = ")\(function.name)", passed, end: "")
    lines += call
    lines.append("  return \(returnText(function, program))")
    return lines + ["}"]
  }

  /// Returns the lines that run the gates in order and in reverse.
  private func gateCalls(_ gates: SwiftGates) -> [String] {
    let whole = gates.whole.interface
    var passed = openDims + interface.inputs.map(\.name) + interface.parameters.map { "parameters.\($0.name)" }
    var names = interface.names
    let (saved, derivatives) = (names.fresh("saved"), names.fresh("derivatives"))
    passed.append("saved: &" + saved)
    var lines = ["  var \(saved) = \(whole.type)()"]
    lines += SwiftLayout.call("  let result = \(whole.name)Forward", passed, end: "")
    lines.append("  let \(derivatives) = \(whole.name)Backward(\(saved), upstream: \(target.literal(1).text))")
    let fields = interface.adjointFields.map(\.name)
    // The gates take the arguments in the order of the file.
    let values = interface.adjointFields.map { field in
      whole.gradients.count == 1 ? derivatives : "\(derivatives).\(gates.gradientName(of: field.original))"
    }
    let arguments = zip(fields, values).map { "\($0): \($1)" }.joined(separator: ", ")
    lines.append("  return (result, \(gradientType)(\(arguments)))")
    return lines
  }

  private func returnText(_ function: SwiftFunction, _ program: Program) -> String {
    if function.isGradient {
      let fields = zip(interface.adjointFields, interface.adjoints).map { "\($0.name): \($1.name)" }
      return "(result, \(gradientType)(\(fields.joined(separator: ", "))))"
    }
    let names = function.results.map { $0.array == function.returned ? "result" : $0.name }
    return names.count == 1 ? names[0] : "(\(names.joined(separator: ", ")))"
  }

  private var gradientType: String { hasOwnGradientType ? "Gradient" : "Parameters" }

  private func resultType(_ function: SwiftFunction) -> String {
    if function.isGradient { return "(value: \(real), gradient: \(gradientType))" }
    if function.results.count == 1 { return type(of: function.results[0].array) }
    let members = function.results.map { "\(resultLabel($0, function)): \(type(of: $0.array))" }
    return "(\(members.joined(separator: ", ")))"
  }

  private func resultLabel(_ result: PublicInterface.Argument, _ function: SwiftFunction) -> String {
    let name = IdentifierSpelling.ascii(result.name)
    return ReservedNames.swift.contains(name) ? name + "_" : name
  }

  /// Returns the function that takes pointers and scratch memory.
  func pointerFunction(_ function: SwiftFunction) -> [String] {
    let program = function.loops.program
    let given = interface.inputs + interface.parameters
    var arguments = given.map { "\($0.name): \(type(of: $0.array, isPointer: true))" }
    for result in function.results where result.array != function.returned {
      let element = program[result.array].isInteger ? "Int" : real
      arguments.append(
        "\(result.name): \(program[result.array].rank == 0 ? "inout \(element)" : "UnsafeMutableBufferPointer<\(element)>")"
      )
    }
    arguments += openDims.map { "\($0): Int" }
    if function.needsScratch { arguments.append("workspace: UnsafeMutableBufferPointer<\(real)>") }
    var lines = ["/// The same without allocation; what goes out may not overlap anything else."]
    if !preconditions.items.isEmpty { lines.append("/// The data are not looked at: `validate` does so.") }
    lines += SwiftLayout.call(
      "public static func \(function.isGradient ? "valueWithGradient" : "value")", arguments,
      end: function.returned == nil ? " {" : " -> \(real) {")
    lines += checks(isPointer: true).map { "  " + $0 }
    for result in function.results where result.array != function.returned && program[result.array].rank > 0 {
      lines.append("  check(\"\(result.name)\", \(result.name).count, \(size(result.array, function)))")
    }
    if function.needsScratch {
      let sizes = openDims.map { "\($0): \($0)" }.joined(separator: ", ")
      lines.append("  check(\"workspace\", min(workspace.count, workspaceSize(\(sizes))), workspaceSize(\(sizes)))")
    }
    var passed = openDims
    passed += given.map { program[$0.array].rank == 0 ? $0.name : "start(of: \($0.name))" }
    passed += function.results.filter { $0.array != function.returned }.map {
      program[$0.array].rank == 0 ? "&\($0.name)" : "start(of: \($0.name))"
    }
    if function.needsScratch { passed.append("start(of: workspace)") }
    lines += SwiftLayout.call("  \(function.returned == nil ? "" : "return ")\(function.name)", passed, end: "")
    return lines + ["}"]
  }

  private func documentation(_ function: SwiftFunction) -> [String] {
    let program = request.value.program
    let names = function.results.filter { $0.derivativeOf == nil }.map { CommentText.line($0.original) }
    var lines = ["/// Returns \(names.joined(separator: ", "))\(function.isGradient ? " and its gradient" : "")."]
    var shapes: [String] = []
    for argument in interface.inputs {
      let shape = ExtentText.shape(of: argument.array, in: program, dims: interface.dims)
      var text = "\(argument.name)\(shape)"
      if case .integer(let bound?) = program[argument.array].element {
        text += ", each in 0..<\(ExtentText.text(program[bound], dims: interface.dims, in: program))"
      }
      if !shape.isEmpty { shapes.append(text) }
    }
    if !shapes.isEmpty { lines += ["///", "/// Shapes, row-major: \(shapes.joined(separator: "; "))."] }
    return lines
  }

  /// Returns the lines that end the program where an argument has the wrong length or value.
  private func checks(isPointer: Bool) -> [String] {
    let program = request.value.program
    var lines = openDims.map { "if \($0) < 0 { fatalError(\"\($0) is \\(\($0))\") }" }
    for argument in interface.inputs + interface.parameters where program[argument.array].rank > 0 {
      let isField = !isPointer && interface.parameters.contains(argument)
      let text = (isField ? "parameters." : "") + argument.name
      lines.append("check(\"\(argument.name)\", \(text).count, \(size(argument.array, value)))")
      if case .integer(let bound?) = program[argument.array].element {
        lines.append("check(\"\(argument.name)\", \(text), below: \(extent(program[bound])))")
      }
    }
    return lines
  }

  private func size(_ array: ArrayID, _ function: SwiftFunction) -> String {
    let program = function.loops.program
    var product: Fragment?
    for index in program[array].shape {
      let factor = Fragment(extent(program[index]), .sum)
      product = product.map { .infix("*", $0, factor) } ?? factor
    }
    return product?.text ?? "1"
  }

  /// Returns an extent over dims as text.
  private func extent(_ expression: IndexExpression) -> String {
    var writer = BodyWriter(
      request.value, target: target, access: [], dims: interface.dims.map { Fragment($0) }, names: interface.names,
      source: nil, depth: 0)
    let text = writer.integer(expression, as: .size, isChecked: true)
    return text.held(.primary)
  }
}
