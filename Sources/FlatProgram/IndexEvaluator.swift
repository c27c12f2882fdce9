/// Works out integer expressions for extents, values of axes and integer data that are known.
package struct IndexEvaluator {
  private let program: Program
  private let dims: [Int?]
  /// Returns an integer element of an array that is no constant; nil where it is not known.
  private let element: (ArrayID, [Int]) -> Int?
  /// The value of each axis that has one.
  private var axes: [AxisID: Int] = [:]

  /// Starts with no axis at a value.
  package init(_ program: Program, dims: [Int?], element: @escaping (ArrayID, [Int]) -> Int? = { _, _ in nil }) {
    (self.program, self.dims, self.element) = (program, dims, element)
  }

  /// The value that an axis is at; nil where it is at none.
  package subscript(_ axis: AxisID) -> Int? {
    get { axes[axis] }
    set { axes[axis] = newValue }
  }

  /// Returns the value of an integer expression; nil where it rests on something unknown.
  ///
  /// Gathers and quotients nest at most as deep as the language lets them.
  package func value(of id: IndexID) -> Int? { value(of: program[id]) }

  /// Returns the value of an integer expression; nil where it rests on something unknown.
  package func value(of expression: IndexExpression) -> Int? {
    var sum = 0
    for term in expression.terms {
      var product = term.coefficient
      for factor in term.factors {
        guard let value = value(of: factor) else { return nil }
        product = saturatingProduct(product, value)
      }
      sum = saturatingSum(sum, product)
    }
    return sum / expression.divisor
  }

  /// Returns the values that an axis takes; nil where a bound rests on something unknown.
  package func range(of axis: AxisID) -> Range<Int>? {
    guard let lower = value(of: program[axis].lower), let upper = value(of: program[axis].upper) else { return nil }
    return lower..<max(lower, upper)
  }

  /// Visits every point of some axes, inner ones fastest, until a visit returns false.
  ///
  /// Returns whether all bounds were known. Requires: a bound names only axes before it.
  package mutating func visitPoints(of axes: [AxisID], _ visit: (IndexEvaluator) -> Bool) -> Bool {
    var ends: [Int] = []
    while true {
      // Axes further in start again: their bounds may rest on those further out.
      var isEmpty = false
      while ends.count < axes.count, !isEmpty {
        guard let range = range(of: axes[ends.count]) else { return false }
        self[axes[ends.count]] = range.lowerBound
        ends.append(range.upperBound)
        isEmpty = range.isEmpty
      }
      if !isEmpty, !visit(self) { return true }
      while let end = ends.last {
        let axis = axes[ends.count - 1]
        let next = (self[axis] ?? end) + 1
        self[axis] = next
        if next < end { break }
        self[axis] = nil
        ends.removeLast()
      }
      if ends.isEmpty { return true }
    }
  }

  private func value(of atom: IndexAtom) -> Int? {
    switch atom {
    case .dim(let dim): return dims[Int(dim.raw)]
    case .axis(let axis): return axes[axis]
    case .quotient(let a, let b): return division(a, b)?.quotient
    case .remainder(let a, let b): return division(a, b)?.remainder
    case .element(let array, let subscripts):
      var position: [Int] = []
      for index in program[subscripts] {
        guard let value = value(of: index) else { return nil }
        position.append(value)
      }
      guard case .constant(let numbers) = program[array].role else { return element(array, position) }
      guard let offset = offset(of: position, in: array), numbers.indices.contains(offset) else { return nil }
      return Int(exactly: numbers[offset])
    }
  }

  private func division(_ a: IndexID, _ b: IndexID) -> (quotient: Int, remainder: Int)? {
    guard let a = value(of: a), let b = value(of: b) else { return nil }
    return flooredDivision(a, b)
  }

  private func offset(of position: [Int], in array: ArrayID) -> Int? {
    var offset = 0
    for (value, extent) in zip(position, program[array].shape) {
      guard let extent = self.value(of: extent), value >= 0, value < extent else { return nil }
      offset = saturatingSum(saturatingProduct(offset, extent), value)
    }
    return offset
  }
}

/// Returns the quotient rounded down, and what it leaves, which has the sign of the divisor; nil where that is 0.
package func flooredDivision(_ a: Int, _ b: Int) -> (quotient: Int, remainder: Int)? {
  if b == 0 { return nil }
  let (quotient, overflow) = a.dividedReportingOverflow(by: b)
  if overflow { return (Int.max, 0) }
  let remainder = a - quotient * b
  return remainder != 0 && (remainder < 0) != (b < 0) ? (quotient - 1, remainder + b) : (quotient, remainder)
}
