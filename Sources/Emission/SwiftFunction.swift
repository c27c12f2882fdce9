import FlatProgram
import Scheduling

/// The calculation of one function in Swift: a private function over pointers.
struct SwiftFunction: Sendable {
  let loops: LoopProgram
  let isGradient: Bool
  /// The scalar that is returned; nil where nothing is.
  let returned: ArrayID?
  /// What goes out, the returned scalar too.
  let results: [PublicInterface.Argument]
  let layout: ScratchLayout
  private let interface: PublicInterface
  private let target: SwiftTarget
  private var lines: [String] = []
  /// The functions that a long one is split into.
  private var parts: [[String]] = []
  /// How many values go from one of them to another.
  private var carriedCount = 0
  private(set) var features = BodyWriter.Features()
  private(set) var isUsed: [Bool] = []
  /// The arrays of constants that the body reads, with the names they have.
  private(set) var constants: [(array: ArrayID, name: String)] = []
  /// How many numbers of scratch memory it needs.
  private(set) var scratchSize = IndexExpression(0)
  /// The same as text.
  private(set) var sizeText = "0"

  var needsScratch: Bool { !layout.scratch.isEmpty || carriedCount > 0 }

  /// The name of the private function.
  var name: String { isGradient ? "computeGradient" : "computeValue" }

  init(
    _ loops: LoopProgram, interface: PublicInterface, adjoints: [PublicInterface.Argument], target: SwiftTarget,
    request: EmissionRequest
  ) {
    self.loops = loops
    self.interface = interface
    self.target = target
    isGradient = !adjoints.isEmpty
    let returned = isGradient ? request.gradient?.output : interface.returned
    self.returned = returned
    results = interface.outputs.filter { loops.program.outputs.contains($0.array) } + adjoints
    layout = ScratchLayout(loops, usesStack: false)
    let program = loops.program
    var names = interface.names
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
    let plan = ChunkPlan(loops, longest: Self.longestBody, results: results.map(\.array))
    var localNames: [ArrayID: String] = [:]
    for (array, place) in plan?.carriedArrays ?? [:] {
      localNames[array] = access[Int(array.raw)].name
      access[Int(array.raw)] = ArrayAccess(name: "carried[\(place)]", cell: .real, isScalar: true)
    }
    var writer = BodyWriter(
      loops, target: target, access: access, dims: interface.dims.map { Fragment($0) }, names: names,
      source: request.source, depth: 1)
    if let plan {
      writer.carried = plan.carriedNodes
      writer.declarations.remove(Set(plan.carriedArrays.keys))
      write(plan, LocalNames(localNames), &writer)
    } else {
      writer.write(block: .whole)
      writeResults(&writer)
      lines = finish(&writer)
    }
    isUsed = writer.isUsed
    constants = features.constants.sorted().map { ($0, access[Int($0.raw)].name) }
    let carried = IndexExpression(plan?.size ?? 0)
    scratchSize = layout.size + carried
    sizeText = writer.integer(scratchSize, as: .size, isChecked: true).text
    features.divisions.formUnion(writer.features.divisions)
  }

  /// The most steps that one function has.
  private static let longestBody = 200

  /// Writes the functions of a long program, and the one that calls them.
  private mutating func write(_ plan: ChunkPlan, _ locals: LocalNames, _ writer: inout BodyWriter) {
    let notes = writer.notes(of: loops[.whole])
    // Every function finds the carried values in the same place: behind all else.
    carriedCount = plan.size
    var all = BodyWriter.Features()
    var bodies: [(lines: [String], features: BodyWriter.Features)] = []
    for (number, range) in plan.chunks.enumerated() {
      writer.features = BodyWriter.Features()
      writer.locals = writer.isStraight(range) ? locals : nil
      writer.write(block: .whole, from: range, notes)
      writer.storeLocals { (plan.lastMentions[$0] ?? 0) > number }
      bodies.append((writer.endChunk(), writer.features))
      all.formUnion(writer.features)
    }
    writer.features = BodyWriter.Features()
    writeResults(&writer)
    let ending = writer.lines
    writer.lines = []
    all.formUnion(writer.features)
    let endFeatures = writer.features
    features = all
    var calls: [String] = []
    for (number, body) in bodies.enumerated() {
      let part = "\(name)Part\(number + 1)"
      let passed = arguments(for: body.features)
      writer.features = body.features
      writeDeclarations(&writer, for: body.lines)
      let parameters = passed.map { "_ \($0.name): \($0.type)" }
      parts.append(
        // Compilers would make one function of all again, and take more than linear time over it.
        ["@inline(never)"] + SwiftLayout.call("private static func \(part)", parameters, end: " {") + writer.lines
          + body.lines + ["}"])
      writer.lines = []
      calls += SwiftLayout.call("  \(part)", passed.map(\.name), end: "")
    }
    writer.features = endFeatures
    writeDeclarations(&writer, for: ending)
    lines = writer.lines + calls + ending
    writer.lines = []
  }

