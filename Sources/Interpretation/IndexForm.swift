import FlatProgram

/// One axis of a linear integer expression with its factor.
struct LinearTerm: Hashable {
  var axis: Int
  var factor: Int
}

/// An integer expression with its dims known: a number, and multiples of axes.
struct LinearIndex: Hashable {
  var constant = 0
  /// Each axis once, no factor 0.
  var terms: [LinearTerm] = []

  /// Returns the factor of an axis.
  func factor(of axis: Int) -> Int {
    for term in terms where term.axis == axis { return term.factor }
    return 0
  }

  /// Adds a multiple of another expression.
  mutating func add(_ other: LinearIndex, times factor: Int) {
    constant = saturatingSum(constant, saturatingProduct(other.constant, factor))
    for term in other.terms { add(LinearTerm(axis: term.axis, factor: saturatingProduct(term.factor, factor))) }
  }

  mutating func add(_ term: LinearTerm) {
    if let position = terms.firstIndex(where: { $0.axis == term.axis }) {
      terms[position].factor = saturatingSum(terms[position].factor, term.factor)
      if terms[position].factor == 0 { terms.remove(at: position) }
    } else if term.factor != 0 {
      terms.append(term)
    }
  }
}

/// An integer expression with its dims known.
enum IndexForm: Hashable {
  case linear(LinearIndex)
  /// Gathers, quotients, products of axes.
  case general(IndexID)
}

/// Makes integer expressions ready for dims that are known.
struct IndexCompiler {
  let program: Program
  let dims: [Int]
  private var known: [IndexID: IndexForm] = [:]
  private var ranges: [AxisID: ClosedRange<Int>?] = [:]

  init(_ program: Program, dims: [Int]) {
    (self.program, self.dims) = (program, dims)
  }

  /// Returns an integer expression made ready. Complexity: linear in it the first time, then constant.
  mutating func form(_ id: IndexID) -> IndexForm {
    if let form = known[id] { return form }
    let form = linear(program[id]).map { .linear($0) } ?? IndexForm.general(id)
    known[id] = form
    return form
  }

  /// Returns the quotient of two expressions over dims, and what it leaves.
  private mutating func division(_ a: IndexID, _ b: IndexID) -> (quotient: Int, remainder: Int)? {
    guard let a = value(a), let b = value(b) else { return nil }
    return flooredDivision(a, b)
  }

  private mutating func linear(_ expression: IndexExpression) -> LinearIndex? {
    var linear = LinearIndex()
    for term in expression.terms {
      var factor = term.coefficient
      var axis: Int?
      for atom in term.factors {
        switch atom {
        case .dim(let dim): factor = saturatingProduct(factor, dims[Int(dim.raw)])
        case .axis(let id):
          guard axis == nil else { return nil }
          axis = Int(id.raw)
        case .quotient(let a, let b):
          guard let division = division(a, b) else { return nil }
          factor = saturatingProduct(factor, division.quotient)
        case .remainder(let a, let b):
          guard let division = division(a, b) else { return nil }
          factor = saturatingProduct(factor, division.remainder)
        case .element: return nil
        }
      }
      if let axis {
        linear.add(LinearTerm(axis: axis, factor: factor))
      } else {
        linear.constant = saturatingSum(linear.constant, factor)
      }
    }
    if expression.divisor == 1 { return linear }
    guard linear.terms.isEmpty else { return nil }
    linear.constant /= expression.divisor
    return linear
  }

  /// Returns the number that an expression over dims is.
  mutating func value(_ id: IndexID) -> Int? {
    guard case .linear(let linear) = form(id), linear.terms.isEmpty else { return nil }
    return linear.constant
  }

  /// Whether a subscript stays in 0..<extent whatever the axes are, by the ends of their ranges.
  mutating func isInRange(_ form: IndexForm, extent: Int) -> Bool {
    guard case .linear(let linear) = form, let range = range(of: linear) else { return false }
    return range.lowerBound >= 0 && range.upperBound < extent
  }

  private mutating func range(of linear: LinearIndex) -> ClosedRange<Int>? {
    var (low, high) = (linear.constant, linear.constant)
    for term in linear.terms {
      guard let range = range(of: AxisID(term.axis)) else { return nil }
      let ends = [saturatingProduct(range.lowerBound, term.factor), saturatingProduct(range.upperBound, term.factor)]
      low = saturatingSum(low, min(ends[0], ends[1]))
      high = saturatingSum(high, max(ends[0], ends[1]))
    }
    return low...max(low, high)
  }

  /// Returns the values that an axis may take; of an empty axis one that it would, since nothing is read then.
  private mutating func range(of axis: AxisID) -> ClosedRange<Int>? {
    if let known = ranges[axis] { return known }
    // Bounds name axes further out only; a chain of them is as long as the nest is deep.
    ranges[axis] = .some(nil)
    let bounds = program[axis]
    var found: ClosedRange<Int>?
    if case .linear(let lower) = form(bounds.lower), case .linear(let upper) = form(bounds.upper),
      let low = range(of: lower)?.lowerBound, let high = range(of: upper)?.upperBound
    {
      found = low...max(low, saturatingSum(high, -1))
    }
    ranges[axis] = .some(found)
    return found
  }
}
