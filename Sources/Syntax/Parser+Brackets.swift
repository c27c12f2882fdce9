import Diagnostics

extension Parser {
  // call = name "(" [ expression { "," expression } { "," "axis" ":" expression } ] ")" ;
  // reduction = reducer "(" binder { "," binder } ":" expression ")" ;
  // reducer = "sum" | "prod" | "mean" | "max" | "min" | "logsumexp" | "norm" | "var" | "argmax" | "argmin" | "all" | "any" | "softmax" ;
  // array = "[" [ expression { "," expression } ] "]" ;
  // comprehension = "[" binder { "," binder } ":" expression "]" ;
  // subscripts = "[" subscript { "," subscript } "]" ;
  // subscript = expression | range | ":" ;
  /// Opens the bracket at the current token.
  mutating func openBracket(_ kind: ExpressionStacks.Kind) {
    expressions.open(kind, .element, at: current.span)
    bracketDepth += 1
    advance()
    beginElement()
  }

  /// Reads what can be told from the first two tokens of an element: indices, labels, `:`, and the end of an empty call.
  private mutating func beginElement() {
    guard let kind = expressions.frames.last?.kind else { return }
    switch kind {
    case .root, .group, .conditional: break
    case .subscripts, .target: beginSubscript()
    case .call(let name): if !closeEmptyCall() { beginBinders(call: name) }
    case .list: if !closeEmptyArray() { beginBinders(call: nil) }
    }
  }

  private mutating func closeEmptyCall() -> Bool {
    guard current.kind == .rightParenthesis, previous.kind == .leftParenthesis, let frame = expressions.frames.last,
      case .call(let name) = frame.kind
    else { return false }
    finishBracket(frame, .call(name, []), from: name.span)
    return true
  }

  private mutating func closeEmptyArray() -> Bool {
    guard current.kind == .rightBracket, previous.kind == .leftBracket, let frame = expressions.frames.last else {
      return false
    }
    finishBracket(frame, .arrayLiteral([]), from: frame.span)
    return true
  }

  private mutating func beginSubscript() {
    if current.kind == .colon {
      if following.kind == .comma || following.kind == .rightBracket {
        expressions.subscripts.append(.all(current.span))
        advance()
        afterSubscript()
      } else {
        fail(.colonSlice(at: current.span))
      }
    } else if current.kind == .name, following.kind == .in, let symbol = current.symbol {
      let name = Identifier(symbol, at: current.span)
      guard let kind = expressions.frames.last?.kind, case .target = kind else {
        return fail(.misplacedIndex(text(of: name), at: name.span.joined(with: following.span)))
      }
      setStage(.lower(name))
      advance()
      advance()
    }
  }

  /// Goes on behind a subscript that needs no expression.
  private mutating func afterSubscript() {
    if current.kind == .comma {
      advance()
      beginElement()
    } else {
      closeBracket()
    }
  }

  /// Reads names as indices until something shows that they are, or that they are not.
  private mutating func beginBinders(call: Identifier?) {
    guard let frame = expressions.frames.last else { return }
    let closing: TokenKind = call == nil ? .rightBracket : .rightParenthesis
    while current.kind == .name, let symbol = current.symbol {
      let name = Identifier(symbol, at: current.span)
      let hasArguments = expressions.arguments.count > frame.argumentBase
      switch following.kind {
      case .comma where !hasArguments, closing where !hasArguments:
        expressions.binders.append(Binder(name: name, range: nil))
        advance()
        if current.kind == closing {
          expressions.expectsOperand = false
          return closeBracket()
        }
        advance()
      case .in where !hasArguments:
        setStage(.lower(name))
        advance()
        advance()
        return
      case .colon: return colonAfterName(name, call: call)
      default: return bindersAreArguments()
      }
    }
    bindersAreArguments()
  }

  /// Takes the names read so far for what they are where no index can stand: arguments.
  private mutating func bindersAreArguments() {
    guard let frame = expressions.frames.last else { return }
    let binders = expressions.binders[frame.binderBase...]
    guard !binders.contains(where: { $0.range != nil }) else {
      return fail(.expectedIndex(at: current.span))
    }
    for binder in binders {
      expressions.arguments.append(
        Argument(label: nil, value: make(.name(binder.name.symbol), at: binder.name.span)))
    }
    expressions.binders.removeLast(binders.count)
  }

