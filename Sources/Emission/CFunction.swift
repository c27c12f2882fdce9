import FlatProgram
import Scheduling

/// One function in C: its results, and the lines of its body.
struct CFunction: Sendable {
  let loops: LoopProgram
  let isGradient: Bool
  /// The scalar that is returned; nil where nothing is.
  let returned: ArrayID?
  /// What goes out, the returned scalar too.
  let results: [PublicInterface.Argument]
  let layout: ScratchLayout
  private(set) var lines: [String] = []
  private(set) var features = BodyWriter.Features()
  private(set) var isUsed: [Bool] = []
  /// The arrays of constants that the body reads, with the names they have.
  private(set) var constants: [(array: ArrayID, name: String)] = []

  var needsScratch: Bool { !layout.scratch.isEmpty }

  /// Writes a function.
  init(
    _ loops: LoopProgram, interface: PublicInterface, adjoints: [PublicInterface.Argument], target: CTarget,
    names: NameTable, request: EmissionRequest
  ) {
    self.loops = loops
    isGradient = !adjoints.isEmpty
    returned = isGradient ? request.gradient?.output : interface.returned
    results = interface.outputs.filter { loops.program.outputs.contains($0.array) } + adjoints
    layout = ScratchLayout(loops, usesStack: true)
    let program = loops.program
    var names = names
    let scratch = "work"
    var access: [ArrayAccess] = []
    for number in program.arrays.indices {
      let array = ArrayID(number)
      let name: String
      if let argument = (interface.inputs + interface.parameters).first(where: { $0.array == array }) {
        name = argument.name
      } else if let result = results.first(where: { $0.array == array }), program[array].rank > 0 {
        name = result.name
      } else if let result = results.first(where: { $0.array == array }), array != returned {
        name = names.fresh(result.name + "_value")
      } else {
        name = names.fresh(program[array].name)
      }
      access.append(loops.access(to: array, named: name))
    }
    let dims = interface.dims.map { Fragment($0) }
    var writer = BodyWriter(
      loops, target: target, access: access, dims: dims, names: names, source: request.source, depth: 1)
    writer.write(block: .whole)
    writeResults(&writer, interface)
    let body = writer.lines
    writer.lines = []
    writeDeclarations(&writer, scratch: interface.names.isFree(scratch) ? scratch : scratch + "_")
    for argument in interface.inputs + interface.parameters where !writer.features.arguments.contains(argument.array) {
      writer.write("(void)\(argument.name);")
    }
    for (number, dim) in program.dims.enumerated()
    where dim.fixed == nil && !writer.features.dims.contains(DimID(number)) {
      writer.write("(void)\(interface.dims[number]);")
    }
    lines = writer.lines + (writer.lines.isEmpty || body.isEmpty ? [] : [""]) + body
    features = writer.features
    isUsed = writer.isUsed
    constants = features.constants.sorted().map { ($0, access[Int($0.raw)].name) }
  }

  /// Declares the arrays that are neither the caller's nor variables.
  private func writeDeclarations(_ writer: inout BodyWriter, scratch: String) {
    let real = writer.target.name(of: .real)
    for (array, size) in layout.local where writer.features.workspace.contains(array) {
      writer.write("\(real) \(writer.access[Int(array.raw)].name)[\(size)];")
    }
    for (array, offset) in layout.scratch {
      let name = writer.access[Int(array.raw)].name
      guard writer.features.workspace.contains(array) else { continue }
      let start = writer.integer(offset, as: .size)
      let place = offset.constant == 0 ? scratch : "\(scratch) + \(start.held(.product))"
      writer.write("\(real) *const \(name) = \(place);")
    }
  }

  /// Hands over what is not yet where the caller wants it.
  private func writeResults(_ writer: inout BodyWriter, _ interface: PublicInterface) {
    let program = loops.program
    for result in results where result.array != returned && program[result.array].rank == 0 {
      let value = resultValue(result.array, &writer)
      writer.write("*\(result.name) = \(value.text);")
    }
    if let returned {
      writer.write("return \(writer.realElement(returned, .none).text);")
    }
  }

  private func resultValue(_ array: ArrayID, _ writer: inout BodyWriter) -> Fragment {
    guard loops.program[array].isInteger else { return writer.realElement(array, .none) }
    return writer.target.narrowed(writer.element(array, .none))
  }
}
