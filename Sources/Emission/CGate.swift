import Diagnostics
import FlatProgram
import Operations
import Scheduling

/// A gate in C: what it stashes, and its pair of functions.
struct CGate: GateBodies, Sendable {
  /// What other gates must know of one to call it.
  struct Interface: Sendable {
    var name: String
    /// The scalar that its forward function returns.
    var returned: ArrayID?
    var needsWork: Bool
    /// The open dims, all of which it takes.
    var dims: [String]
  }

  let gate: Gate
  let source: SourceText?
  let target: CTarget
  let stashPrefix = "saved->"
  private let unitName: String
  private let inner: [Interface]
  /// The names of all dims.
  let dimNames: [String]
  /// What the arrays that it is given or gives back are called.
  let called: GateNames
  private var memory: GateMemory
  private var constantNames: [GateMemory.Key: String] = [:]
  var features = BodyWriter.Features()
  var isUsed = [Bool](repeating: false, count: Operation.allCases.count)
  private(set) var interface: Interface
  private(set) var tables: [String] = []
  var names: NameTable
  private var forwardLines: [String] = []
  private var backwardLines: [String] = []

  private var real: String { target.name(of: .real) }
  init(
    _ gate: Gate, name: String, inner: [Interface], unit: CUnit, constants: inout NameTable
  ) {
    self.gate = gate
    self.inner = inner
    source = unit.request.source
    target = unit.target
    unitName = unit.interface.name
    dimNames = unit.interface.dims
    var names = NameTable(reserved: constants.everything)
    let unit = unitName
    called = GateNames(
      gate, words: ["saved", "work", "place"] + dimNames,
      calls: gate.calls.map { String(inner[$0.gate].name.dropFirst(unit.count + 1)) }, names: &names)
    memory = GateMemory(gate, names: &names)
    let open = gate.program.dims.indices.filter { gate.program.dims[$0].fixed == nil }
    let dims = dimNames
    interface = Interface(
      name: name,
      returned: gate.outputs.count == 1 && gate.program[gate.outputs[0]].rank == 0 ? gate.outputs[0] : nil,
      needsWork: false, dims: open.map { dims[$0] })
    self.names = names
    interface.needsWork =
      memory.cells.contains { isTaken($0) }
      || gate.calls.contains { !$0.axes.isEmpty || inner[$0.gate].needsWork }
    findConstants(&constants)
    forwardLines = lines(of: gate.forward, isBackward: false, first: 0)
    backwardLines = lines(of: gate.backward, isBackward: true, first: gate.forward.count)
  }

  // MARK: Memory

  /// The most elements of an array that is a variable or a field.
  private static let mostElements = 256

  private func fixedSize(_ cell: GateMemory.Cell) -> Int? {
    guard let size = cell.size else { return nil }
    return program.fixedValue(of: size).flatMap { $0 <= Self.mostElements ? max($0, 1) : nil }
  }

  /// Whether an array is in the caller's scratch memory.
  private func isTaken(_ cell: GateMemory.Cell) -> Bool { cell.size != nil && fixedSize(cell) == nil }

  /// Whether a field holds it, or points to it.
  private func isField(_ cell: GateMemory.Cell) -> Bool {
    cell.isShared || (isTaken(cell) && cell.isBackward) || (cell.isPassed && cell.size != nil)
  }

  private func type(_ cell: GateMemory.Cell) -> String {
    guard cell.isInteger else { return real }
    return cell.size == nil && cell.isPosition ? "ptrdiff_t" : "int32_t"
  }

  private func type(of array: ArrayID) -> String { program[array].isInteger ? "int32_t" : real }