  /// Reads `i:` as the last index, or `axis:` as a label.
  private mutating func colonAfterName(_ name: Identifier, call: Identifier?) {
    guard let frame = expressions.frames.last else { return }
    let hasArguments = expressions.arguments.count > frame.argumentBase
    let hasBareNames = expressions.binders.count > frame.binderBase
    let isLabel = call != nil && (hasArguments || (hasBareNames && text(of: name) == "axis"))
    if isLabel {
      guard text(of: name) == "axis" else { return fail(.unknownLabel(text(of: name), at: name.span)) }
      bindersAreArguments()
      setStage(.labelled(name))
      advance()
      advance()
    } else if hasArguments {
      advance()
      fail(.expectedIndex(at: current.span))
    } else {
      expressions.binders.append(Binder(name: name, range: nil))
      advance()
      beginBody()
    }
  }

  /// Goes on with the body behind the `:` at the current token.
  private mutating func beginBody() {
    if let frame = expressions.frames.last, case .call(let name) = frame.kind,
      !Reductions.names.contains(text(of: name))
    {
      let spelled = text(of: name)
      fail(
        .notAReduction(
          spelled, nearest: nearestName(to: spelled, among: Reductions.names), at: current.span, nameAt: name.span))
    }
    setStage(.body)
    expressions.expectsOperand = true
    advance()
  }

  private mutating func setStage(_ stage: ExpressionStacks.Stage) {
    let last = expressions.frames.count - 1
    if last >= 0 { expressions.frames[last].stage = stage }
    if last >= 0 { expressions.frames[last].hasChain = false }
  }

  /// Reads `,`, with which an element ends.
  mutating func comma() {
    guard let frame = expressions.frames.last else { return }
    switch (frame.kind, frame.stage) {
    case (.group, _):
      return fail(.commaInParentheses(at: current.span))
    case (.call, .body), (.list, .body): return failUnclosed(frame.span, frame.kind.opening ?? .leftBracket)
    default: break
    }
    finishElement(frame)
    guard !hasFailed else { return }
    setStage(.element)
    expressions.expectsOperand = true
    advance()
    beginElement()
  }

  /// Stores the element that has just been read.
  private mutating func finishElement(_ frame: ExpressionStacks.Frame) {
    guard let operand = expressions.operands.last, expressions.operands.count > frame.operandBase else { return }
    let node = operand.node
    let isSubscript =
      switch frame.kind {
      case .subscripts, .target: true
      default: false
      }
    switch frame.stage {
    case .element where isSubscript: expressions.subscripts.append(.at(node))
    case .element:
      if frame.hasLabel { return fail(.argumentAfterLabel(at: operand.span)) }
      expressions.arguments.append(Argument(label: nil, value: node))
    case .labelled(let label):
      expressions.arguments.append(Argument(label: label, value: node))
      expressions.frames[expressions.frames.count - 1].hasLabel = true
    case .lower: return fail(.expectedRange(found: describe(current), at: current.span))
    case .upper(let name, let lower, let isClosed):
      let range = RangeSyntax(lower: lower, upper: node, isClosed: isClosed)
      if let name {
        let binder = Binder(name: name, range: range)
        if isSubscript { expressions.subscripts.append(.bound(binder)) } else { expressions.binders.append(binder) }
      } else {
        expressions.subscripts.append(.slice(range))
      }
    case .body, .condition, .then, .otherwise: return
    }
    expressions.operands.removeLast()
  }

  /// Reads `:` behind an expression.
  mutating func colon() {
    guard let frame = expressions.frames.last else { return }
    switch (frame.kind, frame.stage) {
    case (.call, .upper), (.list, .upper):
      finishElement(frame)
      beginBody()
    case (.subscripts, .element), (.target, .element):
      guard let operand = expressions.operands.last else { return }
      if following.kind == .comma || following.kind == .rightBracket {
        return fail(.colonSlice(at: current.span))
      }
      lexer.log.report(.colonSlice(at: current.span))
      setStage(.upper(nil, lower: operand.node, isClosed: false))
      expressions.operands.removeLast()
      expressions.expectsOperand = true
      advance()
    case (.call, .lower), (.list, .lower):
      fail(.expectedRange(found: describe(current), at: current.span))
    case (.call, .element), (.list, .element):
      fail(.expectedIndex(at: expressions.operands.last?.span ?? current.span))
    default: failUnclosed(frame.span, frame.kind.opening ?? .leftBracket)
    }
  }

