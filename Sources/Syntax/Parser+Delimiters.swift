import Diagnostics

extension Parser {
  /// Reads a token that ends an operand: the next part of an `if`, a comma, a bracket; tells whether the expression goes on.
  mutating func delimiter() -> Bool {
    guard settleConditionals(), let frame = expressions.frames.last else {
      return !hasFailed && expressions.expectsOperand
    }
    if readMissingProduct() { return true }
    if case .root = frame.kind {
      failAtJuxtaposition(orComma: false)
      return false
    }
    switch current.kind {
    case .comma: comma()
    case .rightParenthesis, .rightBracket: closeBracket()
    case .colon: colon()
    case .halfOpenRange, .closedRange: rangeSign()
    case .equals, .plusEquals: equalsInside(frame)
    case .in: failAtIndex(frame)
    default:
      if current.startsLine, looksLikeItem, let opening = frame.kind.opening { failUnclosed(frame.span, opening) }
      failAtJuxtaposition(orComma: frame.kind.opening != nil)
      if let opening = frame.kind.opening { failUnclosed(frame.span, opening) }
    }
    return !hasFailed
  }

  /// Finishes the operators of the innermost frame and every `if` that is complete; false where an unfinished `if` took the token.
  private mutating func settleConditionals() -> Bool {
    while true {
      reduce()
      guard let frame = expressions.frames.last, case .conditional = frame.kind else { return true }
      switch frame.stage {
      case .condition: return continueConditional(.then, stage: .then)
      case .then: return continueConditional(.else, stage: .otherwise)
      default: finishConditional(frame)
      }
    }
  }

  private mutating func continueConditional(_ word: TokenKind, stage: ExpressionStacks.Stage) -> Bool {
    let last = expressions.frames.count - 1
    if current.kind == word {
      expressions.frames[last].stage = stage
      expressions.frames[last].hasChain = false
      expressions.expectsOperand = true
      advance()
    } else if at(.equals) {
      fail(.equalsInExpression(at: current.span, label: nil))
    } else if !readMissingProduct() {
      fail(
        .incompleteConditional(
          missing: word.rawValue, found: describe(current), at: current.span, ifAt: expressions.frames[last].span))
    }
    return false
  }

  private mutating func finishConditional(_ frame: ExpressionStacks.Frame) {
    guard expressions.operands.count >= frame.operandBase + 3 else { return }
    let parts = expressions.operands[frame.operandBase...]
    let (condition, then, otherwise) = (
      parts[parts.startIndex], parts[parts.startIndex + 1], parts[parts.startIndex + 2]
    )
    expressions.operands.removeLast(3)
    expressions.frames.removeLast()
    push(
      .conditional(condition: condition.node, then: then.node, otherwise: otherwise.node),
      at: frame.span.joined(with: otherwise.span))
  }

  /// Reports `2x` and `2(x+1)`, and reads them as products.
  private mutating func readMissingProduct() -> Bool {
    guard previous.kind == .number, current.kind == .name || current.kind == .leftParenthesis,
      previous.span.end == current.span.start
    else { return false }
    reportMissingOperator(orComma: false)
    reduce(downTo: .product)
    expressions.operators.append(.init(kind: .binary(.times), span: current.span))
    expressions.expectsOperand = true
    return true
  }

  /// Reports two operands with nothing between them, where that is what stands here.
  private mutating func failAtJuxtaposition(orComma: Bool) {
    guard !hasFailed, bracketDepth > 0 || !current.startsLine else { return }
    switch current.kind {
    case .name where Int(previous.span.start) == itemStart && previous.kind == .name && following.kind == .equals:
      fail(.wordBeforeDefinition(describe(previous), name: spelling(of: current), at: previous.span))
    case .name
    where Int(previous.span.start) == itemStart && following.kind == .leftParenthesis
      && Self.functionWords.contains(spelling(of: previous)):
      fail(.functionByAnotherWord(describe(previous), name: spelling(of: current), at: previous.span))
    case .not where spelling(of: current) == "!":
      // The sign itself was complained about when it was read.
      hasFailed = true
    case .name, .number, .leftParenthesis, .not:
      if Int(lexer.lastSkipped) < itemStart { reportMissingOperator(orComma: orComma) }
      hasFailed = true
    default: break
    }
  }

  /// What other languages begin the definition of a function with.
  private static let functionWords: Set<String> = ["def", "func", "function", "fun", "define"]

  private mutating func reportMissingOperator(orComma: Bool) {
    let (left, right) = (spelling(of: previous), spelling(of: current))
    let isWord = previous.kind == .name && left.utf8.count > 1
    let isArgument = isWord && (current.kind == .name || current.kind == .number)
    let isShort = left.utf8.count + right.utf8.count <= 60
    lexer.log.report(
      .missingOperator(
        between: describe(previous), and: describe(current), at: previous.span.joined(with: current.span),
        product: isShort && current.kind != .not ? "\(left)*\(right)" : nil,
        call: isShort && isArgument ? "\(left)(\(right))" : nil, orComma: orComma))
  }

  /// Reports `=` inside brackets.
  private mutating func equalsInside(_ frame: ExpressionStacks.Frame) {
    if previous.kind == .name, previous.startsLine, let opening = frame.kind.opening {
      return fail(
        .unclosedBracket(
          opening.rawValue, closing: opening.closing.rawValue, at: frame.span, found: describe(previous),
          foundAt: previous.span))
    }
    var label: String?
    if case .call = frame.kind, case .element = frame.stage, previous.kind == .name { label = spelling(of: previous) }
    fail(.equalsInExpression(at: current.span, label: label))
  }

  private mutating func failAtIndex(_ frame: ExpressionStacks.Frame) {
    if previous.kind == .name {
      fail(.misplacedIndex(spelling(of: previous), at: previous.span.joined(with: current.span)))
    } else if let opening = frame.kind.opening {
      failUnclosed(frame.span, opening)
    }
  }
}
