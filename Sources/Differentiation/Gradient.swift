import FlatProgram

/// A program followed by the statements that compute derivatives of its results, in reverse mode.
package struct Gradient: Sendable {
  /// The original statements, then the backward ones; its outputs are the original ones, then the adjoints.
  package var program: Program
  /// The derivative with respect to each wanted array, shaped as it.
  package var adjoints: [ArrayID]
  /// The inputs that hold the upstream derivative of each result; empty where it is 1.
  package var seeds: [ArrayID]

  package init(program: Program, adjoints: [ArrayID], seeds: [ArrayID]) {
    (self.program, self.adjoints, self.seeds) = (program, adjoints, seeds)
  }
}
