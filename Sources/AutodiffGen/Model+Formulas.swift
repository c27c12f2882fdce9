import Diagnostics
import Differentiation
import FlatProgram
import Formulas
import Optimization

extension Model {
  /// The most nodes of a formula that is written out in full.
  static let longestFormula = 4000

  /// Returns a program in the language in which each derivative is one expression, as a person would write it down.
  ///
  /// - Parameters:
  ///   - output: the name of the scalar; it may be left out where the program has one scalar output.
  ///   - variables: what it is differentiated with respect to: inputs, parameters and definitions; the parameters
  ///     where it is left out.
  ///   - isExpanded: whether formulas name nothing but inputs, parameters and constants.
  /// - Returns: the text, the same for a paper in LaTeX unless something has no closed formula, and what is to be said of it:
  ///   that recurrences have none.
  /// - Throws: a `Failure` where the scalar or a variable is not there, or is no scalar or no real array, or where an expanded
  ///   formula would be too long.
  /// - Complexity: linear in the program and the text.
  public func formulas(
    of output: String? = nil, withRespectTo variables: [String]? = nil, isExpanded: Bool = false
  ) throws(Failure) -> (text: String, latex: String?, warnings: Failure?) {
    let request = try request(of: output, withRespectTo: variables)
    let gradient = try differentiated(request, in: program, rules: .textbook)
    return try formulas(of: gradient.program, isExpanded: isExpanded)
  }

  /// Returns a program in the language in which each of some derivatives is one expression, beside the values.
  ///
  /// - Parameters, returns, throws: as for a gradient, and for `derivation(of:of:withRespectTo:)`.
  public func formulas(
    of queries: [DerivativeQuery], of output: String? = nil, withRespectTo variables: [String]? = nil,
    isExpanded: Bool = false
  ) throws(Failure) -> (text: String, latex: String?, warnings: Failure?) {
    let queried = try queried(queries, of: output, withRespectTo: variables)
    return try formulas(of: queried.model.program, isExpanded: isExpanded)
  }

  private func formulas(of program: Program, isExpanded: Bool) throws(Failure) -> (
    text: String, latex: String?, warnings: Failure?
  ) {
    do {
      let formulas = try ClosedFormulas(
        of: program.verifiedAndOptimized(by: Pipeline.readable),
        isExpanded ? .expanded(limit: Self.longestFormula) : .named)
      let warnings = formulas.hasStatements ? Failure(diagnostics: [.noClosedFormula()], source: source) : nil
      return (formulas.text, formulas.latex, warnings)
    } catch {
      throw Failure(diagnostics: [.formulaTooLong(error.name, limit: error.limit)], source: source)
    }
  }
}
