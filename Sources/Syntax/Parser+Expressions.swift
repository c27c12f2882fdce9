import Diagnostics

/// What `h[ ... ]` at the start of an item turned out to be.
enum TargetOrExpression {
  case target([SubscriptSyntax])
  case expression(NodeID)
}

extension Parser {
  // expression = "if" expression "then" expression "else" expression | disjunction ;
  /// Reads one expression, up to what cannot belong to it.
  mutating func expression() -> NodeID {
    let (base, root) = openRoot()
    readExpression(base: base)
    return closeRoot(base: base, root: root)
  }

  // target = "[" bound { "," bound } "]" ;
  // bound = binder | expression ;
  /// Reads an item that starts with `name[`, up to its `=` where it has one.
  mutating func targetOrExpression(_ name: Identifier) -> TargetOrExpression {
    let (base, root) = openRoot()
    advance()
    openBracket(.target(name))
    readExpression(base: base, stopsAtTarget: true)
    guard !hasFailed, let frame = expressions.frames.last, case .target = frame.kind else {
      return .expression(closeRoot(base: base, root: root))
    }
    let subscripts = Array(expressions.subscripts[frame.subscriptBase...])
    expressions.drop(downTo: root, count: base)
    for place in subscripts {
      switch place {
      case .slice(let range):
        fail(.sliceInTarget(at: tree.span(of: range.lower).joined(with: tree.span(of: range.upper))))
      case .all(let span): fail(.sliceInTarget(at: span))
      case .at, .bound: break
      }
    }
    return .target(subscripts)
  }

  private mutating func openRoot() -> (base: Int, root: ExpressionStacks.Frame) {
    let base = expressions.frames.count
    expressions.open(.root, .element, at: current.span)
    return (base, expressions.frames[base])
  }

  private mutating func closeRoot(base: Int, root: ExpressionStacks.Frame) -> NodeID {
    let node = hasFailed ? nil : expressions.operands.last?.node
    expressions.drop(downTo: root, count: base)
    return node ?? make(.missing, at: current.span)
  }

  /// Reads tokens until the expression is complete, or an error.
  private mutating func readExpression(base: Int, stopsAtTarget: Bool = false) {
    while !hasFailed {
      if stopsAtTarget, isBeforeDefinition { return }
      if expressions.expectsOperand {
        operand()
      } else if !operatorOrEnd() {
        return
      }
    }
  }

  /// Whether the left side of a definition has just been closed.
  private var isBeforeDefinition: Bool {
    guard previous.kind == .rightBracket, at(.equals) || at(.plusEquals), let frame = expressions.frames.last,
      case .target = frame.kind, case .body = frame.stage
    else { return false }
    return true
  }

  // sign = ( "-" | "+" ) sign | power ;
  // primary = number | name | call | reduction | "(" expression ")" | array | comprehension ;
  private mutating func operand() {
    let token = current
    switch token.kind {
    case .number:
      advance()
      push(token.value.map { .number($0) } ?? .missing, at: token.span)
    case .name: nameOperand()
    case .leftParenthesis: openBracket(.group)
    case .leftBracket: openBracket(.list)
    case .plus, .minus:
      expressions.operators.append(.init(kind: .unary(token.kind == .plus ? .plus : .minus), span: token.span))
      advance()
    case .not:
      requireLooser(than: .comparison)
      expressions.operators.append(.init(kind: .unary(.not), span: token.span))
      advance()
    case .if:
      requireLooser(than: .disjunction)
      expressions.open(.conditional, .condition, at: token.span)
      advance()
    default: failAtOperand()
    }
  }

  private mutating func nameOperand() {
    let token = current
    guard let symbol = token.symbol else { return failAtOperand() }
    if token.startsLine, following.kind == .equals || following.kind == .plusEquals, Int(token.span.start) > itemStart {
      return failAtNextItem()
    }
    advance()
    if at(.leftParenthesis) {
      openBracket(.call(Identifier(symbol, at: token.span)))
    } else {
      push(.name(symbol), at: token.span)
    }
  }

  /// Reports an `if` or a `not` behind an operator that binds tighter; it is read as though parentheses stood around it.
  private mutating func requireLooser(than precedence: Precedence) {
    guard let frame = expressions.frames.last, expressions.operators.count > frame.operatorBase,
      let last = expressions.operators.last, last.precedence >= precedence
    else { return }
    let sign = spelling(of: Token(kind: .name, span: last.span, startsLine: false))
    lexer.log.report(.needsParentheses(current.kind.rawValue, after: sign, at: current.span))
  }

