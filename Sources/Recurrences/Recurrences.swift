import FlatProgram

/// Decides what of a recurrence is kept from step to step, and from one sequence for a later one.
package enum Recurrences {
  /// Returns a program with the same values that keeps less; a plan has it keep still less, and compute more again.
  ///
  /// Numerics: the values are the same to the last bit whatever the plan.
  /// Complexity: linear in the program, times the number of statements that mention one array.
  package static func economized(_ program: Program, by plan: Checkpointing? = nil) -> Program {
    guard program.steps.contains(where: { if case .enter = $0 { true } else { false } }) else { return program }
    return RowStorage.run(Copies.run(Absorption.run(Merging.run(program))), plan)
  }
}
