import FlatProgram
import Scheduling

/// Integer expressions and the places of elements.
extension Machine {
  @inline(__always)
  func value(_ linear: LinearIndex) -> Int {
    var value = linear.constant
    for term in linear.terms { value = saturatingSum(value, saturatingProduct(axes[term.axis], term.factor)) }
    return value
  }

  func value(_ code: IndexCode) -> Int {
    switch code {
    case .linear(let linear): value(linear)
    case .general(let id): value(of: id)
    }
  }

  /// Evaluates an expression with gathers and quotients; they nest at most as deep as the language lets them.
  private func value(of id: IndexID) -> Int {
    let expression = program[id]
    var sum = 0
    for term in expression.terms {
      var product = term.coefficient
      for factor in term.factors { product = saturatingProduct(product, value(of: factor)) }
      sum = saturatingSum(sum, product)
    }
    return sum / expression.divisor
  }

  private func value(of atom: IndexAtom) -> Int {
    switch atom {
    case .dim(let dim): return dims[Int(dim.raw)]
    case .axis(let axis): return axes[Int(axis.raw)]
    case .element(let array, let subscripts): return element(Int(array.raw), program[subscripts])
    case .quotient(let a, let b): return quotient(value(of: a), value(of: b)).quotient
    case .remainder(let a, let b): return quotient(value(of: a), value(of: b)).remainder
    }
  }

  private func quotient(_ a: Int, _ b: Int) -> (quotient: Int, remainder: Int) {
    if let division = flooredDivision(a, b) { return division }
    fault = fault ?? RuntimeFault(.divisionByZero)
    return (0, 0)
  }

  private func element(_ array: Int, _ subscripts: [IndexID]) -> Int {
    var place = 0
    for (position, id) in subscripts.enumerated() {
      let value = value(of: id)
      let extent = code.layout.shapes[array][position]
      guard value >= 0, value < extent else {
        report(array: array, position: position, id, value: value, extent: extent, nil)
        return 0
      }
      place += value * code.layout.strides[array][position]
    }
    return Int(exactly: bases[array][place]) ?? 0
  }

  func report(
    array: Int, position: Int, _ index: IndexID, value: Int, extent: Int, _ element: ElementCode?
  ) {
    fault =
      fault
      ?? RuntimeFault(
        .subscriptOutOfRange(array: ArrayID(array), position: position, index: index, value: value, extent: extent),
        at: element?.span)
  }

  /// Returns where an element is; nil where a subscript is out of range, which stops the run.
  func address(_ number: Int) -> UnsafeMutablePointer<Double>? {
    code.elements.withUnsafeBufferPointer { elements in
      address(elements[number])
    }
  }

  func address(_ element: ElementCode) -> UnsafeMutablePointer<Double>? {
    if let place = element.place {
      for check in element.subscripts where !isInRange(check, element) { return nil }
      return bases[element.array] + value(place)
    }
    var place = 0
    for check in element.subscripts {
      let value = value(check.index)
      if fault != nil { return locate(element) }
      guard value >= 0, value < check.extent else {
        report(
          array: element.array, position: check.position, check.expression, value: value, extent: check.extent, element)
        return nil
      }
      place += value * check.stride
    }
    return bases[element.array] + place
  }

  /// Notes where the statement stands for a fault inside a subscript.
  private func locate(_ element: ElementCode) -> UnsafeMutablePointer<Double>? {
    if fault?.span == nil { fault?.span = element.span }
    return nil
  }

  private func isInRange(_ check: SubscriptCode, _ element: ElementCode) -> Bool {
    let value = value(check.index)
    if value >= 0, value < check.extent { return true }
    report(
      array: element.array, position: check.position, check.expression, value: value, extent: check.extent, element)
    return false
  }
}
