import FlatProgram
import Optimization

extension Program {
  /// Returns the program; in debug builds a stage that breaks its invariants ends the run here.
  func verified(after stage: @autoclosure () -> String) -> Program {
    assert(Verifier.violations(of: self).isEmpty, "after \(stage()): \(Verifier.violations(of: self))")
    return self
  }

  /// Returns the program after some passes, each of which is verified in debug builds.
  func verifiedAndOptimized(by passes: [OptimizationPass]) -> Program {
    optimized(by: passes) { pass, result in _ = result.verified(after: pass.name) }
  }
}