  func access(to array: ArrayID, _ loops: LoopProgram?, stage: Int, isBackward: Bool) -> ArrayAccess? {
    let program = loops?.program ?? program
    let isInteger = program[array].isInteger
    func caller(_ name: String) -> ArrayAccess {
      ArrayAccess(name: name, cell: isInteger ? .integer : .real, isScalar: program[array].rank == 0)
    }
    if let name = constantNames[GateMemory.Key(array: array, stage: -1)], case .constant = program[array].role {
      return caller(name)
    }
    if let name = called.arguments[array] { return caller(isBackward ? "saved->" + name : name) }
    if let name = called.outputs[array] {
      if array != interface.returned, program[array].rank == 0, !isBackward {
        return ArrayAccess(name: "(*\(name))", cell: isInteger ? .integer : .real, isScalar: true)
      }
      return caller(isBackward ? "saved->" + name : name)
    }
    if let name = called.upstream[array] { return caller(name) }
    if let name = called.gradients[array] { return caller(program[array].rank == 0 ? "(*\(name))" : name) }
    guard let cell = memory.cell(of: array, stage: stage) else { return nil }
    let name = isField(cell) ? "saved->" + cell.name : cell.name
    let isWorkspace = loops.map { if case .workspace = $0[array].place { true } else { false } } ?? false
    return ArrayAccess(
      name: name, cell: !isInteger || isWorkspace ? .real : cell.size == nil && cell.isPosition ? .position : .integer,
      isScalar: cell.size == nil)
  }

  private mutating func findConstants(_ table: inout NameTable) {
    for (array, texts) in constants() {
      let name = table.fresh(interface.name + "_" + program[array].name)
      constantNames[GateMemory.Key(array: array, stage: -1)] = name
      if program[array].rank == 0 {
        tables.append("static const \(type(of: array)) \(name) = \(texts.first ?? "0");")
      } else {
        tables.append("static const \(type(of: array)) \(name)[\(max(texts.count, 1))] = {")
        tables += CUnit.rows(of: texts.isEmpty ? ["0"] : texts) + ["};"]
      }
      tables.append("")
    }
  }

  // MARK: Bodies

  mutating func call(_ position: Int, isBackward: Bool) -> [String] {
    let call = gate.calls[position]
    let callee = inner[call.gate]
    var writer = emptyWriter(isBackward: isBackward)
    let suffix = isBackward ? "_backward" : "_forward"
    writer.walk(call.axes, isReversed: isBackward) { writer in
      let block = blockText(position, call, &writer)
      if isBackward {
        var arguments = [block]
        for part in call.upstream { if let part { arguments.append(text(part, isWritten: false, true, &writer)) } }
        for part in call.gradients { if let part { arguments.append(text(part, isWritten: true, true, &writer)) } }
        writer.write("\(callee.name)\(suffix)(\(arguments.joined(separator: ", ")));")
        return
      }
      var arguments = callee.dims
      for part in call.arguments { arguments.append(text(part, isWritten: false, false, &writer)) }
      if callee.returned == nil {
        for part in call.results { arguments.append(text(part, isWritten: true, false, &writer)) }
      }
      arguments.append(block)
      if callee.needsWork {
        arguments.append("\(unitName)_take(&place, \(callee.name)_workspace(\(callee.dims.joined(separator: ", "))))")
      }
      let text = "\(callee.name)\(suffix)(\(arguments.joined(separator: ", ")));"
      if callee.returned != nil, let result = call.results.first {
        writer.write("\(self.text(result, isWritten: false, false, &writer)) = \(text)")
      } else {
        writer.write(text)
      }
    }
    take(&writer)
    return writer.lines
  }

  private func blockText(_ position: Int, _ call: Gate.Call, _ writer: inout BodyWriter) -> String {
    let place = "&saved->\(called.blocks[position])"
    guard !call.axes.isEmpty, let result = call.results.first else { return place }
    return "\(place)[\(writer.integer(offset(result).points, as: .size).text)]"
  }

  /// Returns a part of an array as an argument: a number, or where its elements begin.
  private func text(_ part: Gate.Part, isWritten: Bool, _ isBackward: Bool, _ writer: inout BodyWriter) -> String {
    guard let access = access(to: part.array, nil, stage: -1, isBackward: isBackward) else { return "0" }
    let isScalar = program[part.array].rank == part.subscripts.count
    if access.isScalar {
      return isWritten
        ? (access.name.hasPrefix("(*") ? String(access.name.dropFirst(2).dropLast()) : "&" + access.name) : access.name
    }
    if part.subscripts.isEmpty { return access.name }
    let place = offset(part)
    let element = "\(access.name)[\(writer.integer(place.points * place.size, as: .size).text)]"
    return isScalar && !isWritten ? element : "&" + element
  }

  // MARK: Texts

  /// Whether it has a backward function.
  var isStashing: Bool { !gate.backward.isEmpty }

