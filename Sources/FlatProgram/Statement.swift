import Diagnostics

/// Which pass of the calculation a statement belongs to.
package enum Pass: Hashable, Sendable {
  case forward, backward, tangent
}

/// How the values of an assignment's points come together in its target.
package enum Combination: Hashable, Sendable {
  /// Each element is given once.
  case assign
  /// Sums; an element is 0 before the first.
  case add
  /// The extremum over the axes that the target does not have; -infinity (infinity) over none. NaN if any is NaN.
  /// As with sums, several statements may give an element its values.
  case maximum, minimum
  /// The first position along the domain's last axis where the extremum is attained; -1 over an empty range.
  case argmax, argmin
}

/// `target[subscripts] (= | += ...) body` for every point of a domain.
package struct Assignment: Hashable, Sendable {
  package var target: ArrayID
  package var subscripts: SubscriptsID
  /// The axes, outer first; a bound names only axes before it (or of an enclosing sequence).
  package var domain: [AxisID]
  package var combination: Combination
  package var body: ExpressionID
  package var span: SourceSpan?
  package var pass: Pass

  package init(
    target: ArrayID, subscripts: SubscriptsID, domain: [AxisID], combination: Combination = .assign,
    body: ExpressionID, span: SourceSpan? = nil, pass: Pass = .forward
  ) {
    self.target = target
    self.subscripts = subscripts
    self.domain = domain
    self.combination = combination
    self.body = body
    self.span = span
    self.pass = pass
  }
}

/// An axis walked in order around statements: a recurrence.
package struct Sequence: Hashable, Sendable {
  package var axis: AxisID
  /// Whether it is walked from the last value down to the first.
  package var isReversed: Bool
  package var body: [Statement]

  package init(axis: AxisID, isReversed: Bool, body: [Statement]) {
    (self.axis, self.isReversed, self.body) = (axis, isReversed, body)
  }
}

/// One step of a flat program.
package enum Statement: Hashable, Sendable {
  case assignment(Assignment)
  case sequence(Sequence)
}
