import FlatProgram
import Operations
import Scheduling

/// Values that go into elements.
extension BodyWriter {
  /// Writes a store at a place of the open block.
  mutating func write(_ store: Store, at position: Int, of block: BlockID) {
    let array = store.target.array
    if vector != nil, writeVector(store) { return }
    if locals != nil, writeLocal(store) { return }
    switch store.accumulation {
    case .set:
      let value = value(store.value, for: array)
      let site = Declarations.Site(block: block, position: position)
      if declarations.isDeclared(array, by: site) { return declare(array, value) }
      write(
        under: condition(forStoreInto: array),
        ["\(element(array, store.target.subscripts).text) = \(value)\(target.end)"])
    case .add(.inOrder):
      if let (condition, value) = RangeProof.guardedContribution(store, in: program) {
        return add(value, to: store, where: condition)
      }
      let value = fragment(store.value, .real).text
      write(
        under: condition(forStoreInto: array),
        ["\(element(array, store.target.subscripts).text) += \(value)\(target.end)"])
    case .add(.lanes):
      guard let accumulator = accumulators[position] else { return }
      let value = fragment(store.value, .real).text
      write("\(accumulator) += \(value)\(target.end)")
    case .add(.compensated(let lost)): writeCompensated(store, lost)
    case .maximum: writeExtremum(store, "<=")
    case .minimum: writeExtremum(store, ">=")
    case .argmax(let best, let axis): writePosition(store, "<=", best, axis)
    case .argmin(let best, let axis): writePosition(store, ">=", best, axis)
    }
  }

  private mutating func add(_ value: ExpressionID, to store: Store, where condition: ExpressionID) {
    let wanted = fragment(condition, .condition)
    open([target.opening(if: wanted.text)])
    let text = fragment(value, .real).text
    write(
      under: self.condition(forStoreInto: store.target.array),
      ["\(element(store.target.array, store.target.subscripts).text) += \(text)\(target.end)"])
    close()
  }

  /// Writes an addition as `SumOrder.compensated` says.
  private mutating func writeCompensated(_ store: Store, _ lost: ArrayID) {
    let contribution = RangeProof.guardedContribution(store, in: program)
    if let contribution { open([target.opening(if: fragment(contribution.condition, .condition).text)]) }
    let (sum, rest) = (
      element(store.target.array, store.target.subscripts).text, element(lost, store.target.subscripts).text
    )
    let value = fragment(contribution?.value ?? store.value, .real).text
    features.keptRounding = true
    write(under: condition(forStoreInto: store.target.array), [target.adding(value, to: sum, lost: rest)])
    if contribution != nil { close() }
  }

  /// Returns the text of a value as an element of an array holds it.
  private mutating func value(_ node: ExpressionID, for array: ArrayID) -> String {
    switch access[Int(array.raw)].cell {
    case .real: fragment(node, .real).text
    case .position: position(node).text
    case .integer: target.narrowed(position(node)).text
    }
  }

  /// Returns a value that is known to be whole as an integer.
  private mutating func position(_ node: ExpressionID) -> Fragment {
    if standIns[Int(node.raw)] == nil {
      switch program[node] {
      case .constant(let bits):
        if let number = Int(exactly: Double(bitPattern: bits)) {
          return Fragment("\(number)", number < 0 ? .prefix : .primary)
        }
      case .index(let index): return integer(index, as: .position)
      case .read(let array, let subscripts) where program[array].isInteger:
        return integerElement(array, subscripts, as: .position)
      case .read, .operation: break
      }
    }
    return target.integer(fragment(node, .real), as: .position)
  }

  /// Declares a variable by its first value.
  mutating func declare(_ array: ArrayID, _ value: String) {
    let access = access[Int(array.raw)]
    let type: ValueType = access.cell == .real ? .real : .position
    write(
      declarations.isConstant(array)
        ? target.constant(access.name, type, value) : target.variable(access.name, type, value))
    if !declarations.isRead(array) { write(target.ignoring(access.name)) }
  }

  /// Gives a value a name, unless it has one.
  private mutating func named(_ node: ExpressionID) -> Fragment {
    let value = fragment(node, .real)
    if value.binding == .primary, !value.text.hasSuffix(")"), !value.text.hasSuffix("]") { return value }
    let name = names.numbered("t")
    write(target.constant(name, .real, value.text))
    return Fragment(name)
  }

  private mutating func writeExtremum(_ store: Store, _ keeps: String) {
    let value = named(store.value)
    let element = element(store.target.array, store.target.subscripts)
    write(target.opening(if: "!(\(beaten(value, by: element, keeps)))"))
    depth += 1
    write("\(element.text) = \(value.text)\(target.end)")
    depth -= 1
    write("}")
  }

  private mutating func writePosition(_ store: Store, _ keeps: String, _ best: ArrayID, _ axis: AxisID) {
    let value = named(store.value)
    let position = element(store.target.array, store.target.subscripts)
    let extremum = element(best, store.target.subscripts)
    let none = access[Int(store.target.array.raw)].cell == .real ? target.literal(0).text : "0"
    write(target.opening(if: "\(position.text) < \(none) || !(\(beaten(value, by: extremum, keeps)))"))
    depth += 1
    write("\(extremum.text) = \(value.text)\(target.end)")
    let place = integer(IndexExpression(.axis(axis)), as: .position)
    switch access[Int(store.target.array.raw)].cell {
    case .real: write("\(position.text) = \(target.real(place).text)\(target.end)")
    case .position: write("\(position.text) = \(place.text)\(target.end)")
    case .integer: write("\(position.text) = \(target.narrowed(place).text)\(target.end)")
    }
    depth -= 1
    write("}")
  }

  /// The condition under which an extremum stays: it is at least as good, or NaN.
  private func beaten(_ value: Fragment, by element: Fragment, _ keeps: String) -> String {
    "\(value.text) \(keeps) \(element.text) || \(element.text) != \(element.text)"
  }
}
