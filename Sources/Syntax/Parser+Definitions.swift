import Diagnostics

/// What an item that starts with a name turned out to be.
enum NamedItem {
  case definition(DefinitionSyntax)
  case expression(NodeID)
}

extension Parser {
  // definition = name [ target ] ( "=" | "+=" ) expression [ "for" binder { "," binder } ] ;
  /// Reads an item that starts with a name.
  mutating func definitionOrOperand() -> NamedItem {
    let next = following
    guard !next.startsLine, next.kind == .equals || next.kind == .plusEquals || next.kind == .leftBracket,
      let symbol = current.symbol
    else { return leftSideOrExpression() }
    let name = Identifier(symbol, at: current.span)
    if next.kind == .leftBracket {
      switch targetOrExpression(name) {
      case .target(let subscripts): return .definition(definition(of: name, subscripts: subscripts))
      case .expression(let node): return .expression(checkedExpression(node))
      }
    }
    advance()
    return .definition(definition(of: name, subscripts: nil))
  }

  private mutating func leftSideOrExpression() -> NamedItem {
    .expression(checkedExpression(expression()))
  }

  /// Reports an expression that stands where the left side of a definition should.
  mutating func checkedExpression(_ node: NodeID) -> NodeID {
    guard !hasFailed, at(.equals) || at(.plusEquals) else { return node }
    var function: String?
    if case .call(let name, _) = tree[node] { function = text(of: name) }
    fail(.invalidTarget(at: tree.span(of: node), function: function))
    return node
  }

  /// Reads a definition from its `=` or `+=` on.
  private mutating func definition(of name: Identifier, subscripts: [SubscriptSyntax]?) -> DefinitionSyntax {
    let accumulates = current.kind == .plusEquals
    advance()
    let body = expression()
    var binders: [Binder] = []
    if take(.for) {
      repeat {
        if let binder = binder() { binders.append(binder) }
      } while take(.comma)
    }
    return DefinitionSyntax(
      name: name, subscripts: subscripts, accumulates: accumulates, body: body, binders: binders)
  }

  // sequence = "for" name "in" [ "reversed" ] range "{" { separator } { step separator { separator } } "}" ;
  // step = definition | sequence ;
  /// Reads the head of a sequence; what it holds are the items up to its closing brace.
  mutating func sequence() -> ItemSyntax? {
    advance()
    guard let name = name("the name of an index") else { return nil }
    guard take(.in) else {
      fail(.expectedSign("in", "and a range", found: describe(current), at: current.span))
      return nil
    }
    let isReversed = take(.reversed)
    guard let range = range(), !hasFailed else { return nil }
    guard at(.leftBrace) else {
      fail(.expectedSign("{", "and statements", found: describe(current), at: current.span))
      return nil
    }
    openSequences.append(current.span)
    advance()
    return .enter(SequenceSyntax(name: name, range: range, isReversed: isReversed))
  }

  // binder = name [ "in" range ] ;
  private mutating func binder() -> Binder? {
    guard let name = name("the name of an index") else { return nil }
    return Binder(name: name, range: take(.in) ? range() : nil)
  }

  // range = expression ( "..<" | "..." ) expression ;
  private mutating func range() -> RangeSyntax? {
    let lower = expression()
    guard !hasFailed else { return nil }
    guard at(.halfOpenRange) || at(.closedRange) else {
      fail(.expectedRange(found: describe(current), at: current.span))
      return nil
    }
    let isClosed = current.kind == .closedRange
    advance()
    return RangeSyntax(lower: lower, upper: expression(), isClosed: isClosed)
  }

  // function = "fn" name parameters ( "=" expression | block ) { derivative } ;
  /// Reads a function with its derivatives.
  mutating func function() -> ItemSyntax? {
    advance()
    guard let name = name("the name of a function") else { return nil }
    let parameters = parameters()
    var definitions: [DefinitionSyntax] = []
    var result: NodeID?
    if take(.equals) {
      result = expression()
    } else if !hasFailed, current.kind == .leftBrace {
      (definitions, result) = block(of: name)
    } else {
      fail(.missingFunctionBody(text(of: name), found: describe(current), at: current.span))
    }
    var derivatives: [DeclarationSyntax] = []
    while !hasFailed, current.kind == .derivative {
      if let derivative = derivative() { derivatives.append(derivative) }
    }
    return .function(
      FunctionSyntax(
        name: name, parameters: parameters, definitions: definitions, result: result, derivatives: derivatives,
        isExtern: false))
  }