  /// Reads `..<` or `...` behind an expression.
  mutating func rangeSign() {
    guard let frame = expressions.frames.last, let lower = expressions.operands.last else { return }
    let isClosed = current.kind == .closedRange
    switch (frame.kind, frame.stage) {
    case (.subscripts, .element), (.target, .element): setStage(.upper(nil, lower: lower.node, isClosed: isClosed))
    case (_, .lower(let name)): setStage(.upper(name, lower: lower.node, isClosed: isClosed))
    default: return fail(.misplacedRange(current.kind.rawValue, at: current.span))
    }
    expressions.operands.removeLast()
    expressions.expectsOperand = true
    advance()
  }

  /// Reads `)` or `]`.
  mutating func closeBracket() {
    guard let frame = expressions.frames.last, let opening = frame.kind.opening else { return }
    guard current.kind == opening.closing else { return failUnclosed(frame.span, opening) }
    let hasBody = if case .body = frame.stage { true } else { false }
    let isGroup = if case .group = frame.kind { true } else { false }
    if !hasBody, !isGroup {
      finishElement(frame)
      guard !hasFailed else { return }
    }
    switch frame.kind {
    case .root, .conditional: return
    case .group:
      guard let last = expressions.operands.indices.last else { return }
      let node = expressions.operands[last].node
      expressions.operands[last] = .init(node: node, span: frame.span.joined(with: current.span))
      expressions.frames.removeLast()
      bracketDepth -= 1
      expressions.expectsOperand = false
      advance()
    case .call(let name): closeCall(frame, name, hasBody: hasBody)
    case .list: closeList(frame, hasBody: hasBody)
    case .subscripts: closeSubscripts(frame)
    case .target(let name): closeTarget(frame, name)
    }
  }

  private mutating func closeCall(_ frame: ExpressionStacks.Frame, _ name: Identifier, hasBody: Bool) {
    if hasBody {
      guard let body = expressions.operands.last else { return }
      let binders = Array(expressions.binders[frame.binderBase...])
      return finishBracket(frame, .reduction(name, binders, body: body.node), from: name.span)
    }
    guard takesArguments(frame) else { return }
    let arguments = Array(expressions.arguments[frame.argumentBase...])
    finishBracket(frame, .call(name, arguments), from: name.span)
  }

  private mutating func closeList(_ frame: ExpressionStacks.Frame, hasBody: Bool) {
    if hasBody {
      guard let body = expressions.operands.last else { return }
      let binders = Array(expressions.binders[frame.binderBase...])
      return finishBracket(frame, .comprehension(binders, body: body.node), from: frame.span)
    }
    guard takesArguments(frame) else { return }
    let elements = expressions.arguments[frame.argumentBase...].map(\.value)
    finishBracket(frame, .arrayLiteral(elements), from: frame.span)
  }

  /// Makes arguments of bare names at the end of a list; false where an index with a range shows that a body is missing.
  private mutating func takesArguments(_ frame: ExpressionStacks.Frame) -> Bool {
    if expressions.binders[frame.binderBase...].contains(where: { $0.range != nil }) {
      fail(.expectedBody(found: describe(current), at: current.span))
      return false
    }
    bindersAreArguments()
    return !hasFailed
  }

  private mutating func closeSubscripts(_ frame: ExpressionStacks.Frame) {
    guard frame.operandBase > 0 else { return }
    let base = expressions.operands[frame.operandBase - 1]
    let subscripts = Array(expressions.subscripts[frame.subscriptBase...])
    var frame = frame
    frame.operandBase -= 1
    finishBracket(frame, .subscripted(base.node, subscripts), from: base.span)
  }

  /// Ends `h[ ... ]` at the start of an item: as the left side of a definition, or as subscripts like any others.
  private mutating func closeTarget(_ frame: ExpressionStacks.Frame, _ name: Identifier) {
    if following.kind == .equals || following.kind == .plusEquals, !following.startsLine {
      setStage(.body)
      bracketDepth -= 1
      expressions.expectsOperand = false
      advance()
      return
    }
    let subscripts = Array(expressions.subscripts[frame.subscriptBase...])
    for place in subscripts {
      if case .bound(let binder) = place {
        fail(.misplacedIndex(text(of: binder.name), at: binder.name.span))
      }
    }
    let base = make(.name(name.symbol), at: name.span)
    finishBracket(frame, .subscripted(base, subscripts), from: name.span)
  }

  /// Replaces a bracket and all that it collected by one operand that ends with the current token.
  private mutating func finishBracket(
    _ frame: ExpressionStacks.Frame, _ expression: ExpressionSyntax, from start: SourceSpan
  ) {
    expressions.drop(downTo: frame, count: expressions.frames.count - 1)
    bracketDepth -= 1
    push(expression, at: start.joined(with: current.span))
    advance()
  }
}
