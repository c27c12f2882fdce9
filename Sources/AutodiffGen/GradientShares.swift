import Differentiation
import FlatProgram

/// Which part of an array's gradient comes back through which of the definitions that read it.
struct GradientShares {
  /// By array and definition: the gradients that its steps hand back.
  private var parts: [ArrayID: [ArrayID: [ArrayID]]] = [:]
  /// What several definitions reach through one step.
  private var isUnclear: Set<ArrayID> = []

  /// Follows every step of a trace to the definition that it is a part of. Complexity: linear in the steps.
  init(_ traced: TracedProgram, definitions: Set<ArrayID>) {
    var users: [ArrayID: ArrayID] = [:]
    for step in traced.steps.reversed() {
      let target = step.assignment.target
      let owner = definitions.contains(target) ? target : users[target]
      for operand in step.operands {
        guard let owner, !isUnclear.contains(target) else {
          isUnclear.insert(operand.array)
          continue
        }
        parts[operand.array, default: [:]][owner, default: []].append(operand.downstream)
        if let known = users.updateValue(owner, forKey: operand.array), known != owner,
          traced.program[operand.array].role == .local, !definitions.contains(operand.array)
        {
          isUnclear.insert(operand.array)
        }
      }
    }
  }

  /// Returns what adds up to the part that comes through a definition; nil where that cannot be told apart.
  func parts(of array: ArrayID, through definition: ArrayID) -> [ArrayID]? {
    isUnclear.contains(array) ? nil : parts[array]?[definition] ?? []
  }
}
