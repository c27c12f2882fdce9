import Diagnostics
import Operations

/// A function of the user's in another language, from numbers to a number, that generated code calls.
package struct ExternalFunction: Hashable, Sendable {
  package var name: String
  /// What its arguments are called.
  package var parameters: [String]
  /// Where the text names it.
  package var span: SourceSpan?

  package init(name: String, parameters: [String], span: SourceSpan?) {
    (self.name, self.parameters, self.span) = (name, parameters, span)
  }
}

extension Program {
  /// Returns the function that a call names.
  package func external(calledBy first: ExpressionID) -> ExternalFunction? {
    self[first].number.flatMap { external(numbered: $0) }
  }

  /// Returns the function with a number, as calls hold it.
  package func external(numbered number: Double) -> ExternalFunction? {
    guard let number = Int(exactly: number), externals.indices.contains(number) else { return nil }
    return externals[number]
  }

  /// Whether an expression is a list of arguments, which no name can stand for.
  package func isArgumentList(_ id: ExpressionID) -> Bool {
    guard !externals.isEmpty, case .operation(let operation, _, _, _) = self[id] else { return false }
    return operation.row.notation == .list
  }

  /// Returns the functions of the user's that some expressions call, in order. Complexity: linear in the expressions.
  package func externals(calledBy roots: [ExpressionID]) -> [ExternalFunction] {
    guard !externals.isEmpty else { return [] }
    var isCalled = [Bool](repeating: false, count: externals.count)
    var traversal = Traversal()
    for node in traversal.postorder(roots, in: self) {
      guard case .operation(let operation, let first, _, _) = self[node], operation.row.notation == .call,
        let number = self[first].number.flatMap({ Int(exactly: $0) }), externals.indices.contains(number)
      else { continue }
      isCalled[number] = true
    }
    return externals.indices.filter { isCalled[$0] }.map { externals[$0] }
  }
}
