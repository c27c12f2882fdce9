import FlatProgram
import Operations
import Scheduling

/// Writes programs as one file of Swift 6 that needs the C library's mathematics and nothing else.
package enum SwiftEmitter {
  /// Returns the file. Complexity: linear in the loop nests.
  package static func emit(_ request: EmissionRequest) -> [EmittedFile] {
    let unit = SwiftUnit(request)
    return [EmittedFile(name: unit.fileName, text: unit.text())]
  }
}

/// Everything that the file of one program holds.
struct SwiftUnit: Sendable {
  let request: EmissionRequest
  let target: SwiftTarget
  let interface: PublicInterface
  let typeName: String
  let value: SwiftFunction
  let gradient: SwiftFunction?
  /// The gates that the gradient is made of; nil where it is fused loops.
  private(set) var gates: SwiftGates?

  init(_ request: EmissionRequest) {
    self.request = request
    target = SwiftTarget(precision: request.options.precision)
    var reserved = ReservedNames.swift.union(request.externalNames)
    for operation in Operation.allCases {
      guard case .primitive(let primitive) = operation.row.implementation, case .call(let call) = primitive.swift else {
        continue
      }
      reserved.insert(call)
    }
    typeName = Self.typeName(request.options.prefix + request.name)
    reserved.insert(typeName)
    interface = PublicInterface(request, names: NameTable(reserved: reserved)) { _, dim in dim }
    value = SwiftFunction(request.value, interface: interface, adjoints: [], target: target, request: request)
    if let part = request.gradient {
      gradient = SwiftFunction(
        part.loops, interface: interface, adjoints: interface.adjoints, target: target, request: request)
    } else {
      gradient = nil
    }
    gates = SwiftGates(self)
  }

  var fileName: String {
    request.options.fileName ?? IdentifierSpelling.ascii(request.options.prefix + request.name) + ".swift"
  }

  var functions: [SwiftFunction] { [value] + (gradient.map { [$0] } ?? []) }

  /// The functions that are loops over the whole program.
  var fused: [SwiftFunction] { gates == nil ? functions : [value] }

  /// Returns a name as types have it: `softmax_regression` is `SoftmaxRegression`.
  static func typeName(_ name: String) -> String {
    let words = IdentifierSpelling.ascii(name).split(separator: "_")
    let joined = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    let isTaken = joined.isEmpty || ReservedNames.swift.contains(joined)
    return isTaken ? joined + "Program" : joined
  }

