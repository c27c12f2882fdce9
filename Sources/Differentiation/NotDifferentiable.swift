import FlatProgram

/// Says that a derivative was asked for through an array that is filled with the extremum over a range.
///
/// Where a derivative is wanted, such an extremum is written as the position where it is attained and a read there.
package struct NotDifferentiable: Error, Hashable, Sendable {
  /// The statement that takes the extremum; its target is the array.
  package var assignment: Assignment

  package init(_ assignment: Assignment) { self.assignment = assignment }
}
