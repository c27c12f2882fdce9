import FlatProgram
import Scheduling

/// Integer expressions and elements of arrays as text.
extension BodyWriter {
  /// Returns an integer expression; of sizes, every difference must come out as 0 or more.
  mutating func integer(_ expression: IndexExpression, as type: ValueType, isChecked: Bool = false) -> Fragment {
    let expression = fixed(expression)
    if let constant = expression.constant { return Fragment("\(constant)", constant < 0 ? .prefix : .primary) }
    let (gains, losses) = expression.split
    let sign = isChecked ? "" : target.wrapping
    var sum = fragment(gains, type, sign)
    if !losses.isEmpty {
      let least = sum ?? Fragment("0")
      sum = .infix(sign + "-", least, fragment(losses, type, sign) ?? Fragment("0"))
    }
    let total = sum ?? Fragment("0")
    return expression.divisor == 1 ? total : .infix("/", total, Fragment("\(expression.divisor)"))
  }

  /// Returns an expression with the axes of loops that are written out at their values.
  func fixed(_ expression: IndexExpression) -> IndexExpression {
    guard !fixedAxes.isEmpty else { return expression }
    return expression.substituting { atom in
      if case .axis(let axis) = atom { fixedAxes[axis].map { IndexExpression($0) } } else { nil }
    }
  }

  mutating func integer(_ index: IndexID, as type: ValueType, isChecked: Bool = false) -> Fragment {
    integer(program[index], as: type, isChecked: isChecked)
  }

  /// Returns the sum of terms whose coefficients are taken without their signs; nil for none.
  mutating func fragment(_ terms: [IndexExpression.Term], _ type: ValueType, _ sign: String) -> Fragment? {
    var sum: Fragment?
    for term in terms {
      let coefficient = term.coefficient.magnitude
      var product = coefficient == 1 && !term.factors.isEmpty ? nil : Fragment("\(coefficient)")
      for atom in term.factors {
        let factor = fragment(atom, type)
        product = product.map { .infix(sign + "*", $0, factor) } ?? factor
      }
      if let product { sum = sum.map { .infix(sign + "+", $0, product) } ?? product }
    }
    return sum
  }

  private mutating func fragment(_ atom: IndexAtom, _ type: ValueType) -> Fragment {
    switch atom {
    case .dim(let dim):
      features.dims.insert(dim)
      return isCast(to: type) ? target.integer(dims[Int(dim.raw)], as: type) : dims[Int(dim.raw)]
    case .axis(let axis):
      let text = axes[axis] ?? Fragment("0")
      let isSigned = signedAxes.contains(axis)
      return target.hasUnsignedSizes && isSigned != (type == .position) ? target.integer(text, as: type) : text
    case .element(let array, let subscripts): return integerElement(array, subscripts, as: type)
    case .quotient(let a, let b): return floorDivision(.quotient, "/", a, b, type)
    case .remainder(let a, let b): return floorDivision(.remainder, "%", a, b, type)
    }
  }

  private func isCast(to type: ValueType) -> Bool { target.hasUnsignedSizes && type == .position }

  /// Returns a division that rounds down: the language's own where nothing can be negative.
  private mutating func floorDivision(
    _ result: FloorDivision, _ symbol: String, _ a: IndexID, _ b: IndexID, _ type: ValueType
  ) -> Fragment {
    if isNonNegative(program[a]), (program[b].constant ?? 0) > 0 {
      return .infix(symbol, integer(a, as: type), integer(b, as: type))
    }
    features.divisions.insert(result)
    let call = Fragment.call(
      target.helperName("floor_" + result.rawValue), [integer(a, as: .position), integer(b, as: .position)])
    return target.hasUnsignedSizes && type == .size ? target.integer(call, as: .size) : call
  }

  /// Returns an integer expression as a real number.
  ///
  /// Numerics: exact as long as every sum is below 2^53, in whichever type it is taken.
  mutating func real(_ index: IndexID) -> Fragment {
    let expression = program[index]
    if let constant = expression.constant { return target.literal(Double(constant)) }
    guard target.hasUnsignedSizes, !expression.split.losses.isEmpty || !isNonNegative(expression) else {
      return target.real(integer(expression, as: .size))
    }
    return target.real(integer(expression, as: .position))
  }

