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
            loop, plan, width, from: done == 0 ? ends.lower : Fragment("\(low + done)"), to: upper, ends.type)
        }
        (done, width) = (next, width / 2)
      }
      if done < count { writeApart(loop, from: Fragment("\(low + done)"), ends) }
    } else {
      let axis = program[loop.axis].name
      let lower = plain(ends.lower, ends.type, axis + "_start")
      let upper = plain(ends.upper, ends.type, axis + "_stop")
      let rest = scopedName(axis + "_rest")
      write(target.constant(rest, ends.type, "\(upper) - max(\(upper) - \(lower), 0) % \(plan.width)"))
      writeTogether(loop, plan, plan.width, from: Fragment(lower, .sum), to: Fragment(rest), ends.type)
      writeApart(loop, from: Fragment(rest), ends)
    }
  }

  private mutating func writeTogether(
    _ loop: Loop, _ plan: VectorPlan, _ width: Int, from lower: Fragment, to upper: Fragment, _ type: ValueType
  ) {
    var plan = plan
    plan.width = width
    var strips = Ends(type: type, lower: lower, upper: upper)
    strips.step = "\(width)"
    writePlain(loop, strips) { writer in writer.writeVectors(plan) { $0.write(block: loop.body) } }
  }

  private mutating func writeApart(_ loop: Loop, from lower: Fragment, _ ends: Ends) {
    writePlain(loop, Ends(type: ends.type, lower: lower, upper: ends.upper)) { $0.write(block: loop.body) }
  }

  /// Writes what `body` writes with the values of a loop going together.
  mutating func writeVectors(_ plan: VectorPlan, _ body: (inout BodyWriter) -> Void) {
    features.vectorWidths.insert(plan.width)
    vector = plan
    body(&self)
    vector = nil
  }

  /// Returns the spelling of vectors and their width, where a node differs among the values that go together.
  func vectors(of node: ExpressionID) -> (spelling: VectorSpelling, width: Int)? {
    guard let vector, let spelling = target.vectors, vector.varying.contains(node) else { return nil }
    return (spelling, vector.width)
  }

  /// Returns the elements that a varying read has side by side; nil for a variable, which has them by its name.
  mutating func lanes(of array: ArrayID, _ subscripts: SubscriptsID, as node: ExpressionID) -> Fragment? {
    guard let (spelling, width) = vectors(of: node), !access[Int(array.raw)].isScalar else { return nil }
    return spelling.load(place(array, subscripts), width)
  }

  /// Returns where an element is.
  private mutating func place(_ array: ArrayID, _ subscripts: SubscriptsID) -> Fragment {
    note(array)
    let kept = keptSubscripts(array, subscripts)
    if kept.count > 1, let row = rows[Row(array: array, leading: Array(kept.dropLast()))] {
      return .infix("+", Fragment(row), Fragment(integer(kept[kept.count - 1], as: .size).held(.product)))
    }
    let offset = offset(array, kept) ?? Fragment("0")
    return .infix("+", Fragment(access[Int(array.raw)].name), Fragment(offset.held(.product)))
  }

  /// Writes a store whose values go together; false where it stands as for one value.
  mutating func writeVector(_ store: Store, at site: Declarations.Site) -> Bool {
    guard let vector, let spelling = target.vectors else { return false }
    let array = store.target.array
    let isVarying = vector.varying.contains(store.value)
    let value = fragment(store.value, .real)
    var sum: String
    switch store.accumulation {
    case .set where access[Int(array.raw)].isScalar:
      guard isVarying else { return false }
      write(spelling.constant(access[Int(array.raw)].name, value.text, vector.width))
      return true
    case .set: sum = isVarying ? value.text : spelling.repeating(value.text, vector.width)
    case .add(.inOrder):
      if let held = heldElements[store.target] {
        guard isHeldOn(store, after: site) || heldByLoop.contains(store.target) else {
          heldElements[store.target] = nil
          let sum = Fragment.infix("+", Fragment(held), value).text
          write(spelling.store(sum, at: place(array, store.target.subscripts)))
          return true
        }
        write("\(held) += \(value.text)")
        return true
      }
      sum = Fragment.infix("+", spelling.load(place(array, store.target.subscripts), vector.width), value).text
    case .add(.lanes), .maximum, .minimum, .argmax, .argmin: return false
    }
    if isHeldOn(store, after: site) {
      hold(store.target, sum)
    } else {
      write(spelling.store(sum, at: place(array, store.target.subscripts)))
    }
    return true
  }

  // MARK: Elements that are stored later

  /// Declares a variable that holds elements.
  private mutating func hold(_ element: ElementReference, _ value: String) {
    guard let vector, let spelling = target.vectors else { return }
    let name = scopedName(access[Int(element.array.raw)].name + "_held")
    write(spelling.variable(name, value, vector.width))
    heldElements[element] = name
  }

  /// Whether the next store of a block into the same element adds to it, and nothing in between looks at the array.
  private func isHeldOn(_ store: Store, after site: Declarations.Site) -> Bool {
    for item in loops[site.block].items[(site.position + 1)...] {
      switch item {
      case .loop: return false
      case .keep(let keep): if reads(keep.node, store.target.array) { return false }
      case .store(let next):
        if reads(next.value, store.target.array) { return false }
        guard next.target.array == store.target.array else { continue }
        return next.target == store.target && next.accumulation == .add(.inOrder)
      }
    }
    return false
  }

  /// Whether evaluating a node reads an array.
  private func reads(_ root: ExpressionID, _ array: ArrayID) -> Bool {
    var pending = [root]
    while let node = pending.popLast() {
      if standIns[Int(node.raw)] != nil { continue }
      switch program[node] {
      case .constant, .index: break
      case .read(let other, _): if other == array { return true }
      case .operation(_, let a, let b, let c): pending += [a, b, c].filter { $0 != .none }
      }
    }
    return false
  }

  /// Holds the elements that all values of an inner loop add to, and returns them.
  mutating func holdSums(of loop: Loop) -> [ElementReference] {
    guard vector != nil, loops[loop.body].isStraight, let spelling = target.vectors, let width = vector?.width else {
      return []
    }
    var stores: [Store] = []
    for case .store(let store) in loops[loop.body].items { stores.append(store) }
    var held: [ElementReference] = []
    var analysis = IndexAnalysis()
    for store in stores
    where store.accumulation == .add(.inOrder) && heldElements[store.target] == nil
      && stores.count(where: { $0.target.array == store.target.array }) == 1
    {
      let array = store.target.array
      let isFixed = keptSubscripts(array, store.target.subscripts).allSatisfy {
        !analysis.mentions(of: $0, in: program).axes.contains(loop.axis)
      }
      let isRead = loops[loop.body].items.contains { item in
        switch item {
        case .loop: true
        case .keep(let keep): reads(keep.node, array)
        case .store(let other): reads(other.value, array)
        }
      }
      guard isFixed, !isRead else { continue }
      hold(store.target, spelling.load(place(array, store.target.subscripts), width).text)
      heldByLoop.insert(store.target)
      held.append(store.target)
    }
    return held
  }

  /// Stores the elements that an inner loop has added to.
  mutating func release(_ elements: [ElementReference]) {
    for element in elements {
      guard let name = heldElements.removeValue(forKey: element), let spelling = target.vectors else { continue }
      heldByLoop.remove(element)
      write(spelling.store(name, at: place(element.array, element.subscripts)))
    }
  }
}
