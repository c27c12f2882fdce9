import Diagnostics

/// The explicit stacks of the expression parser.
///
/// An expression is a pile of frames, one for each open bracket or `if`, each with the operators that still wait for
/// their right operand. What a frame has collected lies on the shared stacks above the frame's bases.
struct ExpressionStacks {
  /// Operands that wait for the operator behind them.
  var operands: [Operand] = []
  /// Operators that wait for their right operand.
  var operators: [PendingOperator] = []
  /// What is open, innermost last.
  var frames: [Frame] = []
  /// The finished elements of calls and arrays.
  var arguments: [Argument] = []
  /// Indices, or bare names that may still turn out to be arguments.
  var binders: [Binder] = []
  /// The finished places of subscripts.
  var subscripts: [SubscriptSyntax] = []
  /// Whether an operand comes next, not an operator.
  var expectsOperand = true

  /// A finished operand, and the place that it takes with the parentheses around it.
  struct Operand {
    var node: NodeID
    var span: SourceSpan
  }

  /// An operator that waits for its right operand.
  struct PendingOperator {
    var kind: Kind
    var span: SourceSpan

    enum Kind {
      case unary(UnarySign)
      case binary(BinaryOperator)
    }

    /// How tightly the operator binds.
    var precedence: Precedence {
      switch kind {
      case .unary(.not): .negation
      case .unary: .sign
      case .binary(let binary): binary.precedence
      }
    }
  }

  /// Something that is open.
  struct Frame {
    var kind: Kind
    var stage: Stage
    /// The opening bracket, or the `if`.
    var span: SourceSpan
    /// Whether a labelled argument has been read.
    var hasLabel = false
    /// Whether a chain of comparisons has been reported.
    var hasChain = false
    var operandBase: Int
    var operatorBase: Int
    var argumentBase: Int
    var binderBase: Int
    var subscriptBase: Int
  }

  enum Kind {
    /// The whole expression.
    case root
    /// `( ... )`
    case group
    /// `f( ... )`, a call or a reduction.
    case call(Identifier)
    /// `[ ... ]`, an array or a comprehension.
    case list
    /// `A[ ... ]`
    case subscripts
    /// `h[ ... ]` at the start of an item: subscripts, or the left side of a definition.
    case target(Identifier)
    /// `if ... then ... else ...`
    case conditional

    /// The bracket that opens it; nil for what is not bracketed.
    var opening: TokenKind? {
      switch self {
      case .root, .conditional: nil
      case .group, .call: .leftParenthesis
      case .list, .subscripts, .target: .leftBracket
      }
    }
  }

  /// Which part of a frame is being read.
  enum Stage {
    case element
    /// The value behind `axis:`.
    case labelled(Identifier)
    /// The range of an index.
    case lower(Identifier)
    /// The second bound of a slice, or of the range of an index.
    case upper(Identifier?, lower: NodeID, isClosed: Bool)
    /// Behind the `:` of a reduction or a comprehension.
    case body
    case condition, then, otherwise
  }

  /// Opens a frame; an operand comes next.
  mutating func open(_ kind: Kind, _ stage: Stage, at span: SourceSpan) {
    frames.append(
      Frame(
        kind: kind, stage: stage, span: span, operandBase: operands.count, operatorBase: operators.count,
        argumentBase: arguments.count, binderBase: binders.count, subscriptBase: subscripts.count))
    expectsOperand = true
  }

  /// Forgets everything above a frame, and the frame.
  mutating func drop(downTo frame: Frame, count: Int) {
    frames.removeLast(frames.count - count)
    operands.removeLast(operands.count - frame.operandBase)
    operators.removeLast(operators.count - frame.operatorBase)
    arguments.removeLast(arguments.count - frame.argumentBase)
    binders.removeLast(binders.count - frame.binderBase)
    subscripts.removeLast(subscripts.count - frame.subscriptBase)
  }
}

/// How tightly operators bind, loosest first.
package enum Precedence: Int, Comparable, Sendable {
  case conditional, disjunction, conjunction, negation, comparison, sum, product, sign, power, postfix

  package static func < (a: Precedence, b: Precedence) -> Bool { a.rawValue < b.rawValue }

  /// The next tighter level.
  package var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .postfix }
}

extension BinaryOperator {
  /// How tightly the operator binds.
  package var precedence: Precedence {
    switch self {
    case .or: .disjunction
    case .and: .conjunction
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual: .comparison
    case .plus, .minus: .sum
    case .times, .divide, .matrixProduct: .product
    case .power: .power
    }
  }

  /// How the language writes the operator.
  package var spelling: String { token.rawValue }

  private var token: TokenKind {
    switch self {
    case .or: .or
    case .and: .and
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .equal: .equal
    case .notEqual: .notEqual
    case .plus: .plus
    case .minus: .minus
    case .times: .times
    case .divide: .divide
    case .matrixProduct: .matrixProduct
    case .power: .power
    }
  }

  /// Returns the operator that a token is; nil for other tokens.
  init?(_ kind: TokenKind) {
    switch kind {
    case .or: self = .or
    case .and: self = .and
    case .less: self = .less
    case .lessOrEqual: self = .lessOrEqual
    case .greater: self = .greater
    case .greaterOrEqual: self = .greaterOrEqual
    case .equal: self = .equal
    case .notEqual: self = .notEqual
    case .plus: self = .plus
    case .minus: self = .minus
    case .times: self = .times
    case .divide: self = .divide
    case .matrixProduct: self = .matrixProduct
    case .power: self = .power
    default: return nil
    }
  }
}
