import FlatProgram
import Scheduling

/// Loops.
extension BodyWriter {
  /// The ends of a loop as text.
  struct Ends {
    var type: ValueType
    var lower: Fragment
    /// Exclusive; may be below `lower`, but is never wrapped around.
    var upper: Fragment
    /// The terms of the upper end, with what must be taken away from it, where that may fall below 0.
    var unwrapped: (gains: Fragment, losses: Fragment?, divisor: Int)?
    /// The number of values, where it is known.
    var count: Int?
    /// How far one iteration is from the next; nil is 1.
    var step: String?
  }

  /// Writes a loop that stands at a place of the open block.
  mutating func write(_ loop: Loop, at site: Declarations.Site) {
    var sums = loop.isSequential || loop.isReversed ? [] : sums(in: loop.body, at: site)
    let wanted = demand(of: loop.body)
    guard let condition = condition(for: wanted) else { return write(loop, sums) }
    // Inside the condition's braces a variable would be gone too soon.
    for position in sums.indices where sums[position].isDeclaration {
      declare(sums[position].store.target.array)
      sums[position].isDeclaration = false
    }
    openDemands.append(wanted)
    open([target.opening(if: condition)])
    write(loop, sums)
    close()
    openDemands.removeLast()
  }

  private mutating func write(_ loop: Loop, _ sums: [LaneSum]) {
    let ends = ends(of: loop)
    if let count = ends.count, count <= 0 {
      writeEmptySums(sums)
    } else if let count = ends.count, vector?.plan.isUnrolled == true {
      writeUnrolled(loop, count)
    } else {
      writeRows(of: loop)
      if sums.isEmpty, let plan = vectorPlan(for: loop, ends) {
        write(loop, plan, ends)
      } else if sums.isEmpty {
        writePlain(loop, ends) { $0.write(block: loop.body) }
      } else {
        write(sums, over: loop, ends)
      }
    }
    signedAxes.remove(loop.axis)
  }

  /// Writes a loop whose variable is the axis itself.
  mutating func writePlain(_ loop: Loop, _ ends: Ends, _ body: (inout BodyWriter) -> Void) {
    // The name belongs to the loop alone: the next loop may have it too.
    let name = scopedName(program[loop.axis].name)
    opened[opened.count - 1].names.removeLast()
    axes[loop.axis] = Fragment(name)
    var text = text(of: loop, name, ends)
    let start = lines.count
    open(target.opening(text))
    body(&self)
    close()
    if target.leavesOutUnusedNames, !lines[(start + 1)...].contains(where: { $0.mentions(name) }) {
      text.name = "_"
      let indent = lines[start].prefix { $0 == " " }
      lines[start] = indent + target.opening(text).joined(separator: " ")
    }
    axes[loop.axis] = nil
    scopedNames.remove(name)
  }

  /// Returns the loop's first line, in words.
  mutating func text(of loop: Loop, _ name: String, _ ends: Ends) -> LoopText {
    var text = LoopText(name: name, type: ends.type, lower: ends.lower.held(.sum), upper: ends.upper.text)
    text.step = ends.step
    text.staysScalar = loop.staysScalar
    features.scalarLoops = features.scalarLoops || loop.staysScalar
    text.mayBeEmpty =
      ends.count == nil && (program[program[loop.axis].lower].constant != 0 || loop.start != nil || loop.end != nil)
      || ends.unwrapped != nil && !target.hasUnsignedSizes
    if loop.isReversed {
      text.direction = .down
    } else if target.hasUnsignedSizes {
      text.condition = condition(name, ends)
    }
    return text
  }

  /// Returns the condition under which a variable is below the upper end, without a difference that might wrap.
  func condition(_ name: String, _ ends: Ends) -> String {
    guard let (gains, losses, divisor) = ends.unwrapped, target.hasUnsignedSizes else {
      return "\(name) < \(ends.upper.held(.sum))"
    }
    var left = Fragment(name)
    if divisor != 1 { left = .infix("*", Fragment("\(divisor)"), left) }
    if let losses { left = .infix("+", left, losses) }
    return "\(left.text) < \(gains.held(.sum))"
  }

  /// Returns the ends of a loop: those of its axis, or of the part that it walks.
  private mutating func ends(of loop: Loop) -> Ends {
    var ends = ends(of: loop.axis)
    if let start = loop.start {
      let other = end(program[start], ends.type)
      ends.lower =
        isNonNegative(program[start] - program[program[loop.axis].lower])
        ? other : .choice(.infix("<", ends.lower, other), other, ends.lower)
      ends.count = nil
    }
    if let end = loop.end {
      let other = integer(end, as: ends.type, isChecked: true)
      ends.upper = .choice(.infix("<", other, ends.upper), other, ends.upper)
      ends.unwrapped = nil
      ends.count = nil
    }
    return ends
  }

  /// Returns the ends of an axis, as sizes where neither can be negative.
  private mutating func ends(of axis: AxisID) -> Ends {
    let lower = program[program[axis].lower]
    let upper = program[program[axis].upper]
    let isSigned = !isNonNegative(lower) || (lower.atoms + upper.atoms).contains { mayBeNegative($0) }
    if isSigned { signedAxes.insert(axis) }
    let type: ValueType = isSigned ? .position : .size
    var ends = Ends(
      type: type, lower: integer(lower, as: type, isChecked: true), upper: integer(upper, as: type, isChecked: true))
    if let low = program.fixedValue(of: lower), let high = program.fixedValue(of: upper) {
      ends.count = max(saturatingSum(high, -low), 0)
    }
    let (gains, losses) = upper.split
    guard !isSigned, !losses.isEmpty || upper.divisor != 1 else { return ends }
    let most = fragment(gains, .size, "") ?? Fragment("0")
    ends.unwrapped = (most, fragment(losses, .size, ""), upper.divisor)
    ends.upper = end(upper, type)
    return ends
  }

