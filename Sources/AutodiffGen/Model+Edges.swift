import Diagnostics
import FlatProgram
import Operations
import Optimization

extension Model {
  /// Returns warnings of points at which a formula, or its derivative, is infinite, and that its operands get to, to be printed
  /// as failures are; nil where there are none.
  ///
  /// What gives way to accurate functions is warned of only where the model leaves formulas as written.
  /// - Parameter withSlopes: whether a derivative will be taken.
  /// - Complexity: linear in the program.
  package func singularPoints(withSlopes: Bool) -> Failure? {
    var edges = asWritten.reachedEdges()
    if !edges.isEmpty, isStabilised {
      let stable = asWritten.verifiedAndOptimized(by: [.stabilising(keeping: asWritten.requestedVariables)])
      // What is put in the place of a formula may have other edges, at the same place of the text.
      let left = Set(stable.reachedEdges().map { Place(of: $0, in: stable) })
      edges.removeAll { !left.contains(Place(of: $0, in: asWritten)) }
    }
    var warnings: [Diagnostic] = []
    for edge in edges where withSlopes || edge.edge.kind == .value {
      let warning = Diagnostic.singularPoint(edge, in: asWritten, source)
      if warnings.count < Self.mostPoints, !warnings.contains(where: { $0.span == warning.span }) {
        warnings.append(warning)
      }
    }
    return warnings.isEmpty ? nil : Failure(diagnostics: warnings.inSourceOrder(), source: source)
  }

  private static let mostPoints = 10

  /// An edge by where the text has it.
  private struct Place: Hashable {
    var span: SourceSpan?
    var kind: Edge.Kind

    init(of reached: ReachedEdge, in program: Program) {
      (span, kind) = (program.expressionSpan(reached.node) ?? reached.span, reached.edge.kind)
    }
  }
}
