import FlatProgram
import Operations
import Scheduling

/// What is known of a loop several of whose values go through its body together.
struct VectorPlan: Sendable {
  /// The axis of the loop.
  let axis: AxisID
  /// How many of its values go together.
  var width: Int
  /// The nodes that differ from value to value.
  fileprivate(set) var varying: Set<ExpressionID> = []
  /// The variables that do.
  fileprivate(set) var variables: Set<ArrayID> = []
  /// The axes of the loops inside.
  fileprivate(set) var inner: [AxisID] = []
  /// The arrays that are written, with how they are mentioned.
  fileprivate(set) var written: [ArrayID: Mentions] = [:]
  /// Whether the loops inside are written out, one value after the other.
  fileprivate(set) var isUnrolled = false
  /// Whether elements that are written have names until all values of the loops inside are through.
  fileprivate(set) var keepsElements = false
  /// How many stores there are when the loops inside are written out.
  fileprivate var storeCount = 0
  /// Whether a loop inside has variables of its own.
  fileprivate var hasInnerVariables = false

  /// Whether there are loops inside.
  var hasLoops: Bool { !inner.isEmpty }

  /// How a loop's body mentions an array that it writes.
  struct Mentions: Sendable {
    /// The subscripts that address the element.
    let subscripts: [IndexID]
    /// Whether these are the same everywhere.
    fileprivate(set) var areAlike = true
    /// How many stores and reads there are.
    fileprivate(set) var count = 0
  }
}

/// Where the subscripts of an element have the axis of a loop.
private enum Stride {
  case none, unit, other
}

extension BodyWriter {
  /// The most values of an inner loop.
  private static let longestInnerLoop = 16

  /// The most stores that loops inside become when they are written out.
  private static let longestUnrolledBody = 16

  /// Returns how values of a loop go together; nil where they may not, or where what they need has no spelling.
  ///
  /// They may where each value has elements of its own, one beside the other. Complexity: linear in the loop's body.
  mutating func vectorPlan(for loop: Loop, width: Int) -> VectorPlan? {
    guard target.vectors != nil, vector == nil, !loop.isSequential, !loop.isReversed else { return nil }
    var plan = VectorPlan(axis: loop.axis, width: width)
    var known: [ExpressionID: Bool] = [:]
    var pending = [(block: loop.body, position: 0, times: 1)]
    while let (block, position, times) = pending.last {
      guard position < loops[block].items.count else {
        pending.removeLast()
        continue
      }
      pending[pending.count - 1].position += 1
      if block != loop.body, !declarations.before(position, of: block).isEmpty { plan.hasInnerVariables = true }
      switch loops[block].items[position] {
      case .loop(let inner):
        guard let count = writtenOutCount(of: inner) else { return nil }
        plan.inner.append(inner.axis)
        pending.append((inner.body, 0, saturatingProduct(times, count)))
      case .keep(let keep):
        guard keep.guarding == nil, note(keep.node, &plan, &known) else { return nil }
      case .store(let store):
        let site = Declarations.Site(block: block, position: position)
        guard note(store.value, &plan, &known), note(store, at: site, block == loop.body, &plan) else { return nil }
        plan.storeCount = saturatingSum(plan.storeCount, times)
      }
    }
    // What one value writes no other may write or read: all mentions have the same place in their row.
    for mentions in plan.written.values {
      guard let last = mentions.subscripts.last, !plan.inner.contains(where: { mentionsAxis(last, $0) }) else {
        return nil
      }
    }
    for (node, _) in known {
      guard case .read(let array, let subscripts) = program[node], let written = plan.written[array] else { continue }
      let kept = keptSubscripts(array, subscripts)
      guard kept.last == written.subscripts.last else { return nil }
      plan.written[array]?.count += 1
      if kept != written.subscripts { plan.written[array]?.areAlike = false }
    }
    let isApart = plan.written.values.allSatisfy { $0.areAlike && areApart($0.subscripts, plan.inner) }
    plan.isUnrolled =
      plan.hasLoops && isApart && !plan.hasInnerVariables && plan.storeCount <= Self.longestUnrolledBody
    plan.keepsElements = isApart && (plan.isUnrolled || !plan.hasLoops)
    return plan
  }

  /// Whether subscripts are the same element only where what they have of some axes is the same number.
  private func areApart(_ subscripts: [IndexID], _ axes: [AxisID]) -> Bool {
    subscripts.allSatisfy { index in
      var rest = program[index]
      for axis in axes {
        guard let (slope, others) = rest.linear(in: axis), slope.constant != nil else { return false }
        rest = others
      }
      return rest.divisor == 1
        && rest.atoms.allSatisfy { atom in
          switch atom {
          case .dim, .axis: true
          case .element, .quotient, .remainder: !axes.contains { mentionsAxis(index, $0) }
          }
        }
    }
  }