  /// Returns one end of a loop; of sizes, no difference wraps around.
  private mutating func end(_ value: IndexExpression, _ type: ValueType) -> Fragment {
    let (gains, losses) = value.split
    guard target.hasUnsignedSizes, type == .size, !losses.isEmpty || value.divisor != 1 else {
      return integer(value, as: type, isChecked: true)
    }
    let most = fragment(gains, .size, "") ?? Fragment("0")
    guard let least = fragment(losses, .size, "") else {
      return Fragment(Fragment.infix("/", most, Fragment("\(value.divisor)")).held(.primary))
    }
    let difference = Fragment.infix("-", most, least)
    let result = value.divisor == 1 ? difference : .infix("/", difference, Fragment("\(value.divisor)"))
    return Fragment(Fragment.choice(.infix(">", most, least), result, Fragment("0")).held(.primary))
  }

  /// Whether a part of a bound may be negative although all that it adds up is not.
  private func mayBeNegative(_ atom: IndexAtom) -> Bool {
    switch atom {
    case .dim: false
    case .axis(let axis): signedAxes.contains(axis)
    case .element(let array, _): !isBounded(array)
    case .quotient: !isNonNegative(IndexExpression(atom))
    case .remainder: true
    }
  }

  /// Writes loops over some axes, outer first, around a body.
  mutating func walk(_ axes: [AxisID], isReversed: Bool, _ body: (inout BodyWriter) -> Void) {
    guard let axis = axes.first else { return body(&self) }
    var loop = Loop.plain(over: axis)
    loop.isReversed = isReversed
    let ends = ends(of: loop)
    // One level for each axis of an array.
    writePlain(loop, ends) { $0.walk(Array(axes.dropFirst()), isReversed: isReversed, body) }
    signedAxes.remove(axis)
  }

  // MARK: Rows

  /// Names the rows that an innermost loop walks along, so that its subscripts are the loop's variable alone.
  private mutating func writeRows(of loop: Loop) {
    guard target.namesRows, loops[loop.body].isStraight else { return }
    var elements: [(element: ElementReference, isWritten: Bool)] = []
    for item in loops[loop.body].items {
      switch item {
      case .loop: break
      case .keep(let keep):
        if keep.guarding == nil { collectElements(of: keep.node, &elements) }
      case .store(let store):
        collectElements(of: store.value, &elements)
        elements.append((store.target, true))
      }
    }
    for (element, _) in elements {
      let array = element.array
      let access = access[Int(array.raw)]
      let kept = keptSubscripts(array, element.subscripts)
      guard access.cell == .real, !access.isScalar, kept.count > 1, mentions(kept[kept.count - 1], loop.axis),
        !kept.dropLast().contains(where: { mentions($0, loop.axis) }),
        RangeProof.holds(element, in: program)
      else { continue }
      let row = Row(array: array, leading: Array(kept.dropLast()))
      guard rows[row] == nil, let start = offset(array, row.leading) else { continue }
      let last = loops[array].keptAxes[kept.count - 1]
      let whole = Fragment.infix(target.wrapping + "*", start, integer(program[array].shape[last], as: .size))
      let name = scopedName(rowName(access.name, row))
      let isWritten = loops[array].place != .argument && loops[array].place != .constant
      note(array)
      let condition = condition(forStoreInto: array)
      write(target.row(name, of: access.name, at: whole, isWritten: isWritten, if: condition))
      rows[row] = name
      opened[opened.count - 1].rows.append(row)
    }
  }

  /// Names a row by its array and the loops that it depends on.
  private func rowName(_ array: String, _ row: Row) -> String {
    let words = row.leading.map { index -> String in
      if let axis = program[index].axis, let name = axes[axis], name.binding == .primary { return name.text }
      return program[index].constant.map { "\($0)" } ?? "row"
    }
    return ([array] + words).joined(separator: "_")
  }

  private func mentions(_ index: IndexID, _ axis: AxisID) -> Bool {
    var analysis = IndexAnalysis()
    return analysis.mentions(of: index, in: program).axes.contains(axis)
  }

  /// Adds the elements that evaluating a node surely reads, but for those that have a name.
  private func collectElements(
    of root: ExpressionID, _ elements: inout [(element: ElementReference, isWritten: Bool)]
  ) {
    var pending = [root]
    while let node = pending.popLast() {
      guard standIns[Int(node.raw)] == nil else { continue }
      switch program[node] {
      case .constant, .index: break
      case .read(let array, let subscripts):
        elements.append((ElementReference(array: array, subscripts: subscripts), false))
      case .operation(_, let a, let b, let c):
        for operand in [c, b, a] where operand != .none { pending.append(operand) }
      }
    }
  }
}

extension String {
  /// Tells whether a name stands in the text as a word.
  func mentions(_ name: String) -> Bool {
    let (text, word) = (Array(utf8), Array(name.utf8))
    guard let first = word.first, text.count >= word.count else { return false }
    for start in 0...(text.count - word.count) where text[start] == first {
      let end = start + word.count
      guard text[start..<end].elementsEqual(word) else { continue }
      let isWhole = (start == 0 || !text[start - 1].isNamePart) && (end == text.count || !text[end].isNamePart)
      if isWhole { return true }
    }
    return false
  }
}

extension UInt8 {
  fileprivate var isNamePart: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
