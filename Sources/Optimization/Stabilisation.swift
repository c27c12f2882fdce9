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
  /// Returns what `stabilising(keeping:)` does to the program, in its order, the first hundred of them.
  ///
  /// Complexity: linear in the program.
  package func stabilisations(keeping kept: [ArrayID]) -> [Stabilisation] {
    var walk = StabilisingWalk(self, keeping: kept)
    walk.applied = []
    walk.run()
    var known: Set<Stabilisation> = []
    var found: [Stabilisation] = []
    for (span, row) in walk.applied ?? [] where found.count < 100 {
      let change = Stabilisation(span: span, text: Self.text(ofStabilising: row))
      if known.insert(change).inserted { found.append(change) }
    }
    return found
  }

  private static func text(ofStabilising row: Int) -> String {
    if row == Rewriter.scaling { return "sums of exponentials relative to the largest of them" }
    let names = ["x", "y", "z", "u", "v", "w", "s", "t"]
    let rewrite = StabiliseRows.withVariants[row]
    let text = { (rule: Rule) in rule.text(operands: names, result: "f") }
    if case .apply(.attach, _) = rewrite.replacement {
      return "\(text(rewrite.form)) with slopes of its own: \(rewrite.reason)"
    }
    if rewrite.replacement.holdsResult {
      return "\(text(rewrite.form)) where it is no ordinary number: \(rewrite.reason)"
    }
    return "\(text(rewrite.form)) as \(text(rewrite.replacement))"
  }
}

extension Rule {
  /// Whether what was there before is a part of it.
  fileprivate var holdsResult: Bool {
    switch self {
    case .result: true
    case .operand, .constant: false
    case .apply(_, let operands): operands.contains(where: \.holdsResult)
    }
  }
}