  /// Tells whether an expression is plainly 0 or more, given that what it stands for makes sense.
  func isNonNegative(_ expression: IndexExpression) -> Bool {
    var rest = expression
    for _ in 0..<8 {
      let axes = rest.atoms.compactMap { if case .axis(let axis) = $0 { axis } else { nil } }
      let falling = axes.first { axis in
        rest.terms.contains { $0.coefficient < 0 } && (rest.linear(in: axis)?.slope.constant ?? 0) > 0
      }
      guard let axis = falling, let (slope, without) = rest.linear(in: axis) else { break }
      rest = slope * program[program[axis].lower] + without
    }
    return rest.terms.allSatisfy { term in
      term.coefficient > 0 && term.factors.allSatisfy { isNonNegative($0) }
    }
  }

  private func isNonNegative(_ atom: IndexAtom) -> Bool {
    switch atom {
    case .dim: true
    case .axis(let axis): !signedAxes.contains(axis)
    case .element(let array, _):
      isBounded(array)
    case .quotient(let a, let b): (program[b].constant ?? 0) > 0 && isSumOfDims(program[a])
    case .remainder(_, let b): (program[b].constant ?? 0) > 0
    }
  }

  private func isSumOfDims(_ expression: IndexExpression) -> Bool {
    expression.terms.allSatisfy { term in
      term.coefficient > 0 && term.factors.allSatisfy { if case .dim = $0 { true } else { false } }
    }
  }

  /// Whether the caller gives an array whose elements are in 0..<bound.
  func isBounded(_ array: ArrayID) -> Bool {
    guard case .integer(.some) = program[array].element else { return false }
    switch loops[array].place {
    case .argument, .constant: return true
    case .output, .workspace, .register, .unused: return false
    }
  }

  // MARK: Elements

  /// Returns an element as it is read and written.
  mutating func element(_ array: ArrayID, _ subscripts: SubscriptsID) -> Fragment {
    let access = access[Int(array.raw)]
    note(array)
    guard !access.isScalar else { return Fragment(localName(of: array) ?? access.name) }
    let kept = keptSubscripts(array, subscripts)
    if kept.count > 1, let row = rows[Row(array: array, leading: Array(kept.dropLast()))] {
      return Fragment("\(row)[\(integer(kept[kept.count - 1], as: .size).text)]")
    }
    return Fragment("\(access.name)[\((offset(array, kept) ?? Fragment("0")).text)]")
  }

  /// Marks an array of the caller's, of constants or of scratch as used.
  mutating func note(_ array: ArrayID) {
    switch loops[array].place {
    case .argument: features.arguments.insert(array)
    case .constant: features.constants.insert(array)
    case .workspace: features.workspace.insert(array)
    case .output: features.results.insert(array)
    case .register, .unused: break
    }
  }

  /// Returns the subscripts that address an element where the array lives.
  func keptSubscripts(_ array: ArrayID, _ subscripts: SubscriptsID) -> [IndexID] {
    let list = program[subscripts]
    return loops[array].keptAxes.filter { $0 < list.count }.map { list[$0] }
  }

  /// Returns the row-major position of an element; nil for 0.
  mutating func offset(_ array: ArrayID, _ kept: [IndexID]) -> Fragment? {
    var position: Fragment?
    for (index, axis) in zip(kept, loops[array].keptAxes) {
      if let outer = position {
        let extent = integer(program[array].shape[axis], as: .size)
        position = outer.text == "1" ? extent : .infix(target.wrapping + "*", outer, extent)
      }
      if fixed(program[index]).constant == 0 { continue }
      let inner = integer(index, as: .size)
      position = position.map { .infix(target.wrapping + "+", $0, inner) } ?? inner
    }
    return position
  }

  /// Returns the value of an element as a real number.
  mutating func realElement(_ array: ArrayID, _ subscripts: SubscriptsID) -> Fragment {
    let element = element(array, subscripts)
    return access[Int(array.raw)].cell == .real ? element : target.real(element)
  }

  /// Returns the value of an element of an integer array.
  mutating func integerElement(_ array: ArrayID, _ subscripts: SubscriptsID, as type: ValueType) -> Fragment {
    let element = element(array, subscripts)
    switch access[Int(array.raw)].cell {
    case .real:
      // A negative number may not become an unsigned one in one step.
      let signed = target.integer(element, as: .position)
      return target.hasUnsignedSizes && type == .size ? target.integer(signed, as: .size) : signed
    case .integer: return target.hasUnsignedSizes ? target.integer(element, as: type) : element
    case .position: return target.hasUnsignedSizes && type == .size ? target.integer(element, as: .size) : element
    }
  }
}

extension IndexExpression {
  /// The terms that add and those that take away.
  var split: (gains: [Term], losses: [Term]) {
    (terms.filter { $0.coefficient > 0 }, terms.filter { $0.coefficient < 0 })
  }
}
