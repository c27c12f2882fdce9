import Diagnostics

/// Where the text writes subscripts that may turn out to be out of range.
struct SubscriptPlaces: Sendable {
  /// One place; the array is nil where the text subscripts something that has no name.
  struct Place: Sendable {
    var array: ArrayID?
    var span: SourceSpan
  }

  private var places: [IndexID: [Place]] = [:]

  /// Notes that a text subscripts an array by an integer expression.
  mutating func note(_ index: IndexID, of array: ArrayID?, at span: SourceSpan) {
    places[index, default: []].append(Place(array: array, span: span))
  }

  /// Notes that an expression has been made of another one.
  mutating func note(_ made: IndexID, madeOf index: IndexID) {
    guard made != index, places[made] == nil, let known = places[index] else { return }
    places[made] = known
  }

  /// Returns the first place, from the beginning of a statement on, where an array is subscripted by an expression.
  func span(of index: IndexID, in array: ArrayID, after start: SourceSpan?) -> SourceSpan? {
    guard let known = places[index] else { return nil }
    let own = known.filter { $0.array == array }
    let candidates = own.isEmpty ? known.filter { $0.array == nil } : own
    // What a function says stands before it is called.
    let after = candidates.filter { $0.span.start >= start?.start ?? 0 }
    return after.min { $0.span.start < $1.span.start }?.span ?? candidates.first?.span
  }
}

extension Program {
  /// Notes that the text subscripts an array by an integer expression.
  package mutating func noteSubscript(_ index: IndexID, of array: ArrayID?, at span: SourceSpan) {
    subscriptPlaces.note(index, of: array, at: span)
  }

  /// Notes that an integer expression has been made of another one, and stands for it.
  package mutating func noteSubscript(_ made: IndexID, madeOf index: IndexID) {
    subscriptPlaces.note(made, madeOf: index)
  }

  /// Returns where the text subscripts an array by an expression: the first place from the beginning of a statement on.
  package func subscriptSpan(_ index: IndexID, of array: ArrayID, after start: SourceSpan?) -> SourceSpan? {
    subscriptPlaces.span(of: index, in: array, after: start)
  }
}
