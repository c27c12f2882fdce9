/// What an integer expression is made of besides numbers.
package enum IndexAtom: Hashable, Sendable {
  case dim(DimID)
  case axis(AxisID)
  /// One element of an integer array: a gather when it stands in a subscript.
  case element(ArrayID, SubscriptsID)
  /// The quotient rounded down.
  case quotient(IndexID, IndexID)
  /// What the quotient rounded down leaves; it has the sign of the divisor.
  case remainder(IndexID, IndexID)

  /// Whether it is a dim or an axis.
  package var isNamed: Bool {
    switch self {
    case .dim, .axis: true
    case .element, .quotient, .remainder: false
    }
  }

  /// Orders the factors of a term and the terms of a sum, so that equal polynomials are equal values.
  var order: (Int, Int32, Int32) {
    switch self {
    case .dim(let id): (0, id.raw, 0)
    case .axis(let id): (1, id.raw, 0)
    case .element(let array, let subscripts): (2, array.raw, subscripts.raw)
    case .quotient(let a, let b): (3, a.raw, b.raw)
    case .remainder(let a, let b): (4, a.raw, b.raw)
    }
  }
}

/// An integer polynomial over dims, axes and integer data, with one exact divisor: `N`, `2*D+1`, `D*(D-1)/2`, `label[n]`.
///
/// Arithmetic saturates at the ends of `Int`: an extent that large cannot be allocated, and is refused there.
package struct IndexExpression: Hashable, Sendable {
  package struct Term: Hashable, Sendable {
    package var coefficient: Int
    /// In the order of `IndexAtom.order`; a power repeats its factor.
    package var factors: [IndexAtom]
  }

  /// In order of factors, no factors last, no coefficient 0.
  package private(set) var terms: [Term]
  /// Positive; divides the sum of the terms exactly whatever the atoms are.
  package private(set) var divisor: Int

  package init(_ constant: Int) {
    terms = constant == 0 ? [] : [Term(coefficient: constant, factors: [])]
    divisor = 1
  }

  package init(_ atom: IndexAtom) {
    terms = [Term(coefficient: 1, factors: [atom])]
    divisor = 1
  }

  private init(collecting terms: [Term], over divisor: Int) {
    let sorted = terms.sorted { Self.precedes($0.factors, $1.factors) }
    var collected: [Term] = []
    for term in sorted {
      if let last = collected.last, last.factors == term.factors {
        collected[collected.count - 1].coefficient = saturatingSum(last.coefficient, term.coefficient)
      } else {
        collected.append(term)
      }
    }
    collected.removeAll { $0.coefficient == 0 }
    var common = divisor
    for term in collected { common = greatestCommonDivisor(common, term.coefficient) }
    if common > 1 {
      for i in collected.indices { collected[i].coefficient /= common }
    }
    self.terms = collected
    self.divisor = collected.isEmpty ? 1 : divisor / max(common, 1)
  }

  /// The number it is, where it names nothing.
  package var constant: Int? {
    if terms.isEmpty { return 0 }
    guard terms.count == 1, terms[0].factors.isEmpty, divisor == 1 else { return nil }
    return terms[0].coefficient
  }

  /// The axis it is, where it is one and nothing more.
  package var axis: AxisID? {
    guard terms.count == 1, divisor == 1, terms[0].coefficient == 1, terms[0].factors.count == 1,
      case .axis(let id) = terms[0].factors[0]
    else { return nil }
    return id
  }

  /// The atoms in it, each once a mention.
  package var atoms: [IndexAtom] { terms.flatMap(\.factors) }

  /// Returns the factor on an axis and what remains without it, where it is linear in that axis.
  package func linear(in axis: AxisID) -> (slope: IndexExpression, rest: IndexExpression)? {
    linear(in: .axis(axis))
  }

  /// Returns the factor on an atom and what remains without it, where it is linear in that atom.
  package func linear(in atom: IndexAtom) -> (slope: IndexExpression, rest: IndexExpression)? {
    var slope: [Term] = []
    var rest: [Term] = []
    for term in terms {
      let count = term.factors.count { $0 == atom }
      switch count {
      case 0: rest.append(term)
      case 1: slope.append(Term(coefficient: term.coefficient, factors: term.factors.filter { $0 != atom }))
      default: return nil
      }
    }
    return (IndexExpression(collecting: slope, over: divisor), IndexExpression(collecting: rest, over: divisor))
  }

  package static func + (a: IndexExpression, b: IndexExpression) -> IndexExpression {
    let left = a.terms.map { Term(coefficient: saturatingProduct($0.coefficient, b.divisor), factors: $0.factors) }
    let right = b.terms.map { Term(coefficient: saturatingProduct($0.coefficient, a.divisor), factors: $0.factors) }
    return IndexExpression(collecting: left + right, over: saturatingProduct(a.divisor, b.divisor))
  }

  package static prefix func - (a: IndexExpression) -> IndexExpression { a * IndexExpression(-1) }

  package static func - (a: IndexExpression, b: IndexExpression) -> IndexExpression { a + (-b) }

  package static func * (a: IndexExpression, b: IndexExpression) -> IndexExpression {
    var products: [Term] = []
    for x in a.terms {
      for y in b.terms {
        products.append(
          Term(
            coefficient: saturatingProduct(x.coefficient, y.coefficient),
            factors: (x.factors + y.factors).sorted { $0.order < $1.order }))
      }
    }
    return IndexExpression(collecting: products, over: saturatingProduct(a.divisor, b.divisor))
  }

  /// Returns the quotient by a number that the caller knows to divide every value exactly.
  package func dividedExactly(by number: Int) -> IndexExpression? {
    guard number != 0, number != Int.min else { return nil }
    let sign = number < 0 ? -1 : 1
    return IndexExpression(
      collecting: terms.map { Term(coefficient: saturatingProduct($0.coefficient, sign), factors: $0.factors) },
      over: saturatingProduct(divisor, abs(number)))
  }

  /// Returns the expression with atoms replaced; nil keeps an atom.
  package func substituting(_ replacement: (IndexAtom) -> IndexExpression?) -> IndexExpression {
    var sum = IndexExpression(0)
    for term in terms {
      var product = IndexExpression(term.coefficient)
      for factor in term.factors { product = product * (replacement(factor) ?? IndexExpression(factor)) }
      sum = sum + product
    }
    return sum.dividedExactly(by: divisor) ?? sum
  }

  private static func precedes(_ a: [IndexAtom], _ b: [IndexAtom]) -> Bool {
    if a.isEmpty || b.isEmpty { return !a.isEmpty && b.isEmpty }
    for (x, y) in zip(a, b) where x != y { return x.order < y.order }
    return a.count > b.count
  }
}

/// Returns the sum, held at the ends of `Int` where it would overflow.
@inlinable
package func saturatingSum(_ a: Int, _ b: Int) -> Int {
  let (sum, overflow) = a.addingReportingOverflow(b)
  return overflow ? (a < 0 ? -Int.max : Int.max) : max(sum, -Int.max)
}

/// Returns the product, held at the ends of `Int` where it would overflow.
@inlinable
package func saturatingProduct(_ a: Int, _ b: Int) -> Int {
  let (product, overflow) = a.multipliedReportingOverflow(by: b)
  return overflow ? ((a < 0) != (b < 0) ? -Int.max : Int.max) : max(product, -Int.max)
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  var (x, y) = (abs(a), abs(b))
  while y != 0 { (x, y) = (y, x % y) }
  return x
}
