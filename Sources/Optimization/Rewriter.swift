import FlatProgram
import Operations

/// Makes expressions in the form that a list of rewrites leads to, and rewrites whole programs from the operands up.
///
/// Complexity: constant for a node, since a form looks at a bounded number of nodes below it.
struct Rewriter: Sendable {
  private let table: RewriteTable
  /// Scratch: the expressions that the steps of a form have reached, and what its operands stand for.
  private var reached: [ExpressionID]
  private var bound = [ExpressionID](repeating: .none, count: 8)
  /// What is known of definitions and sums, where that is looked at.
  var insight: Insight?
  private let longestChain: Int
  /// The rows that were applied, in order, `scaling` for what insight did; nil where nobody asks.
  var applied: [Int]?
  /// Stands among applied rows for a sum that was taken relative to its largest term.
  static let scaling = -1

  /// Requires: the rewrites name at most eight operands each. Rewrites may lead to forms of other rewrites, but not for
  /// ever.
  init(_ rewrites: [Rewrite], longestChain: Int = 16) {
    table = RewriteTable(rewrites)
    reached = Array(repeating: .none, count: table.longest)
    self.longestChain = longestChain
  }

  /// Returns the operation on the operands, or what it is rewritten to; `known` is its number where the caller has it.
  ///
  /// Requires: the operands are in rewritten form.
  mutating func make(
    _ operation: Operation, _ a: ExpressionID, _ b: ExpressionID, _ c: ExpressionID, is known: ExpressionID? = nil,
    in program: inout Program
  ) -> ExpressionID {
    make(operation, a, b, c, is: known, in: &program, left: longestChain)
  }

  private mutating func make(
    _ operation: Operation, _ a: ExpressionID, _ b: ExpressionID, _ c: ExpressionID, is known: ExpressionID?,
    in program: inout Program, left: Int
  ) -> ExpressionID {
    if let folded = program.folded(operation, a, b, c) { return folded }
    guard left > 0 else { return known ?? program.apply(operation, a, b, c) }
    if let made = insight?.rewritten(operation, a, b, c, in: &program) {
      applied?.append(Self.scaling)
      return made
    }
    let (first, second) = (self.operation(a, program), self.operation(b, program))
    for number in table.formsOfRoot[Int(operation.rawValue)] {
      let form = table.forms[number]
      guard form.first == nil || form.first == first, form.second == nil || form.second == second,
        matches(form, a, b, c, &program)
      else { continue }
      let operands = bound
      applied?.append(form.replacement)
      let (replacement, isLast) = table.replacements[form.replacement]
      let original = known ?? program.apply(operation, a, b, c)
      return build(replacement, operands, for: original, in: &program, left: isLast ? 0 : left - 1)
    }
    return known ?? program.apply(operation, a, b, c)
  }

  /// Returns the operation that an operand is, or that defines it.
  private func operation(_ operand: ExpressionID, _ program: Program) -> Operation? {
    guard operand != .none else { return nil }
    if case .operation(let operation, _, _, _) = program[seen(operand)] { return operation }
    return nil
  }

  /// Returns what stands for an expression: its definition where that may be looked at.
  private func seen(_ id: ExpressionID) -> ExpressionID { insight?.definition(of: id) ?? id }

  private mutating func matches(
    _ form: RewriteTable.Form, _ a: ExpressionID, _ b: ExpressionID, _ c: ExpressionID, _ program: inout Program
  ) -> Bool {
    var own = 0
    for number in form.steps {
      own += 1
      let step = table.steps[number]
      let id: ExpressionID
      if step.parent == 0 {
        id = step.operand == 0 ? a : step.operand == 1 ? b : c
      } else if case .operation(_, let x, let y, let z) = program[reached[step.parent]] {
        id = step.operand == 0 ? x : step.operand == 1 ? y : z
      } else {
        return false
      }
      reached[own] = id
      switch step.test {
      case .operation(let wanted):
        reached[own] = seen(id)
        guard case .operation(wanted, _, _, _) = program[reached[own]] else { return false }
      case .constant(let wanted): if program[id].number != wanted { return false }
      case .bind(let operand): bound[operand] = id
      case .same(let operand): if bound[operand] != id { return false }
      }
    }
    return holds(form.condition, program)
  }

