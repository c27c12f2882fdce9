import FlatProgram
import Operations
import Scheduling

/// The streams and the steps of one vector loop while it is made.
struct VectorBuilder {
  let axis: Int
  let body: BlockID
  private(set) var direct: [DirectStream] = []
  private(set) var filled: [FilledStream] = []
  var sums: [VectorSum] = []
  private(set) var instructions: [VectorInstruction] = []
  private(set) var streams = 0
  /// The registers that nothing uses at the moment.
  private var free: [Int32] = []
  /// How many still want a register's value; streams that are no registers have no entry.
  private var holders: [Int32: Int] = [:]
  private var filledStreams: [Int32: Int32] = [:]
  private var arrayStreams: [ArrayID: Int32] = [:]

  init(axis: Int, body: BlockID) {
    (self.axis, self.body) = (axis, body)
  }

  // MARK: Registers

  private mutating func newStream() -> Int32 {
    streams += 1
    return Int32(streams - 1)
  }

  private mutating func newRegister() -> Int32 {
    let register = free.popLast() ?? newStream()
    holders[register] = 1
    return register
  }

  mutating func hold(_ stream: Int32) {
    if let count = holders[stream] { holders[stream] = count + 1 }
  }

  /// Gives a value back that has been used.
  mutating func release(_ stream: Int32) {
    guard stream >= 0, let count = holders[stream] else { return }
    if count > 1 {
      holders[stream] = count - 1
    } else {
      holders[stream] = nil
      free.append(stream)
    }
  }

  /// Returns a value that stays until the loop's end: a register is no longer given back.
  mutating func held(_ stream: Int32) -> Int32 {
    holders[stream] = nil
    return stream
  }

  // MARK: Steps

  mutating func emit(
    _ code: VectorInstruction.Code, a: Int32 = 0, b: Int32 = 0, c: Int32 = 0, d: Int32 = 0
  ) {
    instructions.append(VectorInstruction(code: code, a: a, b: b, c: c, d: d))
  }

  /// Adds an operation on values that are used up by it.
  mutating func apply(_ operation: Operation, _ operands: [Int32]) -> Int32 {
    for operand in operands { release(operand) }
    let register = newRegister()
    instructions.append(
      VectorInstruction(
        code: .apply, operation: operation, a: operands[0], b: operands.count > 1 ? operands[1] : 0,
        c: operands.count > 2 ? operands[2] : 0, d: register))
    return register
  }

  mutating func load(_ code: VectorInstruction.Code, _ source: Int32, _ mask: Int32) -> Int32 {
    let register = newRegister()
    emit(code, a: source, b: mask, d: register)
    return register
  }

  /// Returns the stream that a cell fills before the loop begins.
  mutating func filled(_ cell: Int32) -> Int32 {
    if let known = filledStreams[cell] { return known }
    let stream = newStream()
    filledStreams[cell] = stream
    filled.append(FilledStream(stream: Int(stream), cell: Int(cell)))
    return stream
  }

  /// Returns the stream of elements that follow each other in memory.
  mutating func direct(_ element: Int32) -> Int32 {
    let stream = newStream()
    direct.append(DirectStream(stream: Int(stream), element: Int(element)))
    return stream
  }

  /// Lets the last step write a value where it belongs, and saves the copy; false where another step may want it.
  mutating func redirectLast(_ stream: Int32, to element: Int32) -> Bool {
    guard holders[stream] == 1, let last = instructions.last, last.code == .apply, last.d == stream else {
      return false
    }
    instructions[instructions.count - 1].d = direct(element)
    return true
  }

  // MARK: Arrays of one number a position

  mutating func stream(of array: ArrayID) -> Int32 {
    if let known = arrayStreams[array] { return known }
    let stream = newStream()
    arrayStreams[array] = stream
    return stream
  }

  mutating func put(_ value: Int32, into array: ArrayID, adding: Bool) {
    let stream = stream(of: array)
    if !adding, holders[value] == 1, let last = instructions.last, last.d == value, last.code == .apply {
      instructions[instructions.count - 1].d = stream
      release(value)
      return
    }
    emit(adding ? .addStream : .copy, a: value, d: stream)
    release(value)
  }
}
