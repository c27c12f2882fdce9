import Diagnostics
import Differentiation
import FlatProgram
import Interpretation
import Optimization
import Scheduling

extension Model {
  /// Finds the first step, of the value or of its gradient, that makes an infinity or NaN of numbers, and says what to write
  /// instead; nil where all steps are finite.
  ///
  /// - Parameters:
  ///   - output: the name of the scalar; without it, and without a scalar output, the values alone are looked at.
  ///   - variables: what the scalar is differentiated with respect to.
  ///   - given: values that say where they come from.
  /// - Complexity: that of the program, all steps of which are kept.
  package func firstTrouble(
    of output: String?, withRespectTo variables: [String]?, at given: [GivenValue]
  ) throws(Failure) -> Failure? {
    if !isRunnable, !program.externals.isEmpty {
      return try runnable.firstTrouble(of: output, withRespectTo: variables, at: given)
    }
    let values = try bind(given)
    let asked = try program(of: output, withRespectTo: variables).optimized(by: [.settle])
    let whole = PlainForm.program(asked).verifiedAndOptimized(by: [.prune])
    var isMet = [Bool](repeating: false, count: whole.arrays.count)
    var steps: [ArrayID] = []
    for assignment in whole.assignments where !isMet[Int(assignment.target.raw)] {
      isMet[Int(assignment.target.raw)] = true
      steps.append(assignment.target)
    }
    var expanded = whole
    expanded.outputs = steps
    expanded = expanded.verifiedAndOptimized(by: [.expand])
    do {
      let results = try Interpreter(Scheduler.schedule(expanded)).run(dims: values.dims, arrays: values.arrays)
      var arrays = values.arrays + Array(repeating: nil, count: max(whole.arrays.count - values.arrays.count, 0))
      for (array, tensor) in zip(steps, results) { arrays[Int(array.raw)] = tensor }
      var search = TroubleSearch(whole, dims: values.dims, values: arrays)
      guard let found = search.first(behind: whole.outputs) else { return nil }
      return Failure(diagnostics: [.notFinite(found, in: whole, source)], source: source)
    } catch {
      throw Failure(diagnostics: [.runtimeFault(error, in: whole)], source: source)
    }
  }

  /// Returns the program with its gradient, or alone where there is none to take.
  private func program(of output: String?, withRespectTo variables: [String]?) throws(Failure) -> Program {
    let scalars = self.program.outputs.filter { self.program[$0].rank == 0 && !self.program[$0].isInteger }
    if output == nil, variables == nil, scalars.count != 1 || parameters.isEmpty { return stable() }
    let request = try request(of: output, withRespectTo: variables)
    return try differentiated(request, in: stable(for: request.variables)).program
  }
}
