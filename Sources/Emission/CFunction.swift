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
  /// The results that the function keeps in memory of its own, at least while the caller gives none.
  private var own: [(array: ArrayID, name: String, isCopied: Bool)] = []
  private(set) var lines: [String] = []
  /// The functions that a long one is split into.
  private(set) var parts = CParts()
  private(set) var features = BodyWriter.Features()
  private(set) var isUsed: [Bool] = []
  /// The arrays of constants that the body reads, with the names they have.
  private(set) var constants: [(array: ArrayID, name: String)] = []

  var needsScratch: Bool { !layout.scratch.isEmpty }

  /// Writes a function.
  init(
    _ loops: LoopProgram, interface: PublicInterface, adjoints: [PublicInterface.Argument], target: CTarget,
    names: NameTable, scratch: String, request: EmissionRequest
  ) {
    self.loops = loops
    isGradient = !adjoints.isEmpty
    returned = isGradient ? request.gradient?.output : interface.returned
    results = interface.outputs.filter { loops.program.outputs.contains($0.array) } + adjoints
    let demand = Demand(loops, results: results.map(\.array)) { [returned] in $0 != returned }
    var layout = ScratchLayout(loops, usesStack: true)
    let program = loops.program
    var names = names
    var access: [ArrayAccess] = []
    var optional = BodyWriter.OptionalResults(demand: demand, pointers: results.map(\.name), direct: [:])
    for number in program.arrays.indices {
      let array = ArrayID(number)
      let declaration = program.arrays[number]
      let position = results.firstIndex { $0.array == array }
      let name: String
      if let argument = (interface.inputs + interface.parameters).first(where: { $0.array == array }) {
        name = argument.name
      } else if let position, array != returned {
        let isAdded = request.options.accumulates && adjoints.contains { $0.array == array }
        // Where one half is copied to the other, that is all that reads it: nothing does where the result is left out.
        let isCopiedWithin =
          declaration.triangle != nil && demand.ofArray[number] == 1 << Demand.Results(min(position, 63))
        if declaration.rank == 0 {
          name = names.fresh(results[position].name + "_value")
        } else if isAdded || demand.isRead[number] && !isCopiedWithin {
          name = names.fresh(results[position].name + "_own")
          layout.add(array, shape: declaration.shape.map { program[$0] })
          own.append((array, results[position].name, isCopied: isAdded || declaration.isInteger))
        } else {
          name = results[position].name
          optional.direct[array] = position
        }
      } else {
        name = names.fresh(declaration.name)
      }
      if own.last?.array == array {
        access.append(ArrayAccess(name: name, cell: .real, isScalar: false))
      } else {
        access.append(loops.access(to: array, named: name))
      }
    }
    self.layout = layout
    let plan = ChunkPlan(loops, longest: Self.longestBody, results: results.map(\.array))
    for (array, place) in plan?.carriedArrays ?? [:] {
      access[Int(array.raw)] = ArrayAccess(name: "carried[\(place)]", cell: .real, isScalar: true)
    }
    let base = interface.name + (isGradient ? "_gradient_part" : "_part")
    let partNames = (plan?.chunks ?? []).indices.map { names.fresh("\(base)\($0 + 1)") }
    let dims = interface.dims.map { Fragment($0) }
    var writer = BodyWriter(
      loops, target: target, access: access, dims: dims, names: names, source: request.source, depth: 1)
    writer.optional = optional
    if request.options.hasLineDirectives { writer.directiveFile = CommentText.line(request.sourceFile) }
    if let plan {
      writer.carried = plan.carriedNodes
      writer.declarations.remove(Set(plan.carriedArrays.keys))
      let bodies = write(plan, &writer)
      parts = CParts(bodies, named: partNames, of: self, interface, writer.access, target)
      writer.lines = parts.calls
    } else {
      writer.write(block: .whole)
      if writer.directiveFile != nil { writer.lines.append(Self.ownLine) }
    }
    writeResults(&writer, accumulates: request.options.accumulates)
    let body = writer.lines
    writer.lines = []
    writeDeclarations(&writer, scratch: scratch)
    if let plan { writer.write("\(target.name(of: .real)) \(writer.carriedName)[\(max(plan.size, 1))];") }
    for argument in interface.inputs + interface.parameters where !writer.features.arguments.contains(argument.array) {
      writer.write("(void)\(argument.name);")
    }
    for result in results where program[result.array].rank > 0 && !writer.features.results.contains(result.array) {
      writer.write("(void)\(result.name);")
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

  /// The most steps that one function has: compilers take more than linear time over one.
  private static let longestBody = 500

  /// Returns the lines of each part of a long function.
  private func write(_ plan: ChunkPlan, _ writer: inout BodyWriter) -> [[String]] {
    let notes = writer.notes(of: loops[.whole])
    return plan.chunks.map { range in
      writer.write(block: .whole, from: range, notes)
      if writer.directiveFile != nil { writer.lines.append(Self.ownLine) }
      return writer.endChunk()
    }
  }

  /// Stands for a directive that goes back to the emitted file's own lines, until these are known.
  static let ownLine = "#line"

  /// Declares the arrays that are neither the caller's nor variables.
  private func writeDeclarations(_ writer: inout BodyWriter, scratch: String) {
    let real = writer.target.name(of: .real)
    for (array, size) in layout.local where writer.features.workspace.contains(array) {
      // Compilers cannot always see that every element is given before it is read.
      writer.write("\(real) \(writer.access[Int(array.raw)].name)[\(size)] = {\(writer.target.literal(0).text)};")
    }
    for (array, offset) in layout.scratch {
      let name = writer.access[Int(array.raw)].name
      let result = own.first { $0.array == array }
      guard result != nil || writer.features.workspace.contains(array) else { continue }
      let start = writer.integer(offset, as: .size)
      let place = offset.constant == 0 ? scratch : "\(scratch) + \(start.held(.product))"
      if let result, !result.isCopied {
        writer.write("\(real) *const \(name) = \(result.name) != NULL ? \(result.name) : \(place);")
      } else {
        writer.write("\(real) *const \(name) = \(place);")
      }
    }
  }

  /// Hands over what is not yet where the caller wants it.
  private func writeResults(_ writer: inout BodyWriter, accumulates: Bool) {
    let program = loops.program
    for result in results where result.array != returned {
      let isAdded = accumulates && result.derivativeOf != nil
      if program[result.array].rank == 0 {
        let value = resultValue(result.array, &writer)
        writer.write(under: "\(result.name) != NULL", ["*\(result.name) \(isAdded ? "+=" : "=") \(value.text);"])
      } else if loops[result.array].place == .argument || loops[result.array].place == .constant {
        writer.note(result.array)
        writeCopy(to: result, "=", &writer)
      } else if own.contains(where: { $0.array == result.array && $0.isCopied }) {
        writeCopy(to: result, isAdded ? "+=" : "=", &writer)
      }
    }
    if let returned { writer.write("return \(writer.realElement(returned, .none).text);") }
  }

  /// Writes the loop that copies or adds a whole array.
  private func writeCopy(
    to result: PublicInterface.Argument, _ symbol: String, _ writer: inout BodyWriter
  ) {
    let program = loops.program
    let access = writer.access[Int(result.array.raw)]
    var size: Fragment?
    for index in program[result.array].shape {
      let extent = writer.integer(index, as: .size)
      size = size.map { .infix("*", $0, extent) } ?? extent
    }
    writer.features.results.insert(result.array)
    writer.open([writer.target.opening(if: "\(result.name) != NULL")])
    let count = writer.scopedName("n")
    let name = writer.scopedName("k")
    writer.write(writer.target.constant(count, .size, size?.text ?? "1"))
    writer.open(writer.target.opening(LoopText(name: name, type: .size, lower: "0", upper: count)))
    let element = Fragment("\(access.name)[\(name)]")
    let isNarrowed = access.cell == .real && program[result.array].isInteger
    writer.write("\(result.name)[\(name)] \(symbol) \((isNarrowed ? writer.target.narrowed(element) : element).text);")
    writer.close()
    writer.close()
  }

  private func resultValue(_ array: ArrayID, _ writer: inout BodyWriter) -> Fragment {
    guard loops.program[array].isInteger else { return writer.realElement(array, .none) }
    return writer.target.narrowed(writer.element(array, .none))
  }
}
