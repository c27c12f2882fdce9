import Diagnostics
import Differentiation
import FlatProgram

extension Model {
  /// Returns warnings for variables that a gradient is asked for and that the scalar does not depend on, to be printed as
  /// failures are; nil where there are none.
  ///
  /// Where one of several scalars is chosen, a parameter of the others is nobody's mistake: then only variables that are
  /// named are warned of. A gradient that cannot be taken has no warnings here, but an error where it is asked for.
  /// - Complexity: linear in the program.
  package func zeroDerivatives(of output: String?, withRespectTo variables: [String]?) -> Failure? {
    guard output == nil || variables != nil, let request = try? request(of: output, withRespectTo: variables),
      let gradient = try? differentiated(request, in: program)
    else { return nil }
    var isWritten = [Bool](repeating: false, count: gradient.program.arrays.count)
    for case .assignment(let assignment) in gradient.program.steps where gradient.program[assignment.body].number != 0 {
      isWritten[Int(assignment.target.raw)] = true
    }
    let unrelated = zip(request.variables, gradient.adjoints).filter { variable, adjoint in
      variable != request.output && !isWritten[Int(adjoint.raw)]
    }
    if unrelated.isEmpty { return nil }
    let warnings = unrelated.map { variable, _ in
      Diagnostic.zeroDerivative(
        of: program[request.output].name, by: program[variable].name, at: program[variable].span)
    }
    return Failure(diagnostics: warnings, source: source)
  }
}
