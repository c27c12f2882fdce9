import Diagnostics
import FlatProgram
import Scheduling

/// Integer expressions and the places of elements.
extension Machine {
  @inline(__always)
  func value(_ index: IndexCode) -> Int {
    if index.isGeneral { return evaluate(index) }
    var value = index.constant
    for position in index.parts.positions {
      let term = tables.terms[position]
      value = saturatingSum(value, saturatingProduct(axes[term.axis], term.factor))
    }
    return value
  }

  /// Returns the factor of an axis in a linear expression.
  func slope(of index: IndexCode, along axis: Int) -> Int {
    for position in index.parts.positions where tables.terms[position].axis == axis {
      return tables.terms[position].factor
    }
    return 0
  }

  private func evaluate(_ index: IndexCode) -> Int {
    var top = indexStack - 1
    for position in index.parts.positions {
      let step = tables.indexSteps[position]
      top -= step.operands - 1
      switch step.code {
      case .linear: top.pointee = value(step.linear)
      case .add: top.pointee = saturatingSum(top[0], top[1])
      case .multiply: top.pointee = saturatingProduct(top[0], top[1])
      case .divide: top.pointee /= step.linear.constant
      case .quotient: top.pointee = quotient(top[0], top[1]).quotient
      case .remainder: top.pointee = quotient(top[0], top[1]).remainder
      case .element: top.pointee = element(Int(step.array), step.linear.parts, at: top)
      }
    }
    return top.pointee
  }

  private func quotient(_ a: Int, _ b: Int) -> (quotient: Int, remainder: Int) {
    if let division = flooredDivision(a, b) { return division }
    stop(RuntimeFault(.divisionByZero))
    return (0, 0)
  }

  private func element(_ array: Int, _ parts: Parts, at values: UnsafeMutablePointer<Int>) -> Int {
    var place = 0
    for (position, part) in parts.positions.enumerated() {
      let (value, subscripted) = (values[position], tables.subscripts[part])
      guard value >= 0, value < subscripted.extent else {
        report(array: array, subscripted, value: value, at: nil)
        return 0
      }
      place += value * subscripted.stride
    }
    return Int(exactly: bases[array][place]) ?? 0
  }

  private func report(array: Int, _ subscripted: SubscriptCode, value: Int, at span: SourceSpan?) {
    stop(
      RuntimeFault(
        .subscriptOutOfRange(
          array: ArrayID(array), position: subscripted.position, index: subscripted.expression, value: value,
          extent: subscripted.extent),
        at: span))
  }

  /// Returns where an element is; nil where a subscript is out of range, which stops the run.
  @inline(__always)
  func address(_ number: Int) -> UnsafeMutablePointer<Double>? {
    let element = tables.elements + number
    if element.pointee.isSafe { return bases[element.pointee.array] + value(element.pointee.place) }
    return checkedAddress(element)
  }

  private func checkedAddress(_ element: UnsafeMutablePointer<ElementCode>) -> UnsafeMutablePointer<Double>? {
    var place = 0
    for position in element.pointee.subscripts.positions {
      let check = tables.subscripts + position
      let value = value(check.pointee.index)
      if isStopped.pointee {
        locateFault(at: element.pointee.span)
        return nil
      }
      guard value >= 0, value < check.pointee.extent else {
        report(array: element.pointee.array, check.pointee, value: value, at: element.pointee.span)
        return nil
      }
      place += value * check.pointee.stride
    }
    if element.pointee.isLinear { place = value(element.pointee.place) }
    return bases[element.pointee.array] + place
  }
}