  private mutating func failAtOperand() {
    let isAfterItemStart = Int(current.span.start) > itemStart
    if let frame = expressions.frames.last, let opening = frame.kind.opening,
      current.kind == .end || (current.startsLine && looksLikeItem)
    {
      return failUnclosed(frame.span, opening)
    }
    switch current.kind {
    case .dim, .input, .param, .const, .fn, .output, .extern, .derivative, .return, .for:
      if !current.startsLine { return fail(.reservedWord(current.kind.rawValue, at: current.span)) }
    default: break
    }
    fail(
      .expectedExpression(
        found: describe(current), after: isAfterItemStart ? describe(previous) : nil, at: current.span))
  }

  /// Reports an expression that breaks off before a line that starts a definition.
  private mutating func failAtNextItem() {
    if let frame = expressions.frames.last(where: { $0.kind.opening != nil }), let opening = frame.kind.opening {
      fail(
        .unclosedBracket(
          opening.rawValue, closing: opening.closing.rawValue, at: frame.span, found: describe(current),
          foundAt: current.span))
    } else {
      fail(
        .expectedExpression(
          found: "the definition of \(describe(current))", after: describe(previous), at: current.span))
    }
  }

  // disjunction = conjunction { "or" conjunction } ;
  // conjunction = negation { "and" negation } ;
  // negation = "not" negation | comparison ;
  // comparison = sum [ ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) sum ] ;
  // sum = product { ( "+" | "-" ) product } ;
  // product = sign { ( "*" | "/" | "@" ) sign } ;
  // power = postfix [ "^" exponent ] ;
  // exponent = ( "-" | "+" ) exponent | power ;
  // postfix = primary { subscripts | ".T" } ;
  private mutating func operatorOrEnd() -> Bool {
    if current.startsLine, bracketDepth == 0, !current.kind.continuesItem { return delimiter() }
    if let sign = BinaryOperator(current.kind) {
      binary(sign)
      return true
    }
    switch current.kind {
    case .leftBracket: openBracket(.subscripts)
    case .transpose:
      advance()
      guard let operand = expressions.operands.popLast() else { return false }
      let span = operand.span.joined(with: previous.span)
      push(.transpose(operand.node), at: span)
    case .member:
      fail(.unknownMember(describeMember(), isCalled: following.kind == .leftParenthesis, at: current.span))
    default: return delimiter()
    }
    return true
  }

  private func describeMember() -> String {
    String(spelling(of: current).prefix(40))
  }

  private mutating func binary(_ sign: BinaryOperator) {
    let precedence = sign.precedence
    reduce(downTo: precedence == .power || precedence == .comparison ? precedence.tighter : precedence)
    if precedence == .comparison { checkChain(sign) }
    if precedence < .comparison { setChain(false) }
    expressions.operators.append(.init(kind: .binary(sign), span: current.span))
    expressions.expectsOperand = true
    advance()
  }

  /// Reports `a < b < c`, once a chain, and reads it from the left.
  private mutating func checkChain(_ sign: BinaryOperator) {
    guard let frame = expressions.frames.last, expressions.operators.count > frame.operatorBase,
      let first = expressions.operators.last, first.precedence == .comparison,
      case .binary(let firstSign) = first.kind, let middle = expressions.operands.last
    else { return }
    if !frame.hasChain {
      let isShort = middle.span.end - middle.span.start <= 40
      lexer.log.report(
        .chainedComparison(
          firstSign.spelling, sign.spelling, at: current.span, firstAt: first.span,
          middle: isShort ? lexer.source.text(of: middle.span) : nil))
    }
    setChain(true)
    reduce(downTo: .comparison)
  }

  private mutating func setChain(_ hasChain: Bool) {
    let last = expressions.frames.count - 1
    if last >= 0 { expressions.frames[last].hasChain = hasChain }
  }

  /// Makes nodes of the operators of the innermost frame that bind at least as tightly.
  mutating func reduce(downTo precedence: Precedence = .conditional) {
    guard let base = expressions.frames.last?.operatorBase else { return }
    while expressions.operators.count > base, let sign = expressions.operators.last, sign.precedence >= precedence,
      let right = expressions.operands.popLast()
    {
      expressions.operators.removeLast()
      switch sign.kind {
      case .unary(let unary): push(.unary(unary, right.node), at: sign.span.joined(with: right.span))
      case .binary(let binary):
        guard let left = expressions.operands.popLast() else { return }
        push(.binary(binary, left.node, right.node), at: left.span.joined(with: right.span))
      }
    }
  }

  /// Adds a finished operand; an operator comes next.
  mutating func push(_ expression: ExpressionSyntax, at span: SourceSpan) {
    expressions.operands.append(.init(node: make(expression, at: span), span: span))
    expressions.expectsOperand = false
  }
}
