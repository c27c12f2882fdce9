import FlatProgram
import Optimization
import Recurrences

extension Program {
  /// Returns the program; in debug builds a stage that breaks its invariants ends the run here.
  func verified(after stage: @autoclosure () -> String) -> Program {
    assert(Verifier.violations(of: self).isEmpty, "after \(stage()): \(Verifier.violations(of: self))")
    return self
  }

  /// Returns the program with recurrences that keep no more than they must, and still less where a plan says so.
  func economized(by plan: Checkpointing? = nil) -> Program {
    Recurrences.economized(self, by: plan).verified(after: "recurrences").verifiedAndOptimized(by: [.decide])
  }

  /// Returns the program after some passes, each of which is verified in debug builds.
  func verifiedAndOptimized(by passes: [OptimizationPass]) -> Program {
    optimized(by: passes) { pass, result in _ = result.verified(after: pass.name) }
  }
}
