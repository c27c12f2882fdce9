import FlatProgram

/// Which rows of an array a sequence mentions at one of its steps: `first` to `last` relative to the step.
struct RowSpan: Hashable {
  var first: Int
  var last: Int

  /// The number of rows.
  var count: Int { last - first + 1 }

  /// Makes the span of one row.
  init(_ row: Int) { (first, last) = (row, row) }

  /// Takes up another row.
  mutating func include(_ row: Int) {
    first = min(first, row)
    last = max(last, row)
  }

  /// Returns the span of both.
  func union(_ other: RowSpan?) -> RowSpan {
    guard let other else { return self }
    var span = self
    span.include(other.first)
    span.include(other.last)
    return span
  }
}

extension Program {
  /// Returns `c` where an integer expression is `axis + c`.
  func offset(of index: IndexID, from axis: AxisID) -> Int? {
    guard let (slope, rest) = self[index].linear(in: axis), slope.constant == 1 else { return nil }
    return rest.constant
  }

  /// Returns the position at which all mentions of one array have a subscript that is the axis and a constant.
  func rowPosition(in mentions: [Mention], along axis: AxisID) -> Int? {
    guard let first = mentions.first else { return nil }
    return self[first.subscripts].indices.first { position in
      mentions.allSatisfy { offset(of: self[$0.subscripts][position], from: axis) != nil }
    }
  }

  /// Returns the rows at a position that mentions reach; nil where there is none, or a subscript is of another form.
  func rows(of mentions: [Mention], at position: Int, along axis: AxisID) -> RowSpan? {
    var span: RowSpan?
    for mention in mentions {
      guard let row = offset(of: self[mention.subscripts][position], from: axis) else { return nil }
      span = RowSpan(row).union(span)
    }
    return span
  }

  /// Returns the number that an integer expression is, whatever the dims are.
  func difference(_ a: IndexID, _ b: IndexID) -> Int? { (self[a] - self[b]).constant }
}
