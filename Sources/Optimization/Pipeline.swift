import FlatProgram

/// One step of optimisation: what it makes of a program has the same values.
package struct OptimizationPass: Sendable {
  /// What listings and dumps call it.
  package var name: String
  /// Carries it out, in place.
  package var apply: @Sendable (inout Program) -> Void

  /// Makes a pass.
  package init(_ name: String, _ apply: @escaping @Sendable (inout Program) -> Void) {
    (self.name, self.apply) = (name, apply)
  }

  /// Returns what it makes of a program.
  package func run(_ program: Program) -> Program {
    var program = program
    apply(&program)
    return program
  }
}

/// The orders in which passes are run.
package enum Pipeline {
  /// For programs that people read: `derive`, listings, pictures.
  package static let readable: [OptimizationPass] = [
    .settle, .prune, .simplify, .assignFirst, .inline, .factor, .prune, .shareNames,
  ]

  /// For programs that are computed: what loop nests are made of.
  package static let standard: [OptimizationPass] = [
    .settle, .prune, .halve, .literals, .unroll, .simplify, .assignFirst, .inlineAll, .factor, .expand, .strength,
    .simplify, .shareValues, .prune, .narrow,
  ]
}

extension Program {
  /// Returns the program after some passes, one after the other; `check` sees each result, for a verifier or a dump.
  package func optimized(
    by passes: [OptimizationPass], check: (OptimizationPass, Program) -> Void = { _, _ in }
  ) -> Program {
    var program = self
    for pass in passes {
      pass.apply(&program)
      check(pass, program)
    }
    return program
  }
}
