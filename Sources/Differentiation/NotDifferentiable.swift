import FlatProgram

/// Says that a derivative was asked for through an array that is filled with the extremum over a range, or through a call of
/// a function that states no derivative.
///
/// Where a derivative is wanted, such an extremum is written as the position where it is attained and a read there.
package struct NotDifferentiable: Error, Hashable, Sendable {
  /// The statement that takes the extremum, or holds the call; its target is the array.
  package var assignment: Assignment
  /// The function that is called.
  package var function: ExternalFunction?

  package init(_ assignment: Assignment, calling function: ExternalFunction? = nil) {
    (self.assignment, self.function) = (assignment, function)
  }
}
