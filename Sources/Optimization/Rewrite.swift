import FlatProgram
import Operations

/// One identity, as data: an expression of the first form may be replaced by the second.
///
/// Operands of a rule stand for any expressions; one that occurs twice stands for the same expression twice.
package struct Rewrite: Sendable {
  /// What must be known of what an operand stands for.
  package enum Condition: Hashable, Sendable {
    case none
    case isConstant(Int)
    case isNegative(Int)
    /// A power of two, either sign, whose reciprocal is a normal number.
    case isPowerOfTwo(Int)
    /// Two constants, one of them a power of two, whose product is a normal number: rounding commutes with both.
    case areScales(Int, Int)
    case isCondition(Int)
    /// Two constants, one of them far from 1, whose product or quotient is a normal number.
    case isExtremeProduct(Int, Int)
    case isExtremeQuotient(Int, Int)
    /// A number above 0 that no data changes.
    case isPositiveConstant(Int)
    /// Never below 0, as far as the table's ranges show.
    case isNonNegative(Int)
    /// A sum of squares, positive constants among them.
    case isSumOfSquares(Int)
    /// Products, quotients and sums of exponentials and positive constants, the two together not of constants alone: their
    /// logarithm can be taken term by term.
    case areExponential(Int, Int)
    /// Exponentials, sums of them and positive constants, of which the second may overflow and neither is summed over an
    /// axis: their quotient is the exponential of a difference.
    case isExponentialQuotient(Int, Int)
    /// Two exponentials or sums of them, of which one may overflow and neither is summed over an axis.
    case isExponentialProduct(Int, Int)
    /// A constant that is an even whole number, not 0.
    case isEven(Int)
    /// A constant that is a whole number, not 0.
    case isWhole(Int)
    /// A constant, not 0.
    case isExponent(Int)
    /// A number that no data changes, while they change the other.
    case isFixed(Int, other: Int)
    /// May overflow or vanish where the factors that it is made of do not.
    case isWide(Int)
    /// Factors that data change, or one that is wide itself: their product and their quotient are wide.
    case areFactors(Int, Int)
  }

  /// What an expression looks like.
  package var form: Rule
  /// What it becomes; `.result` is the expression as it was, which nothing more becomes of.
  package var replacement: Rule
  /// When.
  package var condition: Condition
  /// What goes wrong with the form, for rows that are there to mend it.
  package var reason: String
  /// Whether nothing more is rewritten in the replacement, which may hold the form itself.
  package var isLast: Bool

  /// Makes a row.
  package init(
    _ form: Rule, _ replacement: Rule, where condition: Condition = .none, because reason: String = "",
    isLast: Bool = false
  ) {
    (self.form, self.replacement, self.condition) = (form, replacement, condition)
    (self.reason, self.isLast) = (reason, isLast)
  }
}

/// The forms of a list of rewrites, laid out for comparison: plain numbers in three flat lists, by the operation at the root.
struct RewriteTable: Sendable {
  /// What one expression is compared with.
  enum Test: Sendable {
    case operation(Operation)
    case constant(Double)
    /// The first occurrence of an operand.
    case bind(Int)
    /// A later occurrence.
    case same(Int)
  }

  /// One comparison; those of an operation come before those of its operands.
  struct Step: Sendable {
    /// The position, in its form, of the step whose expression this one is an operand of.
    var parent: Int
    var operand: Int
    var test: Test
  }

  /// The form of one rewrite.
  struct Form: Sendable {
    /// The steps below the root.
    var steps: Range<Int>
    var condition: Rewrite.Condition
    /// The position of the replacement.
    var replacement: Int
    /// What the first two operands of the root must be, where they must be operations: for a quick no.
    var first: Operation?
    var second: Operation?
  }

  /// The comparisons of all forms, one after the other.
  private(set) var steps: [Step] = []
  /// The forms, by root, in the order of the rows.
  private(set) var forms: [Form] = []
  /// What the rewrites lead to, in the order of the rows.
  private(set) var replacements: [(rule: Rule, isLast: Bool)] = []
  /// By operation.
  private(set) var formsOfRoot: [Range<Int>] = []
  /// The steps of the longest form, its root included.
  private(set) var longest = 1

  /// Lays out a list of rewrites.
  init(_ rewrites: [Rewrite]) {
    replacements = rewrites.map { ($0.replacement, $0.isLast) }
    for operation in Operation.allCases {
      let start = forms.count
      for (position, rewrite) in rewrites.enumerated() {
        guard case .apply(operation, let operands) = rewrite.form else { continue }
        let first = steps.count
        append(operands)
        longest = max(longest, steps.count - first + 1)
        forms.append(
          Form(
            steps: first..<steps.count, condition: rewrite.condition, replacement: position,
            first: operands.first?.operation, second: operands.dropFirst().first?.operation))
      }
      formsOfRoot.append(start..<forms.count)
    }
  }

  private mutating func append(_ operands: [Rule]) {
    let first = steps.count
    var bound: Set<Int> = []
    var pending: [(rule: Rule, parent: Int, operand: Int)] = []
    for (number, operand) in operands.enumerated().reversed() { pending.append((operand, 0, number)) }
    while let next = pending.popLast() {
      let test: Test
      switch next.rule {
      case .operand(let number): test = bound.insert(number).inserted ? .bind(number) : .same(number)
      case .constant(let value): test = .constant(value)
      case .result: continue
      case .apply(let operation, let operands):
        test = .operation(operation)
        let own = steps.count - first + 1
        for (number, operand) in operands.enumerated().reversed() { pending.append((operand, own, number)) }
      }
      steps.append(Step(parent: next.parent, operand: next.operand, test: test))
    }
  }
}

extension Rule {
  /// The operation at its root.
  fileprivate var operation: Operation? {
    if case .apply(let operation, _) = self { return operation }
    return nil
  }
}
