import FlatProgram
import Scheduling

/// Loops several of whose values go through their bodies together.
extension BodyWriter {
  /// The most values of a loop without loops inside for which this is done: of longer ones compilers make vectors.
  private static let longestStraightLoop = 64

  /// Returns how the values of a loop without sums in lanes go together, where that is worth it.
  mutating func vectorPlan(for loop: Loop, _ ends: Ends) -> VectorPlan? {
    guard let vectors = target.vectors, ends.count.map({ $0 >= vectors.width }) ?? true,
      let plan = vectorPlan(for: loop, width: vectors.width)
    else { return nil }
    let isWorthIt = plan.hasLoops || (!plan.varying.isEmpty && (ends.count ?? .max) <= Self.longestStraightLoop)
    return isWorthIt ? plan : nil
  }

  /// Writes a loop whose values go together, and those over the values that are left: fewer and fewer together where it is
  /// known how many there are, in the end one by one.
  mutating func write(_ loop: Loop, _ plan: VectorPlan, _ ends: Ends) {
    if let count = ends.count, let low = program.fixedValue(of: program[program[loop.axis].lower]) {
      var (done, width) = (0, plan.width)
      while done < count, width > 1 {
        let next = count - (count - done) % width
        let upper = next == count ? ends.upper : Fragment("\(low + next)")
        if next > done {
          writeTogether(
            loop, plan, width, from: done == 0 ? ends.lower : Fragment("\(low + done)"), to: upper, ends.type,
            isRun: true)
        }
        (done, width) = (next, width / 2)
      }
      elementsBefore = [:]
      if done < count { writeApart(loop, from: Fragment("\(low + done)"), ends) }
    } else {
      let axis = program[loop.axis].name
      let lower = plain(ends.lower, ends.type, axis + "_start")
      let upper = plain(ends.upper, ends.type, axis + "_stop")
      let rest = scopedName(axis + "_rest")
      write(target.constant(rest, ends.type, "\(upper) - max(\(upper) - \(lower), 0) % \(plan.width)"))
      writeTogether(loop, plan, plan.width, from: Fragment(lower, .sum), to: Fragment(rest), ends.type, isRun: false)
      writeApart(loop, from: Fragment(rest), ends)
    }
  }

  private mutating func writeTogether(
    _ loop: Loop, _ plan: VectorPlan, _ width: Int, from lower: Fragment, to upper: Fragment, _ type: ValueType,
    isRun: Bool
  ) {
    var plan = plan
    plan.width = width
    var strips = Ends(type: type, lower: lower, upper: upper)
    strips.step = "\(width)"
    let start = lines.count
    var readBefore: [String] = []
    writePlain(loop, strips) { writer in
      readBefore = writer.writeVectors(plan, readsBefore: isRun) { $0.write(block: loop.body) }
    }
    guard !readBefore.isEmpty else { return }
    let indent = String(repeating: " ", count: target.indentation * depth)
    lines.insert(contentsOf: readBefore.map { indent + $0 }, at: start)
    lastCondition = nil
  }

  private mutating func writeApart(_ loop: Loop, from lower: Fragment, _ ends: Ends) {
    writePlain(loop, Ends(type: ends.type, lower: lower, upper: ends.upper)) { $0.write(block: loop.body) }
  }

  /// Writes what `body` writes with the values of a loop going together, and returns what is to stand before the loop.
  ///
  /// `readsBefore` tells that the loop has values, so that what they have in common may be read before it.
  @discardableResult
  mutating func writeVectors(
    _ plan: VectorPlan, readsBefore: Bool = false, _ body: (inout BodyWriter) -> Void
  ) -> [String] {
    features.vectorWidths.insert(plan.width)
    beginVectors(plan, readsBefore: readsBefore)
    body(&self)
    return endVectors()
  }

  /// Writes the body of a loop once for each of its values.
  mutating func writeUnrolled(_ loop: Loop, _ count: Int) {
    let notes = notes(of: loops[loop.body])
    for value in 0..<count {
      fixedAxes[loop.axis] = value
      opened.append(OpenBlock())
      let isFirst = fixedAxes.values.allSatisfy { $0 == 0 }
      write(block: loop.body, from: notes.indices, isFirst ? notes : notes.map { _ in nil })
      let block = opened.removeLast()
      for (node, before) in block.nodes.reversed() { standIns[Int(node.raw)] = before }
      // There are no braces: what has been declared lasts.
      opened[opened.count - 1].names += block.names
      opened[opened.count - 1].rows += block.rows
    }
    fixedAxes[loop.axis] = nil
  }

  /// Returns the spelling of vectors and their width, where a node differs among the values that go together.
  func vectors(of node: ExpressionID) -> (spelling: VectorSpelling, width: Int)? {
    guard let vector, let spelling = target.vectors, vector.plan.varying.contains(node) else { return nil }
    return (spelling, vector.plan.width)
  }

  /// Returns where an element is.
  mutating func place(_ array: ArrayID, _ subscripts: SubscriptsID) -> Fragment {
    note(array)
    let kept = keptSubscripts(array, subscripts)
    if kept.count > 1, let row = rows[Row(array: array, leading: Array(kept.dropLast()))] {
      return .infix("+", Fragment(row), Fragment(integer(kept[kept.count - 1], as: .size).held(.product)))
    }
    let name = Fragment(access[Int(array.raw)].name)
    return offset(array, kept).map { .infix("+", name, Fragment($0.held(.product))) } ?? name
  }

  /// Writes a store whose values go together; false where it stands as for one value.
  mutating func writeVector(_ store: Store) -> Bool {
    guard let vector, let spelling = target.vectors else { return false }
    let array = store.target.array
    let (width, isVarying) = (vector.plan.width, vector.plan.varying.contains(store.value))
    switch store.accumulation {
    case .set where access[Int(array.raw)].isScalar:
      guard isVarying else { return false }
      let value = fragment(store.value, .real)
      write(spelling.constant(access[Int(array.raw)].name, value.text, width))
    case .set:
      let value = fragment(store.value, .real)
      let numbers = isVarying ? value.text : spelling.repeating(value.text, width)
      if hasName(store.target) {
        setElement(store.target, to: numbers)
      } else {
        write(spelling.store(numbers, at: place(array, store.target.subscripts)))
      }
    case .add(.inOrder):
      if hasName(store.target) {
        addToElement(store.target) { $0.fragment(store.value, .real).text }
      } else {
        let value = fragment(store.value, .real)
        let place = place(array, store.target.subscripts)
        write(spelling.store(Fragment.infix("+", spelling.load(place, width), value).text, at: place))
      }
    case .add(.lanes), .add(.compensated), .maximum, .minimum, .argmax, .argmin: return false
    }
    return true
  }
}
