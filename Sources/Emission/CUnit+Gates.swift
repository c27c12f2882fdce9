import FlatProgram
import Scheduling

/// The gates of a program, and the function that calls them in order and in reverse.
struct CGates: Sendable {
  let gates: [CGate]

  /// Returns nil where the program is not to come as gates.
  init?(_ unit: CUnit) {
    guard !unit.request.gates.isEmpty else { return nil }
    var constants = NameTable(reserved: ReservedNames.c.union(unit.request.externalNames))
    let name = unit.interface.name
    for word in ["", "_gradient", "_workspace", "_take", "_rounded", "_sum_of_lanes", "_add_to_sum", "_floor_quotient"]
    {
      _ = constants.fresh(name + word)
    }
    var made: [CGate] = []
    for (position, gate) in unit.request.gates.enumerated() {
      let isWhole = position + 1 == unit.request.gates.count
      let gateName = constants.fresh(name + "_" + (isWhole ? "graph" : gate.name))
      made.append(
        CGate(gate, name: gateName, inner: made.map(\.interface), unit: unit, constants: &constants))
    }
    gates = made
  }

  var features: BodyWriter.Features {
    gates.reduce(into: BodyWriter.Features()) { $0.formUnion($1.features) }
  }

  /// Returns the types and the declarations.
  func declarations(_ target: CTarget) -> [String] {
    var lines: [String] = []
    for gate in gates {
      lines += target.comment(gate.documentation()) + gate.structure() + [""]
      for signature in [gate.workspaceSignature(), gate.forwardSignature(), gate.backwardSignature()] {
        if let signature { lines.append(signature + ";") }
      }
      lines.append("")
    }
    return lines
  }

  /// Returns the functions' definitions; with their types, where no header has these.
  func definitions(_ unit: CUnit, isHeader: Bool, storage: String) -> [String] {
    var lines: [String] = []
    let name = unit.interface.name
    if let gradient = unit.gradient, needsScratch(gradient) {
      lines += [
        "/* Returns a number of bytes with which any memory ends aligned. */",
        "static inline size_t \(name)_rounded(size_t size)", "{", "    return (size + 15) / 16 * 16;", "}", "",
        "/* Takes some bytes from the memory at a place. */",
        "static inline void *\(name)_take(char **place, size_t size)", "{", "    void *const taken = *place;",
        "    *place += \(name)_rounded(size);", "    return taken;", "}", "",
      ]
    }
    for gate in gates {
      lines += gate.tables
      if isHeader { lines += unit.target.comment(gate.documentation()) + gate.structure() + [""] }
      lines += gate.definitions(storage: storage) + [""]
    }
    return lines
  }

  /// The whole program.
  private var whole: CGate { gates[gates.count - 1] }

  /// Returns the body of the function for value and gradient, in the place of fused loops.
  func gradientBody(_ unit: CUnit, _ function: CFunction) -> [String] {
    let name = unit.interface.name
    let real = unit.target.name(of: .real)
    let program = function.loops.program
    var names = unit.interface.names
    _ = names.fresh(unit.scratchName)
    let (saved, place, k) = (names.fresh("saved"), names.fresh("place"), names.fresh("k"))
    var start: [String] = []
    var end: [String] = []
    var gradients: [String] = []
    let needsMemory = needsScratch(function)
    if needsMemory { start.append("char *\(place) = (char *)(void *)\(unit.scratchName);") }
    for result in function.results where result.derivativeOf != nil {
      let own = names.fresh(result.name + "_own")
      let symbol = unit.request.options.accumulates ? "+=" : "="
      if program[result.array].rank == 0 {
        start.append("\(real) \(own) = \(unit.target.literal(0).text);")
        gradients.append("&" + own)
        end += ["if (\(result.name) != NULL) {", "    *\(result.name) \(symbol) \(own);", "}"]
      } else {
        let count = unit.sizeText(of: result.array, in: program)
        start.append("\(real) *const \(own) = (\(real) *)\(name)_take(&\(place), \(count) * sizeof(\(real)));")
        gradients.append(own)
        end += [
          "if (\(result.name) != NULL) {", "    for (size_t \(k) = 0; \(k) < \(count); ++\(k)) {",
          "        \(result.name)[\(k)] \(symbol) \(own)[\(k)];", "    }", "}",
        ]
      }
    }
    var arguments = whole.interface.dims + (unit.interface.inputs + unit.interface.parameters).map(\.name)
    arguments.append("&" + saved)
    if whole.interface.needsWork { arguments.append(place) }
    let value = names.fresh(function.returned.map { program[$0].name } ?? "value")
    start.append("\(whole.interface.name)_saved \(saved);")
    start.append("const \(real) \(value) = \(whole.interface.name)_forward(\(arguments.joined(separator: ", ")));")
    start.append(
      "\(whole.interface.name)_backward(\((["&" + saved, unit.target.literal(1).text] + gradients).joined(separator: ", ")));"
    )
    return (start + end + ["return \(value);"]).map { "    " + $0 }
  }

  /// Whether the function for value and gradient needs memory.
  func needsScratch(_ function: CFunction) -> Bool {
    whole.interface.needsWork
      || function.results.contains { $0.derivativeOf != nil && function.loops.program[$0.array].rank > 0 }
  }

  /// Returns the number of bytes that the function for value and gradient needs, as text.
  func scratchText(_ unit: CUnit, _ function: CFunction) -> String {
    let name = unit.interface.name
    let real = unit.target.name(of: .real)
    var texts: [String] = []
    for result in function.results where result.derivativeOf != nil && function.loops.program[result.array].rank > 0 {
      texts.append("\(name)_rounded(\(unit.sizeText(of: result.array, in: function.loops.program)) * sizeof(\(real)))")
    }
    if whole.interface.needsWork {
      texts.append("\(whole.interface.name)_workspace(\(whole.interface.dims.joined(separator: ", ")))")
    }
    return texts.joined(separator: " + ")
  }
}

extension CUnit {
  /// Returns the number of an array's elements as text that may be multiplied.
  func sizeText(of array: ArrayID, in program: Program) -> String {
    var writer = BodyWriter(
      value.loops, target: target, access: [], dims: interface.dims.map { Fragment($0) }, names: interface.names,
      source: nil, depth: 1)
    let size = program[array].shape.reduce(IndexExpression(1)) { $0 * program[$1] }
    return writer.integer(size, as: .size).held(.prefix)
  }
}
