import FlatProgram
import Scheduling

/// Sums in lanes, in the order that `SumOrder.lanes` sets down.
extension BodyWriter {
  /// One sum over a loop.
  struct LaneSum {
    var store: Store
    /// The place of its store in the loop's block.
    var position: Int
    /// Whether the sum is all that the element is.
    var isFirst: Bool
    /// The name of what the loop's values are added to.
    var name = ""
    /// Whether the loop declares the element, a variable, by the sum.
    var isDeclaration = false
  }

  /// Returns the sums in lanes that stand in a loop's block.
  mutating func sums(in body: BlockID, at site: Declarations.Site) -> [LaneSum] {
    var sums: [LaneSum] = []
    for (position, item) in loops[body].items.enumerated() {
      guard case .store(let store) = item, case .add(.lanes(let isFirst)) = store.accumulation else { continue }
      var sum = LaneSum(store: store, position: position, isFirst: isFirst)
      sum.isDeclaration = isFirst && declarations.isDeclared(store.target.array, by: site)
      sums.append(sum)
    }
    return sums
  }

  /// Writes sums over no values.
  mutating func writeEmptySums(_ sums: [LaneSum]) {
    for sum in sums where sum.isFirst { finish(sum, target.literal(0)) }
  }

  /// Writes a loop with sums in lanes.
  mutating func write(_ sums: [LaneSum], over loop: Loop, _ ends: Ends) {
    guard let count = ends.count, count <= SumLanes.block, let low = program.fixedValue(of: lower(of: loop)) else {
      return writeBlocks(sums, over: loop, ends)
    }
    var sums = sums
    for position in sums.indices {
      let access = access[Int(sums[position].store.target.array.raw)]
      let isTarget = sums[position].isFirst && access.isScalar && access.cell == .real
      sums[position].name = isTarget ? access.name : scopedName(access.name + "_sum")
    }
    if count < SumLanes.count {
      for sum in sums {
        let zero = target.literal(0).text
        write(isAssigned(sum) ? "\(sum.name) = \(zero)\(target.end)" : target.variable(sum.name, .real, zero))
      }
      writePlain(loop, ends) { $0.writeBody(of: loop, sums, into: sums.map(\.name)) }
    } else {
      let rest = low + count - count % SumLanes.count
      let middle = count % SumLanes.count == 0 ? ends.upper : Fragment("\(rest)")
      writeBlock(sums, over: loop, ends, restAt: middle, hasRest: count % SumLanes.count != 0)
    }
    for sum in sums where !isTarget(sum) { finish(sum, Fragment(sum.name)) }
  }

  private func lower(of loop: Loop) -> IndexExpression { program[program[loop.axis].lower] }

  /// Whether the loop's sum is taken in the element itself.
  private func isTarget(_ sum: LaneSum) -> Bool { sum.name == access[Int(sum.store.target.array.raw)].name }

  /// Whether the sum is taken in a variable that is there already.
  private func isAssigned(_ sum: LaneSum) -> Bool { isTarget(sum) && !sum.isDeclaration }

  /// Writes the loop's body with the sums' values going to the names given.
  private mutating func writeBody(of loop: Loop, _ sums: [LaneSum], into names: [String]) {
    for (sum, name) in zip(sums, names) { accumulators[sum.position] = name }
    write(block: loop.body)
    accumulators.removeAll()
  }

  /// Writes one block of sums: lanes, their sum, and the values left over from a position on.
  ///
  /// Sums that are taken in their elements give these a value; the others are declared.
  private mutating func writeBlock(
    _ sums: [LaneSum], over loop: Loop, _ ends: Ends, restAt rest: Fragment, hasRest: Bool
  ) {
    features.lanes = true
    let lanes = sums.map { scopedName(access[Int($0.store.target.array.raw)].name + "_lane") }
    for lane in lanes { write(target.lanes(lane)) }
    var strips = Ends(type: ends.type, lower: ends.lower, upper: rest)
    strips.step = target.laneCount
    let plan = vectorPlan(for: loop, width: SumLanes.count)
    writePlain(loop, strips) { writer in
      if let plan {
        writer.writeVectors(plan) { $0.writeBody(of: loop, sums, into: lanes) }
        return
      }
      let lane = writer.scopedName("l")
      let whole = writer.axes[loop.axis]
      var text = LoopText(name: lane, type: .size, lower: "0", upper: writer.target.laneCount)
      text.mayBeEmpty = false
      writer.open(writer.target.opening(text))
      let number = writer.laneFragment(lane, ends.type)
      writer.axes[loop.axis] = whole.map { .infix(writer.target.wrapping + "+", $0, number) }
      writer.writeBody(of: loop, sums, into: lanes.map { "\($0)[\(lane)]" })
      writer.axes[loop.axis] = whole
      writer.close()
    }
    for (sum, lane) in zip(sums, lanes) {
      let value = target.sum(ofLanes: lane, isInLoop: depth > 1)
      let isConstant = !hasRest && (!isTarget(sum) || declarations.isConstant(sum.store.target.array))
      if isAssigned(sum) {
        write("\(sum.name) = \(value)\(target.end)")
      } else {
        write(isConstant ? target.constant(sum.name, .real, value) : target.variable(sum.name, .real, value))
      }
    }
    guard hasRest else { return }
    let left = Ends(type: ends.type, lower: rest, upper: ends.upper)
    writePlain(loop, left) { $0.writeBody(of: loop, sums, into: sums.map(\.name)) }
  }

