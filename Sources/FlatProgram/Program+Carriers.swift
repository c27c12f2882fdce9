import Operations

extension Program {
  /// Whether an expression only carries a derivative. Complexity: linear in the expressions.
  package var carriesDerivatives: Bool {
    let carriers = Operation.allCases.map(\.row.carriesDerivative)
    return expressions.nodes.contains { node in
      if case .operation(let operation, _, _, _) = node { carriers[Int(operation.rawValue)] } else { false }
    }
  }
}
