import FlatProgram

/// The arrays that hold tangents, declared as they are first asked for.
struct TangentArrays {
  /// By array of the original program.
  private var arrays: [ArrayID?]
  /// By array of the original program: whether the tangent starts from a seed.
  var isSeeded: [Bool]

  /// Makes room for the arrays of the original program.
  init(count: Int) {
    arrays = Array(repeating: nil, count: count)
    isSeeded = Array(repeating: false, count: count)
  }

  /// Returns the array that holds an array's tangent.
  mutating func array(of primal: ArrayID, in program: inout Program) -> ArrayID {
    if let known = arrays[Int(primal.raw)] { return known }
    let declaration = program[primal]
    let made = program.addArray(
      ArrayDeclaration(
        name: program.freshName("dot_" + declaration.name), shape: declaration.shape, role: .tangent(of: primal),
        span: declaration.span))
    arrays[Int(primal.raw)] = made
    return made
  }
}