  /// What the backward function reads of the arguments and outputs, in their order.
  private var stashed: [ArrayID] {
    (gate.arguments + gate.outputs).filter { isStashing && memory.stashed.contains($0) }
  }

  /// The open dims that the backward function looks at.
  private var stashedDims: [String] {
    guard isStashing else { return [] }
    let text = backwardLines.joined(separator: "\n")
    return interface.dims.filter { text.mentions("saved->" + $0) }
  }

  /// Returns the type that holds what is stashed.
  func structure() -> [String] {
    var fields: [String] = []
    for dim in stashedDims { fields.append("size_t \(dim);") }
    for array in stashed {
      let name = called.arguments[array] ?? called.outputs[array] ?? ""
      fields.append(program[array].rank == 0 ? "\(type(of: array)) \(name);" : "const \(type(of: array)) *\(name);")
    }
    for cell in memory.cells where isField(cell) {
      if cell.size == nil {
        fields.append("\(type(cell)) \(cell.name);")
      } else if let size = fixedSize(cell) {
        fields.append("\(type(cell)) \(cell.name)[\(size)];")
      } else {
        fields.append("\(type(cell)) *\(cell.name);")
      }
    }
    for (position, call) in gate.calls.enumerated() {
      fields.append("\(inner[call.gate].name)_saved \(call.axes.isEmpty ? "" : "*")\(called.blocks[position]);")
    }
    if fields.isEmpty { fields = ["char nothing;"] }
    return ["typedef struct \(interface.name)_saved {"] + fields.map { "    " + $0 } + ["} \(interface.name)_saved;"]
  }

  private var dimDeclarations: [String] { interface.dims.map { "size_t \($0)" } }

  func workspaceSignature() -> String? {
    guard interface.needsWork else { return nil }
    let dims = dimDeclarations.isEmpty ? "void" : dimDeclarations.joined(separator: ", ")
    return "size_t \(interface.name)_workspace(\(dims))"
  }

  func forwardSignature() -> String {
    var arguments = dimDeclarations
    for argument in gate.arguments {
      let name = called.arguments[argument] ?? ""
      arguments.append(
        program[argument].rank == 0 ? "\(type(of: argument)) \(name)" : "const \(type(of: argument)) *\(name)")
    }
    for output in gate.outputs where output != interface.returned {
      arguments.append("\(type(of: output)) *\(called.outputs[output] ?? "")")
    }
    arguments.append("\(interface.name)_saved *saved")
    if interface.needsWork { arguments.append("void *work") }
    let result = interface.returned.map { type(of: $0) } ?? "void"
    return Self.wrapped("\(result) \(interface.name)_forward(", arguments)
  }

  func backwardSignature() -> String? {
    guard isStashing else { return nil }
    var arguments = ["const \(interface.name)_saved *saved"]
    for seed in gate.upstream {
      guard let seed else { continue }
      arguments.append("\(program[seed].rank == 0 ? real + " " : "const \(real) *")\(called.upstream[seed] ?? "")")
    }
    for gradient in gate.gradients {
      if let gradient { arguments.append("\(real) *\(called.gradients[gradient] ?? "")") }
    }
    return Self.wrapped("void \(interface.name)_backward(", arguments)
  }

  /// Joins arguments, with a new line where one would end beyond column 120.
  private static func wrapped(_ head: String, _ arguments: [String]) -> String {
    var text = head
    var width = head.count
    for (position, argument) in arguments.enumerated() {
      let piece = argument + (position + 1 < arguments.count ? "," : ")")
      if position > 0, width + piece.count > 115 {
        text += "\n        "
        width = 8
      } else if position > 0 {
        text += " "
        width += 1
      }
      text += piece
      width += piece.count
    }
    return text
  }

  /// Returns the functions' definitions.
  func definitions(storage: String) -> [String] {
    var lines: [String] = []
    if let signature = workspaceSignature() { lines += [storage + signature, "{"] + workspaceBody() + ["}", ""] }
    lines += [storage + forwardSignature(), "{"] + forwardBody() + ["}"]
    if let signature = backwardSignature() { lines += ["", storage + signature, "{"] + backwardBody() + ["}"] }
    return lines
  }

  private func sizeText(_ size: IndexExpression) -> String {
    var writer = emptyWriter(isBackward: false)
    return writer.integer(size, as: .size).held(.product)
  }

