import Diagnostics
import Differentiation
import FlatProgram
import Optimization
import Scheduling

extension Model {
  /// Returns the flat program for a purpose: with its backward pass where a gradient is wanted.
  func compiled(for purpose: Purpose) throws(Failure) -> Program {
    switch purpose {
    case .values: return stable()
    case .gradient(let output, let variables):
      let request = try request(of: output, withRespectTo: variables)
      return try differentiated(request, in: stable(for: request.variables)).program
    case .derivatives(let queries, let output, let variables):
      return try queried(queries, of: output, withRespectTo: variables).model.stable()
    }
  }

  /// Returns the flat program with accurate functions in the place of formulas that overflow or cancel, unless the model
  /// leaves them as written.
  ///
  /// Definitions that derivatives are taken with respect to stay what the program depends on. Derivatives that the text asks
  /// for are taken of these functions, and not of the formulas.
  func stable(for variables: [ArrayID] = []) -> Program {
    let kept = variables + asWritten.requestedVariables
    let program = isStabilised ? asWritten.verifiedAndOptimized(by: [.stabilising(keeping: kept)]) : asWritten
    return Self.expanded(program).program
  }

  /// Returns a program with statements for the derivatives that it asks for, and what is to be said of them.
  static func expanded(_ program: Program) -> (program: Program, diagnostics: [Diagnostic]) {
    do {
      let expansion = try Derivatives.expanded(program)
      let diagnostics =
        expansion.unrelated.map { Diagnostic.zeroDerivative($0) }
        + expansion.misplaced.map { Diagnostic.derivativeInRecurrence($0) }
      return (expansion.program.verified(after: "derivatives"), diagnostics)
    } catch {
      return (program, [.notDifferentiable(error)])
    }
  }

  /// What became of formulas that overflow or cancel, as comments tell it: `line 3: 1/(1 + exp(-x)) as sigmoid(x)`.
  func stabilisationTexts(for variables: [ArrayID] = []) -> [String] {
    guard isStabilised else { return [] }
    return asWritten.stabilisations(keeping: variables + asWritten.requestedVariables).map { change in
      let place = change.span.map { "line \(source.location(of: Int($0.start)).line): " } ?? ""
      return place + change.text
    }
  }

  /// Returns the optimised program in which recurrences still keep all that they make.
  func unscheduled(for purpose: Purpose) throws(Failure) -> Program {
    try compiled(for: purpose).verifiedAndOptimized(by: Pipeline.standard)
  }

  /// Returns the flat program that loop nests are made of.
  func optimized(for purpose: Purpose) throws(Failure) -> Program {
    try unscheduled(for: purpose).economized()
  }

  /// Returns the loop nests that are run.
  func scheduled(for purpose: Purpose) throws(Failure) -> LoopProgram {
    Scheduler.schedule(try optimized(for: purpose))
  }
}
