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
  }

  package var form: Rule
  package var replacement: Rule
  package var condition: Condition

  package init(_ form: Rule, _ replacement: Rule, where condition: Condition = .none) {
    (self.form, self.replacement, self.condition) = (form, replacement, condition)
  }
}

/// A form in the order in which it is compared: the tests of an operation come before those of its operands.
struct RewritePattern: Sendable {
  enum Test: Sendable {
    case operation(Operation)
    case constant(Double)
    /// The first occurrence of an operand.
    case bind(Int)
    /// A later occurrence.
    case same(Int)
  }

  struct Step: Sendable {
    /// The position of the step whose expression this one is an operand of.
    var parent: Int
    var operand: Int
    var test: Test
  }

  private(set) var root: Operation?
  private(set) var steps: [Step] = []
  let replacement: Rule
  let condition: Rewrite.Condition

  init(_ rewrite: Rewrite) {
    replacement = rewrite.replacement
    condition = rewrite.condition
    if case .apply(let operation, _) = rewrite.form { root = operation }
    var bound: Set<Int> = []
    var pending: [(rule: Rule, parent: Int, operand: Int)] = [(rewrite.form, 0, 0)]
    while let next = pending.popLast() {
      let test: Test
      switch next.rule {
      case .operand(let number): test = bound.insert(number).inserted ? .bind(number) : .same(number)
      case .constant(let value): test = .constant(value)
      case .result: continue
      case .apply(let operation, let operands):
        test = .operation(operation)
        for (position, operand) in operands.enumerated().reversed() { pending.append((operand, steps.count, position)) }
      }
      steps.append(Step(parent: next.parent, operand: next.operand, test: test))
    }
  }
}