  private mutating func holds(_ condition: Rewrite.Condition, _ program: Program) -> Bool {
    switch condition {
    case .none: return true
    case .isConstant(let operand): return program[bound[operand]].number != nil
    case .isNegative(let operand): return (program[bound[operand]].number ?? 0) < 0
    case .isPowerOfTwo(let operand):
      return program[bound[operand]].number.map(isPowerOfTwo) ?? false
    case .areScales(let first, let second):
      guard let a = program[bound[first]].number, let b = program[bound[second]].number else { return false }
      return (isPowerOfTwo(a) || isPowerOfTwo(b)) && (a * b).isNormal
    case .isCondition(let operand): return program.isCondition(bound[operand])
    case .isExtremeProduct(let first, let second):
      guard let a = program[bound[first]].number, let b = program[bound[second]].number else { return false }
      return (isExtreme(a) || isExtreme(b)) && (a * b).isNormal
    case .isExtremeQuotient(let first, let second):
      guard let a = program[bound[first]].number, let b = program[bound[second]].number else { return false }
      return (isExtreme(a) || isExtreme(b)) && (a / b).isNormal
    case .isPositiveConstant(let operand):
      return insight?.kind(of: bound[operand], in: program).contains(.positiveConstant) ?? false
    case .isNonNegative(let operand):
      return insight?.kind(of: bound[operand], in: program).contains(.nonNegative) ?? false
    case .isSumOfSquares(let operand):
      return insight?.kind(of: bound[operand], in: program).contains(.squares) ?? false
    case .areExponential(let first, let second):
      guard let a = insight?.kind(of: bound[first], in: program), let b = insight?.kind(of: bound[second], in: program)
      else { return false }
      return TermKind.areExponential(a, b)
    case .isExponentialQuotient(let first, let second):
      guard let a = insight?.kind(of: bound[first], in: program), let b = insight?.kind(of: bound[second], in: program)
      else { return false }
      return TermKind.areExponential(a, b) && b.contains(.overflowing) && !a.union(b).contains(.summed)
    case .isExponentialProduct(let first, let second):
      guard let a = insight?.kind(of: bound[first], in: program), let b = insight?.kind(of: bound[second], in: program)
      else { return false }
      return a.contains(.exponential) && b.contains(.exponential) && a.union(b).contains(.overflowing)
        && !a.union(b).contains(.summed)
    case .isEven(let operand):
      guard let number = program[bound[operand]].number else { return false }
      return number != 0 && number.truncatingRemainder(dividingBy: 2) == 0
    case .isWhole(let operand):
      guard let number = program[bound[operand]].number else { return false }
      return number != 0 && number == number.rounded()
    case .isExponent(let operand):
      guard let number = program[bound[operand]].number else { return false }
      return number != 0 && number.isFinite
    case .isFixed(let operand, let other):
      guard let a = insight?.kind(of: bound[operand], in: program), let b = insight?.kind(of: bound[other], in: program)
      else { return false }
      return a.contains(.fixed) && !b.contains(.fixed)
    case .isWide(let operand):
      return insight?.kind(of: bound[operand], in: program).contains(.wide) ?? false
    case .areFactors(let first, let second):
      guard let a = insight?.kind(of: bound[first], in: program), let b = insight?.kind(of: bound[second], in: program)
      else { return false }
      return TermKind.areWide(a, b)
    }
  }

  private func isExtreme(_ number: Double) -> Bool { !(1e-50...1e50).contains(abs(number)) }

  private func isPowerOfTwo(_ number: Double) -> Bool {
    number.isNormal && number.significand == 1 && (1 / number).isNormal
  }

  /// Recursion is as deep as the text of a row, never as a user's expression.
  private mutating func build(
    _ rule: Rule, _ operands: [ExpressionID], for original: ExpressionID, in program: inout Program, left: Int
  ) -> ExpressionID {
    switch rule {
    case .operand(let number): return operands[number]
    case .constant(let value): return program.constant(value)
    case .result: return original
    case .apply(let operation, let rules):
      var made: [ExpressionID] = [.none, .none, .none]
      for (position, rule) in rules.enumerated() {
        made[position] = build(rule, operands, for: original, in: &program, left: left)
      }
      return make(operation, made[0], made[1], made[2], is: nil, in: &program, left: left)
    }
  }
}

extension Program {
  /// Returns the value of an operation on constants as a constant.
  mutating func folded(
    _ operation: Operation, _ a: ExpressionID, _ b: ExpressionID, _ c: ExpressionID
  ) -> ExpressionID? {
    guard a != .none, let x = self[a].number, !operation.row.isOpaque else { return nil }
    var (y, z) = (0.0, 0.0)
    if b != .none {
      guard let number = self[b].number else { return nil }
      y = number
    }
    if c != .none {
      guard let number = self[c].number else { return nil }
      z = number
    }
    return constant(operation.evaluate(x, y, z))
  }

  /// Replaces the expressions of some passes of the calculation, from the operands up, by what `make` returns for each.
  ///
  /// `make` is given the node with its operands replaced, and its number where that left it as it was. Complexity: linear in the expressions that the program uses.
  mutating func rewriteExpressions(
    in isWanted: (Pass) -> Bool = { _ in true }, _ make: (inout Program, Expression, ExpressionID?) -> ExpressionID
  ) {
    var steps = self.steps
    let positions = steps.indices.filter { steps[$0].assignment.map { isWanted($0.pass) } ?? false }
    var replaced = [ExpressionID](repeating: .none, count: expressions.count)
    var traversal = Traversal()
    for id in traversal.postorder(positions.compactMap { steps[$0].assignment?.body }, in: self) {
      var node = self[id]
      if case .operation(let operation, let a, let b, let c) = node {
        node = .operation(
          operation, replaced[Int(a.raw)], b == .none ? b : replaced[Int(b.raw)],
          c == .none ? c : replaced[Int(c.raw)])
      }
      let known = expressions.count
      replaced[Int(id.raw)] = make(&self, node, node == self[id] ? id : nil)
      noteExpressions(since: known, madeOf: id)
    }
    var ranges = RangeAnalysis()
    var isChanged = false
    for position in positions {
      guard var assignment = steps[position].assignment,
        replaced[Int(assignment.body.raw)] != assignment.body
      else { continue }
      isChanged = true
      if let mask = mask(of: assignment), !ranges.isInside(assignment.target, assignment.subscripts, of: self) {
        assignment.body = masking(replaced[Int(mask.value.raw)], where: replaced[Int(mask.condition.raw)])
      } else {
        assignment.body = replaced[Int(assignment.body.raw)]
      }
      steps[position] = .assignment(assignment)
    }
    if isChanged { self.steps = steps }
  }
}

extension Program {
  /// Returns the value under a condition; what is masked is not added, and the form says so.
  mutating func masking(_ value: ExpressionID, where condition: ExpressionID) -> ExpressionID {
    self[condition].number == 1 ? value : apply(.select, condition, value, constant(0))
  }
}

extension Step {
  /// The assignment that it is.
  var assignment: Assignment? {
    if case .assignment(let assignment) = self { return assignment }
    return nil
  }
}
