import FlatProgram
import Optimization
import Scheduling
import Testing

@testable import AutodiffGen

/// The cheap-gradient principle: value and gradient together cost a small multiple of the value.
///
/// Source: W. Baur, V. Strassen, The complexity of partial derivatives, Theoretical Computer Science 22 (1983).
@Suite("Cheap gradient") struct CheapGradientTests {
  @Test("Value and gradient take at most 4 times the operations of the value", arguments: SampleCommand.gradients)
  func ratio(_ command: SampleCommand) throws {
    let model = try Model(Document(command.program).text, name: command.program)
    let purpose = Purpose.gradient(of: command.output, withRespectTo: nil)
    var primal = model.program
    primal.outputs = [try model.request(of: command.output, withRespectTo: nil).output]
    let bound = try ValueBinder.bind(model.read(command.values), to: model.program).get()
    let value = OperationCounter.count(
      Scheduler.schedule(primal.verifiedAndOptimized(by: Pipeline.standard)), dims: bound.dims)
    let both = OperationCounter.count(try model.scheduled(for: purpose), dims: bound.dims)
    #expect(value > 0)
    #expect(both <= 4 * value, "\(both) operations for value and gradient, \(value) for the value")
  }
}
