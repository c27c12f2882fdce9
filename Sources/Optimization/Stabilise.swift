import Diagnostics
import FlatProgram
import Operations

extension OptimizationPass {
  /// Puts accurate functions in the place of formulas that overflow, vanish or cancel, before they are differentiated: so
  /// that value and gradient are right wherever the mathematics is.
  package static let stabilise = stabilising(keeping: [])

  /// Like `stabilise`, where derivatives with respect to some definitions are wanted: nothing looks through these.
  package static func stabilising(keeping kept: [ArrayID]) -> OptimizationPass {
    OptimizationPass("stabilise") { program in
      var walk = StabilisingWalk(program, keeping: kept)
      walk.run()
      program = walk.program
    }
  }
}

/// The walk over a program's assignments, from the first to the last, which looks at definitions as it goes.
struct StabilisingWalk {
  var program: Program
  private let steps: [Step]
  private let writes: Writes
  private var rewriter = prepared
  /// By array: whether no definition of it is looked at.
  private var isOpaque: [Bool]
  /// By array: how many assignments it has, and whether some accumulate.
  private var counts: [Int]
  private var isAccumulated: [Bool]
  /// By array: what its elements are, over the axes of the one assignment.
  private var bodies: [ArrayID: (subscripts: SubscriptsID, body: ExpressionID, isWhole: Bool)] = [:]
  private var enclosing: [AxisID] = []
  /// The rows that were applied to each definition, as `Rewriter.applied` has them; nil where nobody asks.
  var applied: [(span: SourceSpan?, row: Int)]?

  private static let prepared = Rewriter(StabiliseRows.withVariants, longestChain: 64)

  init(_ program: Program, keeping kept: [ArrayID]) {
    self.program = program
    steps = program.steps
    writes = Writes(steps, in: program)
    isOpaque = Array(repeating: false, count: program.arrays.count)
    counts = Array(repeating: 0, count: program.arrays.count)
    isAccumulated = isOpaque
    for array in kept { isOpaque[Int(array.raw)] = true }
    for case .assignment(let assignment) in steps {
      counts[Int(assignment.target.raw)] += 1
      if assignment.combination != .assign { isAccumulated[Int(assignment.target.raw)] = true }
    }
    rewriter.insight = Insight()
  }

  /// Complexity: linear in the program.
  mutating func run() {
    var result = steps
    var replaced = [ExpressionID](repeating: .none, count: program.expressions.count)
    var traversal = Traversal()
    var ranges = RangeAnalysis()
    traversal.begin(in: program)
    var order: [ExpressionID] = []
    for (position, step) in steps.enumerated() {
      switch step {
      case .enter(let axis, _): enclosing.append(axis)
      case .leave: enclosing.removeLast()
      case .assignment(var assignment):
        order.removeAll(keepingCapacity: true)
        traversal.continuePostorder(assignment.body, in: program, into: &order)
        if applied != nil { rewriter.applied = [] }
        for id in order { replaced[Int(id.raw)] = rewritten(id, replaced) }
        for row in rewriter.applied ?? [] { applied?.append((assignment.span, row)) }
        if let mask = program.mask(of: assignment),
          !ranges.isInside(assignment.target, assignment.subscripts, of: program)
        {
          assignment.body = program.masking(replaced[Int(mask.value.raw)], where: replaced[Int(mask.condition.raw)])
        } else {
          assignment.body = replaced[Int(assignment.body.raw)]
        }
        result[position] = .assignment(assignment)
        note(assignment, at: position)
      }
    }
    program.steps = result
    while let next = rewriter.insight?.products.nextFactor() {
      let size = rewriter.make(.abs, next.factor, .none, .none, in: &program)
      let logarithm = rewriter.make(.log, size, .none, .none, in: &program)
      rewriter.insight?.products.finish(next.product, logarithm)
    }
    rewriter.insight?.sums.addAssignments(to: &program)
    rewriter.insight?.products.addAssignments(to: &program)
  }

