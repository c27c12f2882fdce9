import FlatProgram

/// The outputs of a program as closed formulas, each one expression.
package struct ClosedFormulas: Sendable {
  /// The program as text: what keeps a name, then the outputs.
  package let text: String
  /// The same for a paper, without declarations; nil where something has no closed formula.
  package let latex: String?
  /// Whether something has no closed formula, such as a recurrence, and is printed as statements.
  package let hasStatements: Bool

  /// Finds the formulas and prints them.
  ///
  /// Complexity: linear in the program and the text, where a formula that is put into another has a bounded length.
  package init(of program: Program, _ policy: FormulaPolicy) throws(FormulaTooLong) {
    let closing = try Closing(program, policy)
    let whole = closing.writer.maker.program
    var printer = FormulaPrinter(closing.writer.maker)
    var text = ProgramPrinter.declarations(of: whole)
    var introduced: Set<ArrayID> = []
    let outputs = Set(program.outputs)
    var pass: Pass?
    for item in closing.items {
      let own = Self.pass(of: item, in: whole, outputs)
      if own != pass {
        text += (text.isEmpty ? "" : "\n") + (own == .forward ? "# forward\n" : "# derivative\n")
        pass = own
      }
      switch item {
      case .definition(let definition):
        text += printer.text(of: definition)
        introduced.insert(definition.array)
      case .steps(let steps): text += ProgramPrinter.text(of: steps, in: whole, introduced: &introduced)
      }
    }
    if !program.outputs.isEmpty {
      text += "output " + program.outputs.map { program[$0].name }.joined(separator: ", ") + "\n"
    }
    self.text = text
    hasStatements = closing.hasSteps
    latex = hasStatements ? nil : Self.latex(of: closing, program)
  }

  private static func latex(of closing: Closing, _ program: Program) -> String {
    let whole = closing.writer.maker.program
    var printer = FormulaLatex(closing.writer.maker, output: program.outputs.first.map { program[$0].name } ?? "f")
    let outputs = Set(program.outputs)
    var text = "% needs \\usepackage{amsmath}\n\\begin{align*}\n"
    var pass: Pass?
    for (position, item) in closing.items.enumerated() {
      guard case .definition(let definition) = item else { continue }
      let own = Self.pass(of: item, in: whole, outputs)
      if own != pass { text += own == .forward ? "  % forward\n" : "  % derivative\n" }
      pass = own
      text += "  " + printer.text(of: definition) + (position < closing.items.count - 1 ? " \\\\\n" : "\n")
    }
    return text + "\\end{align*}\n"
  }

  private static func pass(of item: Closing.Item, in program: Program, _ outputs: Set<ArrayID>) -> Pass {
    switch item {
    case .definition(let definition):
      let declaration = program[definition.array]
      // An output without a name of the user's is a derivative that was asked for.
      let isDerivative = outputs.contains(definition.array) && !declaration.isNamed
      return declaration.role == .local && !isDerivative ? .forward : .backward
    case .steps(let steps):
      let passes = steps.compactMap { if case .assignment(let assignment) = $0 { assignment.pass } else { nil } }
      return passes.contains { $0 != .forward } ? .backward : .forward
    }
  }
}