  private func laneFragment(_ lane: String, _ type: ValueType) -> Fragment {
    type == .position && target.hasUnsignedSizes ? target.integer(Fragment(lane), as: .position) : Fragment(lane)
  }

  /// Writes sums over any number of values: in blocks, whose sums are added with what rounding loses.
  private mutating func writeBlocks(_ sums: [LaneSum], over loop: Loop, _ ends: Ends) {
    let axis = program[loop.axis].name
    let lower = plain(ends.lower, ends.type, axis + "_start")
    let upper = plain(ends.upper, ends.type, axis + "_stop")
    var sums = sums
    var lost: [String] = []
    for position in sums.indices {
      let access = access[Int(sums[position].store.target.array.raw)]
      let isTarget = sums[position].isFirst && access.isScalar && access.cell == .real
      sums[position].name = isTarget ? access.name : scopedName(access.name + "_total")
      let zero = target.literal(0).text
      let name = sums[position].name
      write(
        isAssigned(sums[position]) ? "\(name) = \(zero)\(target.end)" : target.variable(name, .real, zero))
      lost.append(scopedName(access.name + "_lost"))
      write(target.variable(lost[position], .real, zero))
    }
    features.blocks = true
    let block = scopedName(axis + "_block")
    opened[opened.count - 1].names.removeLast()
    var outer = LoopText(name: block, type: ends.type, lower: lower, upper: upper)
    outer.step = target.blockSize
    open(target.opening(outer))
    let size = laneFragment(target.blockSize, ends.type).text
    let left = "\(upper) - \(block)"
    let end = scopedName(axis + "_end")
    write(target.constant(end, ends.type, "\(left) < \(size) ? \(upper) : \(block) + \(size)"))
    let rest = scopedName(axis + "_rest")
    let lanes = laneFragment(target.laneCount, ends.type).text
    write(target.constant(rest, ends.type, "\(end) - (\(end) - \(block)) % \(lanes)"))
    var blockSums = sums
    for position in sums.indices {
      blockSums[position].name = scopedName(access[Int(sums[position].store.target.array.raw)].name + "_sum")
    }
    let inner = Ends(type: ends.type, lower: Fragment(block), upper: Fragment(end))
    writeBlock(blockSums, over: loop, inner, restAt: Fragment(rest), hasRest: true)
    for (position, lost) in lost.enumerated() { add(blockSums[position].name, to: sums[position].name, lost) }
    close()
    scopedNames.remove(block)
    for (sum, lost) in zip(sums, lost) {
      let total = sum.name
      write("\(total) = \(total) - \(total) == 0 ? \(total) + \(lost) : \(total)\(target.end)")
    }
    for sum in sums where !isTarget(sum) { finish(sum, Fragment(sum.name)) }
  }

  /// Writes the addition of a block's sum to the total, and of what it rounds away to what was lost before.
  private mutating func add(_ block: String, to total: String, _ lost: String) {
    let next = scopedName(total + "_next")
    let part = scopedName(total + "_part")
    write(target.constant(next, .real, "\(total) + \(block)"))
    write(target.constant(part, .real, "\(next) - \(total)"))
    write("\(lost) += (\(total) - (\(next) - \(part))) + (\(block) - \(part))\(target.end)")
    write("\(total) = \(next)\(target.end)")
  }

  /// Returns the text of an end that is used several times.
  mutating func plain(_ end: Fragment, _ type: ValueType, _ name: String) -> String {
    if end.binding == .primary, !end.text.hasPrefix("(") { return end.text }
    let name = scopedName(name)
    write(target.constant(name, type, end.text))
    return name
  }

  /// Puts the sum of a loop where it belongs.
  private mutating func finish(_ sum: LaneSum, _ value: Fragment) {
    let array = sum.store.target.array
    guard !sum.isDeclaration else { return declare(array, value.text) }
    let element = element(array, sum.store.target.subscripts).text
    write(
      under: condition(forStoreInto: array), ["\(element) \(sum.isFirst ? "=" : "+=") \(value.text)\(target.end)"])
  }
}