  private mutating func rewritten(_ id: ExpressionID, _ replaced: [ExpressionID]) -> ExpressionID {
    let made: ExpressionID
    switch program[id] {
    case .constant, .index: made = id
    case .read(let array, let subscripts):
      made = id
      if let definition = definition(of: array, at: subscripts) { rewriter.insight?.define(id, as: definition) }
    case .operation(let operation, let a, let b, let c):
      let x = replaced[Int(a.raw)]
      let y = b == .none ? b : replaced[Int(b.raw)]
      let z = c == .none ? c : replaced[Int(c.raw)]
      let known = program.expressions.count
      made = rewriter.make(operation, x, y, z, is: (x, y, z) == (a, b, c) ? id : nil, in: &program)
      program.noteExpressions(since: known, madeOf: id)
    }
    // Asked for now, so that asking for what is made of it never goes deep.
    _ = rewriter.insight?.kind(of: made, in: program)
    return made
  }

  /// Returns what an element of an array is made of, or nil; what that reads is looked up too, a few steps far.
  private mutating func definition(of array: ArrayID, at subscripts: SubscriptsID, steps: Int = 3) -> ExpressionID? {
    guard let known = bodies[array] else { return nil }
    if known.subscripts == subscripts { return known.body }
    guard known.isWhole, steps > 0 else { return nil }
    let axes = program[known.subscripts].compactMap { program[$0].axis }
    let made = program.substituting(
      Dictionary(zip(axes, program[subscripts])) { first, _ in first }, in: known.body)
    var pending = [made]
    while let id = pending.popLast() {
      switch program[id] {
      case .constant, .index: break
      case .read(let array, let subscripts):
        guard rewriter.insight?.definition(of: id) == nil,
          let inner = definition(of: array, at: subscripts, steps: steps - 1)
        else { continue }
        rewriter.insight?.define(id, as: inner)
      case .operation(_, let a, let b, let c): pending += [a, b, c].filter { $0 != .none }
      }
    }
    return made
  }

  /// Notes what an assignment says of its target.
  private mutating func note(_ assignment: Assignment, at position: Int) {
    let target = assignment.target
    if counts[Int(target.raw)] == 2, !isOpaque[Int(target.raw)] {
      rewriter.insight?.products.note(assignment, within: enclosing, in: program)
      if rewriter.insight?.products.holds(target) ?? false { rewriter.insight?.note(target, .wide) }
    }
    guard counts[Int(target.raw)] == 1, !program[target].isInteger, var insight = rewriter.insight else { return }
    defer { rewriter.insight = insight }
    rewriter.insight = nil
    var kind: TermKind = []
    if assignment.combination != .argmax, assignment.combination != .argmin {
      // An empty maximum is -infinity.
      let isBounded = assignment.combination == .assign || assignment.combination == .add
      kind = insight.kind(of: assignment.body, in: program).intersection(isBounded ? .nonNegative : [])
    }
    if !isOpaque[Int(target.raw)] {
      // Taken out while it is changed, so that it is not copied.
      var sums = insight.sums
      insight.sums = ScaledSums()
      kind.formUnion(sums.note(assignment, within: enclosing, in: program, insight))
      insight.sums = sums
      if assignment.combination == .assign, let isWhole = isReplaceable(assignment, at: position) {
        bodies[target] = (assignment.subscripts, assignment.body, isWhole)
      }
    }
    insight.note(target, kind)
  }

  /// Returns whether the body of an assignment may be put in the place of any read of its target, or of those at the same
  /// subscripts only; nil where it may not at all.
  private func isReplaceable(_ assignment: Assignment, at position: Int) -> Bool? {
    var size = 0
    var pending = [assignment.body]
    while let id = pending.popLast() {
      size += 1
      guard size <= Insight.longestDefinition else { return nil }
      switch program[id] {
      case .constant, .index: break
      case .read(let array, _):
        // A sum that still grows is another one later; what was declared since is complete.
        if Int(array.raw) < isAccumulated.count, isAccumulated[Int(array.raw)], !writes.isFinal(array, at: position) {
          return nil
        }
      case .operation(_, let a, let b, let c): pending += [a, b, c].filter { $0 != .none }
      }
    }
    guard enclosing.isEmpty,
      program.covers(assignment.target, assignment.subscripts, over: assignment.domain),
      program[assignment.subscripts].allSatisfy({ program[$0].axis != nil })
    else { return false }
    return true
  }
}
