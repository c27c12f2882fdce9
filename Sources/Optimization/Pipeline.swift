import FlatProgram

/// One step of optimisation: a program in, one with the same values out.
package struct OptimizationPass: Sendable {
  /// What listings and dumps call it.
  package var name: String
  package var run: @Sendable (Program) -> Program

  package init(_ name: String, _ run: @escaping @Sendable (Program) -> Program) {
    (self.name, self.run) = (name, run)
  }
}
