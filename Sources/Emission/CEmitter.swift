import FlatProgram
import Operations
import Scheduling

/// Writes programs as C99 that is also C++: a header and a source file, or one header.
package enum CEmitter {
  /// Returns the files. Complexity: linear in the loop nests.
  package static func emit(_ request: EmissionRequest) -> [EmittedFile] {
    let unit = CUnit(request)
    let stem = unit.interface.name
    guard request.options.isHeaderOnly || request.options.isStaticInline else {
      return [
        EmittedFile(name: stem + ".h", text: unit.header(with: [])),
        EmittedFile(name: stem + ".c", text: unit.source()),
      ]
    }
    return [EmittedFile(name: stem + ".h", text: unit.header(with: unit.definitions()))]
  }
}

/// Everything that the files of one program have in common.
struct CUnit: Sendable {
  let request: EmissionRequest
  let target: CTarget
  let interface: PublicInterface
  let scratchName: String
  let value: CFunction
  let gradient: CFunction?
  /// The gates that the gradient is made of; nil where it is fused loops.
  private(set) var gates: CGates?

  init(_ request: EmissionRequest) {
    self.request = request
    let spelled = request.options.prefix + IdentifierSpelling.ascii(request.name)
    // The program's own functions come before the names of the source.
    var reserved = ReservedNames.c.union(request.externalNames)
    var names = NameTable(reserved: reserved)
    let name = names.fresh(spelled)
    let prefix = name + "_"
    let isHeader = request.options.isHeaderOnly || request.options.isStaticInline
    let target = CTarget(
      precision: request.options.precision, helperPrefix: prefix,
      constantPrefix: isHeader ? name.uppercased() + "_" : "")
    self.target = target
    for word in Self.ownNames { reserved.insert(prefix + word) }
    for operation in Operation.allCases {
      guard case .primitive(let primitive) = operation.row.implementation, case .call(let call) = primitive.c else {
        continue
      }
      reserved.insert(target.renamed(call))
    }
    reserved.insert(Self.guardName(name))
    reserved.formUnion(["carried", target.laneCount, target.blockSize, target.scalarLoop, target.restrict])
    reserved.insert(target.separate)
    interface = PublicInterface(request, names: NameTable(reserved: reserved)) { program, dim in
      "\(program)_\(IdentifierSpelling.ascii(dim))".uppercased()
    }
    var locals = interface.names
    scratchName = locals.fresh("work")
    value = CFunction(
      request.value, interface: interface, adjoints: [], target: target, names: locals, scratch: scratchName,
      request: request)
    if let part = request.gradient {
      gradient = CFunction(
        part.loops, interface: interface, adjoints: interface.adjoints, target: target, names: locals,
        scratch: scratchName,
        request: request)
    } else {
      gradient = nil
    }
    gates = CGates(self)
  }

  /// What follows the program's name in the names of functions.
  private static let ownNames = [
    "gradient", "workspace", "sum_of_lanes", "add_to_sum", "floor_quotient", "floor_remainder",
    "check", "check_message", "take", "rounded", "graph",
  ]

  static func guardName(_ name: String) -> String { name.uppercased() + "_H" }

  var functions: [CFunction] { [value] + (gradient.map { [$0] } ?? []) }

  /// Whether the caller must give scratch memory to any of the functions.
  var needsScratch: Bool { functions.contains { needsScratch($0) } }

  /// Whether the caller must give scratch memory to a function.
  func needsScratch(_ function: CFunction) -> Bool {
    if let gates, function.isGradient { return gates.needsScratch(function) }
    return function.needsScratch
  }

  // MARK: Signatures

  /// Returns the function's first line without what comes after the closing bracket.
  func signature(of function: CFunction, isDefinition: Bool) -> String {
    let name = interface.name + (function.isGradient ? "_gradient" : "")
    var arguments = dimArguments
    let real = target.name(of: .real)
    let restrict = isDefinition ? target.restrict + " " : ""
    let program = function.loops.program
    for argument in interface.inputs + interface.parameters {
      let declaration = program[argument.array]
      let type = declaration.isInteger ? "int32_t" : real
      if declaration.rank == 0 {
        arguments.append("\(type) \(argument.name)")
      } else {
        arguments.append(
          isDefinition ? "const \(type) *\(restrict)\(argument.name)" : "const \(type) \(argument.name)[]")
      }
    }
    for result in function.results where result.array != function.returned {
      let declaration = program[result.array]
      let type = declaration.isInteger ? "int32_t" : real
      if declaration.rank == 0 || isDefinition {
        arguments.append("\(type) *\(declaration.rank == 0 ? "" : restrict)\(result.name)")
      } else {
        arguments.append("\(type) \(result.name)[]")
      }
    }
    if needsScratch(function) {
      arguments.append(isDefinition ? "\(real) *\(restrict)\(scratchName)" : "\(real) \(scratchName)[]")
    }
    return "\(function.returned == nil ? "void" : real) \(name)(\(wrapped(arguments, after: name)))"
  }

  var dimArguments: [String] {
    zip(request.value.program.dims, interface.dims).filter { $0.0.fixed == nil }.map { "size_t \($0.1)" }
  }

  /// Joins arguments, with a new line where one would end beyond column 120.
  private func wrapped(_ arguments: [String], after name: String) -> String {
    guard !arguments.isEmpty else { return "void" }
    let indent = String(repeating: " ", count: 8)
    var text = ""
    var width = target.name(of: .real).count + name.count + 2
    for (position, argument) in arguments.enumerated() {
      let piece = argument + (position + 1 < arguments.count ? "," : "")
      if !text.isEmpty {
        if width + piece.count + 1 > 116 {
          text += "\n" + indent
          width = indent.count
        } else {
          text += " "
          width += 1
        }
      }
      text += piece
      width += piece.count
    }
    return text
  }
}
