import Diagnostics

/// A read of a recurrence that data decide: the element has to be given before the one that is being given.
package struct Precedence: Hashable, Sendable {
  /// A condition around the read, and whether it is to hold.
  package struct Condition: Hashable, Sendable {
    package var expression: ExpressionID
    package var holds: Bool

    package init(_ expression: ExpressionID, holds: Bool) {
      (self.expression, self.holds) = (expression, holds)
    }
  }

  /// A read that comes too early: of an element, when another is given.
  package struct Fault: Hashable, Sendable {
    package var read: Int
    package var given: Int
  }

  /// The array that recurs.
  package var array: ArrayID
  /// What the recurrence walks.
  package var axis: AxisID
  package var isReversed: Bool
  /// The subscript of the read along the axis: less than the axis, or more where it is walked backwards.
  package var read: IndexID
  package var conditions: [Condition]
  package var span: SourceSpan?

  package init(
    _ array: ArrayID, along axis: AxisID, isReversed: Bool, reads read: IndexID, where conditions: [Condition],
    span: SourceSpan?
  ) {
    (self.array, self.axis, self.isReversed, self.read) = (array, axis, isReversed, read)
    (self.conditions, self.span) = (conditions, span)
  }

  /// Returns the first read that comes too early; `unknown` where a bound or the subscript is not known.
  ///
  /// A condition of which nothing is known is taken to hold. Complexity: the points of the axes that the read names.
  package func answer(in program: Program, _ values: IndexEvaluator) -> CheckAnswer<Fault> {
    var named = [axis]
    program.collectAxes(of: read, into: &named)
    for condition in conditions {
      named += program.axes(of: condition.expression).filter { !named.contains($0) }
    }
    var position = 0
    while position < named.count {
      program.collectAxes(of: program[named[position]].lower, into: &named)
      program.collectAxes(of: program[named[position]].upper, into: &named)
      position += 1
    }
    var answer = CheckAnswer<Fault>.sound
    var values = values
    let areKnown = values.visitPoints(of: named.sorted()) { values in
      let isReached = conditions.allSatisfy { condition in
        let value = program.value(of: condition.expression) { values.value(of: $0) }
        return value == nil || (value != 0) == condition.holds
      }
      guard isReached else { return true }
      guard let place = values.value(of: read), let given = values[axis] else {
        answer = .unknown
        return false
      }
      if isReversed ? place > given : place < given { return true }
      answer = .faulty(Fault(read: place, given: given))
      return false
    }
    return areKnown ? answer : .unknown
  }
}