  private func workspaceBody() -> [String] {
    var lines: [String] = []
    for cell in memory.cells where isTaken(cell) {
      if let size = cell.size {
        lines.append("size += \(unitName)_rounded(\(sizeText(size)) * sizeof(\(type(cell))));")
      }
    }
    for call in gate.calls {
      let callee = inner[call.gate]
      let work = "\(unitName)_rounded(\(callee.name)_workspace(\(callee.dims.joined(separator: ", "))))"
      let count = sizeText(blockCount(of: call))
      if !call.axes.isEmpty { lines.append("size += \(unitName)_rounded(\(count) * sizeof(\(callee.name)_saved));") }
      if callee.needsWork { lines.append("size += \(call.axes.isEmpty ? "" : count + " * ")\(work);") }
    }
    let text = lines.joined(separator: "\n")
    let unused = interface.dims.filter { !text.mentions($0) }.map { "(void)\($0);" }
    return (unused + ["size_t size = 0;"] + lines + ["return size;"]).map { "    " + $0 }
  }

  private func forwardBody() -> [String] {
    var start: [String] = []
    var end: [String] = []
    if interface.needsWork { start.append("char *place = (char *)work;") }
    for dim in stashedDims { start.append("saved->\(dim) = \(dim);") }
    for array in stashed {
      let name = called.arguments[array] ?? called.outputs[array] ?? ""
      if called.arguments[array] != nil || program[array].rank > 0 {
        start.append("saved->\(name) = \(name);")
      } else {
        end.append("saved->\(name) = \(array == interface.returned ? "" : "*")\(name);")
      }
    }
    for cell in memory.cells where isTaken(cell) && (cell.isForward || isField(cell)) {
      guard let size = cell.size else { continue }
      let memory = "(\(type(cell)) *)\(unitName)_take(&place, \(sizeText(size)) * sizeof(\(type(cell))));"
      start.append(isField(cell) ? "saved->\(cell.name) = \(memory)" : "\(type(cell)) *const \(cell.name) = \(memory)")
    }
    for (position, call) in gate.calls.enumerated() where !call.axes.isEmpty {
      let type = inner[call.gate].name + "_saved"
      start.append(
        "saved->\(called.blocks[position]) = (\(type) *)\(unitName)_take(&place, \(sizeText(blockCount(of: call))) * sizeof(\(type)));"
      )
    }
    start += variables { $0.isForward && !isField($0) }
    if let returned = interface.returned {
      start.append("\(type(of: returned)) \(called.outputs[returned] ?? "") = \(zero(of: returned));")
      end.append("return \(called.outputs[returned] ?? "");")
    }
    return finished(start, forwardLines, end, dims: true, isBackward: false)
  }

  private func backwardBody() -> [String] {
    finished(variables { $0.isBackward && !isField($0) }, backwardLines, [], dims: false, isBackward: true)
  }

  private func zero(of array: ArrayID) -> String { program[array].isInteger ? "0" : target.literal(0).text }

  private func variables(_ isWanted: (GateMemory.Cell) -> Bool) -> [String] {
    memory.cells.filter { isWanted($0) && !isTaken($0) }.map { cell in
      let zero = cell.isInteger ? "0" : target.literal(0).text
      return fixedSize(cell).map { "\(type(cell)) \(cell.name)[\($0)] = {\(zero)};" }
        ?? "\(type(cell)) \(cell.name) = \(zero);"
    }
  }

  private func finished(
    _ start: [String], _ body: [String], _ end: [String], dims: Bool, isBackward: Bool
  ) -> [String] {
    let text = (start + body + end).joined(separator: "\n")
    var given = dims ? interface.dims : []
    if isBackward {
      given += called.upstream.values.sorted() + called.gradients.values.sorted()
    } else {
      given += gate.arguments.compactMap { called.arguments[$0] }
      given += gate.outputs.filter { $0 != interface.returned }.compactMap { called.outputs[$0] }
      if interface.needsWork { given.append("work") }
    }
    given.append("saved")
    let head = (given.filter { !text.mentions($0) }.map { "(void)\($0);" } + start).map { "    " + $0 }
    let tail = end.map { "    " + $0 }
    return head + (head.isEmpty || body.isEmpty ? [] : [""]) + body + (tail.isEmpty || body.isEmpty ? [] : [""]) + tail
  }
}
