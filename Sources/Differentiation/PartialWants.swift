import FlatProgram

/// Which arrays are wanted at some of their elements only, although what they are made of may have no slope at the others.
///
/// An element is wanted by a result that it is, or by an element that reads it and is wanted itself, where the conditions
/// around the read hold.
struct PartialWants {
  /// By array: whether each read has to say which elements it wants.
  private(set) var isCounted: [Bool]
  /// By array: whether statements within a sequence give it values, or it is read before it is complete.
  private(set) var isStepwise: [Bool]

  /// What one read wants of an array, where it wants it without a condition.
  private struct Use {
    var array: ArrayID
    /// All of the array; else a part, which is nil where it is no plain one.
    var isWhole: Bool
    var part: Part?
  }

  /// The elements of an array that have subscripts of a range at one position.
  private struct Part {
    var reader: ArrayID
    var position: Int
    var lower: IndexExpression
    var upper: IndexExpression
  }

  /// By array: what statements that give it values want of others.
  private var uses: [[Use]]
  /// By array: the arrays that read it where no condition on numbers says that there is something to read.
  private var readers: [[ArrayID]]
  /// By array: how many reads want all of it.
  private var wholeCounts: [Int]
  private var parts: [[Part]]
  private var isAlways: [Bool]

  /// More parts than these are not put together, so that the whole stays linear.
  private static let mostParts = 8

  /// Finds what is wanted in part. Complexity: linear in the program.
  init(
    _ steps: [Step], of results: [ArrayID], _ activity: Activity, _ perils: Perils, flow: inout BodyFlow,
    in program: Program
  ) {
    let count = program.arrays.count
    isCounted = Array(repeating: false, count: count)
    isStepwise = isCounted
    (uses, readers, parts) = (
      Array(repeating: [], count: count), Array(repeating: [], count: count), Array(repeating: [], count: count)
    )
    wholeCounts = Array(repeating: 0, count: count)
    isAlways = Array(repeating: true, count: count)
    var isPerilous = isCounted
    for case .assignment(let assignment) in steps where perils.contains(assignment.body) {
      isPerilous[Int(assignment.target.raw)] = true
    }
    let isActive = zip(activity.varies, activity.matters).map { $0 && $1 }
    guard zip(isPerilous, isActive).contains(where: { $0 && $1 }) else { return }
    note(steps, isActive, activity.varies, perils, &flow, in: program)
    findAlways(isActive, results, in: program)
    var pending = program.arrays.indices.filter { isPerilous[$0] && isActive[$0] && !isAlways[$0] }
    for array in pending { isCounted[array] = true }
    while let array = pending.popLast() {
      for reader in readers[array] where !isAlways[Int(reader.raw)] && !isCounted[Int(reader.raw)] {
        isCounted[Int(reader.raw)] = true
        pending.append(Int(reader.raw))
      }
    }
  }

  /// Takes note of all reads.
  private mutating func note(
    _ steps: [Step], _ isActive: [Bool], _ varies: [Bool], _ perils: Perils, _ flow: inout BodyFlow,
    in program: Program
  ) {
    var lastWrites = [Int](repeating: -1, count: program.arrays.count)
    for (position, step) in steps.enumerated() {
      if case .assignment(let assignment) = step { lastWrites[Int(assignment.target.raw)] = position }
    }
    var guards = BodyGuards()
    var around: [AxisID] = []
    for (position, step) in steps.enumerated() {
      switch step {
      case .enter(let axis, _): around.append(axis)
      case .leave: around.removeLast()
      case .assignment(let assignment):
        let target = assignment.target
        guard isActive[Int(target.raw)] else { continue }
        if !around.isEmpty { isStepwise[Int(target.raw)] = true }
        flow.walk(assignment.body, in: program, activeArrays: varies)
        guards.find(in: flow, of: program)
        let areSafe = flow.hasChoices ? guards.haveCondition(perils.looksAtNumbers) : [false]
        for (place, node) in flow.nodes.enumerated() {
          guard case .read(let array, let subscripts) = program[node] else { continue }
          if lastWrites[Int(array.raw)] >= position { isStepwise[Int(array.raw)] = true }
          if !areSafe[Int(guards[place])], readers[Int(array.raw)].last != target {
            readers[Int(array.raw)].append(target)
          }
          guard guards[place] == BodyGuards.always else { continue }
          note(array, subscripts, readBy: target, over: around + assignment.domain, in: program)
        }
      }
    }
  }

