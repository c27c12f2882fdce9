import FlatProgram

/// Gives the reads of expressions another form, each expression once.
struct ReadRewriter {
  private var written: [ExpressionID: ExpressionID] = [:]
  private var traversal = Traversal()

  /// Returns an expression in which each read is what `form` makes of it; nil keeps a read.
  ///
  /// Requires: `form` is always the same function. Complexity: linear in what was not rewritten before.
  mutating func rewrite(
    _ root: ExpressionID, in program: inout Program,
    _ form: (inout Program, ArrayID, SubscriptsID) -> ExpressionID?
  ) -> ExpressionID {
    if let known = written[root] { return known }
    for id in traversal.postorder([root], in: program) where written[id] == nil {
      switch program[id] {
      case .constant, .index: written[id] = id
      case .read(let array, let subscripts): written[id] = form(&program, array, subscripts) ?? id
      case .operation(let operation, let a, let b, let c):
        written[id] = program.apply(operation, written[a] ?? a, written[b] ?? b, written[c] ?? c)
      }
    }
    return written[root] ?? root
  }
}
