import Diagnostics

/// A derivative that a program asks for within itself, until differentiation replaces it by statements.
///
/// Its place is held by one assignment to `target`, whose body adds reads of what takes part, `y + x` or `y + (x + v)`, and
/// whose domain holds every axis of theirs: so that whatever orders statements orders requests too.
package struct RequestedDerivative: Hashable, Sendable {
  /// Which derivative it is.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case gradient = "grad"
    case jacobian, hessian, jvp, vjp, hvp

    /// Whether it is taken along a direction.
    package var hasDirection: Bool { self == .jvp || self == .vjp || self == .hvp }

    /// Whether what is differentiated has to be a scalar.
    package var needsScalar: Bool { self == .gradient || self == .hessian || self == .hvp }
  }

  package var kind: Kind
  package var target: ArrayID
  /// How many of the target's first axes are indices of the text around the request.
  package var sharedRank: Int
  /// Which of the shared axes each array that takes part has, before its own: what is differentiated, the variable, the
  /// direction; `jvp` may have further variables that move with the first, each with its direction.
  package var shared: [[Int]]
  /// Where the text asks for it.
  package var span: SourceSpan?

  package init(kind: Kind, target: ArrayID, sharedRank: Int, shared: [[Int]], span: SourceSpan?) {
    (self.kind, self.target, self.sharedRank, self.shared, self.span) = (kind, target, sharedRank, shared, span)
  }
}

/// One array that takes part in a request, read element by element.
package struct RequestPart: Hashable, Sendable {
  package var array: ArrayID
  /// The subscripts that are indices of the text around the request.
  package var shared: [IndexID]
  /// The axes that walk the rest of the array.
  package var own: [AxisID]

  package init(array: ArrayID, shared: [IndexID], own: [AxisID]) {
    (self.array, self.shared, self.own) = (array, shared, own)
  }
}

extension Program {
  /// Returns what takes part in a request, as the assignment that holds its place reads it.
  package func parts(of request: RequestedDerivative, in place: Assignment) -> [RequestPart] {
    var reads: [ExpressionID] = []
    var rest = place.body
    while reads.count + 1 < request.shared.count, case .operation(_, let first, let others, _) = self[rest] {
      reads.append(first)
      rest = others
    }
    reads.append(rest)
    return zip(reads, request.shared).compactMap { read, shared in
      guard case .read(let array, let subscripts) = self[read] else { return nil }
      let list = self[subscripts]
      return RequestPart(
        array: array, shared: Array(list.prefix(shared.count)),
        own: list.dropFirst(shared.count).compactMap { self[$0].axis })
    }
  }

  /// Returns the arrays that derivatives are asked for with respect to.
  ///
  /// Complexity: linear in the program where it asks for any.
  package var requestedVariables: [ArrayID] {
    guard !requests.isEmpty else { return [] }
    let requestOfTarget = Dictionary(requests.map { ($0.target, $0) }) { first, _ in first }
    return steps.compactMap { step in
      guard case .assignment(let place) = step, let request = requestOfTarget[place.target] else { return nil }
      return parts(of: request, in: place).dropFirst().first?.array
    }
  }

  /// Adds the assignment that holds the place of a request, at the end.
  package mutating func append(
    _ request: RequestedDerivative, reading reads: [ExpressionID], at subscripts: [IndexID], over domain: [AxisID]
  ) {
    guard let last = reads.last else { return }
    let body = reads.dropLast().reversed().reduce(last) { apply(.add, $1, $0) }
    requests.append(request)
    append(
      Assignment(
        target: request.target, subscripts: self.subscripts(subscripts), domain: domain, combination: .add, body: body,
        span: request.span))
  }
}