  /// The number of values of an inner loop that has few, the same for all values of the loops around; nil for another.
  private func writtenOutCount(of loop: Loop) -> Int? {
    let axis = program[loop.axis]
    guard !loop.isSequential, !loop.isReversed, loop.start == nil, loop.end == nil,
      program.fixedValue(of: program[axis.lower]) == 0, let count = program.fixedValue(of: program[axis.upper])
    else { return nil }
    return count <= Self.longestInnerLoop ? max(count, 0) : nil
  }

  /// Takes notice of a store; false where it cannot be done side by side.
  private func note(
    _ store: Store, at site: Declarations.Site, _ isOutermost: Bool, _ plan: inout VectorPlan
  ) -> Bool {
    let array = store.target.array
    let access = access[Int(array.raw)]
    guard access.cell == .real, RangeProof.guardedContribution(store, in: program) == nil else { return false }
    switch store.accumulation {
    case .add(.lanes): return isOutermost
    case .set, .add(.inOrder): break
    case .add(.compensated), .maximum, .minimum, .argmax, .argmin: return false
    }
    if access.isScalar {
      guard store.accumulation == .set, declarations.isDeclared(array, by: site), declarations.isConstant(array) else {
        return false
      }
      if plan.varying.contains(store.value) { plan.variables.insert(array) }
      if !isOutermost { plan.hasInnerVariables = true }
      return true
    }
    let kept = keptSubscripts(array, store.target.subscripts)
    guard stride(kept, plan.axis) == .unit, let last = kept.last else { return false }
    if let known = plan.written[array] {
      guard known.subscripts.last == last else { return false }
      if known.subscripts != kept { plan.written[array]?.areAlike = false }
    } else {
      plan.written[array] = VectorPlan.Mentions(subscripts: kept)
    }
    plan.written[array]?.count += 1
    return true
  }

  /// Takes notice of an expression and all its parts that have no name yet; false where one cannot be done side by side.
  private func note(
    _ root: ExpressionID, _ plan: inout VectorPlan, _ known: inout [ExpressionID: Bool]
  ) -> Bool {
    var stack = [root]
    while let node = stack.last {
      if known[node] != nil || standIns[Int(node.raw)] != nil {
        stack.removeLast()
        continue
      }
      var varies = false
      switch program[node] {
      case .constant: break
      case .index(let index): if mentionsAxis(index, plan.axis) { return false }
      case .read(let array, let subscripts):
        let access = access[Int(array.raw)]
        if access.isScalar {
          varies = plan.variables.contains(array)
        } else {
          switch stride(keptSubscripts(array, subscripts), plan.axis) {
          case .none: break
          case .unit:
            guard access.cell == .real else { return false }
            varies = true
          case .other: return false
          }
        }
      case .operation(let operation, let a, let b, let c):
        let operands = [a, b, c].filter { $0 != .none }
        let missing = operands.filter { known[$0] == nil && standIns[Int($0.raw)] == nil }
        guard missing.isEmpty else {
          stack += missing
          continue
        }
        varies = operands.contains { known[$0] == true }
        if varies, !hasVectors(operation) { return false }
      }
      known[node] = varies
      if varies { plan.varying.insert(node) }
      stack.removeLast()
    }
    return true
  }

  /// Whether an operation is spelled alike for one number and for many.
  private func hasVectors(_ operation: Operation) -> Bool {
    guard operation.row.result != .condition, case .primitive(let primitive) = operation.row.implementation else {
      return false
    }
    switch target.spelling(of: primitive) {
    case .infix: return true
    case .prefix(let symbol): return target.vectors?.prefix(symbol, Fragment("")) != nil
    case .call, .external, .list, .conditional: return false
    }
  }

  private func stride(_ kept: [IndexID], _ axis: AxisID) -> Stride {
    guard let last = kept.last else { return .none }
    if kept.dropLast().contains(where: { mentionsAxis($0, axis) }) { return .other }
    guard mentionsAxis(last, axis) else { return .none }
    guard let (slope, rest) = program[last].linear(in: axis), slope.constant == 1, program[last].divisor == 1 else {
      return .other
    }
    let restID = rest.atoms.contains { if case .element = $0 { true } else { false } }
    return restID ? .other : .unit
  }

  /// Whether an integer expression mentions an axis, at any depth.
  func mentionsAxis(_ index: IndexID, _ axis: AxisID) -> Bool {
    var analysis = IndexAnalysis()
    return analysis.mentions(of: index, in: program).axes.contains(axis)
  }
}
