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
    }
  }

  /// The flat program with accurate functions in the place of formulas that overflow or cancel.
  var stable: Program { program.verifiedAndOptimized(by: [.stabilise, .stabiliseSums]) }

  /// What became of formulas that overflow or cancel, as comments tell it: `line 3: 1/(1 + exp(-x)) as sigmoid(x)`.
  var stabilisationTexts: [String] {
    program.stabilisations().map { change in
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
