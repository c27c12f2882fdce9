import FlatProgram

/// Turns flat programs into loop nests.
package enum Scheduler {
  /// Who carries out loop nests.
  package enum Executor: Sendable {
    /// Takes an innermost loop a chunk of its values at a time.
    case interpreter
    /// A compiler, which keeps in registers what short inner loops share.
    case compiler
  }

  /// Returns the program as loop nests. For whom they are changes no number that they compute.
  ///
  /// Complexity: linear in the program, times the number of different loop bounds where there are loops.
  package static func schedule(_ program: Program, for executor: Executor = .interpreter) -> LoopProgram {
    let statements = StatementList(Alignment.aligned(program))
    var builder = NestBuilder(statements)
    var tree = builder.build()
    tree.blockLongSums()
    tree.chooseSumOrders()
    tree.gatherResultStores()
    if executor == .compiler {
      tree = ResultGroups.gathered(in: RowStrips.strips(in: tree))
      tree.markScalarLoops()
    }
    var storage = Contraction.storage(of: tree)
    let workspace = Workspace(of: tree.program, &storage)
    var placement = Placement(tree, storage: storage)
    let (blocks, placed) = placement.place()
    return LoopProgram(program: placed, blocks: blocks, storage: storage, workspace: workspace)
  }
}

extension Workspace {
  /// Lays the arrays that need scratch memory one behind the other, and notes in their storage where each is.
  ///
  /// Complexity: linear in the arrays.
  init(of program: Program, _ storage: inout [ArrayStorage]) {
    var offset = IndexExpression(0)
    for number in storage.indices {
      guard case .workspace = storage[number].place else { continue }
      let shape = program.arrays[number].shape
      let size = storage[number].keptAxes.reduce(IndexExpression(1)) { $0 * program[shape[$1]] }
      storage[number].place = .workspace(slot: slots.count)
      slots.append(Slot(offset: offset, size: size, arrays: [ArrayID(number)]))
      offset = offset + size
    }
  }
}
