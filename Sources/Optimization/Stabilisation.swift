import Diagnostics
import FlatProgram
import Operations

/// A formula that gave way to an accurate function, for comments.
package struct Stabilisation: Hashable, Sendable {
  /// The definition that holds it.
  package var span: SourceSpan?
  /// What became of it: `1/(1 + exp(-x)) as sigmoid(x)`.
  package var text: String
}

extension Program {
  /// Returns what `stabilise` and `stabiliseSums` do to the program, in its order, the first hundred of them.
  ///
  /// Complexity: linear in the expressions of the definitions that change.
  package func stabilisations() -> [Stabilisation] {
    var found: [Stabilisation] = []
    let rewritten = optimized(by: [.stabilise])
    var recorder = StabilisationRecorder()
    for (before, after) in zip(assignments, rewritten.assignments) where before.body != after.body {
      if found.count >= 100 { break }
      for row in recorder.rows(in: before.body, of: self) {
        found.append(Stabilisation(span: before.span, text: Self.text(ofStabilising: row)))
      }
    }
    let shifted = rewritten.optimized(by: [.stabiliseSums])
    // What was added defines arrays that were not there before.
    let kept = shifted.assignments.filter { Int($0.target.raw) < rewritten.arrays.count }
    for (before, after) in zip(rewritten.assignments, kept) where before.body != after.body {
      found.append(Stabilisation(span: before.span, text: "log(sum(exp(x))) with the largest x taken off"))
    }
    var known: Set<Stabilisation> = []
    return found.filter { known.insert($0).inserted }
  }

  private static func text(ofStabilising row: Rewrite) -> String {
    let names = ["x", "y", "z", "u", "v", "w", "s", "t"]
    return [row.form, row.replacement].map { $0.text(operands: names, result: "f") }.joined(separator: " as ")
  }
}

/// Rewrites single expressions as `stabilise` does, and notes which rows it took.
private struct StabilisationRecorder {
  private var rewriter = Rewriter(StabiliseRows.all)

  /// Returns the rows that apply below a node, innermost first.
  mutating func rows(in body: ExpressionID, of program: Program) -> [Rewrite] {
    var program = program
    var replaced: [ExpressionID: ExpressionID] = [:]
    var traversal = Traversal()
    rewriter.applied = []
    for id in traversal.postorder([body], in: program) {
      guard case .operation(let operation, let a, let b, let c) = program[id] else { continue }
      replaced[id] = rewriter.make(
        operation, replaced[a] ?? a, replaced[b] ?? b, replaced[c] ?? c, in: &program)
    }
    return (rewriter.applied ?? []).map { StabiliseRows.all[$0] }
  }
}
