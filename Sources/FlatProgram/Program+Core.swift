import Operations

extension Program {
  /// Returns the operation that a step is about: its body without the conditions under which it is a number anyway.
  package func core(of assignment: Assignment) -> ExpressionID {
    var body = assignment.body
    while case .operation(.select, _, let a, let b) = self[body] {
      if case (.operation, .constant) = (self[a], self[b]) {
        body = a
      } else if case (.constant, .operation) = (self[a], self[b]) {
        body = b
      } else {
        break
      }
    }
    return body
  }
}
