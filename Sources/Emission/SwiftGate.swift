import Diagnostics
import FlatProgram
import Operations
import Scheduling

/// A gate in Swift: what it stashes, and its pair of functions over arrays.
struct SwiftGate: GateBodies, Sendable {
  /// What other gates must know of one to call it.
  struct Interface: Sendable {
    /// What its functions begin with.
    var name: String
    /// The type of what it stashes.
    var type: String
    /// The open dims, all of which it takes.
    var dims: [String]
    /// The names of its outputs, in a tuple where there are several.
    var outputs: [String]
    /// The names of the arguments that it has derivatives by.
    var gradients: [String]
  }

  let gate: Gate
  private(set) var interface: Interface
  var features = BodyWriter.Features()
  var isUsed = [Bool](repeating: false, count: Operation.allCases.count)
  private(set) var tables: [[String]] = []
  let target: SwiftTarget
  let source: SourceText?
  let stashPrefix = "saved."
  private let inner: [Interface]
  let dimNames: [String]
  private var memory: GateMemory
  var names: NameTable
  private let called: GateNames
  private var constantNames: [ArrayID: String] = [:]
  private var forwardLines: [String] = []
  private var backwardLines: [String] = []

  private var real: String { target.name(of: .real) }
  private var zero: String { target.literal(0).text }

  init(_ gate: Gate, name: String, type: String, inner: [Interface], unit: SwiftUnit, constants: inout NameTable) {
    self.gate = gate
    self.inner = inner
    var target = unit.target
    (target.namesRows, target.takesVectors) = (false, false)
    self.target = target
    source = unit.request.source
    dimNames = unit.interface.dims
    var names = NameTable(reserved: constants.everything)
    called = GateNames(
      gate, words: ["saved"] + dimNames, calls: gate.calls.map { inner[$0.gate].name }, names: &names)
    memory = GateMemory(gate, names: &names)
    let dims = dimNames
    interface = Interface(
      name: name, type: type,
      dims: gate.program.dims.indices.filter { gate.program.dims[$0].fixed == nil }.map { dims[$0] },
      outputs: gate.outputs.compactMap { [called] in called.outputs[$0] },
      gradients: zip(gate.arguments, gate.gradients).compactMap { [called] in $1 == nil ? nil : called.arguments[$0]
      })
    self.names = names
    findConstants(&constants)
    forwardLines = lines(of: gate.forward, isBackward: false, first: 0)
    backwardLines = lines(of: gate.backward, isBackward: true, first: gate.forward.count)
  }

  // MARK: Memory

  private func element(of array: ArrayID) -> String { program[array].isInteger ? "Int" : real }

  private func type(of array: ArrayID) -> String {
    program[array].rank == 0 ? element(of: array) : "[\(element(of: array))]"
  }

  func access(to array: ArrayID, _ loops: LoopProgram?, stage: Int, isBackward: Bool) -> ArrayAccess? {
    let program = loops?.program ?? program
    let isInteger = program[array].isInteger
    func caller(_ name: String) -> ArrayAccess {
      ArrayAccess(name: name, cell: isInteger ? .integer : .real, isScalar: program[array].rank == 0)
    }
    if case .constant = program[array].role, let name = constantNames[array] { return caller(name) }
    if let name = called.arguments[array] ?? called.outputs[array] {
      return caller(isBackward ? "saved." + name : name)
    }
    if let name = called.upstream[array] ?? called.gradients[array] { return caller(name) }
    guard let cell = memory.cell(of: array, stage: stage) else { return nil }
    let isWorkspace = loops.map { if case .workspace = $0[array].place { true } else { false } } ?? false
    return ArrayAccess(
      name: cell.isShared ? "saved." + cell.name : cell.name, cell: !isInteger || isWorkspace ? .real : .integer,
      isScalar: cell.size == nil)
  }

  private mutating func findConstants(_ table: inout NameTable) {
    for (array, texts) in constants() {
      let name = table.fresh(interface.name + "_" + program[array].name)
      constantNames[array] = name
      if program[array].rank == 0 {
        tables.append(["private static let \(name): \(element(of: array)) = \(texts.first ?? "0")"])
      } else {
        tables.append(["private static let \(name): [\(element(of: array))] = ["] + CUnit.rows(of: texts) + ["]"])
      }
    }
  }

  // MARK: Bodies