  private mutating func note(
    _ array: ArrayID, _ subscripts: SubscriptsID, readBy reader: ArrayID, over axes: [AxisID], in program: Program
  ) {
    let isWhole = program.meetsEvery(array, subscripts, over: axes)
    var use = Use(array: array, isWhole: isWhole)
    if isWhole {
      wholeCounts[Int(array.raw)] += 1
    } else if let part = program.part(of: array, subscripts, over: axes) {
      use.part = Part(reader: reader, position: part.position, lower: part.lower, upper: part.upper)
      if let part = use.part, parts[Int(array.raw)].count < Self.mostParts { parts[Int(array.raw)].append(part) }
    }
    uses[Int(reader.raw)].append(use)
  }

  /// Finds the arrays all of whose elements are wanted.
  ///
  /// Each is taken for one until its reads say otherwise: what is read by something later is wanted with it, up to a result.
  private mutating func findAlways(_ isActive: [Bool], _ results: [ArrayID], in program: Program) {
    var isResult = [Bool](repeating: false, count: program.arrays.count)
    for result in results { isResult[Int(result.raw)] = true }
    var pending = program.arrays.indices.filter { isActive[$0] && !isResult[$0] }
    while let array = pending.popLast() {
      guard isAlways[array], wholeCounts[array] == 0, !areTogetherWhole(array, in: program) else { continue }
      isAlways[array] = false
      for use in uses[array] {
        let read = Int(use.array.raw)
        if use.isWhole { wholeCounts[read] -= 1 }
        if isActive[read], !isResult[read] { pending.append(read) }
      }
    }
  }

  /// Whether the parts of an array that are wanted cover it: those with one position in which they are no whole.
  private func areTogetherWhole(_ array: Int, in program: Program) -> Bool {
    let parts = parts[array].filter { isAlways[Int($0.reader.raw)] }
    guard let position = parts.first?.position else { return false }
    let extent = program[program.arrays[array].shape[position]]
    var open = parts.filter { $0.position == position }
    var reached = IndexExpression(0)
    while let next = open.firstIndex(where: { ((reached - $0.lower).constant ?? -1) >= 0 }) {
      let upper = open.remove(at: next).upper
      if (upper - reached).constant.map({ $0 > 0 }) ?? true { reached = upper }
      if ((reached - extent).constant ?? -1) >= 0 { return true }
    }
    return false
  }
}

extension Program {
  /// Returns the range of subscripts at the one position at which reads over some axes meet less than all of an array.
  fileprivate func part(
    of array: ArrayID, _ subscripts: SubscriptsID, over axes: [AxisID]
  ) -> (position: Int, lower: IndexExpression, upper: IndexExpression)? {
    var found: (position: Int, lower: IndexExpression, upper: IndexExpression)?
    var met: [AxisID] = []
    for (position, (index, extent)) in zip(self[subscripts], self[array].shape).enumerated() {
      let expression = self[index]
      let named = expression.atoms.compactMap { if case .axis(let axis) = $0 { axis } else { nil } }
      if let axis = expression.axis, spans(axis, extent), axes.contains(axis), !met.contains(axis) {
        met.append(axis)
        continue
      }
      guard found == nil else { return nil }
      if let axis = named.first {
        guard let (slope, shift) = expression.linear(in: axis), slope.constant == 1, shift.isOfDims,
          axes.contains(axis), !met.contains(axis), self[self[axis].lower].isOfDims, self[self[axis].upper].isOfDims
        else { return nil }
        met.append(axis)
        found = (position, self[self[axis].lower] + shift, self[self[axis].upper] + shift)
      } else {
        guard expression.isOfDims else { return nil }
        found = (position, expression, expression + IndexExpression(1))
      }
    }
    return found
  }
}

extension IndexExpression {
  /// Whether it names nothing but dims.
  fileprivate var isOfDims: Bool { atoms.allSatisfy { if case .dim = $0 { true } else { false } } }
}
