import FlatProgram

/// Turns flat programs into loop nests.
package enum Scheduler {
  /// Returns the program as loop nests.
  ///
  /// Complexity: linear in the program, times the number of different loop bounds where there are loops.
  package static func schedule(_ program: Program) -> LoopProgram {
    var builder = NestBuilder(StatementList(program))
    var tree = builder.build()
    tree.chooseSumOrders()
    var storage = Contraction.storage(of: tree)
    let workspace = Workspace(placing: &storage, in: tree.program)
    var placement = Placement(tree, storage: storage)
    let (blocks, placed) = placement.place()
    return LoopProgram(program: placed, blocks: blocks, storage: storage, workspace: workspace)
  }
}
