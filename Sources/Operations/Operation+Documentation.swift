extension Operation {
  /// Prints a use of the operation in the language: `clamp(x, low, high)`, `x*y`.
  package var signature: String {
    itself.text(operands: row.operandNames, result: "")
  }

  /// Prints the partial derivative for each operand in the language: `cos(x)`.
  package var derivatives: [String] {
    texts(row.partials)
  }

  /// Prints the partial derivatives as a lecture writes them: `(1 - sigmoid(x))*sigmoid(x)`.
  package var textbookDerivatives: [String] {
    texts(row.textbook ?? row.partials)
  }

  private var itself: Rule {
    .apply(self, row.operandNames.indices.map { .operand($0) })
  }

  private func texts(_ partials: [Rule]) -> [String] {
    partials.map { $0.replacingResult(by: itself).text(operands: row.operandNames, result: "") }
  }
}

extension Rule {
  /// Puts another rule in the place of the operation's result.
  package func replacingResult(by replacement: Rule) -> Rule {
    switch self {
    case .operand, .constant: self
    case .result: replacement
    case .apply(let operation, let arguments):
      .apply(operation, arguments.map { $0.replacingResult(by: replacement) })
    }
  }
}
