import FlatProgram
import Optimization
import Scheduling
import Testing

@testable import AutodiffGen

/// The samples' Jacobians in blocks.
@Suite("Sparse Jacobians") struct SparseJacobianTests {
  @Test("Residuals of bundle adjustment with their Jacobian take at most 4.5 times the operations of the residuals")
  func cheapBundle() throws {
    let model = try ADBenchTests.model("BundleAdjustment/bundle_adjustment")
    let evaluator = try model.sparseJacobian(of: ["reprojection", "weighting"])
    var primal = model.program
    primal.outputs = primal.outputs.filter { primal[$0].name != "squares" }
    let dims = [5, 300, 500]
    let value = OperationCounter.count(
      Scheduler.schedule(primal.verifiedAndOptimized(by: Pipeline.standard)), dims: dims)
    let both = OperationCounter.count(evaluator.loopProgram, dims: dims)
    #expect(2 * both <= 9 * value, "\(both) operations for residuals and Jacobian, \(value) for the residuals")
  }
}
