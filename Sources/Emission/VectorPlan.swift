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
  /// Whether there are loops inside.
  fileprivate(set) var hasLoops = false
}

/// Where the subscripts of an element have the axis of a loop.
private enum Stride {
  case none, unit, other
}

extension BodyWriter {
  /// The most values of an inner loop.
  private static let longestInnerLoop = 16

  /// Returns how values of a loop go together; nil where they may not, or where what they need has no spelling.
  ///
  /// They may where each value has elements of its own, one beside the other. Complexity: linear in the loop's body.
  mutating func vectorPlan(for loop: Loop, width: Int) -> VectorPlan? {
    guard target.vectors != nil, vector == nil, !loop.isSequential, !loop.isReversed else { return nil }
    var plan = VectorPlan(axis: loop.axis, width: width)
    var known: [ExpressionID: Bool] = [:]
    var writtenAt: [ArrayID: IndexID] = [:]
    var pending = [(block: loop.body, position: 0)]
    while let (block, position) = pending.last {
      guard position < loops[block].items.count else {
        pending.removeLast()
        continue
      }
      pending[pending.count - 1].position += 1
      switch loops[block].items[position] {
      case .loop(let inner):
        guard isWrittenOut(inner) else { return nil }
        plan.hasLoops = true
        pending.append((inner.body, 0))
      case .keep(let keep):
        guard keep.guarding == nil, note(keep.node, &plan, &known) else { return nil }
      case .store(let store):
        guard note(store.value, &plan, &known),
          note(store, at: Declarations.Site(block: block, position: position), block == loop.body, &plan, &writtenAt)
        else { return nil }
      }
    }
    // What one value writes no other may read: all mentions have the same place in their row.
    for (node, _) in known {
      guard case .read(let array, let subscripts) = program[node], let written = writtenAt[array] else { continue }
      guard keptSubscripts(array, subscripts).last == written else { return nil }
    }
    return plan
  }

  /// Whether an inner loop has few values, the same for all values of the loops around.
  private func isWrittenOut(_ loop: Loop) -> Bool {
    let axis = program[loop.axis]
    guard !loop.isSequential, !loop.isReversed, loop.start == nil, loop.end == nil,
      program.fixedValue(of: program[axis.lower]) == 0, let count = program.fixedValue(of: program[axis.upper])
    else { return false }
    return count <= Self.longestInnerLoop
  }

  /// Takes notice of a store; false where it cannot be done side by side.
  private func note(
    _ store: Store, at site: Declarations.Site, _ isOutermost: Bool, _ plan: inout VectorPlan,
    _ writtenAt: inout [ArrayID: IndexID]
  ) -> Bool {
    let array = store.target.array
    let access = access[Int(array.raw)]
    guard access.cell == .real, RangeProof.guardedContribution(store, in: program) == nil else { return false }
    switch store.accumulation {
    case .add(.lanes): return isOutermost
    case .set, .add(.inOrder): break
    case .maximum, .minimum, .argmax, .argmin: return false
    }
    if access.isScalar {
      guard store.accumulation == .set, declarations.isDeclared(array, by: site), declarations.isConstant(array) else {
        return false
      }
      if plan.varying.contains(store.value) { plan.variables.insert(array) }
      return true
    }
    let kept = keptSubscripts(array, store.target.subscripts)
    guard stride(kept, plan.axis) == .unit, let last = kept.last else { return false }
    if let known = writtenAt[array] { return known == last }
    writtenAt[array] = last
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
    case .infix, .prefix: return true
    case .call, .conditional: return false
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

  private func mentionsAxis(_ index: IndexID, _ axis: AxisID) -> Bool {
    var analysis = IndexAnalysis()
    return analysis.mentions(of: index, in: program).axes.contains(axis)
  }
}