  /// The arguments that a part of the function needs.
  private func arguments(for features: BodyWriter.Features) -> [(name: String, type: String)] {
    let program = loops.program
    var arguments: [(name: String, type: String)] = []
    for (number, dim) in program.dims.enumerated() where dim.fixed == nil {
      arguments.append((interface.dims[number], "Int"))
    }
    for argument in interface.inputs + interface.parameters where features.arguments.contains(argument.array) {
      let element = program[argument.array].isInteger ? "Int" : real
      arguments.append(
        (argument.name, program[argument.array].rank == 0 ? element : "UnsafePointer<\(element)>"))
    }
    for result in results where features.results.contains(result.array) && program[result.array].rank > 0 {
      let element = program[result.array].isInteger ? "Int" : real
      arguments.append((result.name, "UnsafeMutablePointer<\(element)>"))
    }
    return arguments + [("workspace", "UnsafeMutablePointer<\(real)>")]
  }

  /// Returns the lines of a function that is not split, with what it declares first.
  private mutating func finish(_ writer: inout BodyWriter) -> [String] {
    let body = writer.lines
    writer.lines = []
    features = writer.features
    writeDeclarations(&writer, for: body)
    let lines = writer.lines + (writer.lines.isEmpty || body.isEmpty ? [] : [""]) + body
    writer.lines = []
    return lines
  }

  /// Declares what some lines of the function find in scratch memory.
  private func writeDeclarations(_ writer: inout BodyWriter, for lines: [String]) {
    for (array, offset) in layout.scratch where writer.features.workspace.contains(array) {
      let start = writer.integer(offset, as: .size, isChecked: true)
      let place = offset.constant == 0 ? "workspace" : "workspace + \(start.held(.product))"
      writer.write("let \(writer.access[Int(array.raw)].name) = \(place)")
    }
    if lines.contains(where: { $0.contains(writer.carriedName + "[") }) {
      writeStart(of: writer.carriedName, at: layout.size, &writer)
    }
  }

  private func writeStart(of name: String, at offset: IndexExpression, _ writer: inout BodyWriter) {
    let start = writer.integer(offset, as: .size, isChecked: true)
    writer.write("let \(name) = \(offset.constant == 0 ? "workspace" : "workspace + \(start.held(.product))")")
  }

  private func writeResults(_ writer: inout BodyWriter) {
    for result in results where result.array != returned && loops.program[result.array].rank == 0 {
      let isInteger = loops.program[result.array].isInteger
      let value = isInteger ? writer.element(result.array, .none) : writer.realElement(result.array, .none)
      writer.write("\(result.name) = \(value.text)")
    }
    for result in results where loops.program[result.array].rank > 0 {
      switch loops[result.array].place {
      case .argument, .constant: writeCopy(of: result, &writer)
      case .output, .workspace, .register, .unused: break
      }
    }
    if let returned { writer.write("return \(writer.realElement(returned, .none).text)") }
  }

  /// Writes the loop that copies an array that is a result as it stands.
  private func writeCopy(of result: PublicInterface.Argument, _ writer: inout BodyWriter) {
    var size: Fragment?
    for index in loops.program[result.array].shape {
      let extent = writer.integer(index, as: .size)
      size = size.map { .infix("*", $0, extent) } ?? extent
    }
    writer.note(result.array)
    var loop = LoopText(name: writer.scopedName("k"), type: .size, lower: "0", upper: size?.held(.sum) ?? "1")
    loop.mayBeEmpty = false
    let source = writer.access[Int(result.array.raw)].name
    writer.open(writer.target.opening(loop))
    writer.write("\(result.name)[\(loop.name)] = \(source)[\(loop.name)]")
    writer.close()
  }

  /// Returns the private functions.
  func definitions() -> [[String]] {
    [
      SwiftLayout.call("private static func \(name)", parameters, end: returned == nil ? " {" : " -> \(real) {") + lines
        + ["}"]
    ] + parts
  }

  private var real: String { target.name(of: .real) }

  /// The private function's parameters, without labels.
  private var parameters: [String] {
    let program = loops.program
    var parameters = zip(program.dims, interface.dims).filter { $0.0.fixed == nil }.map { "_ \($0.1): Int" }
    for argument in interface.inputs + interface.parameters {
      let element = program[argument.array].isInteger ? "Int" : real
      parameters.append(
        "_ \(argument.name): \(program[argument.array].rank == 0 ? element : "UnsafePointer<\(element)>")")
    }
    for result in results where result.array != returned {
      let element = program[result.array].isInteger ? "Int" : real
      parameters.append(
        "_ \(result.name): \(program[result.array].rank == 0 ? "inout \(element)" : "UnsafeMutablePointer<\(element)>")"
      )
    }
    if needsScratch { parameters.append("_ workspace: UnsafeMutablePointer<\(real)>") }
    return parameters
  }
}
