import FlatProgram
import Operations

/// When the adjoint of each array can differ from 0: always, or where conditions of the program hold.
///
/// An array that is read in branches only gives nothing where none of these is taken. What it is made of may then be
/// anything, also a root or a quotient without a slope: the text may well compute before an `if` what only one branch wants.
struct AdjointGuards {
  /// What is known of one array.
  private enum Guard {
    /// Nothing reads it yet.
    case never
    case always
    /// Where one of its reads is wanted: no condition in the axes of the array says where that is.
    case somewhere
    /// The condition, the axes that it names by the subscripts that they are, and of how many reads it is made.
    case under(ExpressionID, axes: [AxisID?], reads: Int)
  }

  /// A read that is wanted under a condition, over these axes.
  private struct Want {
    var subscripts: SubscriptsID
    var domain: [AxisID]
    var condition: ExpressionID
  }

  /// By array.
  private var guards: [Guard]
  /// By array: the reads that were noted, as long as not all of it is always wanted.
  private var reads: [[Want]] = []
  /// By array: what counts the reads that are wanted, where that has been asked for.
  private var counts: [ArrayID: ArrayID] = [:]
  /// What counts reads, and what of that is asked for.
  private var idle: Set<ArrayID> = []
  private var asked: Set<ArrayID> = []
  /// Conditions that are longer, or made of more reads, count as "always": so that the whole stays linear.
  private static let longestCondition = 48
  private static let mostReads = 8

  /// Requires: the steps are those of the program. Results, and what is read before it is complete, are always wanted.
  init(_ steps: [Step], of results: [ArrayID], in program: Program) {
    guards = Array(repeating: .never, count: program.arrays.count)
    reads = Array(repeating: [], count: program.arrays.count)
    for array in results { guards[Int(array.raw)] = .always }
    var isWritten = [Bool](repeating: false, count: program.arrays.count)
    var traversal = Traversal()
    // From the end, a write before a read means that the read comes first.
    for case .assignment(let assignment) in steps.reversed() {
      isWritten[Int(assignment.target.raw)] = true
      for node in traversal.postorder([assignment.body], in: program) {
        if case .read(let array, _) = program[node], isWritten[Int(array.raw)] { guards[Int(array.raw)] = .always }
      }
    }
  }

  /// Notes that a read of an array, over some axes, adds to its adjoint, under a condition or, with `.none`, always.
  ///
  /// Where it cannot be asked, the condition makes sense at the points of the read only. A read of a part adds to that part
  /// alone.
  mutating func note(
    _ array: ArrayID, _ subscripts: SubscriptsID, under condition: ExpressionID, isAsked: Bool, isPart: Bool,
    over domain: [AxisID], in program: inout Program
  ) {
    let known = guards[Int(array.raw)]
    if case .always = known { return }
    if condition == .none, !isPart {
      guards[Int(array.raw)] = .always
      reads[Int(array.raw)] = []
      return
    }
    reads[Int(array.raw)].append(Want(subscripts: subscripts, domain: domain, condition: condition))
    guards[Int(array.raw)] = .somewhere
    guard isAsked, !isPart, isShort(condition, program) else { return }
    let named = program.axes(of: condition)
    let axes = program[subscripts].map { index in program[index].axis.flatMap { named.contains($0) ? $0 : nil } }
    guard named.allSatisfy(axes.contains) else { return }
    switch known {
    case .always, .somewhere: break
    case .never: guards[Int(array.raw)] = .under(condition, axes: axes, reads: 1)
    case .under(let other, let names, let reads):
      guard reads < Self.mostReads, haveSameBounds(axes, names, program) else { return }
      let renamed = program.substituting(map(from: axes, to: names, in: &program), in: condition)
      if program[renamed].negated == other || program[other].negated == renamed {
        guards[Int(array.raw)] = .always
        self.reads[Int(array.raw)] = []
        return
      }
      let either = renamed == other ? other : program.apply(.or, other, renamed)
      let both = zip(names, axes).map { $0 ?? $1 }
      guards[Int(array.raw)] = .under(either, axes: both, reads: reads + 1)
    }
  }

