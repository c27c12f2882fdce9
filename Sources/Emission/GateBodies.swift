import Diagnostics
import FlatProgram
import Operations
import Scheduling

/// A gate in one language: what C and Swift write alike of its two functions' bodies.
protocol GateBodies {
  associatedtype Target: TargetLanguage

  var gate: Gate { get }
  var target: Target { get }
  var source: SourceText? { get }
  /// The names of all dims.
  var dimNames: [String] { get }
  /// How a body reaches what is stashed: `saved->` or `saved.`.
  var stashPrefix: String { get }
  var names: NameTable { get set }
  var features: BodyWriter.Features { get set }
  /// The operations that were written.
  var isUsed: [Bool] { get set }

  /// Returns how a stretch reaches an array that is no register.
  func access(to array: ArrayID, _ loops: LoopProgram?, stage: Int, isBackward: Bool) -> ArrayAccess?
  /// Writes a call, in loops over its axes.
  mutating func call(_ position: Int, isBackward: Bool) -> [String]
}

extension GateBodies {
  /// What the stages have in common.
  var program: Program { gate.program }

  /// Writes stages one after the other.
  mutating func lines(of stages: [Gate.Stage], isBackward: Bool, first: Int) -> [String] {
    var lines: [String] = []
    for (number, stage) in stages.enumerated() {
      var text: [String]
      switch stage {
      case .loops(let loops): text = body(loops, stage: first + number, isBackward: isBackward)
      case .call(let position): text = call(position, isBackward: isBackward)
      }
      if !lines.isEmpty, !text.isEmpty, text[0] != "" { text.insert("", at: 0) }
      lines += text
    }
    return lines
  }

  private mutating func body(_ loops: LoopProgram, stage: Int, isBackward: Bool) -> [String] {
    var access: [ArrayAccess] = []
    var outside: Set<ArrayID> = []
    for number in loops.program.arrays.indices {
      let array = ArrayID(number)
      if loops[array].place != .register, loops[array].place != .unused,
        let known = self.access(to: array, loops, stage: stage, isBackward: isBackward)
      {
        access.append(known)
        outside.insert(array)
      } else if loops[array].place == .unused {
        access.append(loops.access(to: array, named: "unused"))
      } else {
        access.append(loops.access(to: array, named: names.fresh(loops.program.arrays[number].name)))
      }
    }
    var writer = BodyWriter(
      loops, target: target, access: access, dims: dimTexts(isBackward: isBackward), names: names, source: source,
      depth: 1)
    writer.declarations.remove(outside)
    writer.write(block: .whole)
    take(&writer)
    return writer.lines
  }

  /// Notes the names and features that a writer used.
  mutating func take(_ writer: inout BodyWriter) {
    features.formUnion(writer.features)
    for position in isUsed.indices { isUsed[position] = isUsed[position] || writer.isUsed[position] }
    names = writer.names
  }

  /// Returns a writer with no statements, for calls and sizes.
  func emptyWriter(isBackward: Bool) -> BodyWriter {
    var empty = program
    empty.statements = []
    empty.outputs = []
    return BodyWriter(
      Scheduler.schedule(empty), target: target, access: [], dims: dimTexts(isBackward: isBackward), names: names,
      source: nil, depth: 1)
  }

  private func dimTexts(isBackward: Bool) -> [Fragment] {
    zip(program.dims, dimNames).map { dim, name in
      Fragment(isBackward && dim.fixed == nil ? stashPrefix + name : name)
    }
  }

  /// Returns how many parts an array has before the one of a point, and how many elements a part has.
  func offset(_ part: Gate.Part) -> (points: IndexExpression, size: IndexExpression) {
    let shape = program[part.array].shape
    var points = IndexExpression(0)
    for (index, extent) in zip(part.subscripts, shape) { points = points * program[extent] + program[index] }
    let size = shape.dropFirst(part.subscripts.count).reduce(IndexExpression(1)) { $0 * program[$1] }
    return (points, size)
  }

  /// Returns how many blocks a call stashes: one for each point of its axes.
  func blockCount(of call: Gate.Call) -> IndexExpression {
    guard let result = call.results.first else { return IndexExpression(1) }
    return program[result.array].shape.prefix(call.axes.count).reduce(IndexExpression(1)) { $0 * program[$1] }
  }

  /// Returns the constants that the bodies read, with the texts of their values.
  func constants() -> [(array: ArrayID, texts: [String])] {
    program.arrays.indices.compactMap { number in
      guard case .constant(let values) = program.arrays[number].role else { return nil }
      let array = ArrayID(number)
      let isMentioned = (gate.forward + gate.backward).contains { stage in
        if case .loops(let loops) = stage { loops.mentionedArrays().contains(array) } else { false }
      }
      guard isMentioned else { return nil }
      let isInteger = program[array].isInteger
      return (array, values.map { isInteger ? Int(exactly: $0).map { "\($0)" } ?? "0" : target.literal($0).text })
    }
  }
}

/// What the functions of a gate call the arrays that they are given or give back.
struct GateNames: Sendable {
  private(set) var arguments: [ArrayID: String] = [:]
  private(set) var outputs: [ArrayID: String] = [:]
  private(set) var upstream: [ArrayID: String] = [:]
  /// The derivatives by the arguments.
  private(set) var gradients: [ArrayID: String] = [:]
  /// The blocks that are stashed for calls, in their order.
  private(set) var blocks: [String] = []

  /// Names what a gate works on; the words are those that its language's functions use themselves.
  init(_ gate: Gate, words: [String], calls: [String], names: inout NameTable) {
    for word in words { _ = names.fresh(word) }
    for argument in gate.arguments { arguments[argument] = names.fresh(gate.program[argument].name) }
    for output in gate.outputs { outputs[output] = names.fresh(gate.program[output].name) }
    let seeds = gate.upstream.compactMap { $0 }
    for (output, seed) in zip(gate.outputs, gate.upstream) {
      guard let seed else { continue }
      upstream[seed] = names.fresh(seeds.count == 1 ? "upstream" : "upstream_" + gate.program[output].name)
    }
    for (argument, gradient) in zip(gate.arguments, gate.gradients) {
      if let gradient { gradients[gradient] = names.fresh("grad_" + gate.program[argument].name) }
    }
    for call in calls { blocks.append(names.fresh("call_" + call)) }
  }
}
