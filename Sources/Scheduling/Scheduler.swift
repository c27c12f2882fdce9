import FlatProgram

/// Turns flat programs into loop nests.
package enum Scheduler {
  /// Returns the program as loop nests.
  ///
  /// Complexity: linear in the program, times the number of different loop bounds where there are loops.
  package static func schedule(_ program: Program) -> LoopProgram {
    var statements = StatementList(program)
    var nests = NestBuilder(&statements).build()
    contractArrays(&nests)
    assignSums(&nests)
    placeExpressions(&nests)
    layOutWorkspace(&nests)
    return nests
  }
}
