import FlatProgram

/// Reverse mode: the derivatives of a result with respect to any number of arrays, for a small multiple of its cost.
package enum ReverseMode {
  /// Returns the program with the gradient of `output`, which has rank 0; of an array it is the gradient of the sum.
  ///
  /// Shapes: each adjoint is shaped as its array, and is 0 where the output does not depend on it.
  /// Diagnoses: `NotDifferentiable` where the derivative would go through a `.maximum` or `.minimum` statement.
  /// Complexity: linear in the program.
  package static func gradient(
    of output: ArrayID, withRespectTo wanted: [ArrayID], in program: Program, rules: RuleChoice = .accurate
  ) throws(NotDifferentiable) -> Gradient {
    var walk = try ReverseWalk(
      of: [output], withRespectTo: wanted, in: program, style: rules == .accurate ? .ordinary : .plain)
    walk.seedWithOnes()
    return walk.gradient()
  }

  /// Returns the program with the derivative of `sum(outputs * seeds)`; each seed is a new input `seed_<name>`.
  ///
  /// Shapes: a seed is shaped as its output.
  /// Diagnoses: as `gradient`. Complexity: linear in the program.
  package static func vjp(
    of outputs: [ArrayID], withRespectTo wanted: [ArrayID], in program: Program, rules: RuleChoice = .accurate
  ) throws(NotDifferentiable) -> Gradient {
    var walk = try ReverseWalk(
      of: outputs, withRespectTo: wanted, in: program, style: rules == .accurate ? .ordinary : .plain)
    walk.seedWithInputs()
    return walk.gradient()
  }
}
