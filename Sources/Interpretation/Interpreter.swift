import FlatProgram
import Operations
import Scheduling

/// Runs loop nests on tensors.
///
/// Numerics: the same operations in the same order as the emitted code, without contraction.
package struct Interpreter: Sendable {
  private let nests: LoopProgram
  private let faults: FaultingNodes

  /// Complexity: linear in the program.
  package init(_ nests: LoopProgram) {
    self.nests = nests
    faults = FaultingNodes(nests.program)
  }

  /// Makes the program ready for extents; what comes back may run any number of times.
  ///
  /// Requires: one value for each dim, 0 or more. Complexity: linear in the program, whatever the extents.
  package func prepare(dims: [Int]) throws(RuntimeFault) -> PreparedProgram {
    if let function = nests.program.externals(calledBy: nests.program.assignments.map(\.body)).first {
      throw RuntimeFault(.external(function), at: function.span)
    }
    var builder = try CodeBuilder(nests, faults, dims: dims)
    let code = builder.build()
    let waiting = try nests.program.unanswered(nests.program.checks, IndexEvaluator(nests.program, dims: dims))
    return PreparedProgram(nests.program, dims: dims, code, checks: waiting)
  }

  /// Returns the outputs for the given arrays, by array; nil for those that are not given.
  package func run(dims: [Int], arrays: [Tensor?]) throws(RuntimeFault) -> [Tensor] {
    try prepare(dims: dims).run(arrays)
  }
}

/// A program made ready to run for known extents.
package struct PreparedProgram: Sendable {
  private let program: Program
  private let dims: [Int]
  private let code: MachineCode
  /// Those that integer data decide.
  private let checks: [DataCheck]

  init(_ program: Program, dims: [Int], _ code: MachineCode, checks: [DataCheck]) {
    (self.program, self.dims, self.code, self.checks) = (program, dims, code, checks)
  }

  /// Returns the outputs in the program's order.
  ///
  /// Requires: a tensor of the declared shape for each input and parameter, by array.
  /// Diagnoses: a missing or ill-shaped tensor, and every subscript that turns out to be out of range.
  package func run(_ arrays: [Tensor?]) throws(RuntimeFault) -> [Tensor] {
    for (number, array) in program.arrays.enumerated() where array.role == .input || array.role == .parameter {
      guard number < arrays.count, arrays[number]?.shape == code.layout.shapes[number] else {
        throw RuntimeFault(.wrongShape(array: ArrayID(number)), at: array.span)
      }
    }
    if !checks.isEmpty {
      _ = try program.unanswered(checks, IndexEvaluator(program, dims: dims) { integer(of: arrays, $0, at: $1) })
    }
    let machine = try Machine(program, dims: dims, code)
    defer { machine.deallocate() }
    let large = arrays.indices.filter { (arrays[$0]?.values.count ?? 0) > 4096 && code.layout.cells[$0] < 0 }
    machine.takeSmall(arrays, except: large)
    var fault: RuntimeFault?
    var outputs: [Tensor] = []
    func runBorrowing(_ position: Int) {
      // One level for each large array: the numbers are used where they are.
      guard position < large.count else {
        fault = machine.run()
        if fault == nil { outputs = program.outputs.map { machine.tensor($0) } }
        return
      }
      arrays[large[position]]?.values.withUnsafeBufferPointer { values in
        machine.borrow(values, as: large[position])
        runBorrowing(position + 1)
      }
    }
    runBorrowing(0)
    if let fault { throw fault }
    return outputs
  }

  /// Returns an element of a given array, as an integer.
  private func integer(of arrays: [Tensor?], _ array: ArrayID, at position: [Int]) -> Int? {
    guard let tensor = arrays[Int(array.raw)] else { return nil }
    var offset = 0
    for (value, extent) in zip(position, tensor.shape) {
      guard value >= 0, value < extent else { return nil }
      offset = offset * extent + value
    }
    return Int(exactly: tensor.values[offset])
  }
}

extension Program {
  /// Returns the checks of which nothing can be said yet.
  ///
  /// Diagnoses: clauses that give an element twice or not at all, reads of what is not given yet.
  fileprivate func unanswered(_ checks: [DataCheck], _ values: IndexEvaluator) throws(RuntimeFault) -> [DataCheck] {
    var unanswered: [DataCheck] = []
    for check in checks {
      switch check.answer(in: self, values) {
      case .sound: break
      case .faulty(let fault): throw RuntimeFault(.check(fault))
      case .unknown: unanswered.append(check)
      }
    }
    return unanswered
  }
}
