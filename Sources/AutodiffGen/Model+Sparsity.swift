import Diagnostics
import Differentiation
import FlatProgram

extension Model {
  /// Makes the program ready for the Jacobians of some of its arrays by others.
  ///
  /// - Parameters:
  ///   - outputs: names of real outputs or definitions; all real outputs where it is left out.
  ///   - variables: inputs, parameters and definitions; the parameters where it is left out.
  /// - Throws: a `Failure` where a name is not there, or is of no real array.
  /// - Complexity: linear in the program for most; extents of arrays do not count.
  public func sparseJacobian(
    of outputs: [String]? = nil, withRespectTo variables: [String]? = nil
  ) throws(Failure) -> SparseEvaluator {
    if !isRunnable, !program.externals.isEmpty {
      return try runnable.sparseJacobian(of: outputs, withRespectTo: variables)
    }
    let (derivative, values, variables) = try sparseDerivative(.jacobian, of: outputs, withRespectTo: variables)
    return SparseEvaluator(self, derivative, values: values, variables: variables, isHessian: false)
  }

  /// Makes the program ready for the Hessian of a scalar.
  ///
  /// - Parameters:
  ///   - output: the name of the scalar; it may be left out where the program has one scalar output.
  ///   - variables: inputs, parameters and definitions; the parameters where it is left out.
  /// - Throws: a `Failure` where a name is not there, or is of no real array.
  public func sparseHessian(
    of output: String? = nil, withRespectTo variables: [String]? = nil
  ) throws(Failure) -> SparseEvaluator {
    if !isRunnable, !program.externals.isEmpty {
      return try runnable.sparseHessian(of: output, withRespectTo: variables)
    }
    let (derivative, values, variables) = try sparseDerivative(
      .hessian, of: output.map { [$0] }, withRespectTo: variables)
    return SparseEvaluator(self, derivative, values: values, variables: variables, isHessian: true)
  }

  /// Returns the blocks of a Jacobian or a Hessian, what is differentiated and what it is differentiated by.
  func sparseDerivative(
    _ kind: DerivativeQuery.Kind, of outputs: [String]?, withRespectTo variables: [String]?
  ) throws(Failure) -> (derivative: SparseDerivative, values: [ArrayID], variables: [ArrayID]) {
    let isHessian = kind == .hessian
    let values = isHessian ? [try scalar(called: outputs?.first)] : try results(called: outputs)
    let variables = try self.variables(called: variables)
    do {
      let program = stable(for: variables)
      let derivative =
        isHessian
        ? try Sparsity.hessian(of: values[0], withRespectTo: variables, in: program)
        : try Sparsity.jacobian(of: values, withRespectTo: variables, in: program)
      return (derivative, values, variables)
    } catch {
      throw Failure(diagnostics: [.notDifferentiable(error)], source: source)
    }
  }

  private func results(called names: [String]?) throws(Failure) -> [ArrayID] {
    guard let names else {
      let results = program.outputs.filter { !program[$0].isInteger }
      if results.isEmpty, let first = program.outputs.first {
        throw Failure(
          diagnostics: [.derivativeOfIntegers(program[first].name, at: program[first].span)], source: source)
      }
      return results
    }
    return try variables(called: names)
  }
}
