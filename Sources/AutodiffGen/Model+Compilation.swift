import Diagnostics
import Differentiation
import FlatProgram
import Optimization
import Scheduling

extension Model {
  /// Returns the flat program for a purpose: with its backward pass where a gradient is wanted.
  func compiled(for purpose: Purpose) throws(Failure) -> Program {
    switch purpose {
    case .values: return stable
    case .gradient(let output, let variables):
      return try differentiated(request(of: output, withRespectTo: variables), in: stable).program
    case .derivatives(let queries, let output, let variables):
      return try queried(queries, of: output, withRespectTo: variables).model.stable
    }
  }

  /// The flat program with accurate functions in the place of formulas that overflow or cancel.
  ///
  /// Derivatives that the text asks for are taken of these functions, and not of the formulas.
  var stable: Program { Self.expanded(stabilised).program }

  /// The flat program as written, with accurate functions.
  var stabilised: Program { asWritten.verifiedAndOptimized(by: [.stabilise, .stabiliseSums]) }

  /// Returns a program with statements for the derivatives that it asks for, and what is to be said of them.
  static func expanded(_ program: Program) -> (program: Program, diagnostics: [Diagnostic]) {
    do {
      let expansion = try Derivatives.expanded(program)
      let diagnostics =
        expansion.unrelated.map { Diagnostic.zeroDerivative($0) }
        + expansion.misplaced.map { Diagnostic.derivativeInRecurrence($0) }
      return (expansion.program.verified(after: "derivatives"), diagnostics)
    } catch {
      return (program, [.notDifferentiable(at: error.assignment.span)])
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
