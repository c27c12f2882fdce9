import FlatProgram
import Scheduling

/// Where the arrays of one function that are neither the caller's nor variables are.
struct ScratchLayout: Sendable {
  /// The arrays of few elements, declared in the function itself, with their sizes.
  private(set) var local: [(array: ArrayID, size: Int)] = []
  /// The arrays in the caller's scratch memory, with where they begin.
  private(set) var scratch: [(array: ArrayID, offset: IndexExpression)] = []
  /// The numbers of scratch memory in all.
  private(set) var size = IndexExpression(0)

  /// The most elements of an array, and of all arrays, that a function declares itself.
  private static let mostElements = 256
  private static let mostElementsInAll = 1024

  /// Adds an array at the end.
  mutating func add(_ array: ArrayID, shape: [IndexExpression]) {
    scratch.append((array, size))
    size = size + shape.reduce(IndexExpression(1)) { $0 * $1 }
  }

  /// Lays out a program's arrays; languages without arrays of their own on the stack have all in scratch memory.
  init(_ loops: LoopProgram, usesStack: Bool) {
    let program = loops.program
    var total = 0
    for slot in loops.workspace.slots {
      if usesStack, let size = program.fixedValue(of: slot.size), size <= Self.mostElements,
        total + size <= Self.mostElementsInAll
      {
        for array in slot.arrays {
          total += size
          local.append((array, max(size, 1)))
        }
        continue
      }
      for array in slot.arrays { scratch.append((array, size)) }
      size = size + slot.size
    }
  }
}
