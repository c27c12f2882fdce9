import FlatProgram
import Operations

extension OptimizationPass {
  /// Folds constants and applies the identities of `SimplifyRows`.
  package static let simplify = rewriting("simplify", SimplifyRows.all)

  /// Returns a pass that applies a list of rewrites to the expressions of some passes of the calculation, from the operands up.
  package static func rewriting(
    _ name: String, _ rewrites: [Rewrite], in isWanted: @escaping @Sendable (Pass) -> Bool = { _ in true }
  ) -> OptimizationPass {
    let prepared = Rewriter(rewrites)
    return OptimizationPass(name) { program in
      var rewriter = prepared
      program.rewriteExpressions(in: isWanted) { program, node, known in
        guard case .operation(let operation, let a, let b, let c) = node else { return known ?? program.intern(node) }
        return rewriter.make(operation, a, b, c, is: known, in: &program)
      }
    }
  }
}