  mutating func call(_ position: Int, isBackward: Bool) -> [String] {
    let call = gate.calls[position]
    let callee = inner[call.gate]
    var writer = emptyWriter(isBackward: isBackward)
    writer.walk(call.axes, isReversed: isBackward) { writer in
      var block = "saved.\(called.blocks[position])"
      if !call.axes.isEmpty, let result = call.results.first {
        block += "[\(writer.integer(offset(result).points, as: .size).text)]"
      }
      if isBackward {
        var arguments = [block]
        for part in call.upstream {
          if let part { arguments.append((arguments.count == 1 ? "upstream: " : "") + text(part, true, &writer)) }
        }
        let found = writer.names.numbered("part")
        writer.write("let \(found) = \(callee.name)Backward(\(arguments.joined(separator: ", ")))")
        let wanted = call.gradients.compactMap { $0 }
        for (part, name) in zip(wanted, callee.gradients) {
          assign(callee.gradients.count == 1 ? found : "\(found).\(name)", to: part, true, &writer)
        }
        return
      }
      var arguments = callee.dims
      for part in call.arguments { arguments.append(text(part, false, &writer)) }
      arguments.append("saved: &" + block)
      let whole = "\(callee.name)Forward(\(arguments.joined(separator: ", ")))"
      guard callee.outputs.count > 1 || !call.axes.isEmpty else {
        if let part = call.results.first { assign(whole, to: part, false, &writer) }
        return
      }
      let found = writer.names.numbered("part")
      writer.write("let \(found) = \(whole)")
      for (part, name) in zip(call.results, callee.outputs) {
        assign(callee.outputs.count == 1 ? found : "\(found).\(name)", to: part, false, &writer)
      }
    }
    take(&writer)
    return writer.lines
  }

  private func range(_ part: Gate.Part, _ writer: inout BodyWriter) -> String {
    let place = offset(part)
    let start = place.points * place.size
    return
      "\(writer.integer(start, as: .size).held(.sum))..<\(writer.integer(start + place.size, as: .size).held(.sum))"
  }

  private func text(_ part: Gate.Part, _ isBackward: Bool, _ writer: inout BodyWriter) -> String {
    guard let access = access(to: part.array, nil, stage: -1, isBackward: isBackward) else { return zero }
    if part.subscripts.isEmpty { return access.name }
    if program[part.array].rank == part.subscripts.count {
      return "\(access.name)[\(writer.integer(offset(part).points, as: .size).text)]"
    }
    return "Array(\(access.name)[\(range(part, &writer))])"
  }

  private func assign(_ value: String, to part: Gate.Part, _ isBackward: Bool, _ writer: inout BodyWriter) {
    guard let access = access(to: part.array, nil, stage: -1, isBackward: isBackward) else { return }
    if part.subscripts.isEmpty || program[part.array].rank == part.subscripts.count {
      writer.write("\(text(part, isBackward, &writer)) = \(value)")
    } else {
      writer.write("\(access.name).replaceSubrange(\(range(part, &writer)), with: \(value))")
    }
  }

  // MARK: Texts

  private var isStashing: Bool { !gate.backward.isEmpty }

  private var stashed: [ArrayID] {
    (gate.arguments + gate.outputs).filter { isStashing && memory.stashed.contains($0) }
  }

  private var stashedDims: [String] {
    guard isStashing else { return [] }
    let text = (backwardLines + variables(isBackward: true)).joined(separator: "\n")
    return interface.dims.filter { text.mentions("saved." + $0) }
  }

  private func sizeText(_ size: IndexExpression, isBackward: Bool) -> String {
    var writer = emptyWriter(isBackward: isBackward)
    return writer.integer(size, as: .size, isChecked: true).text
  }

  private func zeros(_ element: String, _ size: IndexExpression, isBackward: Bool) -> String {
    "[\(element)](repeating: \(element == "Int" ? "0" : zero), count: \(sizeText(size, isBackward: isBackward)))"
  }

  private func size(of array: ArrayID) -> IndexExpression {
    program[array].shape.reduce(IndexExpression(1)) { $0 * program[$1] }
  }