  // parameters = "(" [ declaration { "," declaration } ] ")" ;
  private mutating func parameters() -> [DeclarationSyntax] {
    var result: [DeclarationSyntax] = []
    guard !hasFailed else { return result }
    bracketed(.leftParenthesis) { parser in
      if parser.current.kind == .rightParenthesis { return }
      repeat {
        guard let name = parser.name("the name of a function's parameter") else { return }
        result.append(DeclarationSyntax(name: name, type: parser.typeAnnotation(), value: nil))
      } while parser.take(.comma)
    }
    return result
  }

  // derivative = "derivative" name "=" expression ;
  private mutating func derivative() -> DeclarationSyntax? {
    advance()
    guard let name = name("the name of a parameter") else { return nil }
    guard take(.equals) else {
      fail(.expectedSign("=", "and the derivative", found: describe(current), at: current.span))
      return nil
    }
    return DeclarationSyntax(name: name, type: nil, value: expression())
  }

  // extern = "extern" "fn" name parameters [ "=" expression ] ( "derivative" name { "," name } | { derivative } ) ;
  /// Declares a function of the user's in C or Swift.
  mutating func extern() -> ItemSyntax? {
    advance()
    guard take(.fn) else {
      fail(.expectedSign("fn", "behind 'extern'", found: describe(current), at: current.span))
      return nil
    }
    guard let name = name("the name of a function") else { return nil }
    let parameters = parameters()
    guard !hasFailed else { return nil }
    let result = take(.equals) ? expression() : nil
    var derivatives: [DeclarationSyntax] = []
    while !hasFailed, current.kind == .derivative {
      advance()
      guard let name = self.name("the name of a parameter, or of a function") else { return nil }
      if take(.equals) {
        derivatives.append(DeclarationSyntax(name: name, type: nil, value: expression()))
        continue
      }
      guard derivatives.isEmpty else {
        fail(.expectedSign("=", "and the derivative", found: describe(current), at: current.span))
        return nil
      }
      derivatives.append(DeclarationSyntax(name: name, type: nil, value: nil))
      while take(.comma) {
        guard let name = self.name("the name of a function") else { return nil }
        derivatives.append(DeclarationSyntax(name: name, type: nil, value: nil))
      }
      break
    }
    return .function(
      FunctionSyntax(
        name: name, parameters: parameters, definitions: [], result: result, derivatives: derivatives, isExtern: true))
  }

  // block = "{" { separator } { definition separator { separator } } "return" expression { separator } "}" ;
  private mutating func block(of function: Identifier) -> ([DefinitionSyntax], NodeID?) {
    let open = current.span
    let functionStart = itemStart
    var definitions: [DefinitionSyntax] = []
    var result: NodeID?
    advance()
    while current.kind != .end, current.kind != .rightBrace, !(current.startsLine && current.kind.startsItem) {
      if current.kind == .semicolon {
        advance()
        continue
      }
      beginItem()
      if current.kind == .return, result == nil {
        advance()
        result = expression()
      } else if result == nil, let definition = blockDefinition() {
        definitions.append(definition)
      } else {
        fail(.expectedDefinition(found: describe(current), at: current.span))
      }
      endItem(inBlock: true)
    }
    itemStart = functionStart
    guard current.kind == .rightBrace else {
      failUnclosed(open, .leftBrace)
      return (definitions, result)
    }
    if result == nil { fail(.missingReturn(text(of: function), at: current.span)) }
    advance()
    // What was wrong inside is reported and skipped; the function as a whole can be used.
    if hasFailed { hasFailed = false }
    return (definitions, result)
  }

  /// Reads one definition of a block; nil where something else stands.
  private mutating func blockDefinition() -> DefinitionSyntax? {
    guard !failAtReservedTarget(), current.kind == .name else { return nil }
    switch definitionOrOperand() {
    case .definition(let definition): return definition
    case .expression(let node):
      fail(.expectedDefinition(found: "an expression", at: tree.span(of: node)))
      return nil
    }
  }
}
