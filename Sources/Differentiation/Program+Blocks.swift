import FlatProgram
import Operations

/// What blocks need of expressions.
extension Program {
  /// Returns what the axis at a place of a block is called.
  static func axisName(at place: Int) -> String {
    let letters = ["i", "j", "k", "l", "m", "n"]
    return place < letters.count ? letters[place] : "i\(place)"
  }

  /// Returns a limit with axes replaced.
  mutating func substituting(_ map: [AxisID: IndexID], in limit: SparseBlock.Limit) -> SparseBlock.Limit {
    SparseBlock.Limit(
      index: substituting(map, in: limit.index), lower: substituting(map, in: limit.lower),
      upper: substituting(map, in: limit.upper))
  }

  /// Returns the axes that some integer expressions name.
  func collectedAxes(of indices: [IndexID]) -> [AxisID] {
    var axes: [AxisID] = []
    for index in indices { collectAxes(of: index, into: &axes) }
    return axes
  }

  /// Returns whether a limit names one of some axes.
  func names(_ axes: [AxisID], in limit: SparseBlock.Limit) -> Bool {
    var named: [AxisID] = []
    for index in [limit.index, limit.lower, limit.upper] { collectAxes(of: index, into: &named) }
    return named.contains { axes.contains($0) }
  }

  /// Returns those of a block's axes that an expression depends on, and those that their bounds name, in the block's order.
  func closedAxes(of expression: ExpressionID, among axes: [AxisID]) -> [AxisID] {
    closedAxes(of: self.axes(of: expression), among: axes)
  }

  /// Returns some axes and those that their bounds name, in a block's order.
  func closedAxes(of named: [AxisID], among axes: [AxisID]) -> [AxisID] {
    var found = named
    var position = 0
    while position < found.count {
      collectAxes(of: self[found[position]].lower, into: &found)
      collectAxes(of: self[found[position]].upper, into: &found)
      position += 1
    }
    return axes.filter { found.contains($0) }
  }

  /// Returns the condition that some limits hold; `.none` where there are none.
  mutating func condition(_ limits: [SparseBlock.Limit]) -> ExpressionID {
    var condition = ExpressionID.none
    for limit in limits {
      let index = number(limit.index)
      let parts = [
        apply(.greaterOrEqual, index, number(limit.lower)), apply(.less, index, number(limit.upper)),
      ]
      for part in parts { condition = condition == .none ? part : apply(.and, condition, part) }
    }
    return condition
  }

  /// Returns a product in which 0 and 1 are no factors.
  mutating func foldedProduct(_ a: ExpressionID, _ b: ExpressionID) -> ExpressionID {
    if self[a].number == 0 || self[b].number == 1 { return a }
    if self[b].number == 0 || self[a].number == 1 { return b }
    if self[a].number == -1 { return apply(.negate, b) }
    if self[b].number == -1 { return apply(.negate, a) }
    return apply(.multiply, a, b)
  }

  /// Returns an expression with axes replaced, and what that decides decided: choices between constants are made, and what
  /// is multiplied by 0 is 0. Complexity: linear in the expression's graph.
  mutating func specialized(_ map: [AxisID: IndexID], in expression: ExpressionID) -> ExpressionID {
    var done: [ExpressionID: ExpressionID] = [:]
    var pending = [expression]
    while let next = pending.last {
      if done[next] != nil {
        pending.removeLast()
        continue
      }
      if case .operation(let operation, let a, let b, let c) = self[next] {
        let missing = [a, b, c].filter { $0 != .none && done[$0] == nil }
        if !missing.isEmpty {
          pending.append(contentsOf: missing)
          continue
        }
        done[next] = decided(operation, done[a] ?? .none, done[b] ?? .none, done[c] ?? .none)
      } else {
        done[next] = substituting(map, in: next)
      }
      pending.removeLast()
    }
    return done[expression] ?? expression
  }

  private mutating func decided(
    _ operation: Operation, _ a: ExpressionID, _ b: ExpressionID, _ c: ExpressionID
  ) -> ExpressionID {
    if operation == .multiply { return foldedProduct(a, b) }
    if operation == .select, b == c { return b }
    if let settled = settled(operation, (a, b, c)) { return settled }
    let operands = [a, b, c].filter { $0 != .none }
    if operation.row.operands == [.real, .real], operation.row.result == .condition, let x = integer(a),
      let y = integer(b), let difference = (x - y).constant
    {
      return constant(operation.evaluate(Double(difference), 0))
    }
    let numbers = operands.compactMap { self[$0].number }
    return numbers.count == operands.count && !operation.row.isOpaque
      ? constant(operation.evaluate(numbers)) : apply(operation, a, b, c)
  }

  /// Returns the integer expression that stands for a number.
  private func integer(_ expression: ExpressionID) -> IndexExpression? {
    switch self[expression] {
    case .index(let index): self[index]
    case .constant(let bits): Int(exactly: Double(bitPattern: bits)).map { IndexExpression($0) }
    case .read, .operation: nil
    }
  }

  /// Returns an extent that is 0 where the range is one that ends before it begins: `n - 2` where `n` is 1.
  ///
  /// Only a number that is taken away makes an extent negative; where that is not plain, it stays as it is.
  mutating func clamped(_ extent: IndexExpression) -> IndexExpression {
    if let fixed = fixedValue(of: extent) { return fixed < 0 ? IndexExpression(0) : extent }
    let taken = extent.terms.first { $0.factors.isEmpty }.map { -$0.coefficient } ?? 0
    let whole = extent + IndexExpression(taken)
    guard taken > 0, extent.divisor == 1, whole.isNonnegative else { return extent }
    // What is missing to 0, k - a, is k/(a + 1) rounded down for k of 1 and 2; for others (2*k - 1)/(a + k) tells whether
    // something is missing.
    func quotient(_ a: Int, _ b: IndexExpression) -> IndexExpression {
      IndexExpression(.quotient(index(a), index(b)))
    }
    if taken <= 2 { return extent + quotient(taken, whole + IndexExpression(1)) }
    return extent - extent * quotient(2 * taken - 1, whole + IndexExpression(taken))
  }

  /// Returns the points of axes with fixed bounds, where there are so few that a sum over them is written out.
  mutating func fewPoints(of axes: [AxisID]) -> [[AxisID: IndexID]]? {
    var points: [[AxisID: IndexID]] = [[:]]
    for axis in axes {
      guard let lower = self[self[axis].lower].constant, let upper = self[self[axis].upper].constant, lower < upper,
        upper - lower <= 4, points.count * (upper - lower) <= 4
      else { return nil }
      let values = (lower..<upper).map { index($0) }
      points = points.flatMap { point in values.map { point.merging([axis: $0]) { first, _ in first } } }
    }
    return points
  }
}
