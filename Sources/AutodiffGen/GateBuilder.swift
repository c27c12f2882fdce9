import Differentiation
import Emission
import FlatProgram
import Optimization
import Scheduling

/// A part of a program that becomes one gate: its statements, with its calls of other gates left out.
struct GateDraft {
  /// A call whose results nothing in the program gives.
  struct Call {
    var gate: Int
    var axes: [AxisID]
    var subscripts: [IndexID]
    /// Whether an argument is taken point by point; others are whole arrays.
    var arguments: [(array: ArrayID, isByPoint: Bool)]
    var results: [ArrayID]
  }

  var name: String
  var title: String
  var program: Program
  var arguments: [ArrayID]
  var outputs: [ArrayID]
  /// The arguments that derivatives are taken by.
  var wanted: Set<ArrayID>
  var calls: [Call]
}

/// Makes gates of drafts: differentiates, optimises, and cuts the calculation where other gates are called.
enum GateBuilder {
  /// Returns the gate.
  ///
  /// Complexity: linear in the program, times the number of its calls.
  static func gate(
    of draft: GateDraft, among gates: [Gate], stabilises: Bool
  ) throws(GateFault) -> Gate {
    var program = draft.program
    program.checks = []
    if stabilises { program = program.verifiedAndOptimized(by: [.stabilise]) }
    func isReal(_ array: ArrayID) -> Bool { !program[array].isInteger }
    let realOutputs = draft.outputs.filter(isReal)
    // What the program makes for calls must last; of that, what a call has derivatives by starts a backward pass.
    var callArguments: [ArrayID] = []
    var made: [ArrayID] = []
    for call in draft.calls {
      for (position, argument) in call.arguments.enumerated() where program[argument.array].role == .local {
        made.append(argument.array)
        if gates[call.gate].gradients[position] != nil { callArguments.append(argument.array) }
      }
    }
    let callResults = draft.calls.filter { gates[$0.gate].isDifferentiable }.flatMap(\.results).filter(isReal)
    let wanted = draft.arguments.filter(draft.wanted.contains)
    let isDifferentiable = !wanted.isEmpty && !realOutputs.isEmpty
    let seeded = realOutputs + callArguments.filter { !realOutputs.contains($0) }
    var seeds: [ArrayID: ArrayID] = [:]
    var adjoints: [ArrayID: ArrayID] = [:]
    program.outputs = draft.outputs + made.filter { !draft.outputs.contains($0) }
    if isDifferentiable {
      let forward = program.outputs
      let gradient = try differentiated(program, seeded, by: wanted + callResults)
      program = gradient.program
      program.outputs = forward + gradient.adjoints
      for (array, seed) in zip(seeded, gradient.seeds) { seeds[array] = seed }
      for (array, adjoint) in zip(wanted + callResults, gradient.adjoints) { adjoints[array] = adjoint }
    }
    program = program.verified(after: "differentiation").verifiedAndOptimized(by: Pipeline.standard)
    var cutter = GateCutter(program, callCount: draft.calls.count, isDifferentiable: isDifferentiable)
    for (number, call) in draft.calls.enumerated() {
      for result in call.results { cutter.isGiven(result, byCall: number) }
      for argument in call.arguments {
        if let seed = seeds[argument.array], gates[call.gate].isDifferentiable {
          cutter.isGiven(seed, byCallBackwards: number)
        }
      }
    }
    // What is copied for a call alone is passed as it is.
    var aliases: [ArrayID: ArrayID] = [:]
    for call in draft.calls {
      for argument in call.arguments {
        if let alias = cutter.removeCopy(argument.array) { aliases[argument.array] = alias }
      }
    }
    guard
      let (forward, backward) = cutter.stages(
        calls: draft.calls.map { call in
          (
            arguments: call.arguments.map { aliases[$0.array] ?? $0.array },
            upstream: call.results.compactMap { adjoints[$0] },
            isDifferentiable: gates[call.gate].isDifferentiable
          )
        })
    else { throw .entangled(draft.name) }
    var calls: [Gate.Call] = []
    for call in draft.calls {
      let inner = gates[call.gate]
      let arguments = call.arguments.map { argument in
        Gate.Part(aliases[argument.array] ?? argument.array, argument.isByPoint ? call.subscripts : [])
      }
      calls.append(
        Gate.Call(
          gate: call.gate, axes: call.axes, arguments: arguments,
          results: call.results.map { Gate.Part($0, call.subscripts) },
          upstream: call.results.map { result in adjoints[result].map { Gate.Part($0, call.subscripts) } },
          gradients: call.arguments.enumerated().map { position, argument in
            guard inner.gradients[position] != nil else { return nil }
            return seeds[argument.array].map { Gate.Part($0, argument.isByPoint ? call.subscripts : []) }
          }))
    }
    return Gate(
      name: draft.name, title: draft.title, program: cutter.program, arguments: draft.arguments, outputs: draft.outputs,
      upstream: draft.outputs.map { isDifferentiable && isReal($0) ? seeds[$0] : nil },
      gradients: draft.arguments.map { draft.wanted.contains($0) && isDifferentiable ? adjoints[$0] : nil },
      calls: calls, forward: forward, backward: backward)
  }

  private static func differentiated(
    _ program: Program, _ outputs: [ArrayID], by wanted: [ArrayID]
  ) throws(GateFault) -> Gradient {
    do {
      return try ReverseMode.vjp(of: outputs, withRespectTo: wanted, in: program)
    } catch {
      throw .notDifferentiable(error)
    }
  }
}
