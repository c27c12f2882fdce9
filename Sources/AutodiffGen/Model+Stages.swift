import FlatProgram
import Optimization
import Scheduling
import Syntax

/// A stage of compilation whose result can be printed.
public enum Stage: String, CaseIterable, Sendable {
  /// The syntax tree.
  case syntax
  /// The flat program.
  case flat
  /// The flat program with its backward pass.
  case derivative
  /// What loop nests are made of.
  case optimized
  /// The loop nests that are run.
  case loops
}

/// What a program is compiled for.
public enum Purpose: Sendable {
  /// The values of its outputs.
  case values
  /// A scalar and its gradient; names as `Model.derivation(of:withRespectTo:style:)` takes them.
  case gradient(of: String?, withRespectTo: [String]?)
  /// Other derivatives beside the values; each kind once.
  case derivatives([DerivativeQuery], of: String?, withRespectTo: [String]?)
}

extension Model {
  /// Prints a stage of the compilation of the program for a purpose.
  ///
  /// What an expression is used for several times is given a name first, as text has no other way to show it.
  /// - Throws: a `Failure` where a gradient cannot be taken, or the stage is no part of the purpose.
  /// - Complexity: linear in the program and the text.
  public func text(of stage: Stage, for purpose: Purpose = .values) throws(Failure) -> String {
    switch stage {
    case .syntax: return tree.dump()
    case .flat: return Self.text(of: program)
    case .derivative:
      if case .values = purpose {
        throw .commandLine("values have no derivative stage", hint: "'grad' and 'derive' have")
      }
      return Self.text(of: try compiled(for: purpose))
    case .optimized: return Self.text(of: try optimized(for: purpose))
    case .loops: return LoopPrinter.text(of: try scheduled(for: purpose))
    }
  }

  private static func text(of program: Program) -> String {
    ProgramPrinter.text(of: program.optimized(by: [.shareNames]))
  }
}
