import Diagnostics

/// Where the text writes expressions, and what was made of them.
struct ExpressionPlaces: Sendable {
  /// By expression; an empty span where nothing is known. Shorter than the arena where its last expressions are unknown.
  private var spans: [SourceSpan] = []
  private static let nowhere = SourceSpan(start: 0, end: 0)

  subscript(_ id: ExpressionID) -> SourceSpan? {
    guard id != .none, Int(id.raw) < spans.count, spans[Int(id.raw)] != Self.nowhere else { return nil }
    return spans[Int(id.raw)]
  }

  /// Notes a place for expressions that have none.
  mutating func note(_ range: Range<Int>, at span: SourceSpan) {
    guard !range.isEmpty else { return }
    if spans.count < range.upperBound {
      spans.append(contentsOf: repeatElement(Self.nowhere, count: range.upperBound - spans.count))
    }
    for position in range where spans[position] == Self.nowhere { spans[position] = span }
  }
}

extension Program {
  /// Notes where the text writes an expression, and with it all that was made since the arena was so long.
  package mutating func noteExpressions(since count: Int, and id: ExpressionID, at span: SourceSpan) {
    expressionPlaces.note(count..<expressions.count, at: span)
    if id != .none { expressionPlaces.note(Int(id.raw)..<Int(id.raw) + 1, at: span) }
  }

  /// Notes that what was made since the arena was so long stands for an expression.
  package mutating func noteExpressions(since count: Int, madeOf id: ExpressionID) {
    guard count < expressions.count, let span = expressionPlaces[id] else { return }
    expressionPlaces.note(count..<expressions.count, at: span)
  }

  /// Returns the first operation that was made for a place of the text: what the text writes there.
  package func firstExpression(at span: SourceSpan) -> ExpressionID? {
    expressions.nodes.indices.lazy.map { ExpressionID($0) }.first { id in
      guard expressionPlaces[id] == span, case .operation = self[id] else { return false }
      return true
    }
  }

  /// Returns where the text writes an expression, or what it was made of.
  package func expressionSpan(_ id: ExpressionID) -> SourceSpan? { expressionPlaces[id] }
}