  /// Returns the declarations of what the functions find in variables.
  private func variables(isBackward: Bool) -> [String] {
    var lines: [String] = []
    for cell in memory.cells where !cell.isShared && (isBackward ? cell.isBackward : cell.isForward) {
      let element = cell.isInteger ? "Int" : real
      lines.append(
        cell.size.map { "var \(cell.name) = \(zeros(element, $0, isBackward: isBackward))" }
          ?? "var \(cell.name): \(element) = \(cell.isInteger ? "0" : zero)")
    }
    let results = isBackward ? gate.gradients.compactMap { $0 } : gate.outputs
    for array in results {
      let name = (isBackward ? called.gradients[array] : called.outputs[array]) ?? ""
      lines.append(
        program[array].rank == 0
          ? "var \(name): \(element(of: array)) = \(program[array].isInteger ? "0" : zero)"
          : "var \(name) = \(zeros(element(of: array), size(of: array), isBackward: isBackward))")
    }
    return lines
  }

  /// Returns the type that holds what is stashed.
  func structure() -> [String] {
    var fields: [String] = []
    for dim in stashedDims { fields.append("var \(dim) = 0") }
    for array in stashed {
      let value = program[array].rank > 0 ? "[]" : program[array].isInteger ? "0" : zero
      fields.append("var \(called.arguments[array] ?? called.outputs[array] ?? ""): \(type(of: array)) = \(value)")
    }
    for cell in memory.cells where cell.isShared {
      let element = cell.isInteger ? "Int" : real
      fields.append(
        "var \(cell.name): \(cell.size == nil ? element : "[\(element)]") = \(cell.size != nil ? "[]" : cell.isInteger ? "0" : zero)"
      )
    }
    for (position, call) in gate.calls.enumerated() {
      let type = inner[call.gate].type
      fields.append(
        call.axes.isEmpty
          ? "var \(called.blocks[position]) = \(type)()" : "var \(called.blocks[position]): [\(type)] = []")
    }
    let text = gate.title.prefix(1).uppercased() + gate.title.dropFirst()
    return ["/// \(CommentText.line(text)): what its forward function stashes for the backward one."]
      + ["public struct \(interface.type): Sendable {"]
      + fields.map { "  public " + $0 } + (fields.isEmpty ? [] : [""])
      + ["  /// Makes one that holds nothing yet.", "  public init() {}", "}"]
  }

  /// Returns the pair of functions.
  func functions() -> [[String]] {
    var parameters = interface.dims.map { "_ \($0): Int" }
    for argument in gate.arguments { parameters.append("_ \(called.arguments[argument] ?? ""): \(type(of: argument))") }
    parameters.append("saved: inout \(interface.type)")
    var start = stashedDims.map { "saved.\($0) = \($0)" }
    var end: [String] = []
    for array in stashed {
      let name = called.arguments[array] ?? called.outputs[array] ?? ""
      if called.arguments[array] != nil {
        start.append("saved.\(name) = \(name)")
      } else {
        end.append("saved.\(name) = \(name)")
      }
    }
    for cell in memory.cells where cell.isShared {
      if let size = cell.size {
        start.append("saved.\(cell.name) = \(zeros(cell.isInteger ? "Int" : real, size, isBackward: false))")
      }
    }
    for (position, call) in gate.calls.enumerated() where !call.axes.isEmpty {
      let count = blockCount(of: call)
      let type = inner[call.gate].type
      start.append(
        "saved.\(called.blocks[position]) = [\(type)](repeating: \(type)(), count: \(sizeText(count, isBackward: false)))"
      )
    }
    start += variables(isBackward: false)
    end.append("return " + tuple(interface.outputs, interface.outputs))
    let results = gate.outputs.map { (called.outputs[$0] ?? "", type(of: $0)) }
    var functions = [
      ["/// The forward function of \(CommentText.line(gate.title))."]
        + SwiftLayout.call(
          "public static func \(interface.name)Forward", parameters, end: " -> \(tupleType(results)) {")
        + body(start, forwardLines, end) + ["}"]
    ]
    guard isStashing else { return functions }
    var given = ["_ saved: \(interface.type)"]
    for seed in gate.upstream.compactMap({ $0 }) {
      let name = called.upstream[seed] ?? ""
      given.append(
        given.count > 1
          ? "_ \(name): \(type(of: seed))"
          : name == "upstream" ? "upstream: \(type(of: seed))" : "upstream \(name): \(type(of: seed))")
    }
    let gradients = gate.gradients.compactMap { $0 }
    let types = zip(interface.gradients, gradients).map { ($0, type(of: $1)) }
    let values = gradients.compactMap { called.gradients[$0] }
    functions.append(
      ["/// The backward function of \(CommentText.line(gate.title)): the derivatives by its arguments."]
        + SwiftLayout.call("public static func \(interface.name)Backward", given, end: " -> \(tupleType(types)) {")
        + body(variables(isBackward: true), backwardLines, ["return " + tuple(interface.gradients, values)]) + ["}"])
    return functions
  }

