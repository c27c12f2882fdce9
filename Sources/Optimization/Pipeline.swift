import FlatProgram

/// One step of optimisation: a program in, one with the same values out.
package struct OptimizationPass: Sendable {
  /// What listings and dumps call it.
  package var name: String
  /// Carries it out.
  package var run: @Sendable (Program) -> Program

  /// Makes a pass.
  package init(_ name: String, _ run: @escaping @Sendable (Program) -> Program) {
    (self.name, self.run) = (name, run)
  }
}

/// The orders in which passes are run.
package enum Pipeline {
  /// For programs that people read: `derive`, listings, pictures.
  package static let readable: [OptimizationPass] = [
    .prune, .simplify, .assignFirst, .inline, .factor, .prune, .shareNames,
  ]

  /// For programs that are computed: what loop nests are made of.
  package static let standard: [OptimizationPass] = [
    .prune, .literals, .simplify, .assignFirst, .inlineAll, .factor, .expand, .strength, .simplify, .shareValues,
    .prune,
  ]
}

extension Program {
  /// Returns the program after some passes, one after the other; `check` sees each result, for a verifier or a dump.
  package func optimized(
    by passes: [OptimizationPass], check: (OptimizationPass, Program) -> Void = { _, _ in }
  ) -> Program {
    passes.reduce(self) { program, pass in
      let result = pass.run(program)
      check(pass, result)
      return result
    }
  }
}
