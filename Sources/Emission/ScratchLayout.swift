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

  /// The numbers that arrays of known size begin at a multiple of, if the caller's memory does: a line of the cache.
  private static let alignment = 8

  /// Lays out a program's arrays; languages without arrays of their own on the stack have all in scratch memory.
  init(_ loops: LoopProgram, usesStack: Bool) {
    if usesStack { place(loops) } else { placeAligned(loops) }
  }

  private mutating func place(_ loops: LoopProgram) {
    var total = 0
    for slot in loops.workspace.slots {
      if let size = loops.program.fixedValue(of: slot.size), size <= Self.mostElements,
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

  /// Puts arrays that need no room after them first, and those of unknown size last.
  private mutating func placeAligned(_ loops: LoopProgram) {
    func room(after slot: Workspace.Slot) -> Int? {
      loops.program.fixedValue(of: slot.size).map { (Self.alignment - $0 % Self.alignment) % Self.alignment }
    }
    let slots = loops.workspace.slots
    let (even, odd) = (slots.filter { room(after: $0) == 0 }, slots.filter { (room(after: $0) ?? 0) != 0 })
    for slot in even + odd + slots.filter({ room(after: $0) == nil }) {
      for array in slot.arrays { scratch.append((array, size)) }
      size = size + slot.size + IndexExpression(room(after: slot) ?? 0)
    }
  }
}