  private func tuple(_ labels: [String], _ values: [String]) -> String {
    values.count == 1 ? values[0] : "(\(zip(labels, values).map { "\($0): \($1)" }.joined(separator: ", ")))"
  }

  private func tupleType(_ members: [(String, String)]) -> String {
    members.count == 1 ? members[0].1 : "(\(members.map { "\($0): \($1)" }.joined(separator: ", ")))"
  }

  /// Joins the parts of a function; a variable that nothing reads is said to be meant so, and one that nothing changes is
  /// constant.
  private func body(_ start: [String], _ middle: [String], _ end: [String]) -> [String] {
    var head = start
    for (position, line) in start.enumerated() where line.hasPrefix("var ") {
      let name = String(line.dropFirst(4).prefix { $0 != ":" && $0 != " " })
      let lines = (middle + end).filter { $0.mentions(name) }.map { $0.drop { $0 == " " } }
      let changes = lines.filter { line in
        guard line.hasPrefix(name) else { return false }
        let rest = line.dropFirst(name.count)
        return rest.hasPrefix(" = ") || rest.hasPrefix(" += ") || rest.hasPrefix("[")
          || rest.hasPrefix(".replaceSubrange")
      }
      if changes.isEmpty { head[position] = "let" + line.dropFirst(3) }
      if lines.allSatisfy({ line in changes.contains(line) && line.components(of: name) == 1 }) {
        head.append("_ = \(name)")
      }
    }
    let tail = end.map { "  " + $0 }
    return head.map { "  " + $0 } + (head.isEmpty || middle.isEmpty ? [] : [""]) + middle + tail
  }
}

extension Substring {
  /// Returns how many times a name stands in the text as a word.
  fileprivate func components(of name: String) -> Int {
    var count = 0
    var rest = String(self)
    while rest.mentions(name), let range = rest.firstRange(of: name) {
      count += 1
      rest = String(rest[range.upperBound...])
    }
    return count
  }
}

/// The gates of a program in Swift.
struct SwiftGates: Sendable {
  let gates: [SwiftGate]

  /// Returns nil where the program is not to come as gates.
  init?(_ unit: SwiftUnit) {
    guard !unit.request.gates.isEmpty else { return nil }
    var constants = NameTable(reserved: ReservedNames.swift.union(unit.request.externalNames))
    var types = NameTable(reserved: ReservedNames.swift)
    for word in ["Parameters", "Gradient", unit.typeName] { _ = types.fresh(word) }
    for word in [
      "value", "valueWithGradient", "computeValue", "workspaceSize", "check", "start", "sumOfLanes", "totalOfLanes",
      "add",
    ] {
      _ = constants.fresh(word)
    }
    var made: [SwiftGate] = []
    for (position, gate) in unit.request.gates.enumerated() {
      let isWhole = position + 1 == unit.request.gates.count
      let name = constants.fresh(isWhole ? "graph" : gate.name)
      for word in ["Forward", "Backward"] { _ = constants.fresh(name + word) }
      let type = types.fresh(name.prefix(1).uppercased() + name.dropFirst() + "Saved")
      made.append(
        SwiftGate(
          gate, name: name, type: type, inner: made.map(\.interface), unit: unit, constants: &constants))
    }
    gates = made
  }

  /// The whole program.
  var whole: SwiftGate { gates[gates.count - 1] }

  /// Returns what the whole program's backward function calls the derivative by an argument.
  func gradientName(of original: String) -> String {
    let gate = whole.gate
    let wanted = zip(gate.arguments, gate.gradients).filter { $1 != nil }.map { gate.program[$0.0].name }
    return zip(wanted, whole.interface.gradients).first { $0.0 == original }?.1 ?? original
  }

  /// Returns the types and functions.
  func definitions() -> [[String]] {
    gates.flatMap { gate in [gate.structure()] + gate.functions() + gate.tables }
  }
}
