import Diagnostics
import Emission
import FlatProgram
import Semantics

/// Makes gates of a program: one for each function and the shapes it is called with, one for each definition, and one for
/// the whole.
struct ModuleBuilder {
  private let analysis: ModularAnalysis
  private let stabilises: Bool
  /// Says where something stands in the text.
  private let place: (SourceSpan?) -> String
  private var gates: [Gate] = []
  /// The gates of functions.
  private var known: [KeptCall.Callee: Int] = [:]

  init(_ analysis: ModularAnalysis, stabilises: Bool, place: @escaping (SourceSpan?) -> String) {
    (self.analysis, self.stabilises, self.place) = (analysis, stabilises, place)
  }

  /// Adds the gate of a function; those that it calls are there already.
  mutating func add(_ callee: KeptCall.Callee, _ function: ModularAnalysis) throws(GateFault) {
    guard let result = function.result else { return }
    let words = function.parameters.map { function.program[$0].name }.joined(separator: ", ")
    let draft = GateDraft(
      name: callee.name, title: "the function \(callee.name)(\(words)) of \(place(function.span))",
      program: function.program, arguments: function.parameters, outputs: [result],
      wanted: Set(function.parameters.filter { !function.program[$0].isInteger }),
      calls: function.calls.map { call($0) })
    let gate = try GateBuilder.gate(of: draft, among: gates, stabilises: stabilises)
    known[callee] = gates.count
    gates.append(gate)
  }

  private func call(_ call: KeptCall) -> GateDraft.Call {
    GateDraft.Call(
      gate: known[call.callee] ?? 0, axes: call.axes, subscripts: call.subscripts,
      arguments: zip(call.arguments, call.callee.bounds).map { ($0, isByPoint: $1 == nil) }, results: [call.result])
  }

  /// A definition, or several that need each other: its statements.
  private struct Group {
    var statements: Range<Int>
    var reads: Set<ArrayID> = []
    var writes: Set<ArrayID> = []
    var calls: [KeptCall] = []
  }

  /// Returns all gates, the whole program's last.
  mutating func whole(output: String, wanted: [String]) throws(GateFault) -> [Gate] {
    let program = analysis.program
    func array(_ name: String) -> ArrayID? { program.arrayIDs { $0.isNamed && $0.name == name }.first }
    guard let output = array(output) else { return gates }
    let wanted = wanted.compactMap(array)
    var groups = groups()
    // Only what the output rests on is worked out.
    var needed: Set<ArrayID> = [output]
    for position in groups.indices.reversed() {
      if groups[position].writes.isDisjoint(with: needed) {
        groups.remove(at: position)
      } else {
        needed.formUnion(groups[position].reads)
      }
    }
    var varying = Set(wanted)
    var main = program
    main.statements = []
    main.checks = []
    var calls: [GateDraft.Call] = []
    for (position, group) in groups.enumerated() {
      let later = groups[(position + 1)...].reduce(into: Set(wanted + [output])) { $0.formUnion($1.reads) }
      let results = group.writes.intersection(later).sorted { $0.raw < $1.raw }
      let arguments = group.reads.subtracting(group.writes).filter { !isConstant($0) }.sorted { $0.raw < $1.raw }
      let active = arguments.filter { varying.contains($0) && !program[$0].isInteger }
      var inner = program
      inner.statements = Array(program.statements[group.statements])
      for argument in arguments where inner[argument].role == .local { inner[argument].role = .input }
      inner.outputs = results
      let named = results.filter { program[$0].isNamed }
      let names = (named.isEmpty ? results : named).map { program[$0].name }
      let draft = GateDraft(
        name: names.joined(separator: "_and_"),
        title:
          "the definition of \(names.joined(separator: ", ")) in \(place(results.first.flatMap { program[$0].span }))",
        program: inner, arguments: arguments, outputs: results, wanted: Set(active),
        calls: group.calls.map { call($0) })
      let gate = try GateBuilder.gate(of: draft, among: gates, stabilises: stabilises)
      if gate.isDifferentiable { varying.formUnion(results.filter { !program[$0].isInteger }) }
      gates.append(gate)
      for result in results { main[result].role = .input }
      var passed: [(array: ArrayID, isByPoint: Bool)] = []
      for argument in arguments {
        let isActive = active.contains(argument) && gate.isDifferentiable
        passed.append((isActive ? copy(argument, in: &main) : argument, isByPoint: false))
      }
      calls.append(GateDraft.Call(gate: gates.count - 1, axes: [], subscripts: [], arguments: passed, results: results))
    }
    let inputs =
      program.arrayIDs { $0.role == .input && $0.isNamed } + program.arrayIDs { $0.role == .parameter && $0.isNamed }
    let result = copy(output, in: &main)
    let draft = GateDraft(
      name: "", title: "the whole program", program: main, arguments: inputs, outputs: [result], wanted: Set(wanted),
      calls: calls)
    gates.append(try GateBuilder.gate(of: draft, among: gates, stabilises: false))
    return gates
  }

  private func isConstant(_ array: ArrayID) -> Bool {
    if case .constant = analysis.program[array].role { true } else { false }
  }

  /// Adds an array that is a copy of another, so that what several gates read has the sum of their derivatives.
  private func copy(_ array: ArrayID, in program: inout Program) -> ArrayID {
    let declaration = program[array]
    let copy = program.addArray(
      ArrayDeclaration(
        name: program.freshName(declaration.name + "_copy"), shape: declaration.shape, role: .local,
        span: declaration.span))
    let axes = declaration.shape.map { extent in
      program.addAxis(Axis(name: program.freshNumberedName("i"), lower: program.index(0), upper: extent))
    }
    let subscripts = program.subscripts(axes)
    program.append(
      Assignment(
        target: copy, subscripts: subscripts, domain: axes, body: program.read(array, subscripts),
        span: declaration.span))
    return copy
  }

  /// Cuts the statements where a definition is complete and none is half done.
  private func groups() -> [Group] {
    let program = analysis.program
    var last: [ArrayID: Int] = [:]
    for (position, statement) in program.statements.enumerated() {
      for array in program.writes(of: statement) where program[array].isNamed { last[array] = position }
    }
    var groups: [Group] = []
    var start = 0
    var open: Set<ArrayID> = []
    for (position, statement) in program.statements.enumerated() {
      let named = program.writes(of: statement).filter { program[$0].isNamed }
      open.formUnion(named)
      for array in named where last[array] == position { open.remove(array) }
      guard !named.isEmpty && open.isEmpty || position + 1 == program.statements.count else { continue }
      var group = Group(statements: start..<(position + 1))
      for number in group.statements {
        group.reads.formUnion(program.reads(of: program.statements[number]))
        group.writes.formUnion(program.writes(of: program.statements[number]))
      }
      group.calls = analysis.calls.filter { group.statements.contains($0.position) }
      for call in group.calls {
        group.reads.formUnion(call.arguments)
        group.writes.insert(call.result)
      }
      groups.append(group)
      start = position + 1
    }
    return groups
  }
}
