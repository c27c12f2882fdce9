import FlatProgram
import Scheduling

/// Where the arrays of a gate's two functions live.
struct GateMemory: Sendable {
  /// An array of the gate, or one that a stretch of its calculation has for itself.
  struct Key: Hashable, Sendable {
    var array: ArrayID
    /// The stretch; -1 where all have it in common.
    var stage: Int
  }

  /// One array that is neither the caller's nor a register.
  struct Cell: Sendable {
    var key: Key
    var name: String
    /// The number of elements; nil for a scalar.
    var size: IndexExpression?
    var isInteger: Bool
    /// Whether loop nests work the integer scalar out.
    var isPosition: Bool
    var isForward = false
    var isBackward = false
    /// Whether the forward function passes it to another gate, which may keep a reference to it.
    var isPassed = false

    /// Whether both functions look at it.
    var isShared: Bool { isForward && isBackward }
  }

  private(set) var cells: [Cell] = []
  private var positions: [Key: Int] = [:]
  /// The arguments and outputs that the backward function looks at.
  private(set) var stashed: Set<ArrayID> = []

  /// Finds what the functions of a gate look at.
  init(_ gate: Gate, names: inout NameTable) {
    let own = Set(gate.arguments + gate.outputs + gate.upstream.compactMap { $0 } + gate.gradients.compactMap { $0 })
    let stages = gate.forward + gate.backward
    for (number, stage) in stages.enumerated() {
      let isBackward = number >= gate.forward.count
      var looks: [(array: ArrayID, loops: LoopProgram?)] = []
      switch stage {
      case .loops(let loops):
        for array in loops.mentionedArrays() where loops[array].place != .register { looks.append((array, loops)) }
      case .call(let position):
        let call = gate.calls[position]
        let parts: [Gate.Part?] = isBackward ? call.upstream + call.gradients : call.arguments + call.results
        for part in parts {
          if let part { looks.append((part.array, nil)) }
        }
      }
      for (array, loops) in looks {
        let program = loops?.program ?? gate.program
        if case .constant = program[array].role { continue }
        if own.contains(array) {
          if isBackward, gate.arguments.contains(array) || gate.outputs.contains(array) { stashed.insert(array) }
          continue
        }
        let isCommon = Int(array.raw) < gate.program.arrays.count
        let key = Key(array: array, stage: isCommon ? -1 : number)
        let isScalar = loops?.isVariable(array) ?? (program[array].rank == 0)
        if positions[key] == nil {
          var size: IndexExpression?
          if !isScalar {
            size = program[array].shape.reduce(IndexExpression(1)) { $0 * program[$1] }
            if let loops, case .workspace(let slot) = loops[array].place { size = loops.workspace.slots[slot].size }
          }
          positions[key] = cells.count
          cells.append(
            Cell(
              key: key, name: names.fresh(program[array].name), size: size, isInteger: program[array].isInteger,
              isPosition: false))
        }
        guard let position = positions[key] else { continue }
        if isBackward { cells[position].isBackward = true } else { cells[position].isForward = true }
        if loops == nil, !isBackward { cells[position].isPassed = true }
        if isScalar, let loops, loops[array].place == .output { cells[position].isPosition = true }
      }
    }
  }

  /// Returns where an array of a stretch lives.
  func cell(of array: ArrayID, stage: Int) -> Cell? {
    (positions[Key(array: array, stage: -1)] ?? positions[Key(array: array, stage: stage)]).map { cells[$0] }
  }
}

extension LoopProgram {
  /// Returns the arrays that any step looks at, in order.
  func mentionedArrays() -> [ArrayID] {
    var isMentioned = [Bool](repeating: false, count: program.arrays.count)
    var traversal = Traversal()
    traversal.begin(in: program)
    for block in blocks {
      for item in block.items {
        var roots: [ExpressionID] = []
        var indices: [IndexID] = []
        switch item {
        case .keep(let keep): roots = [keep.node] + (keep.guarding.map { [$0] } ?? [])
        case .store(let store):
          (roots, indices) = ([store.value], program[store.target.subscripts])
          for array in store.writes { isMentioned[Int(array.raw)] = true }
        case .loop(let loop):
          indices = [program[loop.axis].lower, program[loop.axis].upper] + [loop.start, loop.end].compactMap { $0 }
        }
        let mark = { (array: ArrayID, _: SubscriptsID) in isMentioned[Int(array.raw)] = true }
        for root in roots { traversal.continueElements(of: root, [], in: program, mark) }
        traversal.continueElements(inside: indices, in: program, mark)
      }
    }
    return isMentioned.indices.filter { isMentioned[$0] }.map { ArrayID($0) }
  }
}
