import Diagnostics
import FlatProgram

/// An element that a sequence changes after it was read: what reads it would hang on how far the sum has got.
struct SequenceChange {
  var array: ArrayID
  /// Where the statement stands that changes it, and the one that reads it.
  var span: SourceSpan?
  var use: SourceSpan?
}

/// Looks for elements that are changed after they were read, within the last statement of a program, a sequence.
struct SequenceChanges {
  /// An assignment of the sequence, with what it is walked by.
  private struct Step {
    var unit: RecurrenceUnit
    /// Whether it adds under a condition only.
    var isMasked: Bool
    var around: [(axis: AxisID, isReversed: Bool)]
  }

  /// The first that was found.
  private(set) var first: SequenceChange?

  /// Complexity: the reads of a sequence times its writes of the same arrays.
  init(_ program: Program) {
    var steps: [Step] = []
    var around: [(axis: AxisID, isReversed: Bool)] = []
    var last = program
    last.statements = program.statements.suffix(1)
    for step in last.steps {
      switch step {
      case .enter(let axis, let isReversed): around.append((axis, isReversed))
      case .leave: around.removeLast()
      case .assignment(let assignment):
        steps.append(
          Step(
            unit: RecurrenceUnit(.assignment(assignment), program), isMasked: program.mask(of: assignment) != nil,
            around: around))
      }
    }
    var writers: [ArrayID: [Int]] = [:]
    // Where a condition decides, a change may never meet what was read.
    for (number, step) in steps.enumerated() where !step.isMasked {
      for write in step.unit.writes { writers[write.array, default: []].append(number) }
    }
    for (reader, step) in steps.enumerated() {
      for (read, conditions) in zip(step.unit.reads, step.unit.conditions) where conditions.isEmpty {
        for writer in writers[read.array] ?? [] {
          for write in steps[writer].unit.writes
          where changes(write, steps[writer], after: read, step, isBehind: writer >= reader, program) {
            first = SequenceChange(array: read.array, span: steps[writer].unit.span, use: step.unit.span)
            return
          }
        }
      }
    }
  }

  /// Whether a write surely comes to an element after a read of it: in the same step, or in a later one.
  private func changes(
    _ write: ElementAccess, _ writer: Step, after read: ElementAccess, _ reader: Step, isBehind: Bool,
    _ program: Program
  ) -> Bool {
    let subscripts = Array(zip(program[write.subscripts], program[read.subscripts]))
    // What data or remainders decide is not looked into.
    guard subscripts.allSatisfy({ program.isPlain($0) && program.isPlain($1) }) else { return false }
    let common = zip(writer.around, reader.around).prefix { $0.axis == $1.axis }.map(\.0)
    // What holds of an axis' whole range holds of the step at hand, too.
    let meetsInStep = (0...common.count).allSatisfy {
      ranges(fixing: common[..<$0]).mayMeet(write, read, program)
    }
    if isBehind, meetsInStep { return true }
    for (level, (axis, isReversed)) in common.enumerated() {
      let named = subscripts.filter { program.names(axis, $0) || program.names(axis, $1) }
      guard ranges(fixing: common[..<level]).mayMeet(write, read, program) else { return false }
      if named.isEmpty { return true }
      let isLater = named.allSatisfy { written, asked in
        guard let x = program.point(written), let y = program.point(asked), x.axis == axis, y.axis == axis else {
          return false
        }
        return isReversed ? y.offset < x.offset : y.offset > x.offset
      }
      if isLater { return true }
    }
    return false
  }

  private func ranges(fixing walks: some Collection<(axis: AxisID, isReversed: Bool)>) -> SubscriptRanges {
    SubscriptRanges(fixed: Set(walks.map(\.axis)), leavesRoom: true)
  }
}

extension Program {
  fileprivate func names(_ axis: AxisID, _ index: IndexID) -> Bool { self[index].atoms.contains(.axis(axis)) }
}
