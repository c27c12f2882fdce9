import Diagnostics
import Differentiation
import Emission
import FlatProgram
import Optimization
import Syntax

/// How a derivation is written down.
public enum DerivationStyle: Hashable, Sendable {
  /// The forward and the backward pass as flat programs, with the derivative rules that are accurate everywhere.
  case flat
  /// One operation an assignment, with the derivative rules of textbooks.
  case plain
}

extension Model {
  /// Returns a program in the language whose outputs are the scalar and its gradient.
  ///
  /// - Parameters:
  ///   - output: the name of the scalar; it may be left out where the program has one scalar output.
  ///   - variables: what it is differentiated with respect to: inputs, parameters and definitions; the parameters
  ///     where it is left out.
  ///   - style: how the steps are written.
  /// - Throws: a `Failure` where the scalar or a variable is not there, or is no scalar or no real array.
  /// - Complexity: linear in the program and the text.
  public func derivation(
    of output: String? = nil, withRespectTo variables: [String]? = nil, style: DerivationStyle = .flat
  ) throws(Failure) -> String {
    let request = try request(of: output, withRespectTo: variables)
    let derived = try derived(request, style)
    guard style == .flat else { return ProgramPrinter.text(of: derived, products: .tight) }
    let changes = stabilisationTexts(for: request.variables).map { "# rewritten to be accurate, \($0)\n" }.joined()
    return changes + ProgramPrinter.text(of: derived)
  }

  /// Returns the forward and backward program as a style has it.
  private func derived(_ request: DerivativeRequest, _ style: DerivationStyle) throws(Failure) -> Program {
    switch style {
    case .flat:
      try differentiated(request, in: stable(for: request.variables)).program
        .verifiedAndOptimized(by: Pipeline.readable)
    case .plain: try differentiated(request, in: PlainForm.program(program), rules: .textbook).program
    }
  }

  /// Returns a program in the language whose outputs are its values and the derivatives that are asked for.
  ///
  /// - Parameters:
  ///   - queries: the derivatives, each kind once; what has a direction is a further input.
  ///   - output: the name of one output to be differentiated, of several.
  ///   - variables: what it is differentiated with respect to; without it what a query moves, else the parameters.
  /// - Throws: a `Failure` where an output or a variable is not there, or is no scalar or no real array.
  /// - Complexity: linear in the program and the text, for each output and variable.
  public func derivation(
    of queries: [DerivativeQuery], of output: String? = nil, withRespectTo variables: [String]? = nil
  ) throws(Failure) -> String {
    let queried = try queried(queries, of: output, withRespectTo: variables)
    return ProgramPrinter.text(of: queried.model.stable().verifiedAndOptimized(by: Pipeline.readable))
  }

  /// Returns what `derivation` returns as mathematics for a paper: an `align*` of LaTeX's amsmath.
  ///
  /// - Parameters: as there.
  /// - Throws: as there.
  public func latexDerivation(
    of output: String? = nil, withRespectTo variables: [String]? = nil, style: DerivationStyle = .flat
  ) throws(Failure) -> String {
    let request = try request(of: output, withRespectTo: variables)
    return LatexText.text(of: try derived(request, style))
  }

  /// Returns the canonical text of a program: the same program, laid out as `autodiff-gen fmt` does.
  ///
  /// - Throws: a `Failure` with all faults of the grammar; names and shapes are not looked at.
  /// - Complexity: linear in the text.
  public static func formatted(_ text: String, name: String = "input") throws(Failure) -> String {
    try formatted(SourceText(name: name, text: text))
  }

  /// Returns the canonical text of a program, whatever bytes it holds.
  package static func formatted(_ source: SourceText) throws(Failure) -> String {
    let (tree, diagnostics) = Parser.parse(source)
    if diagnostics.contains(where: { $0.severity == .error }) {
      throw Failure(diagnostics: diagnostics.inSourceOrder(), source: source)
    }
    return Formatter.format(tree, source: source)
  }
}
