import Diagnostics
import FlatProgram
import Scheduling

/// A function or a definition of the source as a pair of functions: one for the value, which stashes what the other needs
/// for the derivatives.
package struct Gate: Sendable {
  /// A call of another gate, for every point of some axes.
  package struct Call: Sendable {
    /// The gate, by its place among all.
    package var gate: Int
    /// Outer first.
    package var axes: [AxisID]
    /// Where the point's part of an array lies, before the array's own subscripts; for whole arrays it is empty.
    package var arguments: [Part]
    package var results: [Part]
    /// The adjoints of the results, and where the derivatives by the arguments go; nil for those that nobody needs.
    package var upstream: [Part?]
    package var gradients: [Part?]

    package init(
      gate: Int, axes: [AxisID], arguments: [Part], results: [Part], upstream: [Part?], gradients: [Part?]
    ) {
      (self.gate, self.axes, self.arguments, self.results) = (gate, axes, arguments, results)
      (self.upstream, self.gradients) = (upstream, gradients)
    }
  }

  /// A part of an array: what is left of it once leading subscripts are given.
  package struct Part: Sendable {
    package var array: ArrayID
    package var subscripts: [IndexID]

    package init(_ array: ArrayID, _ subscripts: [IndexID] = []) {
      (self.array, self.subscripts) = (array, subscripts)
    }
  }

  /// A stretch of the calculation.
  package enum Stage: Sendable {
    case loops(LoopProgram)
    /// A call, by number.
    case call(Int)
  }

  /// What the source calls it.
  package var name: String
  /// What comments call it: `fn distance` or `the definition of loss`.
  package var title: String
  /// The declarations that all stages have in common.
  package var program: Program
  package var arguments: [ArrayID]
  package var outputs: [ArrayID]
  /// The inputs that hold the upstream derivatives of the outputs; nil for integers.
  package var upstream: [ArrayID?]
  /// The derivatives by the arguments; nil for those that have none.
  package var gradients: [ArrayID?]
  package var calls: [Call]
  package var forward: [Stage]
  /// Empty where nothing has a derivative.
  package var backward: [Stage]

  package init(
    name: String, title: String, program: Program, arguments: [ArrayID], outputs: [ArrayID], upstream: [ArrayID?],
    gradients: [ArrayID?], calls: [Call], forward: [Stage], backward: [Stage]
  ) {
    (self.name, self.title, self.program) = (name, title, program)
    (self.arguments, self.outputs, self.upstream, self.gradients) = (arguments, outputs, upstream, gradients)
    (self.calls, self.forward, self.backward) = (calls, forward, backward)
  }

  /// Whether it has a function for derivatives.
  package var isDifferentiable: Bool { gradients.contains { $0 != nil } }
}