  /// Returns the file's text.
  func text() -> String {
    var lines = ["// " + FirstLine.text(file: fileName, of: request)]
    lines += Self.imports + [""]
    lines += comment.lines().map { $0.isEmpty ? "///" : "/// " + $0 }
    lines.append("public enum \(typeName) {")
    var body: [[String]] = []
    if !fixedDims.isEmpty { body.append(fixedDims) }
    if !interface.parameters.isEmpty { body.append(structure("Parameters", interface.parameters, isParameters: true)) }
    if hasOwnGradientType { body.append(structure("Gradient", interface.adjointFields, isParameters: false)) }
    if needsScratch { body.append(workspaceFunction()) }
    for function in functions {
      body.append(arrayFunction(function))
      // Gates keep what they stash in arrays of their own.
      guard !function.isGradient || gates == nil else { continue }
      if hasArrays || function.needsScratch { body.append(pointerFunction(function)) }
    }
    body += validation()
    for function in fused { body += function.definitions() }
    if let gates { body += gates.definitions() }
    body += helpers()
    for (position, part) in body.enumerated() {
      if position > 0 { lines.append("") }
      lines += part.map { $0.isEmpty ? "" : "  " + $0 }
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  /// The lines that import the C library.
  static let imports =
    ["Glibc", "Darwin", "Musl", "ucrt"].enumerated().flatMap { position, library in
      ["#\(position == 0 ? "if" : "elseif") canImport(\(library))", "  import \(library)"]
    } + ["#endif"]

  private var comment: HeaderComment {
    HeaderComment(
      request: request, interface: interface,
      functions: functions.map {
        HeaderComment.Function(
          isGradient: $0.isGradient, loops: $0.loops, isUsed: $0.isUsed, scratch: $0.scratchSize)
      }, externals: externalTexts())
  }

  /// Whether anything that goes in or out is an array.
  private var hasArrays: Bool {
    functions.contains { function in
      (interface.inputs + interface.parameters + function.results).contains {
        function.loops.program[$0.array].rank > 0
      }
    }
  }

  private var fixedDims: [String] {
    zip(request.value.program.dims, interface.dims).compactMap { dim, name in
      dim.fixed.map { "/// A fixed extent.\npublic static let \(name) = \($0)" }
    }.flatMap { $0.split(separator: "\n").map(String.init) }
  }

  /// Whether the derivatives are not those by the parameters, in their order.
  var hasOwnGradientType: Bool {
    request.gradient != nil && interface.adjointFields.map(\.array) != interface.parameters.map(\.array)
  }

  var needsScratch: Bool { fused.contains { $0.needsScratch } }

  private var real: String { target.name(of: .real) }

  // MARK: Types

  /// Returns the type of a field or an argument.
  func type(of array: ArrayID, isPointer: Bool = false) -> String {
    let declaration = request.value.program[array]
    let element = declaration.isInteger ? "Int" : real
    return declaration.rank == 0 ? element : isPointer ? "UnsafeBufferPointer<\(element)>" : "[\(element)]"
  }

  private func structure(_ name: String, _ fields: [PublicInterface.Argument], isParameters: Bool) -> [String] {
    let program = request.value.program
    var lines = [
      isParameters
        ? "/// What is differentiated; a gradient has the same fields. Arrays are row-major."
        : "/// The derivatives. Arrays are row-major.",
      "public struct \(name): Sendable, Equatable, Codable {",
    ]
    for field in fields {
      let shape = ExtentText.shape(of: field.array, in: program, dims: interface.dims)
      if !shape.isEmpty { lines.append("  /// Shape:\(shape)") }
      lines.append("  public var \(field.name): \(type(of: field.array))")
    }
    lines += ["", "  /// Makes one from all its fields."]
    let arguments = fields.map { "\($0.name): \(type(of: $0.array))" }
    lines += SwiftLayout.call("  public init", arguments, end: " {")
    for field in fields { lines.append("    self.\(field.name) = \(field.name)") }
    return lines + ["  }", "}"]
  }

  private func workspaceFunction() -> [String] {
    let open = zip(request.value.program.dims, interface.dims).filter { $0.0.fixed == nil }.map { "\($0.1): Int" }
    var sizes: [String] = []
    for function in fused where function.needsScratch {
      let text = function.sizeText
      if !sizes.contains(text) { sizes.append(text) }
    }
    let size = sizes.count == 2 ? "max(\(sizes[0]), \(sizes[1]))" : sizes.first ?? "0"
    return [
      "/// Returns how many numbers of scratch memory the functions with a `workspace` need.",
      "public static func workspaceSize(\(open.joined(separator: ", "))) -> Int {", "  \(size)", "}",
    ]
  }
}

extension PublicInterface {
  /// The derivatives under the names of what they are derivatives by.
  var adjointFields: [Argument] {
    adjoints.map { adjoint in
      let wanted = (parameters + inputs).first { $0.original == adjoint.original }
      return Argument(
        array: wanted?.array ?? adjoint.array, name: wanted?.name ?? IdentifierSpelling.ascii(adjoint.original),
        original: adjoint.original, derivativeOf: adjoint.derivativeOf)
    }
  }
}

/// Calls and declarations over one line or several.
enum SwiftLayout {
  /// Returns `head(arguments)end`, with each argument on its own line where one line is too short.
  static func call(_ head: String, _ arguments: [String], end: String) -> [String] {
    let whole = "\(head)(\(arguments.joined(separator: ", ")))\(end)"
    guard whole.count > 112, let last = arguments.last else { return [whole] }
    let indent = String(repeating: " ", count: head.prefix { $0 == " " }.count)
    return ["\(head)("] + arguments.dropLast().map { "\(indent)  \($0)," } + ["\(indent)  \(last)", "\(indent))\(end)"]
  }
}
