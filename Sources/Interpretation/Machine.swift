import Diagnostics
import FlatProgram
import Operations
import Scheduling

/// The memory of one run, and the steps that work on it.
///
/// What it holds is its own until `deallocate`; large given arrays are borrowed while it runs.
final class Machine {
  let program: Program
  let dims: [Int]
  let code: MachineCode
  let cells: UnsafeMutablePointer<Double>
  let memory: UnsafeMutablePointer<Double>
  let registers: UnsafeMutablePointer<Double>
  /// The streams of the vector loop at hand.
  let streams: UnsafeMutablePointer<UnsafeMutablePointer<Double>>
  let tables: MachineTables
  /// The numbers that an integer expression has waiting.
  let indexStack: UnsafeMutablePointer<Int>
  let axes: UnsafeMutablePointer<Int>
  let ends: UnsafeMutablePointer<Int>
  /// Where each array's elements begin.
  let bases: UnsafeMutablePointer<UnsafeMutablePointer<Double>>
  let sums: UnsafeMutablePointer<SumBlocks>
  /// How many values of its block each sum that is taken one by one holds.
  let pending: UnsafeMutablePointer<Int>
  /// Whether there is a fault.
  let isStopped: UnsafeMutablePointer<Bool>
  private(set) var fault: RuntimeFault?
  private var copies: [UnsafeMutablePointer<Double>] = []

  /// What carries out each operation on streams, by its number; nil where it goes number by number.
  let kernels = Machine.kernels
  let scalars = Machine.scalars

  private static let kernels: [Primitive.Kernel?] = Operation.allCases.map { operation in
    if case .primitive(let primitive) = operation.row.implementation { primitive.kernel } else { nil }
  }

  private static let scalars: [@Sendable (Double, Double, Double) -> Double] = Operation.allCases.map { operation in
    if case .primitive(let primitive) = operation.row.implementation { return primitive.scalar }
    return { operation.evaluate($0, $1, $2) }
  }

  /// Takes the memory that a run needs, if the machine has it.
  init(_ program: Program, dims: [Int], _ code: MachineCode) throws(RuntimeFault) {
    (self.program, self.dims, self.code) = (program, dims, code)
    guard let memory = MachineMemory.zeros(code.layout.memoryCount) else { throw code.layout.tooLarge(program) }
    self.memory = memory
    cells = .allocate(capacity: max(code.cellCount, 1))
    cells.initialize(repeating: 0, count: max(code.cellCount, 1))
    let streamCount = max(code.streamCount, 1)
    registers = .allocate(capacity: streamCount * MachineCode.chunk)
    registers.initialize(repeating: 0, count: streamCount * MachineCode.chunk)
    streams = .allocate(capacity: streamCount)
    for stream in 0..<streamCount { (streams + stream).initialize(to: registers + stream * MachineCode.chunk) }
    tables = MachineTables(code)
    indexStack = .allocate(capacity: max(code.indexDepth, 1))
    indexStack.initialize(repeating: 0, count: max(code.indexDepth, 1))
    axes = .allocate(capacity: max(program.axisCount, 1))
    axes.initialize(repeating: 0, count: max(program.axisCount, 1))
    ends = .allocate(capacity: max(code.loops.count, 1))
    ends.initialize(repeating: 0, count: max(code.loops.count, 1))
    bases = .allocate(capacity: max(program.arrays.count, 1))
    for array in program.arrays.indices {
      let cell = Int(code.layout.cells[array])
      let offset = code.layout.offsets[array]
      (bases + array).initialize(to: cell >= 0 ? cells + cell : offset >= 0 ? memory + offset : memory)
    }
    pending = .allocate(capacity: max(code.sums.count, 1))
    pending.initialize(repeating: 0, count: max(code.sums.count, 1))
    sums = .allocate(capacity: max(code.sums.count, 1))
    sums.initialize(repeating: SumBlocks(), count: max(code.sums.count, 1))
    isStopped = .allocate(capacity: 1)
    isStopped.initialize(to: false)
    for (cell, number) in code.constants { cells[cell] = number }
    for (array, declaration) in program.arrays.enumerated() {
      guard case .constant(let numbers) = declaration.role,
        code.layout.cells[array] >= 0 || code.layout.offsets[array] >= 0
      else { continue }
      for (position, number) in numbers.prefix(code.layout.counts[array]).enumerated() {
        bases[array][position] = number
      }
    }
  }

  /// Copies given arrays into the machine's memory.
  func takeSmall(_ arrays: [Tensor?], except large: [Int]) {
    let large = Set(large)
    for (array, tensor) in arrays.enumerated() {
      guard let tensor, array < program.arrays.count, !large.contains(array) else { continue }
      if code.layout.cells[array] >= 0 {
        cells[Int(code.layout.cells[array])] = tensor.values.first ?? 0
      } else if program.arrays[array].role == .input || program.arrays[array].role == .parameter {
        let copy = UnsafeMutablePointer<Double>.allocate(capacity: max(tensor.values.count, 1))
        copy.initialize(repeating: 0, count: max(tensor.values.count, 1))
        tensor.values.withUnsafeBufferPointer { values in
          if let base = values.baseAddress { copy.update(from: base, count: values.count) }
        }
        copies.append(copy)
        bases[array] = copy
      }
    }
  }

  /// Uses the numbers of a given array where they are; the machine only reads them.
  func borrow(_ values: UnsafeBufferPointer<Double>, as array: Int) {
    if let base = values.baseAddress { bases[array] = UnsafeMutablePointer(mutating: base) }
  }

  /// Stops the run for the first fault that is met.
  func stop(_ fault: RuntimeFault) {
    if self.fault == nil { self.fault = fault }
    isStopped.pointee = true
  }

  /// Forgets a fault that is met again when its place is reached in order.
  func resume() {
    fault = nil
    isStopped.pointee = false
  }

  /// Says where the fault came up, where it does not say so itself.
  func locateFault(at span: SourceSpan?) {
    if fault?.span == nil { fault?.span = span }
  }

  /// Returns an array as it is after a run.
  func tensor(_ array: ArrayID) -> Tensor {
    let number = Int(array.raw)
    let shape = code.layout.shapes[number]
    let count = shape.reduce(1, *)
    return Tensor(shape: shape, values: Array(UnsafeBufferPointer(start: bases[number], count: count)))
  }

  func deallocate() {
    for copy in copies { copy.deallocate() }
    cells.deallocate()
    MachineMemory.release(memory)
    registers.deallocate()
    streams.deallocate()
    tables.deallocate()
    indexStack.deallocate()
    pending.deallocate()
    sums.deallocate()
    isStopped.deallocate()
    axes.deallocate()
    ends.deallocate()
    bases.deallocate()
  }
}
