import FlatProgram
import Scheduling

/// Where the elements of every array are, once the dims are known.
struct ArrayLayout {
  /// The extents of the declared shape, by array.
  private(set) var shapes: [[Int]]
  /// The stride of each kept axis, by array; 0 for the axes that an array has lost.
  private(set) var strides: [[Int]]
  /// The number of elements that memory holds, by array.
  private(set) var counts: [Int]
  /// The cell of an array that is a single number; -1 for others.
  private(set) var cells: [Int32]
  /// Where the elements begin in the run's own memory; -1 for cells, given arrays and unused ones.
  private(set) var offsets: [Int]
  /// How many cells and how many numbers of memory the arrays take.
  private(set) var cellCount = 0
  private(set) var memoryCount = 0

  /// Complexity: linear in the arrays.
  init(_ nests: LoopProgram, _ index: inout IndexCompiler) throws(RuntimeFault) {
    let program = nests.program
    shapes = []
    strides = []
    counts = []
    cells = []
    offsets = []
    for number in program.arrays.indices {
      let storage = nests.storage[number]
      var shape: [Int] = []
      for (position, extent) in program.arrays[number].shape.enumerated() {
        var value = index.value(extent) ?? 0
        // What a part of an expression keeps over an empty range is nothing.
        if value < 0, !program.arrays[number].isNamed { value = 0 }
        guard value >= 0 else {
          throw RuntimeFault(
            .negativeExtent(array: ArrayID(number), position: position, value: value), at: program.arrays[number].span)
        }
        shape.append(value)
      }
      var stride = [Int](repeating: 0, count: shape.count)
      var count = 1
      for position in storage.keptAxes.reversed() {
        stride[position] = count
        count = saturatingProduct(count, shape[position])
      }
      shapes.append(shape)
      strides.append(stride)
      counts.append(count)
      let isCell = storage.keptAxes.isEmpty && storage.place != .unused
      cells.append(isCell ? Int32(cellCount) : -1)
      if isCell { cellCount += 1 }
      let isGiven = storage.place == .argument
      if isCell || isGiven || storage.place == .unused {
        offsets.append(-1)
      } else {
        offsets.append(memoryCount)
        memoryCount = saturatingSum(memoryCount, count)
      }
      // An array that no memory could hold is refused even where the loops would not store it: they would not end.
      guard count <= MachineMemory.numbers, Tensor.count(of: shape) != nil else {
        throw RuntimeFault(.tooLarge(array: ArrayID(number), shape: shape), at: program.arrays[number].span)
      }
    }
    // What is handed out is a copy.
    let copied = program.outputs.reduce(0) { saturatingSum($0, counts[Int($1.raw)]) }
    guard saturatingSum(memoryCount, copied) <= MachineMemory.numbers else { throw tooLarge(program) }
  }

  /// Returns the fault of a program whose arrays do not fit into memory: it names the largest.
  func tooLarge(_ program: Program) -> RuntimeFault {
    let largest = counts.indices.filter { offsets[$0] >= 0 }.max { counts[$0] < counts[$1] } ?? 0
    return RuntimeFault(
      .tooLarge(array: ArrayID(largest), shape: shapes[largest]), at: program.arrays[largest].span)
  }
}