  /// Returns a condition that holds where some read of an assignment's target is wanted, and the statements that count them,
  /// the first time; nil where all of it always is.
  mutating func counting(
    for assignment: Assignment, in program: inout Program
  ) -> (condition: ExpressionID, statements: [Assignment])? {
    let target = assignment.target
    switch guards[Int(target.raw)] {
    case .always, .never: return nil
    case .somewhere, .under: break
    }
    var statements: [Assignment] = []
    if counts[target] == nil {
      statements = reads[Int(target.raw)].map { want in
        counting(target, want.subscripts, under: want.condition, over: want.domain, .backward, in: &program)
      }
    }
    return (isCounted(assignment, in: &program), statements)
  }

  /// Returns the statement by which a read counts the elements of an array that it wants.
  mutating func counting(
    _ array: ArrayID, _ subscripts: SubscriptsID, under condition: ExpressionID, over domain: [AxisID], _ pass: Pass,
    in program: inout Program
  ) -> Assignment {
    Assignment(
      target: count(of: array, in: &program), subscripts: subscripts, domain: domain, combination: .add,
      body: program.masking(program.constant(1), where: condition), span: program[array].span, pass: pass)
  }

  /// Returns the condition that a read counted the elements which an assignment gives.
  mutating func isCounted(_ assignment: Assignment, in program: inout Program) -> ExpressionID {
    let array = count(of: assignment.target, in: &program)
    asked.insert(array)
    return program.apply(.notEqual, program.read(array, assignment.subscripts), program.constant(0))
  }

  /// Whether an array counts what nothing asks for.
  func isIdle(_ array: ArrayID) -> Bool { idle.contains(array) && !asked.contains(array) }

  private mutating func count(of array: ArrayID, in program: inout Program) -> ArrayID {
    if let known = counts[array] { return known }
    let declaration = program[array]
    let made = program.addArray(
      ArrayDeclaration(
        name: program.freshName("wanted_" + declaration.name), shape: declaration.shape, role: .local,
        span: declaration.span))
    counts[array] = made
    idle.insert(made)
    return made
  }

  /// Returns the condition under which an assignment to an array matters, in the axes of the assignment; `.none` where it
  /// always does.
  func condition(for assignment: Assignment, in program: inout Program) -> ExpressionID {
    guard case .under(let condition, let axes, _) = guards[Int(assignment.target.raw)] else { return .none }
    let own = program[assignment.subscripts].map { program[$0].axis }
    guard zip(axes, own).allSatisfy({ $0 == nil || $1 != nil }), haveSameBounds(own, axes, program) else {
      return .none
    }
    return program.substituting(map(from: axes, to: own, in: &program), in: condition)
  }

  private func map(from axes: [AxisID?], to others: [AxisID?], in program: inout Program) -> [AxisID: IndexID] {
    var map: [AxisID: IndexID] = [:]
    for case (let axis?, let other?) in zip(axes, others) where axis != other { map[axis] = program.index(other) }
    return map
  }

  private func haveSameBounds(_ first: [AxisID?], _ second: [AxisID?], _ program: Program) -> Bool {
    zip(first, second).allSatisfy { a, b in
      guard let a, let b, a != b else { return true }
      return program[a].lower == program[b].lower && program[a].upper == program[b].upper
    }
  }

  private func isShort(_ condition: ExpressionID, _ program: Program) -> Bool {
    var count = 0
    var pending = [condition]
    while let next = pending.popLast() {
      count += 1
      if count > Self.longestCondition { return false }
      if case .operation(_, let a, let b, let c) = program[next] { pending += [a, b, c].filter { $0 != .none } }
    }
    return true
  }
}

extension Rule {
  /// Whether its value is some number whatever the data are: no operand but constants of the program enter it, save in
  /// conditions.
  func isBounded(where isConstant: (Int) -> Bool) -> Bool {
    switch self {
    case .constant: true
    case .operand(let number): isConstant(number)
    case .result: false
    case .apply(.select, let arguments): arguments.dropFirst().allSatisfy { $0.isBounded(where: isConstant) }
    case .apply(_, let arguments): arguments.allSatisfy { $0.isBounded(where: isConstant) }
    }
  }
}

extension Expression {
  /// What it is the negation of, as written.
  fileprivate var negated: ExpressionID? {
    if case .operation(.not, let condition, _, _) = self { condition } else { nil }
  }
}
